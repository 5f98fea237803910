"""The last step of both forms: one request, kept once, whatever was clicked how often."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intake_app.catalog import Language
from intake_app.errors import MaybeSaved
from intake_app.errors import OneStoryError
from intake_app.forms import Answers
from intake_app.intake.tickets import ticket_for
from intake_app.referral import Referral
from intake_app.referral import WayIn
from intake_app.routes.responses import go
from intake_app.routes.services import services
from intake_app.routes.spam_notes import spam_notes
from intake_app.security.tokens import FormToken
from intake_app.ticket_kind import kind_of
from intake_app.ticket_kind import with_kind

MAYBE_SAVED, NOT_SAVED = "maybe-saved", "not-saved"


@dataclass(frozen=True, kw_only=True)
class Sending:
    """Answers that were checked."""

    answers: Answers
    language: Language
    way_in: WayIn
    token: FormToken
    mark: str
    """Of exactly these answers, as the page had it."""

    @property
    def referral(self) -> Referral:
        """The request, with what looked odd on the way."""
        notes = spam_notes(self.answers.trap, self.token, services().request_rate)
        return self.answers.referral(language=self.language, way_in=self.way_in, spam_notes=notes)

    @property
    def kind(self) -> str:
        """How contact is wished for, as the confirmation's address says it."""
        return kind_of(self.referral)

    def accept(self) -> Response:
        """Keep it, and lead to its confirmation. Raises StoreError and SealingError."""
        here, referral = services(), self.referral
        ticket = ticket_for(self.token.text, self.mark)
        here.intake.accept(referral, ticket)
        here.request_rate.count(request.remote_addr)
        return to_confirmation(self.language, ticket, kind_of(referral))


def case_of(error: OneStoryError, typed: MultiDict[str, str]) -> str:
    """What to say of a Send that failed.

    When an earlier press may have been kept, no later one says that nothing was sent.
    """
    return MAYBE_SAVED if isinstance(error, MaybeSaved) or "unsure" in typed else NOT_SAVED


def must_press_again(typed: MultiDict[str, str]) -> bool:
    """True once, in a flood; then Send does what it says."""
    flooding = services().request_rate.are_flooding(request.remote_addr)
    return flooding and "pressed_again" not in typed


def to_confirmation(language: Language, ticket: str, kind: str) -> Response:
    """The page that shows the reference."""
    return go(language, f"ask/received/{with_kind(ticket, kind)}")
