"""A half-filled form: what was typed, what is answered, and until when it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from datetime import timedelta

IDLE = timedelta(hours=1)
LATER = timedelta(days=7)

Fields = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One visitor's form."""

    token: str
    """The form's token: one form, one request, from any tab."""
    fields: Fields = field(default_factory=dict)
    answered: tuple[str, ...] = ()
    touched: datetime
    """When the visitor last went on."""
    tells: str = ""
    """What the next page has to say: the screen whose faults it shows, or a notice of the check."""
    replaces: bytes = b""
    """Row of the secret before this one; it goes as soon as a browser shows the new secret."""
    code_row: bytes = b""
    """Row of the copy that a code opens, so that Send and Delete can end the code."""

    @property
    def ends(self) -> datetime:
        """When it ends, unless the visitor goes on before."""
        return self.touched + IDLE

    @property
    def typed(self) -> dict[str, list[str]]:
        """Everything typed so far, as the fields of one form."""
        return {name: list(values) for name, values in self.fields.items()}

    def with_fields(
        self, typed: Mapping[str, list[str]], *, in_place_of: frozenset[str]
    ) -> dict[str, tuple[str, ...]]:
        """All fields, those of one screen replaced by what was typed there."""
        kept = {name: values for name, values in self.fields.items() if name not in in_place_of}
        return kept | {name: tuple(values) for name, values in typed.items()}

    def touch(self, now: datetime) -> Draft:
        """A sign of life: another hour."""
        return replace(self, touched=now)

    def to_bytes(self) -> bytes:
        """As it is sealed."""
        rows = (self.replaces.hex(), self.code_row.hex())
        told = [self.token, self.fields, self.answered, self.touched.timestamp(), self.tells, *rows]
        return json.dumps(told, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, plain: bytes) -> Draft:
        """What `to_bytes` made."""
        token, fields, answered, touched, tells, replaces, code_row = json.loads(plain)
        return cls(
            token=token,
            fields={name: tuple(values) for name, values in fields.items()},
            answered=tuple(answered),
            touched=datetime.fromtimestamp(touched, UTC),
            tells=tells,
            replaces=bytes.fromhex(replaces),
            code_row=bytes.fromhex(code_row),
        )
