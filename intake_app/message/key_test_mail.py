"""The test mail that shows whether a key opens what is sealed for it. Nothing personal in it."""

from __future__ import annotations

from binascii import b2a_qp
from textwrap import fill

from intake_app.catalog import Words
from intake_app.message.mail import multipart

WIDTH = 72
HEADERS = (
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
)


def compose_test_mail(spoken: str, words: Words) -> bytes:
    """What will be sealed: a few words to read back, and what to say besides.

    Short lines and no base64: who opens it with OpenSSL, as a privacy officer may, can read it.
    """
    paragraphs = (words("canary.what"), words("canary.read"), spoken, words("canary.tell"))
    text = "\r\n\r\n".join(
        fill(one, WIDTH, break_on_hyphens=False).replace("\n", "\r\n") for one in paragraphs
    )
    return multipart("mixed", HEADERS + b"\r\n" + b2a_qp(text.encode() + b"\r\n"))
