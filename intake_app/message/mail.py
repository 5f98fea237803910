"""Puts the parts of a request together, and the finished mail around them once they are sealed.

Every body is base64: a paragraph of 5 KB on one line came back as "500 Line too long".
"""

from __future__ import annotations

import json
from base64 import encodebytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from intake_app.catalog import Region
from intake_app.catalog import Words
from intake_app.message.html import as_html
from intake_app.message.letterhead import Letterhead
from intake_app.message.sheet import lay_out
from intake_app.message.text import as_text
from intake_app.referral import Referral
from intake_app.referral import to_json


def compose(referral: Referral, letterhead: Letterhead, region: Region, words: Words) -> bytes:
    """What will be sealed: text, HTML and referral.json, as one MIME entity with CRLF lines."""
    sheet = lay_out(referral, letterhead, region, words)
    document = to_json(
        referral,
        number=letterhead.number,
        reference=letterhead.reference,
        accepted_at=letterhead.accepted_at,
    )
    reading = _multipart(
        "alternative",
        _part("text/plain; charset=utf-8", as_text(sheet, words)),
        _part("text/html; charset=utf-8", as_html(sheet)),
    )
    attachment = _part(
        'application/json; name="referral.json"',
        json.dumps(document, ensure_ascii=False, indent=2) + "\n",
        'Content-Disposition: attachment; filename="referral.json"\r\n',
    )
    return _multipart("mixed", reading, attachment)


def _part(content_type: str, text: str, more_headers: str = "") -> bytes:
    headers = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n"
    # Unpaired surrogates cannot come from a form; the mail must be made whatever comes.
    body = text.replace("\n", "\r\n").encode("utf-8", errors="replace")
    return (headers + more_headers).encode() + b"\r\n" + _base64(body)


def _multipart(kind: str, *parts: bytes) -> bytes:
    # No line of base64 holds an underscore, so this boundary never occurs inside.
    boundary = f"=_{kind}".encode()
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (kind.encode(), boundary)
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return head + body + b"--%s--\r\n" % boundary


def _base64(data: bytes) -> bytes:
    return encodebytes(data).replace(b"\n", b"\r\n")


def envelope(sealed: bytes, letterhead: Letterhead, words: Words) -> bytes:
    """The finished mail; its headers hold nothing about the family.

    EmailMessage refuses line breaks in headers, so that none can be slipped in.
    """
    outer = EmailMessage(policy=SMTP)
    outer["From"] = letterhead.sender
    outer["To"] = ", ".join(letterhead.recipients)
    outer["Date"] = format_datetime(letterhead.accepted_at)
    outer["Message-ID"] = letterhead.message_id
    outer["Subject"] = words("mail.subject", number=letterhead.number)
    outer["Auto-Submitted"] = "auto-generated"
    outer["MIME-Version"] = "1.0"
    return outer.as_bytes().removesuffix(b"\r\n") + sealed
