"""Somebody may be watching: away at once, and Back shows nothing that was typed or ticked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from playwright.sync_api import expect

from tests.support.browsers.visitor import OWN_WORDS
from tests.support.browsers.visitor import Visitor


def _leave_and_come_back(visitor: Visitor) -> None:
    visitor.follow("shell.leave")
    expect(visitor.page.get_by_role("heading", name="Weather")).to_be_visible()
    visitor.page.go_back(wait_until="commit")


def test_after_leaving_and_back_the_form_is_empty(page: Page, visitor: Visitor):
    visitor.start()
    visitor.fill_required()
    visitor.fill_more()
    visitor.criterion(0).check()
    _leave_and_come_back(visitor)
    visitor.sees("ask.form.title")
    expect(visitor.box("name")).to_have_value("")
    expect(visitor.box("own_words")).to_have_value("")
    expect(visitor.answer("who", "parent")).not_to_be_checked()
    expect(visitor.criterion(0)).not_to_be_checked()


def test_after_leaving_and_back_the_self_check_is_empty(page: Page, visitor: Visitor):
    visitor.go("self-check/")
    visitor.criterion(0).check()
    visitor.criterion(2).check()
    _leave_and_come_back(visitor)
    expect(visitor.criterion(0)).not_to_be_checked()
    expect(visitor.criterion(2)).not_to_be_checked()


@pytest.mark.parametrize("last", ["errors", "check"])
def test_after_leaving_and_back_no_answer_is_shown(page: Page, visitor: Visitor, last: str):
    """Pages that a POST led to."""
    visitor.start()
    visitor.fill_required()
    visitor.fill_more()
    if last == "errors":
        visitor.box("name").fill(" ")
        visitor.box("own_words").fill(OWN_WORDS)
        visitor.press("ask.form.continue")
        expect(visitor.summary()).to_be_visible()
    else:
        visitor.check_answers()
    _leave_and_come_back(visitor)
    visitor.sees("ask.form.title")
    expect(visitor.box("name")).to_have_value("")
    expect(visitor.box("own_words")).to_have_value("")
    expect(visitor.answer("who", "parent")).not_to_be_checked()


def test_leave_is_the_first_stop_of_every_page(page: Page, visitor: Visitor):
    for path in ("", "self-check/", "how-it-works/", "get-help-now/", "ask/", "ask/one-page"):
        visitor.go(path)
        page.keyboard.press("Tab")
        leave = page.get_by_role("link", name=visitor.say("shell.leave"), exact=True)
        expect(leave).to_be_focused()
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name=visitor.say("shell.skip"), exact=True)
        expect(skip).to_be_focused()
