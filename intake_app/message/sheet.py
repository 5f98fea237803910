"""A request in the order staff work: safe contact first.

Text, HTML and sheet.json, from which the request box draws, are three looks of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.dates import ONTARIO
from intake_app.message.contact import SafeBox
from intake_app.message.contact import safe_box
from intake_app.message.contact import spoken
from intake_app.message.mail_line import MailLine
from intake_app.message.metadata import Metadata
from intake_app.referral import Access
from intake_app.referral import Answer
from intake_app.referral import Child
from intake_app.referral import ConsentGiven
from intake_app.referral import Helper
from intake_app.referral import Reach
from intake_app.referral import Referral
from intake_app.referral import WayIn


@dataclass(frozen=True)
class Section:
    """Lines under a title."""

    title: str
    lines: tuple[MailLine, ...]
    lead: str = ""


@dataclass(frozen=True)
class HaveIt:
    """The link by which staff say that a person has it; empty on a sheet without a link."""

    link: str
    label: str
    why: str


@dataclass(frozen=True)
class Sheet:
    """All that staff read, in order."""

    language: Language
    title: str
    facts: tuple[MailLine, ...]
    """What the headers say too; these are signed, and the headers are not."""
    what_counts: str
    safe: SafeBox
    no_reply: str
    have_it: HaveIt
    sections: tuple[Section, ...]
    first_meeting_days: int | None = None
    """How soon after first contact staff aim to meet; None where the region says nothing."""


def lay_out(referral: Referral, metadata: Metadata, region: Region, words: Words) -> Sheet:
    """The sheet in the staff's language; questions left open are left out."""
    return Sheet(
        language=words.language,
        title=words("mail.subject", number=metadata.number),
        facts=tuple(_facts(referral, metadata, words)),
        what_counts=words("mail.facts.count"),
        safe=safe_box(referral, metadata.reference, words),
        no_reply=words(f"mail.facts.{_way_to_answer(referral)}"),
        have_it=HaveIt(metadata.have_it, words("mail.have_it.label"), words("mail.have_it.why")),
        sections=(
            Section(words("mail.who.title"), tuple(_who(referral, metadata, words))),
            *_section_of_helper(referral, words),
            Section(words("mail.access.title"), tuple(_access(referral.access, words))),
            _section_of_place(referral, region, words),
            Section(words("mail.child.title"), tuple(_child(referral.child, words))),
            *_sections_that_may_be_empty(referral, region, words),
        ),
        first_meeting_days=region.promise.first_meeting_days,
    )


def _sections_that_may_be_empty(
    referral: Referral, region: Region, words: Words
) -> Iterator[Section]:
    helps = tuple(_help(referral, region, words))
    if helps:
        yield Section(words("mail.help.title"), helps)
    consent = tuple(_consent(referral, region, words))
    yield Section(words("mail.consent.title"), consent)
    if referral.spam_notes:
        why = MailLine(words("mail.note.label"), said=reasons(referral.spam_notes, words))
        yield Section(words("mail.note.title"), (why,), words("mail.note.lead"))
    days = region.promise.first_meeting_days
    if days:
        yield Section(words("mail.staff.title"), (), words("mail.staff.aim", days=days))


def _section_of_helper(referral: Referral, words: Words) -> Iterator[Section]:
    """A section of its own, so that nobody takes a helper's word or number for the family's."""
    if referral.helper:
        lines = tuple(_helper(referral.helper, words))
        yield Section(words("mail.helper.title"), lines, words("mail.helper.lead"))


def _way_to_answer(referral: Referral) -> str:
    return "wait" if referral.contact.reach is Reach.I_WILL_CONTACT else "no_reply"


def _facts(referral: Referral, metadata: Metadata, words: Words) -> Iterator[MailLine]:
    yield from facts_of(metadata, words, "mail.who.number")
    if referral.way_in is WayIn.CALL:
        yield MailLine(words("mail.call.label"), said=(words("mail.call.taken"),))


def facts_of(metadata: Metadata, words: Words, number: str) -> Iterator[MailLine]:
    """What stands at the top of every sealed mail, and counts: headers are not signed.

    `number` is the key of what its number is called.
    """
    yield MailLine(words(number), said=(metadata.number,))
    yield MailLine(words("mail.who.received"), said=(_moment(metadata, words),))
    yield MailLine(words("mail.facts.from"), said=(metadata.sender,))
    yield MailLine(words("mail.facts.to"), said=(", ".join(metadata.recipients),))


def _moment(metadata: Metadata, words: Words) -> str:
    moment = metadata.accepted_at.astimezone(ONTARIO)
    return words("mail.who.moment", date=f"{moment:%Y-%m-%d}", time=f"{moment:%H:%M}")


