"""On a phone, the start page shows its button within the first two screens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from playwright.sync_api import expect

from tests.support.browsers.visitor import Visitor

WIDTH, HEIGHT = 390, 844
SCREENS = 2


def _end_of_button(visitor: Visitor, role: str) -> float:
    button = visitor.page.get_by_role(role, name=visitor.say("ask.start.button"), exact=True)
    expect(button).to_be_visible()
    box = button.bounding_box()
    assert box is not None
    return float(box["y"] + box["height"])


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return page


def test_the_button_stands_within_two_screens(phone: Page, visitor: Visitor) -> None:
    visitor.go("ask/")
    assert _end_of_button(visitor, "link") <= SCREENS * HEIGHT


def test_what_must_be_read_before_stands_above_the_button(phone: Page, visitor: Visitor) -> None:
    visitor.go("ask/")
    end = _end_of_button(visitor, "link")
    main = visitor.page.get_by_role("main")
    for key in ("ask.start.lead", "ask.start.watched"):
        box = main.get_by_text(visitor.say(key)).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < end
    for key in ("ask.start.answers_title", "ask.start.leave_title"):
        expect(main.get_by_text(visitor.say(key), exact=True)).to_be_visible()
