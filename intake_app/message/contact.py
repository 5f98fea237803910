"""How it is safe to make contact: the first thing staff read, and the one that must not be missed.

What a family left open counts as no.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from intake_app.catalog import Language
from intake_app.catalog import Words
from intake_app.message.mail_line import MailLine
from intake_app.referral import Access
from intake_app.referral import Answer
from intake_app.referral import Reach
from intake_app.referral import Referral
from intake_app.referral import SafeContact
from intake_app.referral import TalkLanguage
from intake_app.referral import Who


@dataclass(frozen=True)
class Permission:
    """Something staff may do, or must not do."""

    allowed: bool
    text: str


@dataclass(frozen=True)
class SafeBox:
    """One way to make contact, or none."""

    title: str
    may_contact: bool
    action: str
    """`Call`, `Text`, `E-mail` or `Do NOT contact`."""
    address: str
    """Number, which is just what the link dials, or e-mail address; empty for no contact."""
    link: str
    """Address to press; empty where pressing would be the wrong way, as for texts."""
    only: str
    permissions: tuple[Permission, ...]
    lines: tuple[MailLine, ...]


def safe_box(referral: Referral, reference: str, words: Words) -> SafeBox:
    """The box for this family."""
    contact = referral.contact
    way = f"mail.safe.{contact.reach}"
    waits = contact.reach is Reach.I_WILL_CONTACT
    return SafeBox(
        title=words("mail.safe.title"),
        may_contact=not waits,
        action=words(way),
        address=_address(contact, words),
        link=_link(contact),
        only=_only(referral, reference, words),
        permissions=tuple(_permissions(contact, words)),
        lines=(
            *(() if waits else _whom(referral, words)),
            *_careful(referral, words),
            *_lines(contact, words),
            *(() if waits else _how(referral, words)),
        ),
    )


def _only(referral: Referral, reference: str, words: Words) -> str:
    """Who makes the first move, and in no other way."""
    reach = referral.contact.reach
    if reach is not Reach.I_WILL_CONTACT:
        return words(f"mail.safe.{reach}_only")
    spoken_of = words.spoken_to(*referral.who.voices)
    return spoken_of("mail.safe.waits", reference=reference)


def _address(contact: SafeContact, words: Words) -> str:
    if contact.reach in (Reach.PHONE, Reach.TEXT):
        number = contact.telephone
        return number.said(words.language) if number else contact.phone
    return contact.email


def _link(contact: SafeContact) -> str:
    if contact.reach is Reach.EMAIL:
        return f"mailto:{quote(contact.email, safe='@')}"
    may_be_called = contact.telephone if contact.reach is Reach.PHONE else None
    return may_be_called.uri if may_be_called else ""


def _permissions(contact: SafeContact, words: Words) -> Iterator[Permission]:
    def permission(name: str, allowed: bool) -> Permission:
        return Permission(allowed, words(f"mail.safe.{name}_{'yes' if allowed else 'no'}"))

    if contact.reach is Reach.PHONE:
        yield permission("message", contact.may_leave_message)
        if contact.may_leave_message and not contact.may_say_who:
            # A recorder is never the right person: what the message may hold is said with it.
            yield Permission(False, words("mail.safe.message_unnamed"))
    if contact.reach is not Reach.I_WILL_CONTACT:
        yield permission(f"{contact.reach}_say", contact.may_say_who)
    if contact.reach is Reach.EMAIL:
        yield _others_read(contact.others_read_email, words)


def _others_read(answer: Answer | None, words: Words) -> Permission:
    if answer is Answer.NO:
        return Permission(True, words("mail.safe.others_no"))
    return Permission(False, words(f"mail.safe.others_{answer or Answer.NOT_SURE}"))


def spoken(access: Access, words: Words) -> Iterator[MailLine]:
    """In which language to speak, and who has to be there for it."""
    named = access.other_language if access.talk_language is TalkLanguage.OTHER else ""
    said = () if named else (words(f"mail.access.is_{access.talk_language}"),)
    yield MailLine(words("mail.access.talk"), typed=named, said=said)
    if access.interpreter:
        yield MailLine(words("mail.access.interpreter"), said=(words("mail.access.wanted"),))
    if access.sign_language:
        sign = words(f"mail.access.{access.sign_language}")
        yield MailLine(words("mail.access.sign"), said=(sign,))


def _whom(referral: Referral, words: Words) -> Iterator[MailLine]:
    """What has to be known before the first word: who is asked for, and in which language."""
    yield MailLine(words("mail.safe.ask_for"), typed=referral.name)
    yield from spoken(referral.access, words)


def _careful(referral: Referral, words: Words) -> Iterator[MailLine]:
    """Whose word this is, whoever makes the first move."""
    waits = referral.contact.reach is Reach.I_WILL_CONTACT
    if referral.who is Who.YOUNG_PERSON:
        age = words(f"mail.child.{referral.child.age_band}")
        said = (words("mail.safe.alone", age=age),)
        yield MailLine(words("mail.safe.careful"), said=said, forbids=True)
    if referral.who.speaks_for_the_family:
        helped = words("mail.safe.helped_waits" if waits else "mail.safe.helped")
        yield MailLine(words("mail.safe.careful"), said=(helped,), forbids=True)


def _how(referral: Referral, words: Words) -> Iterator[MailLine]:
    """A first sentence that gives nothing away, and what to do when nobody answers."""
    spoken_in = referral.access.talk_language
    language: Language = "fr" if spoken_in is TalkLanguage.FR else "en"
    if spoken_in is TalkLanguage.OTHER:
        language = words.language
    begin = words.in_language(language)(f"mail.safe.begin_{referral.contact.reach}")
    yield MailLine(words("mail.safe.begin"), said=(begin,), language=language)
    if referral.contact.reach is Reach.PHONE:
        yield MailLine(words("mail.safe.else_label"), said=(words("mail.safe.else"),), forbids=True)
    else:
        yield MailLine(words("mail.safe.answer_label"), said=(words("mail.safe.answer"),))
    yield MailLine(words("mail.safe.unanswered"), said=(words("mail.safe.try_again"),))


def _lines(contact: SafeContact, words: Words) -> Iterator[MailLine]:
    if contact.phone_remark:
        yield MailLine(words("mail.safe.phone_remark"), typed=contact.phone_remark)
    if contact.good_times:
        yield MailLine(words("mail.safe.good_times"), typed=contact.good_times)
    if contact.bad_times:
        yield MailLine(words("mail.safe.bad_times"), typed=contact.bad_times, forbids=True)
    if contact.do_not_contact:
        label = words("mail.safe.do_not_contact")
        yield MailLine(label, typed=contact.do_not_contact, forbids=True)
