"""Puts the parts of a request together, and the finished mail around them once they are sealed.

Every body is base64: a paragraph of 5 KB on one line came back as "500 Line too long".
"""

from __future__ import annotations

import json
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache

from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.message.html import as_html
from intake_app.message.metadata import Metadata
from intake_app.message.sheet import lay_out
from intake_app.message.sheet_document import as_document
from intake_app.message.text import as_text
from intake_app.mime import base64_lines
from intake_app.referral import Referral
from intake_app.referral import to_json

MAX_LINE = 76


def compose(referral: Referral, metadata: Metadata, region: Region, words: Words) -> bytes:
    """What will be sealed, as one MIME entity with CRLF lines: text and HTML to read, and as data
    sheet.json, from which the request box draws, and referral.json for case systems.
    """
    sheet = lay_out(referral, metadata, region, words)
    document = to_json(
        referral,
        number=metadata.number,
        reference=metadata.reference,
        accepted_at=metadata.accepted_at,
    )
    reading = multipart(
        "alternative",
        part("text/plain; charset=utf-8", as_text(sheet, words)),
        part("text/html; charset=utf-8", as_html(sheet)),
    )
    data = (
        _attached("referral.json", json.dumps(document, ensure_ascii=False, indent=2) + "\n"),
        _attached("sheet.json", json.dumps(as_document(sheet), ensure_ascii=False) + "\n"),
    )
    return multipart("mixed", reading, *data)


def _attached(name: str, text: str) -> bytes:
    disposition = f'Content-Disposition: attachment; filename="{name}"\r\n'
    return part(f'application/json; name="{name}"', text, disposition)


def part(content_type: str, text: str, more_headers: str = "") -> bytes:
    """One part of a multipart, encoded so that no line is too long for any mail server."""
    headers = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n"
    # Unpaired surrogates cannot come from a form; the mail must be made whatever comes.
    body = text.replace("\n", "\r\n").encode("utf-8", errors="replace")
    return (headers + more_headers).encode() + b"\r\n" + base64_lines(body)


def multipart(kind: str, *parts: bytes) -> bytes:
    """The parts as one MIME entity."""
    # No line of base64 holds an underscore, so this boundary never occurs inside.
    boundary = f"=_{kind}".encode()
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (kind.encode(), boundary)
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary, one) for one in parts)
    return head + body + b"--%s--\r\n" % boundary


def envelope(
    sealed: bytes, metadata: Metadata, words: Words, subject: str = "mail.subject"
) -> bytes:
    """The finished mail; its headers hold nothing about who has asked."""
    return addressed(
        sealed,
        words(subject, number=metadata.number),
        sender=metadata.sender,
        recipients=metadata.recipients,
        date=metadata.accepted_at,
        message_id=metadata.message_id,
    )


def addressed(
    sealed: bytes,
    subject: str,
    *,
    sender: str,
    recipients: tuple[str, ...],
    date: datetime,
    message_id: str,
) -> bytes:
    """Headers around what was sealed; every mail of ours has these and no others."""
    headers = (
        ("Date", format_datetime(date)),
        ("Message-ID", message_id),
        ("Subject", subject),
    )
    own = b"".join(_header(name, value) for name, value in headers)
    return _same_for_every_mail(sender, recipients) + own + sealed


@cache
def _same_for_every_mail(sender: str, recipients: tuple[str, ...]) -> bytes:
    """Kept: to write these anew takes 6 % of a submission."""
    fixed = EmailMessage(policy=SMTP)
    fixed["From"] = sender
    fixed["To"] = ", ".join(recipients)
    # An answer must not leave the agency: mail programs quote the whole request in it, unsealed.
    fixed["Reply-To"] = recipients[0]
    fixed["Auto-Submitted"] = "auto-generated"
    fixed["MIME-Version"] = "1.0"
    return fixed.as_bytes().removesuffix(b"\r\n")


def _header(name: str, value: str) -> bytes:
    """One header on one line; EmailMessage refuses line breaks, so that none can be slipped in."""
    if value.isascii() and value.isprintable() and len(name) + len(value) < MAX_LINE:
        return f"{name}: {value}\r\n".encode()
    rare = EmailMessage(policy=SMTP)
    rare[name] = value
    return rare.as_bytes().removesuffix(b"\r\n")
