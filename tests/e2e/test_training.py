"""A provider signs up for a training in a real browser, and the training contact reads it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.browsers.mailbox import await_mails
from tests.support.browsers.visitor import Visitor
from tests.support.demo import Demo

ATTENDEE = "Zoë O’Brien-D'Arcy"
NEEDS = "A ramp, and no nuts. <b>&</b>"


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_from_the_list_of_dates_to_the_contacts_mailbox(demo: Demo, visitor: Visitor) -> None:
    arrived, page = demo.settled_mails(), visitor.page
    visitor.go("providers/training/")
    main = page.get_by_role("main")
    expect(main.get_by_text(visitor.say("training.full"), exact=True)).to_be_visible()
    expect(main.get_by_text(visitor.say("training.cancelled"), exact=True)).to_be_visible()
    # The full date and the cancelled one have no link; the last one is signed up for by e-mail.
    links = main.get_by_role("link", name=visitor.say("training.sign_up"))
    expect(links).to_have_count(2)
    links.first.click()
    visitor.sees("ask.sign_up.title")
    visitor.write("attendee_name", ATTENDEE)
    visitor.write("attendee_needs", NEEDS)
    visitor.press("ask.sign_up.button")
    expect(visitor.summary()).to_be_focused()
    expect(visitor.box("attendee_name")).to_have_value(ATTENDEE)
    visitor.switch_language()
    expect(visitor.box("attendee_needs")).to_have_value(NEEDS)
    visitor.write("attendee_organisation", "Sample School")
    visitor.write("attendee_email", "zoe@school.example")
    visitor.press("ask.sign_up.button")
    visitor.sees("ask.signed_up.title")
    reference = visitor.reference()
    await_mails(demo, arrived + 1)
    page.goto(f"{demo.site}/demo/mailbox/")
    page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    expect(page.get_by_text("Signature valid.")).to_be_visible()
    read = page.get_by_role("region", name="Text part").text_content() or ""
    for typed in (ATTENDEE, NEEDS, "Sample School", "zoe@school.example", reference):
        assert typed in read
    headers = page.get_by_role("region", name="Headers").text_content() or ""
    assert "To: training@lead-agency.example" in headers
    assert not any(word in headers for word in ("Brien", "school", reference))
