"""The last step of both forms: one request, kept once, whatever was clicked how often."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intake_app.catalog import Language
from intake_app.forms import Answers
from intake_app.intake.tickets import ticket_for
from intake_app.referral import Referral
from intake_app.referral import WayIn
from intake_app.routes.desk import Desk
from intake_app.security.tokens import FormToken


@dataclass(frozen=True, kw_only=True)
class Sending:
    """Answers that were checked and agreed to."""

    answers: Answers
    language: Language
    way_in: WayIn
    token: FormToken

    @property
    def referral(self) -> Referral:
        """The request, with what looked odd on the way. Nothing odd ever stops it."""
        signs = {"honeypot": self.answers.trap.caught, "fast": self.token.too_fast}
        notes = tuple(name for name, seen in signs.items() if seen)
        return self.answers.referral(language=self.language, way_in=self.way_in, spam_notes=notes)

    def accept(self, desk: Desk) -> Response:
        """Keep it, and lead to its confirmation. Raises StoreError and SealingError."""
        ticket = ticket_for(self.token.text)
        referral = self.referral
        if desk.floods.are_many(request.remote_addr):
            referral = replace(referral, spam_notes=(*referral.spam_notes, "many"))
        desk.intake.accept(referral, ticket)
        desk.floods.count(request.remote_addr)
        return to_confirmation(self.language, ticket)


def must_press_again(desk: Desk, typed: MultiDict[str, str]) -> bool:
    """True once, in a flood; then Send does what it says."""
    return desk.floods.are_flooding(request.remote_addr) and "pressed_again" not in typed


def to_confirmation(language: Language, ticket: str) -> Response:
    """The page that shows the reference."""
    return Response(status=303, headers={"Location": f"/{language}/ask/received/{ticket}"})
