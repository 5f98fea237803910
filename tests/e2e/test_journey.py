"""The main job, end to end: read, self-check, ask, and the agency reads exactly what was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from playwright.sync_api import expect

from tests.support.browsers.mailbox import await_mails
from tests.support.browsers.mailbox import open_newest
from tests.support.browsers.visitor import NAME
from tests.support.browsers.visitor import NOT_TO_BE_TOLD
from tests.support.browsers.visitor import OWN_WORDS
from tests.support.browsers.visitor import PHONE
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo

REQUIRED = ("who", "name", "reach", "talk_language", "lives_in_region", "age_band")


SCRIPTS = pytest.mark.parametrize(
    "context",
    [{"java_script_enabled": True}, {"java_script_enabled": False}],
    ids=["with JavaScript", "without JavaScript"],
    indirect=True,
)


def _read_and_tick_two(visitor: Visitor) -> None:
    visitor.go("")
    menu = visitor.page.get_by_role("navigation", name=visitor.say("portal.menu"))
    menu.get_by_role("link", name=visitor.say("menu.self-check"), exact=True).click()
    visitor.criterion(1).check()
    visitor.criterion(3).check()
    expect(visitor.page.get_by_role("heading", name=visitor.say("check.fit"))).to_be_visible()
    visitor.press("portal.ask")
    visitor.sees("ask.start.title")
    visitor.open_one_page()


def _sees_everything_that_is_missing(visitor: Visitor) -> None:
    expect(visitor.summary()).to_be_focused()
    prefix = visitor.say("errors.prefix").replace("\u00a0", " ")
    assert visitor.page.title().replace("\u00a0", " ").startswith(prefix)
    for field in REQUIRED:
        link = visitor.summary().get_by_role("link", name=visitor.say(f"errors.{field}.missing"))
        expect(link).to_be_visible()
    visitor.summary().get_by_role("link", name=visitor.say("errors.name.missing")).click()
    expect(visitor.box("name")).to_be_in_viewport()
    for number, ticked in enumerate((False, True, False, True)):
        expect(visitor.criterion(number)).to_be_checked(checked=ticked)


def _reads_its_answers(visitor: Visitor) -> None:
    answers = visitor.page.get_by_role("main")
    for typed in (NAME, PHONE, NOT_TO_BE_TOLD, OWN_WORDS):
        expect(answers.get_by_text(typed, exact=True)).to_be_visible()


def _agency_reads_what_was_typed(page: Page, demo: Demo, visitor: Visitor, reference: str) -> None:
    mail = open_newest(page, demo)
    criteria = visitor.region.selfcheck.criteria
    assert mail.referral["reference"] == reference
    assert mail.referral["form_language"] == visitor.language
    assert mail.referral["name"] == NAME
    assert mail.referral["contact"]["phone"] == PHONE
    assert mail.referral["contact"]["do_not_contact"] == NOT_TO_BE_TOLD
    assert mail.referral["contact"]["may_leave_message"] is True
    assert mail.referral["contact"]["may_say_who"] is False
    assert mail.referral["help"]["criteria"] == [criteria[1].id, criteria[3].id]
    assert mail.referral["help"]["own_words"] == OWN_WORDS
    for typed in (NAME, PHONE, NOT_TO_BE_TOLD, OWN_WORDS):
        assert typed in mail.text
        assert typed in mail.shown
    assert mail.subject.endswith(mail.referral["number"])
    assert not any(word in mail.headers for word in (reference, PHONE, "Brien"))


@SCRIPTS
def test_a_family_reads_ticks_asks_and_is_heard(demo: Demo, page: Page, visitor: Visitor):
    arrived = demo.settled_mails()
    _read_and_tick_two(visitor)
    visitor.press("ask.form.continue")
    _sees_everything_that_is_missing(visitor)
    visitor.fill_required()
    visitor.fill_more()
    visitor.check_answers()
    _reads_its_answers(visitor)
    visitor.press("ask.check.send")
    expect(visitor.summary()).to_be_focused()
    reference = visitor.send()
    await_mails(demo, arrived + 1)
    _agency_reads_what_was_typed(page, demo, visitor, reference)


def test_one_answer_can_be_changed_before_sending(page: Page, visitor: Visitor):
    visitor.start()
    visitor.fill_required()
    visitor.fill_more()
    visitor.check_answers()
    change = f"{visitor.say('ask.change')} {visitor.say('ask.name.title')}"
    page.get_by_role("button", name=change, exact=True).click()
    expect(visitor.box("name")).to_have_value(NAME)
    visitor.box("name").fill("Sam")
    visitor.check_answers()
    expect(page.get_by_role("main").get_by_text("Sam", exact=True)).to_be_visible()
    expect(page.get_by_role("main").get_by_text(OWN_WORDS, exact=True)).to_be_visible()
