"""Answers that travel in a hidden field: only this service can read them or change them.

They open for an hour, as a draft does, and only together with the form token they belong to.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import UTC
from datetime import datetime
from datetime import timedelta

from werkzeug.datastructures import MultiDict

from intake_app.aes_box import STEP
from intake_app.aes_box import AesBox
from intake_app.aes_box import derive_key

LIFETIME = timedelta(hours=1)


class Ended(Exception):
    """Sealed here, but longer than an hour ago."""


class SealedField:
    """Bound to the form token that it travels with."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._box = AesBox(derive_key(secret, b"one-story sealed field"))
        self._clock = clock

    def seal(self, typed: Mapping[str, Sequence[str]], token: str) -> str:
        plain = json.dumps([self._clock(), typed], ensure_ascii=False).encode()
        # Spaces at the end are no part of the JSON value.
        plain += b" " * (-len(plain) % STEP)
        return base64.urlsafe_b64encode(self._box.seal(plain, token.encode())).decode()

    def open(self, text: str, token: str) -> MultiDict[str, str] | None:
        """None when it was not sealed here, or for another token. Raises Ended."""
        try:
            sealed, bound_to = base64.urlsafe_b64decode(text.encode("ascii")), token.encode()
        except ValueError:
            return None
        plain = self._box.open(sealed, bound_to)
        if plain is None:
            return None
        made, typed = json.loads(plain)
        if self._clock() - made >= LIFETIME.total_seconds():
            raise Ended
        return MultiDict(typed)

    def ends(self) -> datetime:
        """When what is sealed now opens no more."""
        return datetime.fromtimestamp(self._clock(), UTC) + LIFETIME
