"""Where drafts are kept: begin, open, change, keep for later, erase.

A code for finishing later is derived from the draft's secret, so that a second click shows the
same one. Under the code lies nothing but that secret, sealed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from datetime import timedelta

from intake_app.drafts.codes import BITS
from intake_app.drafts.codes import code_of
from intake_app.drafts.draft import LATER
from intake_app.drafts.draft import Draft
from intake_app.drafts.lock import SECRET_BYTES
from intake_app.drafts.lock import Lock
from intake_app.drafts.lock import derive
from intake_app.errors import StoreError
from intake_app.store import DraftRows
from intake_app.store import Sealed

FRESH = timedelta(minutes=1)
"""A look at a page is a sign of life, but not worth a write each time."""


class Cabinet:
    """All drafts, none of which it can open by itself."""

    def __init__(self, rows: DraftRows, clock: Callable[[], datetime]) -> None:
        self._rows = rows
        self._clock = clock

    def begin(self, draft: Draft) -> bytes:
        """Keep a first answer; returns the secret, which is for the visitor alone."""
        secret = secrets.token_bytes(SECRET_BYTES)
        lock = _lock(secret)
        sealed = Sealed(lock.seal(draft.to_bytes()), draft.expires)
        self._rows.change(lock.row, self._clock(), lambda _: sealed)
        return secret

    def open(self, secret: bytes) -> Draft | None:
        """The draft, if it lives and nobody left it alone for an hour."""
        draft = self._find(secret)
        return draft if draft and self._clock() < draft.ends else None

    def visit(self, secret: bytes) -> Draft | None:
        """As `open`; and a look at a page counts as a sign of life."""
        draft = self.open(secret)
        if draft is None or self._clock() - draft.touched < FRESH:
            return draft
        try:
            return self.change(secret, _same)
        except StoreError:
            # The page can still be shown; it names the earlier end.
            return draft

    def change(self, secret: bytes, change: Callable[[Draft], Draft]) -> Draft | None:
        """The draft after the change, kept for another hour; None when there is none.

        What is sent twice, as after a double click, is written once.
        """
        return self._change(secret, change, lambda draft, now: now < draft.ends)

    def keep_for_later(self, secret: bytes) -> str | None:
        """The code that opens the draft for seven days from now; None when there is no draft."""
        code = _code(secret)
        lock = _code_lock(code)
        until = self._clock() + LATER
        kept = self.change(secret, lambda draft: replace(draft, kept_until=until))
        if kept is None:
            return None
        sealed = Sealed(lock.seal(secret), until)
        self._rows.change(lock.row, self._clock(), lambda _: sealed)
        return code

    def resume(self, code: str) -> bytes | None:
        """The secret of the draft that a code was made for, and another hour for the browser."""
        lock = _code_lock(code)
        found = self._rows.read(lock.row, self._clock())
        secret = None if found is None else lock.open(found)
        if secret is None:
            return None
        return secret if self._change(secret, _same, _always) else None

    def erase(self, secret: bytes) -> None:
        """The draft and its code, at once."""
        self._rows.erase(_lock(secret).row, _code_lock(_code(secret)).row)

    def leave(self, secret: bytes) -> None:
        """As `erase`, unless a code was asked for: that promise is kept."""
        draft = self._find(secret)
        if draft and draft.kept_until is None:
            self.erase(secret)

    def _find(self, secret: bytes) -> Draft | None:
        lock = _lock(secret)
        return _opened(lock, self._rows.read(lock.row, self._clock()))

    def _change(
        self,
        secret: bytes,
        change: Callable[[Draft], Draft],
        allowed: Callable[[Draft, datetime], bool],
    ) -> Draft | None:
        lock, now = _lock(secret), self._clock()
        kept: list[Draft] = []

        def exchange(found: bytes | None) -> Sealed | None:
            draft = _opened(lock, found)
            if draft is None or not allowed(draft, now):
                return None
            changed = change(draft)
            if changed == draft and now - draft.touched < FRESH:
                kept[:] = [draft]
                return None
            kept[:] = [changed.touch(now)]
            return Sealed(lock.seal(kept[0].to_bytes()), kept[0].expires)

        self._rows.change(lock.row, now, exchange)
        return kept[0] if kept else None


def _same(draft: Draft) -> Draft:
    return draft


def _always(_draft: Draft, _now: datetime) -> bool:
    return True


def _lock(secret: bytes) -> Lock:
    return Lock(secret, "draft")


def _code(secret: bytes) -> str:
    return code_of(int.from_bytes(derive(secret, "code for later"), "big") >> (256 - BITS))


def _code_lock(code: str) -> Lock:
    return Lock(code.encode(), "later")


def _opened(lock: Lock, sealed: bytes | None) -> Draft | None:
    plain = None if sealed is None else lock.open(sealed)
    return None if plain is None else Draft.from_bytes(plain)