def _who(referral: Referral, metadata: Metadata, words: Words) -> Iterator[MailLine]:
    who = referral.who
    yield MailLine(words("mail.who.name"), typed=referral.name)
    label = "mail.who.filled_in_by" if who.speaks_for_the_family else "mail.who.label"
    if referral.way_in is WayIn.CALL:
        label = "mail.who.caller"
    said = words(f"mail.who.{who}")
    if who.speaks_for_the_family and referral.contact.reach is not Reach.I_WILL_CONTACT:
        said += " " + words("mail.who.own_contact")
    yield MailLine(words(label), said=(said,))
    yield MailLine(words("mail.who.reference"), said=(metadata.reference,))


def _helper(helper: Helper, words: Words) -> Iterator[MailLine]:
    how = words(f"mail.helper.{helper.agreed_how}")
    yield MailLine(words("mail.helper.agreed_how"), said=(how,))
    yield from _typed(words("mail.helper.agreed_when"), helper.agreed_when)
    yield from _typed(words("mail.helper.name"), helper.name)
    yield from _typed(words("mail.helper.organisation"), helper.organisation)
    number = helper.telephone
    shown = number.said(words.language) if number else helper.phone
    yield from _typed(words("mail.helper.phone"), shown)
    yield from _typed(words("mail.safe.phone_remark"), helper.phone_remark)
    yield from _typed(words("mail.helper.email"), helper.email)
    tell = words("mail.helper.tell_yes" if helper.wants_told else "mail.helper.tell_no")
    yield MailLine(words("mail.helper.tell"), said=(tell,), forbids=not helper.wants_told)


def _access(access: Access, words: Words) -> Iterator[MailLine]:
    yield from spoken(access, words)
    yield from _typed(words("mail.access.easier"), access.easier)


def _section_of_place(referral: Referral, region: Region, words: Words) -> Section:
    outside = referral.lives_in_region is Answer.NO
    lead = words("mail.place.outside") if outside else ""
    return Section(words("mail.place.title"), tuple(_place(referral, region, words)), lead)


def _place(referral: Referral, region: Region, words: Words) -> Iterator[MailLine]:
    label = words("mail.place.lives", region=region.name[words.language])
    yield MailLine(label, said=(words(f"mail.{referral.lives_in_region}"),))
    yield from _typed(words("mail.place.place"), referral.place)


def _child(child: Child, words: Words) -> Iterator[MailLine]:
    yield from _typed(words("mail.child.name"), child.name)
    yield MailLine(words("mail.child.age"), said=(words(f"mail.child.{child.age_band}"),))
    if child.more_children:
        yield MailLine(words("mail.child.more"), said=(words("mail.yes"),))
    others = (words(f"mail.child.{age}") for age in child.other_ages)
    yield from _said(words("mail.child.other_ages"), others)


def _help(referral: Referral, region: Region, words: Words) -> Iterator[MailLine]:
    """What was ticked stands in the words that were ticked."""
    help_, voices = referral.help, referral.who.voices
    ticked = [
        criterion.said_to(voices)[words.language]
        for criterion in region.selfcheck.criteria
        if criterion.id in help_.criteria
    ]
    if help_.not_sure:
        ticked.append(region.selfcheck.not_sure[words.language])
    yield from _said(words("mail.help.ticked"), ticked)
    yield from _typed(words("mail.help.going_well"), help_.going_well)
    yield from _typed(words("mail.help.own_words"), help_.own_words)
    words = words.spoken_to(*voices)
    services = (_tick("services", service, words) for service in help_.services)
    yield from _said(words("mail.help.services"), services)
    wishes = (_tick("wishes", wish, words) for wish in help_.wishes)
    yield from _said(words("mail.help.wishes"), wishes)


def _tick(question: str, value: str, words: Words) -> str:
    """The field's word for it, and the family's beside it where it is another."""
    name, ticked = words(f"mail.help.{value}"), words(f"ask.{question}.is_{value}")
    if name.casefold() == ticked.casefold():
        return name
    return f"{name} {words('mail.help.ticked_as', ticked=ticked)}"


def _consent(referral: Referral, region: Region, words: Words) -> Iterator[MailLine]:
    consent, helped = referral.consent, referral.who.speaks_for_the_family
    text = region.consent.of_kind(consent.kind, helped=helped)[consent.language]
    yield MailLine(words("mail.consent.text"), said=(text,), language=consent.language)
    yield MailLine(words("mail.consent.version"), said=(consent.version,))
    language = words(f"mail.access.is_{consent.language}")
    yield MailLine(words("mail.consent.language"), said=(language,))
    if consent.given is ConsentGiven.BY_VOICE:
        yield MailLine(words("mail.consent.given"), said=(words("mail.consent.by_voice"),))


def reasons(notes: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """What looked odd, in words."""
    keys = {note: f"mail.note.{note}" for note in notes}
    return tuple(words(key) if key in words else note for note, key in keys.items())


def _typed(label: str, typed: str) -> Iterator[MailLine]:
    if typed:
        yield MailLine(label, typed=typed)


def _said(label: str, said: Iterable[str]) -> Iterator[MailLine]:
    found = tuple(said)
    if found:
        yield MailLine(label, said=found)
