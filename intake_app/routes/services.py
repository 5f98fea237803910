"""What the routes share, put together once at start and found through the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from intake_app.catalog import Region
from intake_app.drafts import DraftEraser
from intake_app.drafts import DraftRepository
from intake_app.drafts import OneTimeNotes
from intake_app.intake.handover import Handover
from intake_app.intake.reception import Intake
from intake_app.intake.training_desk import TrainingDesk
from intake_app.routes.pages import Pages
from intake_app.security.rate_limit import RequestRate
from intake_app.security.rate_limit import WrongCodes
from intake_app.security.sealed_field import SealedField
from intake_app.security.tokens import FormTokens

KEY = "one-story"


@dataclass(frozen=True, kw_only=True)
class Services:
    """The reception and its tools."""

    intake: Intake
    pages: Pages
    tokens: FormTokens
    sealed: SealedField
    drafts: DraftRepository
    notes: OneTimeNotes
    draft_eraser: DraftEraser
    wrong_codes: WrongCodes
    request_rate: RequestRate
    handover: Handover
    sign_up_rate: RequestRate
    """Counted apart: an agency's sign-ups must not make a family's request look like too many."""

    @property
    def training(self) -> TrainingDesk:
        return self.intake.training

    @property
    def region(self) -> Region:
        return self.intake.region


def services() -> Services:
    """Those of the running application."""
    return cast(Services, current_app.extensions[KEY])
