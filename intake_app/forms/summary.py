"""The answers as a person reads them before sending: what stands in the Referral, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.forms.screens import NOT_SURE
from intake_app.referral import HELPER
from intake_app.referral import OWN
from intake_app.referral import YOUNG
from intake_app.referral import Help
from intake_app.referral import Helper
from intake_app.referral import Reach
from intake_app.referral import Referral
from intake_app.referral import SafeContact
from intake_app.referral import TalkLanguage


@dataclass(frozen=True)
class SummaryRow:
    """One answer, under the words of its question."""

    question: str
    answer: str
    is_list: bool = False
    """Two ticks or more, one a line."""
    is_number: bool = False
    """A telephone number: it stays on one line."""


@dataclass(frozen=True)
class Part:
    """The answers of one screen."""

    step: str
    title: str
    rows: tuple[SummaryRow, ...]


def summary(referral: Referral, region: Region, words: Words) -> tuple[Part, ...]:
    """Every part in the order it was asked; optional answers that are empty are left out."""
    told = {
        "who": _who(referral, words),
        "name": _name(referral, words),
        "reach": _reach(referral, words),
        "language": _language(referral, words),
        "place": _place(referral, region, words),
        "child": _child(referral, words),
        "help": _help(referral, region, words),
    }
    return tuple(Part(step, words(f"ask.{step}.title"), tuple(rows)) for step, rows in told.items())


def _row(words: Words, name: str, answer: str) -> Iterator[SummaryRow]:
    if answer:
        yield SummaryRow(words(f"ask.{name}.label"), answer)


def _ticked(words: Words, name: str, ticked: Iterable[str]) -> Iterator[SummaryRow]:
    several = tuple(ticked)
    for row in _row(words, name, "\n".join(several)):
        yield replace(row, is_list=len(several) > 1)


def _chosen(words: Words, name: str, value: str) -> Iterator[SummaryRow]:
    return _row(words, name, words(f"ask.{name}.is_{value}"))


def _yes_no(words: Words, name: str, value: bool) -> Iterator[SummaryRow]:
    return _row(words, name, words("ask.check.yes" if value else "ask.check.no"))


def _who(referral: Referral, words: Words) -> Iterator[SummaryRow]:
    yield from _chosen(words, "who", referral.who)
    if referral.helper:
        yield from _yes_no(words, "family_agrees", True)
        yield from _helper(referral.helper, words)


def _helper(helper: Helper, words: Words) -> Iterator[SummaryRow]:
    yield from _chosen(words, "agreed_how", helper.agreed_how)
    yield from _row(words, "agreed_when", helper.agreed_when)
    yield from _row(words, "helper_name", helper.name)
    yield from _row(words, "organisation", helper.organisation)
    yield from _number(words, "helper_phone", helper)
    yield from _row(words, "helper_email", helper.email)
    yield from _yes_no(words, "tell_helper", helper.wants_told)


def _name(referral: Referral, words: Words) -> Iterator[SummaryRow]:
    yield from _row(words, "name", referral.name)


def _reach(referral: Referral, words: Words) -> Iterator[SummaryRow]:
    contact = referral.contact
    yield from _chosen(words, "reach", contact.reach)
    if contact.reach is Reach.PHONE:
        yield from _number(words, "phone", contact)
        yield from _yes_no(words, "leave_message", contact.may_leave_message)
        yield from _yes_no(words, "say_who_call", contact.may_say_who)
    if contact.reach is Reach.TEXT:
        yield from _number(words, "text_phone", contact)
        yield from _yes_no(words, "say_who_text", contact.may_say_who)
    if contact.reach is Reach.EMAIL:
        yield from _row(words, "email", contact.email)
        if contact.others_read_email:
            yield from _chosen(words, "others_read_email", contact.others_read_email)
        yield from _yes_no(words, "say_who_email", contact.may_say_who)
    yield from _row(words, "good_times", contact.good_times)
    yield from _row(words, "bad_times", contact.bad_times)
    yield from _row(words, "do_not_contact", contact.do_not_contact)


def _number(words: Words, name: str, contact: SafeContact | Helper) -> Iterator[SummaryRow]:
    number = contact.telephone
    if number:
        yield SummaryRow(words(f"ask.{name}.label"), number.said(words.language), is_number=True)
    if contact.phone_remark:
        yield SummaryRow(words("ask.check.phone_remark"), contact.phone_remark)


def _language(referral: Referral, words: Words) -> Iterator[SummaryRow]:
    access = referral.access
    if access.talk_language is TalkLanguage.OTHER:
        yield from _row(words, "talk_language", access.other_language)
    else:
        yield from _chosen(words, "talk_language", access.talk_language)
    if access.interpreter:
        yield from _yes_no(words, "interpreter", True)
    if access.sign_language:
        yield from _chosen(words, "sign_language", access.sign_language)
    yield from _row(words, "easier", access.easier)


def _place(referral: Referral, region: Region, words: Words) -> Iterator[SummaryRow]:
    question = words("ask.lives_in_region.label", region=region.name[words.language])
    yield SummaryRow(question, words(f"ask.lives_in_region.is_{referral.lives_in_region}"))
    yield from _row(words, "place", referral.place)


def _child(referral: Referral, words: Words) -> Iterator[SummaryRow]:
    child = referral.child
    yield from _chosen(words, "age_band", child.age_band)
    if child.more_children:
        yield from _yes_no(words, "more_children", True)
    others = (words(f"ask.age_band.is_{age}") for age in child.other_ages)
    yield from _ticked(words, "other_ages", others)
    yield from _row(words, "child_name", child.name)


def _help(referral: Referral, region: Region, words: Words) -> Iterator[SummaryRow]:
    told = referral.help
    criteria = criterion_texts(region, words)
    ticked = (*told.criteria, *((NOT_SURE,) if told.not_sure else ()))
    if told == Help():
        yield SummaryRow(words("ask.criteria.label"), words("ask.check.nothing"))
    yield from _ticked(words, "criteria", (criteria[name] for name in ticked))
    services = (words(f"ask.services.is_{kind}") for kind in told.services)
    yield from _ticked(words, "services", services)
    yield from _row(words, "going_well", told.going_well)
    yield from _row(words, "own_words", told.own_words)
    yield from _ticked(words, "wishes", (words(f"ask.wishes.is_{wish}") for wish in told.wishes))


def criterion_texts(region: Region, words: Words) -> dict[str, str]:
    """The region's own criteria by id, as whoever is asking says them, and "not sure".

    Where nobody has said who is asking, they speak of the family, as they do to a helper.
    """
    known = {OWN, YOUNG, HELPER} & set(words.voices)
    voices = words.voices if known else (HELPER,)
    texts = {row.id: row.said_to(voices)[words.language] for row in region.selfcheck.criteria}
    return {**texts, NOT_SURE: region.selfcheck.not_sure[words.language]}
