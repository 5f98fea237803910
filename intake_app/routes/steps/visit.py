"""Somebody at one screen of the steps, with what they brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intake_app import journey
from intake_app.catalog import Language
from intake_app.drafts import Draft
from intake_app.forms import StepForm
from intake_app.referral import Who
from intake_app.routes.responses import go
from intake_app.routes.services import services
from intake_app.security import draft_cookie

STAYS = frozenset({"switch", "keep", "later"})
"""Buttons that keep what was typed and do not go on from there."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request of theirs."""

    language: Language
    step: str
    typed: MultiDict[str, str]
    secret: bytes | None
    """From the cookie."""
    asked_again: bool
    """True when this request is our own cookie's test, see `once_more`."""

    @classmethod
    def at(cls, language: Language, step: str) -> Visit:
        """Whoever is asking now."""
        return cls(
            language=language,
            step=step,
            typed=request.form,
            secret=draft_cookie.secret_in(request),
            asked_again="again" in request.args,
        )

    @property
    def form(self) -> StepForm:
        """The screen as it was posted."""
        return StepForm(services().region, self.step, self.typed)

    @property
    def button(self) -> str:
        return self.typed.get("go", "")

    @property
    def stays(self) -> bool:
        return self.button in STAYS

    def to(self, step: str) -> Response:
        """Go to a screen, by GET."""
        return go(self.language, f"ask/{step}")

    def draft(self) -> Draft | None:
        """The one that the cookie opens; to look at it gives it another hour."""
        return services().drafts.visit(self.secret) if self.secret else None

    def change(self, change: Callable[[Draft], Draft]) -> tuple[Draft | None, bytes | None]:
        """The draft after a change; and its new secret, if the visitor must be given one.

        Another language may mean another person: from there on another secret opens the draft.
        """
        if self.secret is None:
            return None, None
        if self.button == "switch":
            secret, draft = services().drafts.rotate(self.secret, change)
            return draft, secret
        return services().drafts.change(self.secret, change), None


def voices_of(draft: Draft | None) -> tuple[str, ...]:
    """Those of who is asking; none before anybody has said so."""
    fields = draft.fields if draft else {}
    return tuple(voice for who in fields.get("who", ()) for voice in Who(who).voices)


def begun(answer: Response, secret: bytes | None) -> Response:
    """The answer, which hands out the draft's new secret, if there is one."""
    return answer if secret is None else draft_cookie.give(answer, secret)


def first_screen(visit: Visit) -> Response:
    """Nobody's draft is here: the way begins at the first screen."""
    return visit.to(journey.FIRST)


def once_more(visit: Visit, address: str, secret: bytes) -> Response:
    """Please send the same again, now with the cookie.

    So we learn whether the browser keeps cookies while everything typed is still in its hands.
    """
    location = f"/{visit.language}/ask/{address}?again"
    return draft_cookie.give(Response(status=307, headers={"Location": location}), secret)
