"""What goes wrong around Send: impatience, a change of mind about the language, no mail server."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page
from playwright.sync_api import expect

from intake_app.referral import Reach
from tests.support.browsers.mailbox import await_mails
from tests.support.browsers.mailbox import open_newest
from tests.support.browsers.visitor import NAME
from tests.support.browsers.visitor import NOT_TO_BE_TOLD
from tests.support.browsers.visitor import OWN_WORDS
from tests.support.browsers.visitor import PHONE
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo


def _ready_to_send(visitor: Visitor) -> None:
    visitor.start()
    visitor.fill_required()
    visitor.check_answers()
    visitor.consent().check()


def test_a_double_click_on_send_makes_one_request(page: Page, visitor: Visitor, demo: Demo):
    arrived = demo.settled_mails()
    _ready_to_send(visitor)
    page.get_by_role("button", name=visitor.say("ask.check.send"), exact=True).dblclick()
    visitor.sees("ask.received.title")
    reference = visitor.reference()
    await_mails(demo, arrived + 1)
    assert open_newest(page, demo).referral["reference"] == reference


def test_sending_the_same_page_from_two_tabs_gives_the_same_reference(
    context: BrowserContext, page: Page, visitor: Visitor, demo: Demo
):
    arrived = demo.settled_mails()
    _ready_to_send(visitor)
    send = page.get_by_role("button", name=visitor.say("ask.check.send"), exact=True)
    with context.expect_page() as opened:
        send.click(modifiers=["Control"])
    second = Visitor(opened.value, demo, visitor.language)
    second.sees("ask.received.title")
    visitor.press("ask.check.send")
    visitor.sees("ask.received.title")
    assert visitor.reference() == second.reference()
    await_mails(demo, arrived + 1)


def test_switching_the_language_keeps_everything_typed(page: Page, visitor: Visitor):
    visitor.start()
    visitor.fill_required()
    visitor.fill_more()
    visitor.criterion(2).check()
    typed_in = visitor.language
    visitor.switch_language()
    visitor.sees("ask.form.title")
    expect(page.get_by_role("main")).to_be_visible()
    assert visitor.language != typed_in
    expect(visitor.box("name")).to_have_value(NAME)
    expect(visitor.box("phone")).to_have_value(PHONE)
    expect(visitor.box("own_words")).to_have_value(OWN_WORDS)
    expect(visitor.box("do_not_contact")).to_have_value(NOT_TO_BE_TOLD)
    expect(visitor.answer("who", "parent")).to_be_checked()
    expect(visitor.answer("talk_language", typed_in)).to_be_checked()
    expect(visitor.criterion(2)).to_be_checked()
    expect(visitor.summary()).to_have_count(0)
    visitor.check_answers()
    visitor.switch_language()
    visitor.sees("ask.check.title")
    expect(page.get_by_role("main").get_by_text(OWN_WORDS, exact=True)).to_be_visible()


def test_with_the_mail_server_down_nothing_changes_for_the_family(
    page: Page, visitor: Visitor, demo: Demo
):
    arrived = demo.settled_mails()
    with demo.mail_server_down():
        _ready_to_send(visitor)
        visitor.press("ask.check.send")
        visitor.sees("ask.received.title")
        reference = visitor.reference()
        agency = visitor.region.lead_agency.name[visitor.language]
        waiting = visitor.words("ask.received.on_its_way", agency=agency)
        expect(page.get_by_text(waiting)).to_be_visible()
        assert demo.mails() == arrived
    received = page.url
    await_mails(demo, arrived + 1)
    assert open_newest(page, demo).referral["reference"] == reference
    page.goto(received)
    expect(page.get_by_text(waiting)).to_have_count(0)
    assert visitor.reference() == reference


@pytest.mark.parametrize("region", ["halton", "leeds-grenville"])
def test_every_safe_way_of_contact_can_be_chosen(region: str, demo_of, page: Page):
    """The demo has a number for each region, so "I will contact you" is among them."""
    visitor = Visitor(page, demo_of(region), "en")
    visitor.start()
    for way in Reach:
        visitor.choose("reach", way)
        expect(visitor.answer("reach", way)).to_be_checked()
