"""What a request is called: by the family, its reference; by the agency, its number."""

from __future__ import annotations

import secrets

# Crockford's letters and digits without 0/O, 1/I/L, 8/B, 5/S, 2/Z, U/V: easy to read aloud.
REFERENCE_ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
REFERENCE_LENGTH = 8
TRAINING = "T-"


def new_reference() -> str:
    """The family's public reference, like `K7DM-3XRA`: random, unlocks nothing."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def training_series(code: str) -> str:
    """What stands in the place of the region's code in numbers of sign-ups: `T-HAL-2026-0003`.

    The series is what tells a sign-up for a training from a family's request, everywhere.
    """
    return f"{TRAINING}{code}"


def is_sign_up(number: str) -> bool:
    """Whether this is the number of a sign-up for a training."""
    return number.startswith(TRAINING)


def request_number(code: str, year: int, serial: int) -> str:
    """The agency's number, like `HAL-2026-0147`: gapless per series and year."""
    return f"{code}-{year}-{serial:04d}"
