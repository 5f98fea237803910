"""Staff fill in the form while somebody is on the phone: read aloud, agreed by voice, marked."""

from __future__ import annotations

import pytest

from intake_app.questions import SCREENS
from tests.support.form.answers import HELPERS
from tests.support.form.answers import NEEDED
from tests.support.form.site import Site
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.visitor import Visitor

CALL = "ask/one-page?call"


def called(visitor: Visitor, **typed: object) -> Page:
    """The check page of a call."""
    form = visitor.get(CALL)
    return visitor.page(visitor.press(form, "continue", **{**NEEDED, **typed}))


def test_a_call_asks_the_same_questions_and_says_what_to_read_first(visitor: Visitor) -> None:
    page = visitor.get(CALL)
    assert page.heading == visitor.say("ask.in_call.title")
    asked = {question.name for screen in SCREENS for question in screen.questions}
    assert asked <= {field.get("name") for field in page.fields()}
    assert visitor.region.duty_to_report.text[visitor.language] in page.text
    said = page.text.index(visitor.say("ask.in_call.first", emergency="911").split("?")[0])
    assert said < page.text.index(visitor.say("ask.who.label_call")), "before anything is asked"
    focused = [field.get("name") for field in page.fields() if "autofocus" in field.attrib]
    assert focused == ["who"]


@pytest.mark.parametrize("who", ["parent", "young-person", "friend", "worker"])
def test_a_request_by_phone_is_marked_and_agreed_by_voice(
    neighbour: Visitor, halton: Site, who: str
) -> None:
    check = called(neighbour, **HELPERS.get(who, {"who": who}))
    sent = neighbour.press(check, "send", consent="yes")
    received = neighbour.page(neighbour.client.get(sent.location, base_url=SITE))
    told = halton.last_request()
    assert (told["way_in"], told["consent"]["given"]) == ("call", "by-voice")
    phone = halton.intake.region.lead_agency.phone
    assert phone
    for read_out in (told["reference"], told["number"], phone.said("en")):
        assert read_out in received.text
    assert neighbour.say("ask.received.later_title") not in received.text


def test_the_caller_agrees_to_the_same_words_which_staff_read_aloud(visitor: Visitor) -> None:
    check = called(visitor)
    assert visitor.region.consent.contact_me[visitor.language] in check.text
    assert visitor.say("ask.in_call.agreed") in check.text
    page = visitor.page(visitor.press(check, "send"))
    assert page.errors() == [visitor.say("errors.consent.spoken")]


def test_a_call_stays_a_call_through_mistakes_changes_and_the_other_language(
    neighbour: Visitor, halton: Site
) -> None:
    wrong = called(neighbour, name="")
    assert wrong.errors() == [neighbour.say("errors.name.missing")]
    check = neighbour.page(neighbour.press(wrong, "continue", name="Zoë"))
    form = neighbour.page(neighbour.press(check, "change"))
    again = neighbour.page(neighbour.press(form, "continue", own_words="One more thing"))
    neighbour.language = "fr"
    french = neighbour.page(neighbour.press(again, "review"))
    sent = neighbour.press(french, "send", consent="yes")
    twice = neighbour.press(french, "send", consent="yes")
    assert sent.location == twice.location
    assert halton.last_request()["way_in"] == "call"


def test_nothing_of_a_call_stays_on_the_device(neighbour: Visitor) -> None:
    check = called(neighbour, own_words="Nobody may read this here")
    sent = neighbour.press(check, "send", consent="yes")
    assert "Max-Age=1;" in sent.headers["Set-Cookie"], "Back shows no page from before"
    received = neighbour.page(neighbour.client.get(sent.location, base_url=SITE))
    after = neighbour.page(neighbour.press(check, "change"))
    assert after.heading == neighbour.say("ask.received.title"), "it was sent, and says so"
    for page in (received, after, neighbour.get(CALL)):
        for typed in ("Nobody may read this here", NEEDED["name"], NEEDED["phone"]):
            assert typed not in page.response.text


def test_a_family_s_own_form_is_no_call(neighbour: Visitor, halton: Site) -> None:
    sent = neighbour.send()
    received = neighbour.page(neighbour.client.get(sent.location, base_url=SITE))
    told = halton.last_request()
    assert (told["way_in"], told["consent"]["given"]) == ("one-page", "on-screen")
    assert told["number"] not in received.text
