"""A sealed test mail for one certificate, on the way that requests take.

It is sealed for that one certificate alone. Were it sealed for every reader, as requests are, any
other key on the same desk would open it, and nothing would be known of this one.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime

from intake_app.catalog import Words
from intake_app.message import addressed
from intake_app.message import compose_test_mail
from intake_app.message import new_message_id
from intake_app.sealing import Sealer

HOW_MANY = 4


@dataclass(frozen=True, kw_only=True)
class KeyTestMail:
    """One test mail; its words are in it and nowhere else."""

    mail: bytes = field(repr=False)
    words_hash: bytes


def make_test_mail(
    sealer: Sealer, words: Words, *, fingerprint: str, sender: str, address: str, now: datetime
) -> KeyTestMail:
    """Raises CertificateFault when nothing is sealed for that certificate."""
    plain = words("canary.words").split()
    spoken = " ".join(secrets.choice(plain) for _ in range(HOW_MANY))
    mail = addressed(
        sealer.for_one(fingerprint).seal(compose_test_mail(spoken, words)),
        words("canary.subject"),
        sender=sender,
        recipients=(address,),
        date=now,
        message_id=new_message_id(sender),
    )
    return KeyTestMail(mail=mail, words_hash=hash_of(spoken, fingerprint))


def hash_of(spoken: str, fingerprint: str) -> bytes:
    """The same for capitals, accents, commas and blanks: words are heard, not copied."""
    letters = unicodedata.normalize("NFKD", spoken).casefold()
    words = re.findall(r"[a-z]+", "".join(filter(_is_no_accent, letters)))
    return hashlib.sha256(" ".join((fingerprint, *words)).encode()).digest()


def _is_no_accent(letter: str) -> bool:
    return not unicodedata.combining(letter)
