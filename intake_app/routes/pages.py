"""Turns what the routes know into HTML. Everything that can be built at start is built at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from functools import cache
from functools import partial
from pathlib import Path

from flask import Flask
from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict

from intake_app import journey
from intake_app import shell
from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.dates import clock_time
from intake_app.dates import date_and_time
from intake_app.dates import long_date
from intake_app.drafts import in_groups
from intake_app.forms import Answers
from intake_app.forms import CheckScreen
from intake_app.forms import CodeScreen
from intake_app.forms import StepForm
from intake_app.forms import criterion_texts
from intake_app.forms import summary
from intake_app.referral import YOUNG
from intake_app.referral import Referral
from intake_app.referral import WayIn
from intake_app.routes.tongue import Tongue
from intake_app.routes.travel import Travel
from intake_app.store import Receipt
from intake_app.ticket_kind import Kind

WORDED = (400, 403, 404, 405, 413, 415, 429, 500, 503)
"""Errors that have words of their own."""
CALL = "call"
"""The variant of the words that staff read to somebody on the phone."""
PLACEHOLDER = "here-stands-a-token"
A_TIME = "here-stands-a-time"
ASKED_FOR_ANYWHERE: Mapping[str, object] = {
    "errors": (),
    "notice": "",
    "question": "",
    "step": "",
    "in_call": False,
}
"""What a template may ask for even where there is none; `step` is empty on the one-page form, and
`in_call` is true where staff fill it in for somebody on the phone."""


@dataclass(frozen=True, kw_only=True)
class StepPage:
    """One screen of the form step by step."""

    form: StepForm
    token: str
    begun: bool
    """True when a draft stands behind it."""
    ends: datetime | None
    voices: tuple[str, ...]
    """Those of who is asking; empty before anybody has said so."""
    notice: str


class Pages:
    """Every screen of the intake, in both languages, for one region."""

    def __init__(
        self,
        app: Flask,
        region: Region,
        words: Mapping[Language, Words],
        stylesheet: str,
        news: tuple[Text, ...] = (),
    ) -> None:
        """`news` is announced on each of them."""
        own = Path(app.root_path) / str(app.template_folder)
        app.jinja_env.loader = FileSystemLoader([own, shell.TEMPLATES])
        app.jinja_env.undefined = StrictUndefined
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        self._environment: Environment = app.jinja_env
        self._region = region
        self.words = words
        self._tongues = {
            language: Tongue(words[language], region, news).names(stylesheet)
            for language in LANGUAGES
        }
        # What says the same to everybody is made once: the steps when they are first asked for,
        # which saves 9 % of a way through all of them.
        self._empty = {
            (language, in_call): self._empty_form(language, in_call=in_call)
            for language in LANGUAGES
            for in_call in (False, True)
        }
        self._untouched = cache(self._untouched_step)
        # Made at start: no fault in a template may hide whom to call.
        self._errors = {
            (code, languages): self._error(code, languages)
            for code in WORDED
            for languages in (*((one,) for one in LANGUAGES), LANGUAGES)
        }

    def render(self, template: str, language: Language, **values: object) -> str:
        """A page of this template; for those that have no method of their own here."""
        names = {**ASKED_FOR_ANYWHERE, **self._tongues[language], **values}
        return self._environment.get_template(template).render(names)

    def start(
        self,
        language: Language,
        ticks: tuple[str, ...] = (),
        *,
        go_on: str = "",
    ) -> str:
        """`go_on` names the screen where a half-filled form that was found here goes on."""
        return self.render("start.html", language, ticks=ticks, go_on=go_on)

    def _empty_form(self, language: Language, *, in_call: bool) -> str:
        typed = MultiDict({"in_call": "yes"} if in_call else {})
        return self.form(language, Answers.read(self._region, typed), PLACEHOLDER)

    def empty_form(self, language: Language, token: str, *, in_call: bool = False) -> str:
        """The form with nothing in it, ready-made but for the token: a third of a submission."""
        return self._empty[language, in_call].replace(PLACEHOLDER, token)

    def form(
        self,
        language: Language,
        answers: Answers,
        token: str,
        *,
        notice: str = "",
    ) -> str:
        names = self._said_to(language, *((CALL,) if answers.in_call else ()))
        if not answers.in_call:
            # Labels suit everybody, because who asks can still be changed on this page.
            names["complain"] = self.words[language].spoken_to(*answers.voices)
        return self.render(
            "form.html",
            language,
            answers=answers,
            in_call=answers.in_call,
            errors=tuple(answers.faulty()),
            token=token,
            notice=notice,
            **names,
        )

    def step(self, language: Language, page: StepPage) -> str:
        until = self._until(language, page.ends)
        if page.notice or not page.form.is_untouched:
            return self._step(language, page, until)
        ready = self._untouched(
            language, page.form.step, begun=page.begun, voices=page.voices, timed=bool(until)
        )
        return ready.replace(PLACEHOLDER, page.token).replace(A_TIME, until)

    def _untouched_step(
        self, language: Language, step: str, *, begun: bool, voices: tuple[str, ...], timed: bool
    ) -> str:
        """A screen with nothing in it: only token and time differ from visitor to visitor."""
        page = StepPage(
            form=StepForm(self._region, step, MultiDict()),
            token=PLACEHOLDER,
            begun=begun,
            ends=None,
            voices=voices,
            notice="",
        )
        return self._step(language, page, A_TIME if timed else "")

    def _step(self, language: Language, page: StepPage, until: str) -> str:
        form = page.form
        return self.render(
            "step.html",
            language,
            page=page,
            step=form.step,
            question=form.question,
            answers=form.answers,
            errors=tuple(form.faulty()),
            notice=page.notice,
            back=journey.before(form.step),
            asks_alone=YOUNG in page.voices,
            until=until,
            **self._said_to(language, *page.voices),
        )

    def _said_to(self, language: Language, *voices: str) -> dict[str, object]:
        """The words in a variant for who is spoken to, as templates ask for them."""
        words = self.words[language].spoken_to(*voices)
        criteria = criterion_texts(self._region, words)
        return {"t": words, "fill": words.html, "complain": words, "criteria": criteria}

    def later(
        self,
        language: Language,
        *,
        go_on: str,
        voices: tuple[str, ...] = (),
        code: str = "",
        until: float | None = None,
        notice: str = "",
    ) -> str:
        """What finishing later means; or the code, and until when (a timestamp) it opens."""
        return self.render(
            "later.html",
            language,
            **self._said_to(language, *voices),
            code=in_groups(code),
            kept_until=date_and_time(datetime.fromtimestamp(until, UTC), language) if until else "",
            go_on=go_on,
            notice=notice,
        )

    def resume(self, language: Language, screen: CodeScreen) -> str:
        return self.render(
            "resume.html",
            language,
            screen=screen,
            question="code",
            errors=tuple(screen.faulty()),
        )

    def forgotten(self, language: Language) -> str:
        return self.render("forgotten.html", language)

    @staticmethod
    def _until(language: Language, ends: datetime | None) -> str:
        return clock_time(ends, language) if ends else ""

    def check(
        self,
        language: Language,
        referral: Referral,
        travel: Travel,
        *,
        consent: CheckScreen,
        notice: str = "",
    ) -> str:
        in_call = referral.way_in is WayIn.CALL
        voices = (*referral.who.voices, *((CALL,) if in_call else ()))
        helped = referral.who.speaks_for_the_family
        return self.render(
            "check.html",
            language,
            **self._said_to(language, *voices),
            parts_told=summary(referral, self._region, self.words[language].spoken_to(*voices)),
            referral=referral,
            in_call=in_call,
            travel=travel,
            until=self._until(language, travel.ends),
            consent=consent.consent,
            consent_text=self._region.consent.of_kind(referral.consent.kind, helped=helped)[
                language
            ],
            errors=tuple(consent.faulty()),
            notice=notice,
        )

    def send_again(self, language: Language, travel: Travel, *, case: str) -> str:
        """One more press of Send: it was not saved, may not be, or looks like a program's."""
        kind = Kind.read(travel.kind) or Kind()
        return self.render(
            "unsaved.html",
            language,
            **self._said_to(language, *kind.voices),
            travel=travel,
            case=case.replace("-", "_"),
        )

    def received(self, language: Language, receipt: Receipt, kind: Kind, ticket: str) -> str:
        """The confirmation."""
        later = f"status/{ticket}"
        names = {"here": f"ask/received/{ticket}", "later": later, "in_call": kind.in_call}
        return self._told_of("received.html", language, receipt, kind, names)

    def status(self, language: Language, receipt: Receipt, kind: Kind, ticket: str) -> str:
        """How far the request has come, for whoever has the family's link."""
        names = {"here": f"status/{ticket}"}
        return self._told_of("status.html", language, receipt, kind, names)

    def _told_of(
        self,
        template: str,
        language: Language,
        receipt: Receipt,
        kind: Kind,
        names: Mapping[str, object],
    ) -> str:
        """A page about a request, of which nothing is known but what stands behind its ticket."""
        return self.render(
            template,
            language,
            **self._said_to(language, *kind.voices),
            receipt=receipt,
            reach=kind.reach,
            unnamed=kind.unnamed,
            when=partial(date_and_time, language=language),
            **names,
        )

    def staff(self, template: str, **values: object) -> str:
        """A page for the agency's own people."""
        language = self._region.staff_language
        when = partial(date_and_time, language=language)
        day = partial(long_date, language=language)
        return self.render(template, language, when=when, day=day, **values)

    def error(self, code: int, languages: tuple[Language, ...]) -> str:
        """The page for one of WORDED, in one language or in both."""
        return self._errors[code, languages]

    def _error(self, code: int, languages: tuple[Language, ...]) -> str:
        tongues = [self._tongues[language] for language in languages]
        return self.render(
            "error.html",
            languages[0],
            code=code,
            tongues=tongues,
            shells=[tongue["shell"] for tongue in tongues],
        )
