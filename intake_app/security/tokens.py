"""Form tokens: one a page, signed, with its age. The token of a form makes its request unique."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadSignature
from itsdangerous import TimestampSigner

from intake_app.aes_box import derive_key

LIFETIME = timedelta(hours=24)
NOBODY_TYPES_FASTER = timedelta(seconds=5)


@dataclass(frozen=True)
class FormToken:
    """A token that this service made."""

    text: str
    age: timedelta

    @classmethod
    def of_unknown_age(cls, text: str) -> FormToken:
        """One that can be read no more, because the service's key was changed meanwhile."""
        return cls(text, NOBODY_TYPES_FASTER)

    @property
    def expired(self) -> bool:
        return self.age > LIFETIME

    @property
    def too_fast(self) -> bool:
        """Younger than a person needs from the first page to Send."""
        return self.age < NOBODY_TYPES_FASTER


class FormTokens:
    """Makes tokens and reads them again."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._signer = _Signer(derive_key(secret, b"one-story form token"), clock)
        self._clock = clock

    def new(self) -> str:
        return self._signer.sign(secrets.token_urlsafe(16)).decode()

    def read(self, text: str) -> FormToken | None:
        """None when it is not one of ours."""
        try:
            _, made = self._signer.unsign(text, return_timestamp=True)
        except (BadSignature, UnicodeEncodeError):
            return None
        return FormToken(text, timedelta(seconds=self._clock() - made.timestamp()))


class _Signer(TimestampSigner):
    def __init__(self, key: bytes, clock: Callable[[], float]) -> None:
        super().__init__(key)
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock())
