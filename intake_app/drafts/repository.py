"""Where drafts are kept: begin, open, change, keep for later, erase.

A code for finishing later opens a copy of what was typed by then, never the draft that a browser
goes on with. Whenever more or fewer people may hold the way in, the draft moves to a new secret;
the old one ends when a browser first shows the new one, so that an answer lost on the way, or a
second click, costs nobody what they typed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from datetime import timedelta

from intake_app.drafts.codes import BITS
from intake_app.drafts.codes import code_of
from intake_app.drafts.draft import LATER
from intake_app.drafts.draft import Draft
from intake_app.drafts.row_cipher import SECRET_BYTES
from intake_app.drafts.row_cipher import RowCipher
from intake_app.errors import StoreError
from intake_app.store import ERASE
from intake_app.store import DraftRows
from intake_app.store import Sealed

FRESH = timedelta(minutes=1)
"""A look at a page is a sign of life, but not worth a write each time."""


@dataclass(frozen=True)
class Kept:
    """A copy kept for later."""

    code: str
    until: datetime
    secret: bytes
    """The new secret of the draft itself."""


@dataclass(frozen=True)
class _Copy:
    """What lies under a code: the answers, and the rows to end if they are used elsewhere."""

    draft: Draft
    origins: Mapping[bytes, bytes]
    """Rows of the draft it was made from, with a mark of how they stood then."""
    until: datetime

    def to_bytes(self) -> bytes:
        plain = self.draft.to_bytes().decode()
        origins = {row.hex(): mark.hex() for row, mark in self.origins.items()}
        told = [plain, origins, self.until.timestamp()]
        return json.dumps(told, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> _Copy:
        draft, origins, until = json.loads(plain)
        return cls(
            Draft.from_bytes(draft.encode()),
            {bytes.fromhex(row): bytes.fromhex(mark) for row, mark in origins.items()},
            datetime.fromtimestamp(until, UTC),
        )


class DraftRepository:
    """All drafts, none of which it can open by itself."""

    def __init__(self, rows: DraftRows, clock: Callable[[], datetime]) -> None:
        self._rows = rows
        self._clock = clock

    def begin(self, draft: Draft) -> bytes:
        """Keep a first answer; returns the secret, which is for the visitor alone."""
        secret = secrets.token_bytes(SECRET_BYTES)
        cipher = _cipher(secret)
        sealed = _sealed(cipher, draft)
        self._rows.change(cipher.row, self._clock(), lambda _: sealed)
        return secret

    def open(self, secret: bytes) -> Draft | None:
        """The draft, if it lives and nobody left it alone for an hour."""
        cipher = _cipher(secret)
        draft = _opened(cipher, self._rows.read(cipher.row, self._clock()))
        return draft if draft and self._clock() < draft.ends else None

    def visit(self, secret: bytes) -> Draft | None:
        """As `open`; and a look at a page counts as a sign of life."""
        draft = self.open(secret)
        if draft is None or (self._clock() - draft.touched < FRESH and not draft.replaces):
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
        cipher, now = _cipher(secret), self._clock()
        seen: list[Draft] = []

        def exchange(found: bytes | None) -> Sealed | None:
            draft = _opened(cipher, found)
            if draft is None or now >= draft.ends:
                return None
            changed = replace(change(draft), replaces=b"")
            if changed == draft and now - draft.touched < FRESH:
                seen[:] = [draft, draft]
                return None
            seen[:] = [draft, changed.touch(now)]
            return _sealed(cipher, seen[1])

        self._rows.change(cipher.row, now, exchange)
        if not seen:
            return None
        if seen[0].replaces:
            self._rows.erase(seen[0].replaces)
        return seen[1]

    def rotate(
        self, secret: bytes, change: Callable[[Draft], Draft]
    ) -> tuple[bytes, Draft] | tuple[None, None]:
        """The draft after the change under a new secret, which the visitor must be given."""
        draft = self.change(secret, change)
        if draft is None:
            return None, None
        moved = replace(draft, replaces=_cipher(secret).row)
        return self.begin(moved), moved

    def keep_for_later(self, secret: bytes) -> Kept | None:
        """A code that opens a copy for seven days from now; None when there is no draft.

        An earlier code of this draft ends. Raises StoreError, NoRoom among them.
        """
        draft = self.open(secret)
        if draft is None:
            return None
        code, until = code_of(secrets.randbits(BITS)), self._clock() + LATER
        cipher = _code_cipher(code)
        moved, _ = self.rotate(secret, lambda draft: replace(draft, code_row=cipher.row))
        if moved is None:
            return None
        copy = Sealed(
            cipher.seal(self._copy(draft, (secret, moved), until).to_bytes()), until, kept=True
        )
        self._rows.change(cipher.row, self._clock(), lambda _: copy)
        if draft.code_row:
            self._rows.erase(draft.code_row)
        return Kept(code, until, moved)

    def look(self, code: str) -> Draft | None:
        """The copy that a code opens; it stays as it is."""
        found = self._read_copy(code)
        return found.draft if found else None

    def opens_until(self, code: str) -> datetime | None:
        """How long this code opens something; None when it does not."""
        found = self._read_copy(code)
        return found.until if found else None

    def resume(self, code: str, *, instead_of: bytes | None) -> bytes | None:
        """A draft of its own from the copy, under a new secret; None when the code opens nothing.

        What this browser had before ends, and so does the draft that the code was made for, if
        nobody has gone on with it since.
        """
        found = self._read_copy(code)
        if found is None:
            return None
        cipher = _code_cipher(code)
        secret = self.begin(replace(found.draft, code_row=cipher.row).touch(self._clock()))

        if instead_of is not None:
            self.leave(instead_of)
        for row, mark in found.origins.items():
            self._end(row, mark)
        return secret

    def erase(self, secret: bytes) -> None:
        """The draft and the copy that its code opens, at once."""
        draft = self.open(secret)
        rows = (draft.replaces, draft.code_row) if draft else ()
        self._rows.erase(_cipher(secret).row, *filter(None, rows))

    def leave(self, secret: bytes) -> None:
        """The draft alone: what somebody asked to keep is kept, as it was when they asked."""
        draft = self.open(secret)
        rows = (draft.replaces,) if draft else ()
        self._rows.erase(_cipher(secret).row, *filter(None, rows))

    def _copy(self, draft: Draft, ways_in: Iterable[bytes], until: datetime) -> _Copy:
        rows = [_cipher(secret).row for secret in ways_in]
        marks = {row: _mark(self._rows.read(row, self._clock()) or b"") for row in rows}
        return _Copy(replace(draft, tells="", replaces=b"", code_row=b""), marks, until)

    def _end(self, row: bytes, mark: bytes) -> None:
        """Erase a row that stands as it stood."""

        def end(sealed: bytes | None) -> Sealed | None:
            return ERASE if sealed is not None and _mark(sealed) == mark else None

        self._rows.change(row, self._clock(), end)

    def _read_copy(self, code: str) -> _Copy | None:
        cipher = _code_cipher(code)
        found = self._rows.read(cipher.row, self._clock())
        plain = None if found is None else cipher.open(found)
        return None if plain is None else _Copy.from_bytes(plain)


def _same(draft: Draft) -> Draft:
    return draft


def _mark(sealed: bytes) -> bytes:
    """Differs each time a row is written, because each seal has a nonce of its own."""
    return hashlib.sha256(sealed).digest()


def _cipher(secret: bytes) -> RowCipher:
    return RowCipher(secret, "draft")


def _code_cipher(code: str) -> RowCipher:
    return RowCipher(code.encode(), "later")


def _sealed(cipher: RowCipher, draft: Draft) -> Sealed:
    return Sealed(cipher.seal(draft.to_bytes()), draft.ends)


def _opened(cipher: RowCipher, sealed: bytes | None) -> Draft | None:
    plain = None if sealed is None else cipher.open(sealed)
    return None if plain is None else Draft.from_bytes(plain)
