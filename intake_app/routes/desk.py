"""What the routes work with, put together once at start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from intake_app.catalog import Region
from intake_app.drafts import Cabinet
from intake_app.intake.reception import Intake
from intake_app.routes.farewells import Farewells
from intake_app.routes.pages import Pages
from intake_app.security.floods import Floods
from intake_app.security.sealed_field import SealedField
from intake_app.security.slowdown import Slowdown
from intake_app.security.tokens import FormTokens

KEY = "one-story"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The reception and its tools."""

    intake: Intake
    pages: Pages
    tokens: FormTokens
    sealed: SealedField
    cabinet: Cabinet
    farewells: Farewells
    slowdown: Slowdown
    floods: Floods

    @property
    def region(self) -> Region:
        return self.intake.region


def desk() -> Desk:
    """The desk of the running service."""
    return cast(Desk, current_app.extensions[KEY])
