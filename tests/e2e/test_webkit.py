"""The main ways through the form once more in WebKit: what an iPhone shows, keeps and forgets."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from intake_app.catalog import Language
from intake_app.referral import Who
from tests.support.browsers.roads import Roads
from tests.support.browsers.roads import roads_to
from tests.support.browsers.visitor import CODE
from tests.support.browsers.visitor import PHONE
from tests.support.browsers.visitor import REFERENCE
from tests.support.browsers.webkit import WebKitVisitor
from tests.support.browsers.webkit import begun_again
from tests.support.browsers.webkit import webkit
from tests.support.demo import Demo
from tests.support.demo import eventually

NAME = "Zoë O’Brien-D'Arcy أمّ يوسف"
OWN_WORDS = "Ça va mieux à l’école. <b>& نحن بخير</b>"
TYPED = {"name": NAME, "own_words": OWN_WORDS}
PickUp = Callable[[Language], WebKitVisitor]
NEUTRAL = {"weather.gc.ca", "meteo.gc.ca"}


@pytest.fixture(scope="module")
def roads(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roads]:
    with roads_to(demo.site, tmp_path_factory.mktemp("roads")) as roads:
        yield roads
    assert roads.asked <= NEUTRAL, "no page asks a third party for anything"


@pytest.fixture
def person(display: str, roads: Roads, demo: Demo, tmp_path: Path) -> Iterator[PickUp]:
    """Somebody with a phone of their own, each time one is asked for."""
    with ExitStack() as phones:

        def pick_up(language: Language) -> WebKitVisitor:
            browser = phones.enter_context(webkit(display, roads, tmp_path))
            return WebKitVisitor(browser, roads, demo, language)

        yield pick_up


def _send(visitor: WebKitVisitor) -> str:
    visitor.tick(visitor.region.consent.contact_me[visitor.language])
    visitor.press("ask.check.send")
    visitor.sees("ask.received.title")
    return visitor.line_like(REFERENCE)


def _agency_reads(visitor: WebKitVisitor, reference: str, arrived: int) -> None:
    """A visit that was begun again may have sent before its driver fell silent: its mail comes too,
    and may come first."""
    assert eventually(lambda: visitor.demo.mails() > arrived), "no mail arrives"
    found: list[dict[str, Any]] = []

    def has_come() -> bool:
        found.append(visitor.reads_newest_mail())
        return bool(found[-1]["reference"] == reference)

    assert eventually(has_come), found[-1:]
    told = found[-1]
    assert told["form_language"] == visitor.language
    assert (told["name"], told["contact"]["phone"]) == (NAME, PHONE)
    assert told["help"]["own_words"] == OWN_WORDS


@begun_again
def test_step_by_step_a_family_is_heard(person: PickUp, demo: Demo, language: Language) -> None:
    arrived = demo.settled_mails()
    visitor = person(language)
    visitor.begin()
    visitor.go_on()
    visitor.sees_error("errors.who.missing")
    visitor.walk_on("who", **TYPED)
    visitor.press("ask.check.send")
    visitor.sees_error("errors.consent.missing")
    _agency_reads(visitor, _send(visitor), arrived)


@begun_again
def test_on_one_page_a_family_is_heard(person: PickUp, demo: Demo, language: Language) -> None:
    arrived = demo.settled_mails()
    visitor = person(language)
    visitor.go("ask/one-page")
    visitor.press("ask.form.continue")
    visitor.sees_error("errors.name.missing")
    visitor.fill_all(**TYPED)
    visitor.press("ask.form.continue")
    visitor.sees("ask.check.title")
    _agency_reads(visitor, _send(visitor), arrived)


@pytest.mark.parametrize(("language", "path"), [("en", "steps"), ("fr", "one page")])
@begun_again
def test_after_leaving_back_shows_nothing_typed_and_nothing_ticked(
    person: PickUp, language: Language, path: str
) -> None:
    visitor = person(language)
    if path == "steps":
        visitor.walk("help", **TYPED)
    else:
        visitor.go("ask/one-page")
        visitor.fill_all(**TYPED)
    voices = (Who.PARENT if path == "steps" else Who.FRIEND).voices
    visitor.tick(visitor.region.selfcheck.criteria[0].said_to(voices)[language])
    visitor.fill("help", **TYPED)
    visitor.follow("shell.leave")
    visitor.find("heading", "Weather")
    visitor.browser.back()
    visitor.sees("ask.who.label" if path == "steps" else "ask.form.title")
    assert visitor.holds_nothing()


@begun_again
def test_a_code_opens_the_form_on_another_phone(person: PickUp) -> None:
    visitor = person("en")
    visitor.walk("place", **TYPED)
    visitor.press("ask.later.title")
    visitor.sees("ask.later.title")
    visitor.press("ask.later.button")
    visitor.sees("ask.later.code_title")
    code = visitor.line_like(CODE)
    other = person("fr")
    other.go("ask/")
    other.follow("ask.later.have_code")
    other.box("code").send_keys(code.lower(), Keys.ENTER)
    other.walk_on("place", **TYPED)
    assert NAME in other.browser.find_element(By.TAG_NAME, "main").text
