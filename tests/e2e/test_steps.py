"""The form step by step, in a real browser: every kind of person, and what gets in their way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page
from playwright.sync_api import expect

from intake_app.journey import QUESTIONS
from tests.support.browsers.chromium import CHROMIUM
from tests.support.browsers.mailbox import await_mails
from tests.support.browsers.mailbox import open_newest
from tests.support.browsers.steps import Walker
from tests.support.browsers.visitor import CODE
from tests.support.browsers.visitor import NAME
from tests.support.browsers.visitor import OTHER
from tests.support.browsers.visitor import OWN_WORDS
from tests.support.demo import Demo
from tests.support.demo import eventually

PEOPLE = ("parent", "young-person", "friend", "worker")
WAYS = ("phone", "text", "email", "i-will-contact")
WITHOUT_JAVASCRIPT = pytest.mark.parametrize(
    "context", [{"java_script_enabled": False}], ids=["without JavaScript"], indirect=True
)
PHONE_SCREEN = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture
def walker(page: Page, demo: Demo, language: str) -> Iterator[Walker]:
    walker = Walker(page, demo, language)
    yield walker
    page.context.clear_cookies()


@pytest.mark.parametrize(("who", "reach"), [*zip(PEOPLE, WAYS, strict=True), ("parent", "email")])
def test_each_kind_of_person_sends_and_the_agency_reads_it(
    walker: Walker, demo: Demo, who: str, reach: str
):
    arrived = demo.settled_mails()
    walker.who, walker.reach = who, reach
    walker.walk()
    reference = walker.send_it()
    await_mails(demo, arrived + 1)
    told = open_newest(walker.page, demo).referral
    assert told["reference"] == reference
    assert (told["name"], told["who"], told["contact"]["reach"]) == (NAME, who, reach)
    assert [cookie["value"] for cookie in walker.page.context.cookies(demo.site)] == ["0"]


@WITHOUT_JAVASCRIPT
def test_no_script_is_needed(walker: Walker):
    walker.walk()
    assert walker.send_it()


@pytest.mark.parametrize("context", [PHONE_SCREEN], ids=["320 pixels"], indirect=True)
def test_a_small_phone_is_enough(walker: Walker):
    walker.walk()
    assert walker.send_it()


def test_the_keyboard_alone_is_enough(walker: Walker):
    walker.begin()
    walker.answer("who", "parent").focus()
    walker.page.keyboard.press("Space")
    walker.page.keyboard.press("Enter")
    walker.is_at("name")
    walker.box("name").focus()
    walker.page.keyboard.type("Zoe")
    walker.page.keyboard.press("Enter")
    walker.walk_on("reach")
    walker.agreement().focus()
    walker.page.keyboard.press("Space")
    walker.page.keyboard.press("Enter")
    walker.sees("ask.received.title")


def test_errors_have_the_focus_and_lead_to_the_answer(walker: Walker):
    walker.walk("reach")
    walker.choose("reach", "text")
    walker.box("text_phone").fill("12")
    walker.go_on()
    expect(walker.summary()).to_be_focused()
    assert walker.page.title().startswith(walker.say("errors.prefix")[:6])
    walker.summary().get_by_role("link").click()
    expect(walker.box("text_phone")).to_be_focused()
    expect(walker.box("text_phone")).to_have_value("12")


def test_the_ticks_of_the_self_check_are_there_when_asked_for(walker: Walker):
    walker.go("self-check/")
    walker.criterion(1).check()
    walker.press("portal.ask")
    walker.sees("ask.start.title")
    walker.press("ask.start.button")
    walker.walk_on("who", "help")
    expect(walker.criterion(1)).to_be_checked()
    expect(walker.criterion(0)).not_to_be_checked()


@pytest.mark.parametrize("step", QUESTIONS[1:])
def test_the_language_is_switched_in_mid_screen(walker: Walker, step: str):
    walker.walk(step)
    walker.fill(step)
    walker.switch_language()
    walker.is_at(step)
    expect(walker.summary()).to_have_count(0)
    walker.go_on()
    expect(walker.summary()).to_have_count(0)
    following = [*QUESTIONS, "check"][QUESTIONS.index(step) + 1]
    if step != "language":
        walker.is_at(following)


def test_switching_keeps_what_is_half_typed(walker: Walker):
    walker.walk("help")
    walker.box("own_words").fill(OWN_WORDS)
    walker.switch_language()
    expect(walker.box("own_words")).to_have_value(OWN_WORDS)
    walker.walk_on("help")
    expect(walker.page.get_by_text(OWN_WORDS, exact=True)).to_be_visible()


def test_back_and_forth_loses_nothing(walker: Walker):
    walker.walk("place")
    for step in ("language", "reach", "name"):
        walker.page.go_back(wait_until="commit")
        walker.is_at(step)
    expect(walker.box("name")).to_have_value(NAME)
    walker.box("name").fill("Ottokar")
    walker.go_on()
    walker.is_at("reach")
    walker.follow("ask.step.back")
    expect(walker.box("name")).to_have_value("Ottokar")


def test_change_returns_to_the_check(walker: Walker):
    walker.walk()
    change = f"{walker.say('ask.change')} {walker.say('ask.name.title')}"
    walker.page.get_by_role("link", name=change, exact=True).click()
    walker.box("name").fill("Ottokar")
    walker.go_on()
    walker.is_at("check")
    expect(walker.page.get_by_text("Ottokar", exact=True)).to_be_visible()


def test_two_tabs_share_one_form(walker: Walker, context: BrowserContext, demo: Demo):
    walker.walk("child")
    second = Walker(context.new_page(), demo, walker.language)
    second.go("ask/name")
    second.box("name").fill("Ottokar")
    second.go_on()
    walker.walk_on("child")
    expect(walker.page.get_by_text("Ottokar", exact=True)).to_be_visible()


def test_a_double_click_counts_once(walker: Walker, demo: Demo):
    arrived = demo.settled_mails()
    walker.begin()
    for step in QUESTIONS:
        walker.is_at(step)
        walker.fill(step)
        name = walker.say("ask.step.continue")
        walker.page.get_by_role("button", name=name, exact=True).dblclick()
    walker.is_at("check")
    walker.agreement().check()
    walker.page.get_by_role("button", name=walker.say("ask.check.send"), exact=True).dblclick()
    walker.sees("ask.received.title")
    reference = walker.reference()
    await_mails(demo, arrived + 1)
    assert open_newest(walker.page, demo).referral["reference"] == reference


def test_after_leaving_back_shows_nothing(walker: Walker):
    walker.walk("help")
    walker.box("own_words").fill(OWN_WORDS)
    walker.follow("shell.leave")
    expect(walker.page.get_by_role("heading", name="Weather")).to_be_visible()
    for _ in range(3):
        walker.page.go_back(wait_until="commit")
        seen = walker.page.content()
        assert not any(typed in seen for typed in (NAME, OWN_WORDS[:60]))
    walker.go("ask/name")
    walker.is_at("who")
    expect(walker.answer("who", "parent")).not_to_be_checked()


def test_delete_what_i_typed(walker: Walker, demo: Demo):
    walker.walk("help")
    walker.unfold("ask.step.forget")
    walker.press("ask.step.forget_now")
    walker.sees("ask.forgotten.title")
    assert walker.page.context.cookies(demo.site) == []
    walker.page.go_back(wait_until="commit")
    assert NAME not in walker.page.content()


def test_a_form_that_ended_meanwhile_comes_back_with_what_was_typed(walker: Walker):
    walker.walk("help")
    walker.box("own_words").fill(OWN_WORDS)
    walker.page.context.clear_cookies()
    walker.go_on()
    expect(walker.notice("errors.lost")).to_be_visible()
    expect(walker.box("own_words")).to_have_value(OWN_WORDS)
    walker.go_on()
    for step in QUESTIONS[:-1]:
        walker.is_at(step)
        walker.fill(step)
        walker.go_on()
    walker.is_at("check")
    expect(walker.page.get_by_text(OWN_WORDS, exact=True)).to_be_visible()


def test_before_the_hour_ends_the_page_says_so_and_gives_another(walker: Walker):
    walker.walk("help")
    keep = walker.page.get_by_role("button", name=walker.say("ask.step.keep"), exact=True)
    expect(keep).not_to_be_visible()
    walker.box("own_words").fill(OWN_WORDS)
    walker.let_time_pass()
    expect(keep).to_be_visible()
    keep.click()
    expect(keep).not_to_be_visible()
    walker.is_at("help")
    expect(walker.box("own_words")).to_have_value(OWN_WORDS)


def test_a_code_opens_the_form_on_another_device(walker: Walker, new_context, demo: Demo):
    walker.walk("help")
    walker.box("own_words").fill(OWN_WORDS)
    walker.press("ask.later.title")
    walker.sees("ask.later.title")
    walker.press("ask.later.button")
    walker.sees("ask.later.code_title")
    code = walker.page.get_by_text(CODE).inner_text()
    walker.follow("shell.leave")
    context = new_context()
    other = Walker(context.new_page(), demo, OTHER[walker.language])
    other.go("ask/")
    other.follow("ask.later.have_code")
    other.box("code").fill(code.lower())
    other.go_on()
    other.is_at("help")
    expect(other.box("own_words")).to_have_value(OWN_WORDS)
    other.walk_on("help")
    assert other.send_it()
    context.close()


@pytest.fixture
def cookieless(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser whose owner has switched cookies off."""
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    wish = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    preferences.write_text(json.dumps(wish), encoding="utf-8")
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
    )
    yield context
    context.close()


def test_without_cookies_the_way_leads_to_one_page_and_to_the_agency(
    cookieless: BrowserContext, demo: Demo
):
    walker = Walker(cookieless.new_page(), demo, "en")
    walker.go("self-check/")
    walker.criterion(1).check()
    walker.press("portal.ask")
    walker.press("ask.start.button")
    walker.is_at("who")
    walker.choose("who", "parent")
    walker.go_on()
    walker.sees("ask.form.title")
    walker.is_known = False
    expect(walker.notice("errors.no_cookies")).to_be_visible()
    expect(walker.answer("who", "parent")).to_be_checked()
    expect(walker.criterion(1)).to_be_checked()
    walker.fill_required()
    walker.check_answers()
    assert walker.send_it()
    assert eventually(lambda: demo.mails() > 0)
