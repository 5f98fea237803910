"""What a provider sends to sign up for a training, with the training it is for."""

from __future__ import annotations

from dataclasses import dataclass

from intake_app.catalog import Language
from intake_app.catalog import TrainingDate


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """One person's sign-up. Like a request, it leaves this process sealed, or not at all."""

    training: TrainingDate
    name: str
    organisation: str
    email: str
    needs: str
    """What would make it easier to take part; empty when nothing was written."""
    language: Language
    """Of the page on which it was filled in."""
    spam_notes: tuple[str, ...] = ()
    """What looked odd on the way; it stops nothing."""
