"""The pages on which a provider signs up for a training."""

from __future__ import annotations

from functools import partial

from intake_app.catalog import Language
from intake_app.catalog import TrainingDate
from intake_app.catalog import days_of
from intake_app.dates import date_and_time
from intake_app.dates import hours
from intake_app.forms import SignUpScreen
from intake_app.forms.honeypot import TrapScreen
from intake_app.intake.training_desk import SignUpStatus
from intake_app.routes.pages import Pages
from intake_app.store import Receipt


def sign_up_page(
    pages: Pages,
    language: Language,
    training: TrainingDate,
    screens: tuple[SignUpScreen, TrapScreen],
    *,
    token: str,
    notice: str = "",
) -> str:
    """The form for one date, with what was typed and what is wrong with it."""
    screen, trap = screens
    return pages.render(
        "sign_up.html",
        language,
        **_of(pages, language, training),
        name=training.id,
        screen=screen,
        answers={"trap": trap},
        errors=tuple(field for each in screens for field in each.faulty()),
        token=token,
        notice=notice,
    )


def no_sign_up_page(
    pages: Pages,
    language: Language,
    name: str,
    training: TrainingDate | None,
    standing: SignUpStatus,
) -> str:
    """Why nobody can sign up for this date here, and what to do instead."""
    return pages.render(
        "no_sign_up.html",
        language,
        **_of(pages, language, training),
        name=name,
        standing=standing,
    )


def signed_up_page(
    pages: Pages, language: Language, training: TrainingDate | None, receipt: Receipt, below: str
) -> str:
    """It is saved, and how far it has come. Shows nothing that was typed."""
    return pages.render(
        "signed_up.html",
        language,
        **_of(pages, language, training),
        receipt=receipt,
        when=partial(date_and_time, language=language),
        here=below,
    )


def _of(pages: Pages, language: Language, training: TrainingDate | None) -> dict[str, object]:
    """The date, as people say it; None where the editor took it away meanwhile."""
    if training is None:
        return {"training": None}
    return {
        "training": training,
        "day": days_of(training, pages.words[language]),
        "time": hours(training.starts, training.ends, language),
    }
