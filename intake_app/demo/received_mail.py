"""The mails in the demo's mailbox, in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

SHOWN_LINES = 12
SHOWN_AT_END = 2


@dataclass(frozen=True)
class ReceivedMail:
    """One mail as it travelled."""

    serial: int
    """1 for the first that came."""
    came: datetime
    travelled: bytes

    @property
    def subject(self) -> str:
        """What everybody on the way could read."""
        return str(message_from_bytes(self.travelled, policy=SMTP)["Subject"])

    @property
    def to(self) -> str:
        """Whom it was sent to."""
        return str(message_from_bytes(self.travelled, policy=SMTP)["To"])

    @property
    def headers(self) -> str:
        """The headers, as they travelled."""
        return self._halves()[0]

    @property
    def body(self) -> str:
        """The sealed body, its middle left out."""
        lines = self._halves()[1].splitlines()
        left_out = len(lines) - SHOWN_LINES - SHOWN_AT_END
        if left_out <= 1:
            return "\n".join(lines)
        notice = f"… {left_out:,} more lines like these …"
        return "\n".join([*lines[:SHOWN_LINES], notice, *lines[-SHOWN_AT_END:]])

    def _halves(self) -> tuple[str, str]:
        text = self.travelled.decode("ascii", "backslashreplace").replace("\r\n", "\n")
        headers, _, body = text.partition("\n\n")
        return headers, body


def letters(maildir: Path) -> list[ReceivedMail]:
    """Every mail, the first one first."""
    files = sorted(path for folder in ("new", "cur") for path in (maildir / folder).iterdir())
    ordered = sorted(files, key=lambda path: path.name)
    return [_letter(serial, path) for serial, path in enumerate(ordered, 1)]


def _letter(serial: int, path: Path) -> ReceivedMail:
    nanoseconds = int(path.name.partition(".")[0])
    return ReceivedMail(serial, datetime.fromtimestamp(nanoseconds / 1e9, UTC), path.read_bytes())
