"""The mail by which the training contact learns of a sign-up. Text alone: it is a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from intake_app.catalog import Words
from intake_app.catalog import days_of
from intake_app.dates import hours
from intake_app.message.mail import envelope
from intake_app.message.mail_line import MailLine
from intake_app.message.metadata import Metadata
from intake_app.message.note import to_be_sealed
from intake_app.message.sheet import facts_of
from intake_app.message.sheet import reasons
from intake_app.message.text import COLUMNS
from intake_app.message.text import rows_of
from intake_app.sign_up import SignUp


def compose_sign_up(sign_up: SignUp, metadata: Metadata, words: Words) -> bytes:
    """What will be sealed, in the staff's language; questions left open are left out."""
    rows = [
        *_rows(facts_of(metadata, words, "mail.sign_up.number"), words),
        *wrap(words("mail.facts.count"), COLUMNS),
        "",
        *_rows(_training(sign_up, words), words),
        "",
        *_rows(_person(sign_up, metadata, words), words),
        "",
        *wrap(words("mail.sign_up.no_reply"), COLUMNS),
    ]
    if sign_up.spam_notes:
        why = MailLine(words("mail.note.label"), said=reasons(sign_up.spam_notes, words))
        rows += ["", *wrap(words("mail.sign_up.odd"), COLUMNS), *_rows(iter((why,)), words)]
    return to_be_sealed("\n".join(rows) + "\n")


def sign_up_envelope(sealed: bytes, metadata: Metadata, words: Words) -> bytes:
    """The finished mail; its headers hold nothing about the person."""
    return envelope(sealed, metadata, words, "mail.sign_up.subject")


def _rows(lines: Iterator[MailLine], words: Words) -> Iterator[str]:
    for line in lines:
        yield from rows_of(line, words)


def _training(sign_up: SignUp, words: Words) -> Iterator[MailLine]:
    training, language = sign_up.training, words.language
    time = hours(training.starts, training.ends, language)
    yield MailLine(words("mail.sign_up.training"), said=(training.title[language],))
    yield MailLine(words("mail.sign_up.day"), said=(f"{days_of(training, words)}, {time}",))
    yield MailLine(words("mail.sign_up.place"), said=(training.place[language],))


def _person(sign_up: SignUp, metadata: Metadata, words: Words) -> Iterator[MailLine]:
    typed = {
        "name": sign_up.name,
        "organisation": sign_up.organisation,
        "email": sign_up.email,
        "needs": sign_up.needs,
    }
    for name, text in typed.items():
        if text:
            yield MailLine(words(f"mail.sign_up.{name}"), typed=text)
    said = (words(f"mail.sign_up.in_{sign_up.language}"),)
    yield MailLine(words("mail.sign_up.language"), said=said)
    yield MailLine(words("mail.sign_up.reference"), said=(metadata.reference,))
