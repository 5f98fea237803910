"""A family that goes through the form step by step, in a browser that keeps cookies, or not."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import TypeVar

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from intake_app.journey import QUESTIONS
from intake_app.questions import SCREENS
from tests.support.form.answers import NEEDED
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.visitor import Visitor

Answer = TypeVar("Answer")
COOKIE = "__Host-form"
BELONGS = {screen.name: tuple(question.name for question in screen.questions) for screen in SCREENS}
BELONGS[QUESTIONS[-1]] += ("web_page",)


class Walker(Visitor):
    """As a visitor, with a cookie of its own."""

    keeps_cookies = True

    @classmethod
    def beside(cls, visitor: Visitor) -> Walker:
        """Somebody else at the same site, in the same language."""
        client = visitor.client.application.test_client()
        return cls(client, visitor.region, visitor._words, visitor.language)

    def _looks_at_cookies(self, response: TestResponse) -> None:
        for text in response.headers.getlist("Set-Cookie"):
            assert {part.strip() for part in text.split(";")} >= {
                "Secure", "HttpOnly", "SameSite=Lax", "Path=/",
            }  # fmt: skip
            assert "Domain" not in text
            (morsel,) = SimpleCookie(text).values()
            assert morsel.key == COOKIE
            assert len(morsel.value) in (0, 1, 43)

    @property
    def cookie(self) -> str | None:
        """What the cookie holds now."""
        found = self.client.get_cookie(COOKIE, domain="service.example")
        return found.value if found and len(found.value) > 1 else None

    def at(self, step: str) -> Page:
        """Look at a screen that must be there."""
        page = self.get(f"ask/{step}")
        assert page.status == 200, f"{step} leads to {page.response.location}"
        return page

    def press(self, page: Page, go: str, **typed: object) -> TestResponse:
        """As a visitor does; and a 307 is followed with the same answers, as browsers do."""
        address, fields = self.filled(page, go, **typed)
        answer = self.client.post(address, data=fields, base_url=SITE)
        if answer.status_code != 307:
            return answer
        self._looks_at_cookies(answer)
        if not self.keeps_cookies:
            self.client.delete_cookie(COOKIE, domain="service.example")
        return self.client.post(answer.location, data=fields, base_url=SITE)

    def answer(self, step: str, **typed: object) -> TestResponse:
        """Fill in a screen with what is needed and with these, and press Continue."""
        own = answers_on(step, {**NEEDED, **typed})
        return self.press(self.at(step), "continue", **own)

    def walk(self, until: str = "check", **typed: object) -> Page:
        """From the first screen to this one."""
        for step in QUESTIONS:
            if step == until:
                break
            answered = self.answer(step, **typed)
            assert answered.status_code == 303, (step, Page(answered).errors())
        return self.at(until)

    def walk_and_send(self, **typed: object) -> TestResponse:
        """The whole way."""
        return self.press(self.walk(**typed), "send", consent="yes")

    def follow(self, answer: TestResponse) -> Page:
        """The page behind a 303."""
        assert answer.status_code == 303
        return self.page(self.client.get(answer.location, base_url=SITE))


def answers_on(step: str, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Those that belong on a screen."""
    return {name: value for name, value in answers.items() if name in BELONGS[step]}


def fields_of(page: Page, step: str) -> MultiDict[str, str]:
    """What stands in the questions of a screen; of several boxes of one name, the filled ones."""
    typed = page.typed()
    return MultiDict(
        (name, text)
        for name in BELONGS[step]
        for text in [one for one in typed.getlist(name) if one] or typed.getlist(name)[:1]
    )
