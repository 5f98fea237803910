"""Short mails beside the requests, plain or to be sealed. Numbers and counts, nothing typed."""

from __future__ import annotations

from datetime import datetime

from intake_app.message.mail import addressed
from intake_app.message.mail import multipart
from intake_app.message.mail import part
from intake_app.message.metadata import new_message_id

TEXT = "text/plain; charset=utf-8"


def to_be_sealed(text: str) -> bytes:
    """The entity that goes under the seal."""
    return multipart("mixed", part(TEXT, text))


def text_part(text: str) -> bytes:
    """The entity that travels open."""
    return part(TEXT, text)


def note(
    entity: bytes, subject: str, *, sender: str, recipients: tuple[str, ...], date: datetime
) -> bytes:
    """The finished mail."""
    return addressed(
        entity,
        subject,
        sender=sender,
        recipients=recipients,
        date=date,
        message_id=new_message_id(sender),
    )
