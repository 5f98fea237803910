"""What names and opens one row: two keys of one secret, and a seal that fits no other row."""

from __future__ import annotations

from intake_app.aes_box import STEP
from intake_app.aes_box import AesBox
from intake_app.aes_box import derive_key

SECRET_BYTES = 32
VERSION = b"one-story draft 2"


def derive(secret: bytes, purpose: str) -> bytes:
    """As `derive_key`, for drafts alone."""
    return derive_key(secret, VERSION + b" " + purpose.encode())


class RowCipher:
    """For one row. The store learns `row`, and nothing that leads from there to the key."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self.row = derive(secret, f"{purpose}: name of the row")
        self._box = AesBox(derive(secret, f"{purpose}: key"))

    def seal(self, plain: bytes) -> bytes:
        """Bound to the row."""
        length = len(plain).to_bytes(4, "big")
        padded = length + plain + bytes(-(len(plain) + len(length)) % STEP)
        return self._box.seal(padded, self._bound_to)

    def open(self, sealed: bytes) -> bytes | None:
        """None when it was not sealed with this cipher, for this row."""
        padded = self._box.open(sealed, self._bound_to)
        if padded is None:
            return None
        length = int.from_bytes(padded[:4], "big")
        return padded[4 : 4 + length]

    @property
    def _bound_to(self) -> bytes:
        return VERSION + self.row
