"""The mail as it travels: encoded bodies, quiet headers, and everything typed arrives."""

from __future__ import annotations

import email
import json
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime

import pytest

from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.catalog import load_words
from intake_app.message import compose
from intake_app.message import envelope
from intake_app.settings import CONTENT
from tests.support import referrals
from tests.support.referrals import FULLEST
from tests.support.referrals import METADATA

SEALED = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMIAG\r\n"


@pytest.fixture(scope="module")
def english() -> Words:
    return load_words(CONTENT, "en")


def read(mail: bytes) -> EmailMessage:
    message = email.message_from_bytes(mail, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def body(message: EmailMessage, kind: str) -> str:
    (part,) = [part for part in message.walk() if part.get_content_type() == kind]
    content = part.get_content()
    text = content.decode() if isinstance(content, bytes) else str(content)
    return text.replace("\r\n", "\n")


def attached(message: EmailMessage, name: str) -> str:
    (part,) = [one for one in message.iter_attachments() if one.get_filename() == name]
    assert part.get_content_type() == "application/json"
    return bytes(part.get_content()).decode()


def test_text_html_and_json_each_hold_what_was_typed(region: Region, english: Words) -> None:
    inner = read(compose(FULLEST, METADATA, region, english))
    document = json.loads(attached(inner, "referral.json"))
    assert document["help"]["own_words"] == referrals.HOSTILE
    assert document["help"]["going_well"] == referrals.ONE_LONG_LINE
    assert document["name"] == referrals.NAME
    for typed in (referrals.NAME, referrals.ONE_LONG_LINE):
        assert typed in body(inner, "text/plain")
    assert "&lt;script&gt;" in body(inner, "text/html")


def test_plain_text_comes_before_html_and_json_is_an_attachment(
    region: Region, english: Words
) -> None:
    inner = read(compose(FULLEST, METADATA, region, english))
    kinds = [part.get_content_type() for part in inner.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "application/json", "application/json"]
    names = [part.get_filename() for part in inner.iter_attachments()]
    assert names == ["referral.json", "sheet.json"]


def test_no_line_grows_too_long_for_smtp(region: Region, english: Words) -> None:
    chatty = replace(FULLEST, help=replace(FULLEST.help, own_words="é" * 5000))
    inner = compose(chatty, METADATA, region, english)
    assert inner.isascii()
    assert max(map(len, inner.split(b"\r\n"))) <= 78
    assert inner.count(b"\n") == inner.count(b"\r\n")
    assert "é" * 5000 in body(read(inner), "text/plain")


def test_headers_say_the_number_and_nothing_of_the_family(english: Words) -> None:
    mail = read(envelope(SEALED, METADATA, english))
    assert mail["Subject"] == "New request HAL-2026-0147"
    assert mail["To"] == "intake@agency.example, backup@agency.example"
    assert mail["From"] == "requests@service.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == METADATA.message_id
    assert parsedate_to_datetime(mail["Date"]) == METADATA.accepted_at
    assert mail["Reply-To"] == "intake@agency.example"
    assert METADATA.reference not in mail.as_string()


def test_the_same_letterhead_gives_the_same_bytes(english: Words) -> None:
    assert envelope(SEALED, METADATA, english) == envelope(SEALED, METADATA, english)


def test_the_subject_is_in_the_language_of_the_staff() -> None:
    mail = read(envelope(SEALED, METADATA, load_words(CONTENT, "fr")))
    assert mail["Subject"] == "Nouvelle demande HAL-2026-0147"


@pytest.mark.parametrize("field", ["number", "message_id", "sender"])
def test_a_line_break_never_becomes_a_header(field: str, english: Words) -> None:
    slipped = {field: "<x@service.example>\r\nBcc: everyone@example.org"}
    with pytest.raises(ValueError, match="linefeed|newline|carriage"):
        envelope(SEALED, replace(METADATA, **slipped), english)
