"""The self-check in a real browser, with JavaScript off: what is ticked decides what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Locator
from playwright.sync_api import Page
from playwright.sync_api import expect

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.catalog import Region
from intake_app.catalog import load_region
from intake_app.catalog import load_words
from tests.support.portal.builds import PROJECT
from tests.support.portal.builds import REGIONS

OUTCOMES = ("check.fit", "check.unsure", "check.open")


class SelfCheckPage:
    """The self-check of one region in one language, driven by what people read."""

    def __init__(self, page: Page, region: Region, language: Language) -> None:
        self.page = page
        self.region = region
        self.language = language
        self.words = load_words(PROJECT / "content", language)

    def box(self, text: str) -> Locator:
        return self.page.get_by_role("checkbox", name=text)

    def tick(self, *numbers: int) -> None:
        for number in numbers:
            self.box(self.region.selfcheck.criteria[number].text[self.language]).check()

    def tick_not_sure(self) -> None:
        self.box(self.region.selfcheck.not_sure[self.language]).check()

    def expect_only(self, shown: str) -> None:
        for outcome in OUTCOMES:
            heading = self.page.get_by_role("heading", name=self.words(outcome))
            expect(heading).to_be_visible(visible=outcome == shown)

    def expect_reasons(self, *numbers: int) -> None:
        for number, criterion in enumerate(self.region.selfcheck.criteria):
            reason = self.page.get_by_role("status").get_by_text(criterion.why[self.language])
            expect(reason).to_be_visible(visible=number in numbers)


@pytest.fixture(params=[(region, language) for region in REGIONS for language in LANGUAGES])
def self_check(
    request: pytest.FixtureRequest, browser: Browser, addresses: dict[str, str]
) -> Iterator[SelfCheckPage]:
    """Every region, both languages."""
    region, language = request.param
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{addresses[region]}/{language}/self-check/")
    yield SelfCheckPage(page, load_region(PROJECT / "content", region), language)
    context.close()


@pytest.mark.parametrize(
    ("ticked", "not_sure", "outcome"),
    [((), False, "open"), ((1,), False, "fit"), ((), True, "unsure"), ((0,), True, "fit")],
    ids=["nothing", "one tick", "not sure alone", "not sure and one tick"],
)
def test_what_is_ticked_decides_the_outcome_and_gives_its_reason(
    self_check: SelfCheckPage, ticked: tuple[int, ...], not_sure: bool, outcome: str
) -> None:
    if not_sure:
        self_check.tick_not_sure()
    self_check.tick(*ticked)
    self_check.expect_only(f"check.{outcome}")
    self_check.expect_reasons(*ticked)


def test_every_ticked_criterion_gives_its_own_reason(self_check: SelfCheckPage) -> None:
    every = range(len(self_check.region.selfcheck.criteria))
    self_check.tick(*every)
    self_check.expect_reasons(*every)


def test_taking_a_tick_back_takes_its_outcome_back(self_check: SelfCheckPage) -> None:
    self_check.tick(0)
    self_check.box(self_check.region.selfcheck.criteria[0].text[self_check.language]).uncheck()
    self_check.expect_only("check.open")


def test_the_button_posts_the_ticks_and_nothing_goes_into_the_address(
    self_check: SelfCheckPage,
) -> None:
    self_check.tick(0, 2)
    self_check.tick_not_sure()
    button = self_check.page.get_by_role("button", name=self_check.words("portal.ask"))
    with self_check.page.expect_request("**/ask/**") as sent:
        button.click()
    criteria = self_check.region.selfcheck.criteria
    expected = [criteria[0].id, criteria[2].id, "not-sure"]
    assert sent.value.method == "POST"
    assert sent.value.url.endswith(f"/{self_check.language}/ask/from-check")
    assert parse_qs(sent.value.post_data or "") == {"criteria": expected}


def test_nothing_is_ticked_after_leaving_and_going_back(self_check: SelfCheckPage) -> None:
    here = self_check.page.url
    self_check.tick(0, 1)
    self_check.page.goto("about:blank")
    self_check.page.go_back()
    assert self_check.page.url == here
    self_check.expect_only("check.open")


def test_a_blank_print_shows_every_text_with_its_condition(self_check: SelfCheckPage) -> None:
    self_check.page.emulate_media(media="print")
    for outcome in OUTCOMES:
        expect(self_check.page.get_by_text(self_check.words(outcome), exact=True)).to_be_visible()
        when = self_check.page.get_by_text(self_check.words(f"{outcome}_when"), exact=True)
        expect(when).to_be_visible()
    self_check.expect_reasons(*range(len(self_check.region.selfcheck.criteria)))


def test_a_ticked_print_shows_its_outcome(self_check: SelfCheckPage) -> None:
    self_check.tick(1)
    self_check.page.emulate_media(media="print")
    self_check.expect_only("check.fit")
    self_check.expect_reasons(1)


def test_a_browser_without_has_shows_every_text(self_check: SelfCheckPage) -> None:
    """Such a browser skips what stands in `@supports selector(:has(a))`."""
    self_check.page.route(
        "**/*.css",
        lambda route: route.fulfill(
            body=route.fetch().text().replace(":has(", ":unknown("), content_type="text/css"
        ),
    )
    self_check.page.reload()
    for outcome in OUTCOMES:
        heading = self_check.page.get_by_role("heading", name=self_check.words(outcome))
        expect(heading).to_be_visible()
        expect(self_check.page.get_by_text(self_check.words(f"{outcome}_when"))).to_be_visible()
    self_check.expect_reasons(*range(len(self_check.region.selfcheck.criteria)))
