"""The one screen on which a provider signs up for a training."""

from __future__ import annotations

from intake_app.catalog import Language
from intake_app.catalog import TrainingDate
from intake_app.forms.checks import is_email
from intake_app.forms.fields import Line
from intake_app.forms.fields import Paragraph
from intake_app.forms.screens import Screen
from intake_app.sign_up import SignUp


class SignUpScreen(Screen):
    """Who takes part, from where, how to answer, and what would help."""

    step = "sign-up"
    attendee_name = Line(limit=100)
    attendee_organisation = Line(limit=100)
    attendee_email = Line([is_email], limit=254, look={"type": "email"})
    attendee_needs = Paragraph(limit=500, optional=True)

    def sign_up(
        self, training: TrainingDate, language: Language, spam_notes: tuple[str, ...]
    ) -> SignUp:
        """What was typed, once it is valid."""
        return SignUp(
            training=training,
            name=self.attendee_name.data,
            organisation=self.attendee_organisation.data,
            email=self.attendee_email.data,
            needs=self.attendee_needs.data,
            language=language,
            spam_notes=spam_notes,
        )
