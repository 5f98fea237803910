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
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from intake_app import journey
from intake_app import shell
from intake_app.catalog import LANGUAGES
from intake_app.catalog import CrisisLine
from intake_app.catalog import Language
from intake_app.catalog import Phone
from intake_app.catalog import Region
from intake_app.catalog import Text
from intake_app.catalog import Words
from intake_app.catalog import phone_link
from intake_app.catalog import text_link
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
from intake_app.intake.tickets import is_of_call
from intake_app.referral import Reach
from intake_app.referral import Referral
from intake_app.referral import WayIn
from intake_app.routes.travel import Travel
from intake_app.store import Receipt

WORDED = (400, 403, 404, 405, 413, 415, 429, 500, 503)
"""Errors that have words of their own."""
PLACEHOLDER = "here-stands-a-token"
A_TIME = "here-stands-a-time"
EVERYWHERE: Mapping[str, object] = {
    "errors": (),
    "notice": "",
    "question": "",
    "step": "",
    "posted": False,
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
    asks_alone: bool
    """True for a young person who asks for themselves."""
    notice: str
    posted: bool = False
    """True when the page itself answers a POST."""


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
            language: _Tongue(words[language], region, news).names(stylesheet)
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
            (code, languages, posted): self._error(code, languages, posted=posted)
            for code in WORDED
            for posted in (False, True)
            for languages in (*((one,) for one in LANGUAGES), LANGUAGES)
        }

    def render(self, template: str, language: Language, **values: object) -> str:
        """A page of this template; for those that have no method of their own here."""
        names = {**EVERYWHERE, **self._tongues[language], **values}
        return self._environment.get_template(template).render(names)

    def start(
        self,
        language: Language,
        ticks: tuple[str, ...] = (),
        *,
        go_on: str = "",
        posted: bool = False,
    ) -> str:
        """`go_on` names the screen where a half-filled form that was found here goes on."""
        return self.render("start.html", language, ticks=ticks, go_on=go_on, posted=posted)

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
        posted: bool = False,
    ) -> str:
        return self.render(
            "form.html",
            language,
            answers=answers,
            in_call=answers.in_call,
            errors=tuple(answers.faulty()),
            token=token,
            notice=notice,
            posted=posted,
        )

    def step(self, language: Language, page: StepPage) -> str:
        until = self._until(language, page.ends)
        if page.notice or not page.form.is_untouched:
            return self._step(language, page, until)
        ready = self._untouched(
            language, page.form.step, begun=page.begun, alone=page.asks_alone, timed=bool(until)
        )
        return ready.replace(PLACEHOLDER, page.token).replace(A_TIME, until)

    def _untouched_step(
        self, language: Language, step: str, *, begun: bool, alone: bool, timed: bool
    ) -> str:
        """A screen with nothing in it: only token and time differ from visitor to visitor."""
        page = StepPage(
            form=StepForm(self._region, step, MultiDict()),
            token=PLACEHOLDER,
            begun=begun,
            ends=None,
            asks_alone=alone,
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
            posted=page.posted,
            back=journey.before(form.step),
            asks_alone=page.asks_alone,
            until=until,
        )

    def later(
        self,
        language: Language,
        *,
        go_on: str,
        code: str = "",
        until: float | None = None,
        notice: str = "",
        posted: bool = False,
    ) -> str:
        """What finishing later means; or the code, and until when (a timestamp) it opens."""
        return self.render(
            "later.html",
            language,
            code=in_groups(code),
            kept_until=date_and_time(datetime.fromtimestamp(until, UTC), language) if until else "",
            go_on=go_on,
            notice=notice,
            posted=posted,
        )

    def resume(self, language: Language, screen: CodeScreen, *, posted: bool = False) -> str:
        return self.render(
            "resume.html",
            language,
            screen=screen,
            question="code",
            errors=tuple(screen.faulty()),
            posted=posted,
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
        posted: bool = False,
    ) -> str:
        return self.render(
            "check.html",
            language,
            parts_told=summary(referral, self._region, self.words[language]),
            referral=referral,
            in_call=referral.way_in is WayIn.CALL,
            travel=travel,
            until=self._until(language, travel.ends),
            consent=consent.consent,
            consent_text=self._region.consent.of_kind(referral.consent.kind)[language],
            errors=tuple(consent.faulty()),
            notice=notice,
            posted=posted,
        )

    def send_again(
        self, language: Language, travel: Travel, *, case: str, posted: bool = False
    ) -> str:
        """One more press of Send: it was not saved, may not be, or looks like a program's."""
        words = case.replace("-", "_")
        return self.render("unsaved.html", language, travel=travel, case=words, posted=posted)

    def received(
        self, language: Language, receipt: Receipt, reach: Reach | None, ticket: str
    ) -> str:
        return self.render(
            "received.html",
            language,
            receipt=receipt,
            reach=reach,
            when=partial(date_and_time, language=language),
            in_call=is_of_call(ticket),
            here=f"ask/received/{ticket}",
            later=f"status/{ticket}",
        )

    def status(self, language: Language, receipt: Receipt, reach: Reach | None, ticket: str) -> str:
        """How far the request has come, for whoever has the family's link."""
        when, here = partial(date_and_time, language=language), f"status/{ticket}"
        names = {"receipt": receipt, "reach": reach, "when": when, "here": here}
        return self.render("status.html", language, **names)

    def staff(self, template: str, **values: object) -> str:
        """A page for the agency's own people."""
        language = self._region.staff_language
        when = partial(date_and_time, language=language)
        day = partial(long_date, language=language)
        return self.render(template, language, when=when, day=day, **values)

    def error(self, code: int, languages: tuple[Language, ...], *, posted: bool) -> str:
        """The page for one of WORDED, in one language or in both."""
        return self._errors[code, languages, posted]

    def _error(self, code: int, languages: tuple[Language, ...], *, posted: bool) -> str:
        tongues = [self._tongues[language] for language in languages]
        return self.render(
            "error.html",
            languages[0],
            code=code,
            tongues=tongues,
            shells=[tongue["shell"] for tongue in tongues],
            posted=posted,
        )


