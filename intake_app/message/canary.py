"""The test mail that shows whether a key opens what is sealed for it. Nothing personal in it."""

from __future__ import annotations

from intake_app.catalog import Words
from intake_app.message.mail import multipart
from intake_app.message.mail import part


def compose_canary(spoken: str, words: Words) -> bytes:
    """What will be sealed: a few words to read back, and what to say besides."""
    paragraphs = (words("canary.what"), words("canary.read"), spoken, words("canary.tell"))
    return multipart("mixed", part("text/plain; charset=utf-8", "\n\n".join(paragraphs) + "\n"))
