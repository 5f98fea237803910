"""What a form leaves on a device: no page that answers a POST, and nothing that opens for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from intake_app.catalog import Language
from intake_app.journey import QUESTIONS
from intake_app.referral import Reach
from tests.support.form.answers import EVERYTHING
from tests.support.form.answers import NEEDED
from tests.support.form.outages import without
from tests.support.form.site import Home
from tests.support.form.visitor import ONE_PAGE
from tests.support.form.visitor import SITE
from tests.support.form.visitor import is_unkept
from tests.support.form.walker import BELONGS
from tests.support.form.walker import Walker

HOUR = timedelta(hours=1)
CONTACTS: dict[Reach, dict[str, str]] = {
    Reach.PHONE: {"reach": "phone", "phone": "613-555-0123"},
    Reach.TEXT: {"reach": "text", "text_phone": "613-555-0123"},
    Reach.EMAIL: {"reach": "email", "email": "zoe@example.com"},
    Reach.I_WILL_CONTACT: {"reach": "i-will-contact"},
}


def wrong(step: str) -> dict[str, Any]:
    """Answers that are not taken, with something typed in them."""
    return {
        "who": {"who": "friend"},
        "name": {"name": "n" * 101},
        "reach": {"reach": "phone", "phone": "12", "do_not_contact": "Émile"},
        "language": {"talk_language": "other", "easier": "A ramp"},
        "place": {"lives_in_region": "", "place": "Milton"},
        "child": {"age_band": "", "child_name": "Chloë"},
        "help": {"own_words": "x" * 1001},
    }[step]


@pytest.mark.parametrize("step", QUESTIONS)
@pytest.mark.parametrize("go", ["continue", "switch", "keep", "later"])
def test_a_post_of_a_screen_leads_on_to_an_address(home: Home, step: str, go: str) -> None:
    walker = home.walker()
    page = walker.walk(step)
    address, fields = walker.filled(page, "continue", **wrong(step))
    fields["go"] = go
    answers = [walker.client.post(address, data=fields, base_url=SITE) for _ in range(2)]
    assert {answer.status_code for answer in answers} <= {303, 307}
    if go == "continue" and step != "who":
        again = walker.follow(answers[1])
        assert again.errors()
        told = {name: again.typed().get(name) for name in wrong(step)}
        assert told == {name: value or None for name, value in wrong(step).items()}
        assert walker.at(step).errors() == again.errors(), "Reload shows the same"


@pytest.mark.parametrize("go", ["begin", "switch", "continue", "change", "review", "send"])
@pytest.mark.parametrize("kind", ["nothing", "filled", "checked", "sent"])
def test_a_post_of_the_one_page_form_leads_on_to_an_address(home: Home, go: str, kind: str) -> None:
    visitor = home.visitor()
    fields = MultiDict()
    if kind == "filled":
        fields = visitor.filled(visitor.open_form(), "continue", **EVERYTHING)[1]
    if kind in ("checked", "sent"):
        page = visitor.go_on()
        fields = visitor.filled(page, "send", consent="yes")[1]
        if kind == "sent":
            visitor.press(page, "send", consent="yes")
    answer = visitor.post(ONE_PAGE, {**fields.to_dict(flat=False), "go": go})
    assert answer.status_code == 303
    assert visitor.page(answer)


@pytest.mark.parametrize("path", ["from-check", "resume", "later", "forget", "fresh", "check"])
def test_every_other_post_leads_on_to_an_address(home: Home, path: str) -> None:
    walker = home.walker()
    walker.walk()
    for fields in ({"go": "x"}, {"go": "send"}, {"go": "code"}, {"code": "0" * 20}):
        assert walker.post(f"ask/{path}", fields).status_code in (303, 307)


def test_a_page_that_has_to_answer_a_post_is_in_a_form_that_browsers_note_no_body_of(
    home: Home,
) -> None:
    """Before it and after it: the body that counts is that of the form which is sent."""
    visitor, walker = home.visitor(), home.walker()
    form, screen = visitor.open_form(), walker.walk("help")
    with without(home.site, "drafts"):
        answers = [
            visitor.press(form, "continue", **{**NEEDED, "name": ""}),
            visitor.press(form, "continue", **NEEDED),
            walker.press(screen, "continue", own_words="Vermilion"),
        ]
        pages = [form, screen, *map(visitor.page, answers)]
        plain = visitor.page(visitor.post("ask/later", {"go": "code", "own_words": "x"}))
    foreign = {"Sec-Fetch-Site": "cross-site"}
    address, fields = visitor.filled(form, "continue", **NEEDED)
    back = visitor.client.post(address, data=fields, base_url=SITE, headers=foreign)
    for page in (*pages, visitor.page(back)):
        asked = page.root.find(".//form[@id='ask']")
        assert asked is not None
        assert is_unkept(asked)
    assert plain.status in (200, 503)


def test_what_was_typed_shows_once(home: Home) -> None:
    visitor = home.visitor()
    place = visitor.press(visitor.open_form(), "continue", **{**NEEDED, "reach": ""}).location
    assert visitor.client.head(place, base_url=SITE).status_code == 200
    first = visitor.page(visitor.client.get(place, base_url=SITE))
    assert first.typed()["name"] == NEEDED["name"]
    second = visitor.page(visitor.client.get(place, base_url=SITE))
    assert second.heading == visitor.say("ask.form.title")
    assert second.typed()["name"] == ""
    assert second.notices() == []


@pytest.mark.parametrize("step", QUESTIONS)
def test_no_field_names_its_meaning_to_the_browser_or_sends_its_spelling_away(
    home: Home, step: str
) -> None:
    """Chromium keeps what is typed into fields with a token, whatever the form says."""
    for field in [*home.walker().walk(step).fields(), *home.visitor().open_form().fields()]:
        # Firefox looks at the form for one line of text, and at the field itself for others.
        several = field.tag in ("textarea", "select")
        assert field.get("autocomplete") == ("off" if several else None)
        lines = field.tag == "input" and field.get("type") in (None, "tel", "email", "text")
        if lines or field.tag == "textarea":
            assert field.get("spellcheck") == "false"
            assert field.get("writingsuggestions") == "false"


@pytest.mark.parametrize("go", ["change", "review", "send"])
def test_sealed_answers_open_for_an_hour(home: Home, go: str) -> None:
    visitor = home.visitor()
    check = visitor.go_on(own_words="Vermilion")
    fields = {**check.typed().to_dict(), "go": go}
    home.watch.ahead = HOUR - timedelta(minutes=1)
    in_time = visitor.page(visitor.post(ONE_PAGE, fields))
    assert "Vermilion" in in_time.response.text
    home.watch.ahead = HOUR
    late = visitor.page(visitor.post(ONE_PAGE, fields))
    assert late.status == 410
    assert visitor.say("errors.ended") in late.text
    assert "Vermilion" not in late.response.text
    assert "289-266-0036" in late.text, "whom to call"


@pytest.mark.parametrize("go", ["change", "review", "send"])
@pytest.mark.parametrize("wait", [timedelta(), timedelta(days=400)])
def test_sealed_answers_open_no_more_once_they_were_sent(
    home: Home, go: str, wait: timedelta
) -> None:
    visitor, stranger = home.visitor(), home.visitor()
    check = visitor.go_on(own_words="Vermilion")
    sent = visitor.press(check, "send", consent="yes").location
    home.watch.ahead = wait
    later = stranger.post(ONE_PAGE, {**check.typed().to_dict(), "go": go})
    assert later.location == sent
    assert "Vermilion" not in stranger.page(later).response.text


def test_nor_when_they_come_from_another_site(home: Home) -> None:
    visitor, stranger = home.visitor(), home.visitor()
    check = visitor.go_on(own_words="Vermilion")
    fields, foreign = check.typed().to_dict(), {"Sec-Fetch-Site": "cross-site"}

    def post() -> TestResponse:
        return stranger.client.post(f"/en/{ONE_PAGE}", data=fields, base_url=SITE, headers=foreign)

    before = post()
    assert before.status_code == 403
    assert "Vermilion" in before.text, "an honest family whose browser hides where it comes from"
    visitor.press(check, "send", consent="yes")
    assert "Vermilion" not in post().text


def test_after_send_back_says_so_and_shows_nothing(home: Home) -> None:
    walker = home.walker()
    walker.walk_and_send()
    back = walker.get("ask/check")
    assert walker.say("errors.sent") in back.notices()[0]
    assert NEEDED["name"] not in back.response.text
    assert walker.get("ask/check").notices() == [], "said once"


def test_after_send_back_says_so_on_one_page_too(home: Home) -> None:
    visitor = home.visitor()
    place = visitor.press(visitor.open_form(), "continue", **NEEDED).location
    check = visitor.page(visitor.client.get(place, base_url=SITE))
    visitor.press(check, "send", consent="yes")
    back = visitor.page(visitor.client.get(place, base_url=SITE))
    (notice,) = back.notices()
    assert notice.startswith(visitor.say("errors.sent"))
    assert NEEDED["name"] not in back.response.text


@pytest.mark.parametrize("way", ["steps", "one page"])
@pytest.mark.parametrize("reach", Reach)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_confirmation_says_only_what_was_chosen(
    home: Home, language: Language, reach: Reach, way: str
) -> None:
    """Word of a call may be a danger to somebody who said that they would call."""
    visitor = home.walker(language) if way == "steps" else home.visitor(language)
    typed = {**NEEDED, "phone": "", **CONTACTS[reach]}
    check = visitor.walk(**typed) if isinstance(visitor, Walker) else visitor.go_on(**typed)
    sent = [visitor.press(check, "send", consent="yes").location for _ in range(2)]
    assert sent[0] == sent[1]
    page = visitor.page(visitor.client.get(sent[0], base_url=SITE))
    agency = visitor.region.lead_agency.name[language]
    words = {kind: visitor.say(f"ask.received.next_{kind}", agency=agency) for kind in Reach}
    assert [kind for kind, sentence in words.items() if sentence in page.text] == [reach]


def test_a_confirmation_whose_kind_was_lost_announces_nothing(home: Home) -> None:
    visitor = home.visitor()
    place = visitor.send().location
    for odd in (place[:-2], f"{place[:-1]}x", f"{place}.w"):
        answer = visitor.client.get(odd, base_url=SITE)
        if answer.status_code == 200:
            page = visitor.page(answer)
            assert visitor.say("ask.received.next_unknown") in page.text


def test_leaving_changes_one_cookie_that_says_nothing_and_clears_no_cache(home: Home) -> None:
    walker = home.walker()
    for begun in (False, True):
        if begun:
            walker.walk("name")
        away = walker.client.get("/en/leave", base_url=SITE)
        (given,) = away.headers.getlist("Set-Cookie")
        name, _, rest = given.partition("=")
        assert name == "__Host-form"
        assert {part.strip() for part in rest.split(";")} >= {
            "Max-Age=1", "Secure", "HttpOnly", "Path=/", "SameSite=Lax",
        }  # fmt: skip
        assert "Clear-Site-Data" not in away.headers


def test_a_screen_of_wrong_answers_takes_no_more_room_than_its_fields(home: Home) -> None:
    walker = home.walker()
    page = walker.walk("help")
    back = walker.page(walker.press(page, "continue", own_words="x" * 60_000, web_page="y" * 3000))
    assert back.errors()
    assert len(back.typed()["own_words"]) == 4000
    assert set(BELONGS["help"]) >= {"own_words", "web_page"}