class _Tongue:
    """What every template may say, in one language."""

    def __init__(self, words: Words, region: Region, news: tuple[Text, ...]) -> None:
        self._words = words
        self._region = region
        self._language = words.language
        self._shell = shell.Shell(
            region=region,
            words=words,
            leave_to=f"/{words.language}/leave",
            demonstration=region.demonstration,
            news=tuple(text[words.language] for text in news),
        )

    def names(self, stylesheet: str) -> dict[str, object]:
        language, region, around = self._language, self._region, self._shell
        lines = {line.id: line for line in region.crisis_lines}
        return {
            "t": self._words,
            "shell": around,
            "shells": [around],
            "home": f"/{language}/",
            "twin": f"/{around.other}/",
            "lang": language,
            "other": around.other,
            "region": region,
            "region_name": around.region_name,
            "agency": around.agency.name,
            "call": self._call(),
            "crisis_lines": [self._line(line) for line in region.crisis_lines],
            "lines": lines,
            "emergency": self._dial(lines["emergency"].phone),
            "criteria": criterion_texts(region, self._words),
            "places": ", ".join(place[language] for place in region.places),
            "dial": self._dial,
            "steps": len(journey.STEPS),
            "number_of": journey.number_of,
            "fill": around.phrase,
            "stylesheet": stylesheet,
        }

    def _dial(self, phone: Phone) -> Markup:
        return phone_link(phone, self._language)

    def _call(self) -> Markup | None:
        agency = self._region.lead_agency
        if agency.phone is None:
            return None
        return self._shell.phrase(
            "ask.call",
            agency=agency.name[self._language],
            phone=self._dial(agency.phone),
            hours=agency.hours[self._language],
        )

    def _line(self, line: CrisisLine) -> Markup:
        language = self._language
        text = Markup("<b>{}</b> {}<br>{}").format(
            line.name[language], self._dial(line.phone), line.what[language]
        )
        if line.text_to is None or not line.taken_by_text(language):
            return text
        word = line.text_word[language] if line.text_word else ""
        key = "ask.text_line" if word else "ask.text_number"
        texting = self._shell.phrase(key, word=word, number=text_link(line.text_to))
        return Markup("{}, {}").format(text, texting)
