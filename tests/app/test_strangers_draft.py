"""A form that somebody else began: said first, and no way in that outlives a change of access."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator

import pytest

from intake_app.intake.tickets import ticket_for
from intake_app.journey import QUESTIONS
from tests.support.demo import eventually
from tests.support.form.answers import NEEDED
from tests.support.form.site import Home
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.visitor import every_text
from tests.support.form.walker import Walker


def test_the_start_page_tells_of_a_form_that_is_here_and_offers_a_fresh_one_first(
    home: Home,
) -> None:
    walker = home.walker()
    bare = walker.get("ask/")
    assert walker.say("ask.start.found") not in bare.text
    walker.walk("language", name="Somebody else")
    found = walker.get("ask/")
    assert walker.say("ask.start.found") in found.text
    fresh = walker.say("ask.start.fresh")
    (button,) = [b for b in found.root.iter("button") if found.words_of(b) == fresh]
    onward = [a.get("href") for a in found.root.iter("a") if a.get("href") == "/en/ask/language"]
    assert onward == ["/en/ask/language"]
    assert button is not None
    first = walker.page(walker.post("ask/fresh", {"go": "fresh"}))
    assert first.heading == walker.say("ask.who.label")
    assert walker.cookie is None
    assert walker.get("ask/").text == bare.text


def test_a_fresh_form_takes_along_the_ticks_of_the_self_check(home: Home) -> None:
    walker = home.walker()
    walker.walk("reach")
    start = walker.page(walker.post("ask/from-check", {"criteria": "not-sure"}))
    assert walker.say("ask.start.found") in start.text
    who = walker.page(walker.post("ask/fresh", {"criteria": "not-sure"}))
    assert who.typed()["criteria"] == "not-sure"
    assert "who" not in who.typed()


def test_a_code_somebody_asked_for_before_shows_nothing_typed_later(home: Home) -> None:
    stranger = home.walker()
    offer = stranger.follow(stranger.press(stranger.walk("name"), "later"))
    code = stranger.page(stranger.press(offer, "code")).typed()["code"].replace(" ", "")
    family = stranger  # the same browser, later
    for step in ("name", "reach"):
        family.answer(step, name="Zenobia", phone="613-555-0188")
    other = home.walker()
    other.press(other.at("resume"), "continue", code=code)
    assert "Zenobia" not in other.at("name").response.text
    assert family.at("name").typed()["name"] == "Zenobia", "she is not thrown out"
    family.client.get("/en/leave", base_url=SITE)
    again = home.walker()
    again.press(again.at("resume"), "continue", code=code)
    assert again.at("name").typed()["name"] == ""


def ask_for_code(walker: Walker, page: Page) -> str:
    offer = walker.follow(walker.press(page, "later"))
    return walker.page(walker.press(offer, "code")).typed()["code"]


def switch(walker: Walker, page: Page) -> None:
    walker.press(page, "switch")


def come_back(walker: Walker, page: Page) -> None:
    code = ask_for_code(walker, page)
    walker.press(walker.at("resume"), "continue", code=code)


def send(walker: Walker, page: Page) -> None:
    walker.press(page, "send", consent="yes")


def forget(walker: Walker, _: Page) -> None:
    walker.post("ask/forget", {"go": "forget"})


def leave(walker: Walker, _: Page) -> None:
    walker.client.get("/en/leave", base_url=SITE)


def start_fresh(walker: Walker, _: Page) -> None:
    walker.post("ask/fresh", {"go": "fresh"})


def send_first(home: Home, token: str) -> None:
    """Somebody else sends something of their own, under a token that they read in a page."""
    stranger = home.visitor()
    typed = {**NEEDED, "name": "Stranger", "token": token}
    check = stranger.page(stranger.press(stranger.open_form(), "continue", **typed))
    assert stranger.press(check, "send", consent="yes").status_code == 303


def by_steps(home: Home) -> Iterator[str]:
    family = home.walker()
    page = family.at("who")
    yield page.typed()["token"]
    family.press(page, "continue", who=NEEDED["who"])
    for step in QUESTIONS[1:]:
        family.answer(step, name="Zenobia")
    yield family.press(family.at("check"), "send", consent="yes").location


def on_one_page(home: Home) -> Iterator[str]:
    family = home.visitor()
    form = family.open_form()
    yield form.typed()["token"]
    check = family.page(family.press(form, "continue", **{**NEEDED, "name": "Zenobia"}))
    yield family.press(check, "send", consent="yes").location


def on_the_page_of_answers(home: Home) -> Iterator[str]:
    family = home.visitor()
    check = family.go_on(name="Zenobia")
    yield check.typed()["token"]
    yield family.press(check, "send", consent="yes").location


@pytest.mark.parametrize("way", [by_steps, on_one_page, on_the_page_of_answers])
def test_who_read_the_token_of_a_page_can_neither_take_its_place_nor_watch_it(
    home: Home, way: Callable[[Home], Iterator[str]]
) -> None:
    """A page may have been left open for the family, by somebody who looked at its source."""
    family = way(home)
    token = next(family)
    send_first(home, token)
    place = next(family)
    assert home.site.rows() == 2
    assert "Zenobia" in every_text(home.site.last_request())
    assert ticket_for(token) not in place


def test_a_start_page_that_was_left_open_leads_to_no_form_that_was_begun_since(home: Home) -> None:
    browser = home.walker()
    bare = browser.get("ask/")
    ticked = browser.page(browser.post("ask/from-check", {"criteria": "not-sure"}))
    browser.walk("help", name="Stranger")
    (onward,) = [a.get("href", "") for a in bare.root.iter("a") if a.get("class") == "button"]
    starts = (browser.client.get(onward, base_url=SITE), browser.press(ticked, "begin"))
    for page in map(browser.page, starts):
        assert browser.say("ask.start.found") in page.text
        assert "Stranger" not in page.response.text


MOVES = [ask_for_code, switch, come_back, send, forget, leave, start_fresh]
"""Whenever more or fewer people may hold the way in."""


@pytest.mark.parametrize("move", MOVES)
def test_an_old_secret_opens_nothing_once_access_has_changed(
    home: Home, move: Callable[[Walker, Page], object]
) -> None:
    walker = home.walker()
    page = walker.walk("check")
    old = walker.cookie
    assert old
    move(walker, page)
    assert walker.cookie != old
    walker.client.get("/en/ask/name", base_url=SITE)
    thief = home.walker()
    thief.client.set_cookie("__Host-form", old, domain="service.example", secure=True)

    def is_turned_away() -> bool:
        return thief.client.get("/en/ask/name", base_url=SITE).location == "/en/ask/who"

    assert eventually(is_turned_away), "at once, or as soon as whoever leaves is gone"


OPENS_AFTER = {
    "a code asked for anew": (ask_for_code, False),
    "another language": (switch, True),
    "coming back": (come_back, False),
    "Send": (send, False),
    "Delete": (forget, False),
    "Leave": (leave, True),
    "a fresh form": (start_fresh, True),
}


@pytest.mark.parametrize("what", OPENS_AFTER)
def test_what_a_code_opens_afterwards(home: Home, what: str) -> None:
    """What was promised, as it was then; nothing once it was sent, deleted or asked for anew."""
    move, opens = OPENS_AFTER[what]
    family, other = home.walker(), home.walker()
    code = ask_for_code(family, family.walk("help"))
    family.answer("name", name="Zenobia")
    family.answer("help")
    move(family, family.at("check"))
    other.press(other.at("resume"), "continue", code=code)
    assert (other.cookie is not None) is opens
    if opens:
        assert other.at("name").typed()["name"] == NEEDED["name"]
