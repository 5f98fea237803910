"""The form on one page: from the questions to the reference, with nothing lost on the way."""

from __future__ import annotations

import pytest

from tests.support.form.answers import EVERYTHING
from tests.support.form.answers import NEEDED
from tests.support.form.site import Site
from tests.support.form.visitor import ONE_PAGE
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.visitor import Visitor
from tests.support.form.visitor import every_text


def test_eight_answers_are_enough_to_be_received(visitor: Visitor, site: Site) -> None:
    before = site.rows()
    sent = visitor.send()
    assert sent.status_code == 303
    assert sent.location.startswith(visitor.path("ask/received/"))
    assert site.rows() == before + 1
    received = visitor.page(visitor.client.get(sent.location, base_url="https://service.example"))
    assert visitor.say("ask.received.reference") in received.text
    assert NEEDED["name"] not in received.text
    assert NEEDED["phone"] not in received.text


def test_what_was_typed_is_what_staff_read(visitor: Visitor, site: Site) -> None:
    criteria = [row.id for row in site.intake.region.selfcheck.criteria][:2]
    assert visitor.send(**EVERYTHING, criteria=[*criteria, "not-sure"]).status_code == 303
    told = site.last_request()
    texts = every_text(told)
    for name in ("name", "phone", "good_times", "bad_times", "do_not_contact", "child_name"):
        assert EVERYTHING[name] in texts
    for text in ("العربية", "No stairs\nA quiet room", "K6V", "He sings.", "x" * 1000, *criteria):
        assert text in texts
    assert "k6v 5t1" not in texts


def test_check_page_shows_several_ticks_as_a_list_and_lines_as_they_were_typed(
    visitor: Visitor,
) -> None:
    told = "First:\n    - one\n\nLast"
    page = visitor.go_on(services=["health", "other"], wishes=["french"], own_words=told)
    answers = list(page.root.iter("dd"))
    lists = [[page.words_of(one) for one in answer.iter("li")] for answer in answers]
    wanted = [visitor.say(f"ask.services.is_{kind}") for kind in ("health", "other")]
    assert [found for found in lists if found] == [wanted]
    assert [answer for answer in answers if answer.text == told]
    unbroken = [part.text for part in page.root.iter("span") if part.get("class") == "unbroken"]
    assert NEEDED["phone"] in unbroken


def test_check_page_lists_what_will_be_sent(visitor: Visitor) -> None:
    page = visitor.go_on(**EVERYTHING)
    assert page.title == visitor.say("ask.check.title")
    for text in ("أمّ يوسف", "After 4 <b>or</b> so & on Sunday", "Chloë {{7*7}}", "K6V", "العربية"):
        assert text in page.text
    assert visitor.say("ask.who.is_friend") in page.text
    assert visitor.say("ask.leave_message.label_helper") in page.text
    assert visitor.region.consent.family_agrees[visitor.language] in page.text


def test_change_brings_every_answer_back_into_the_form(visitor: Visitor) -> None:
    check = visitor.go_on(**EVERYTHING)
    form = visitor.page(visitor.press(check, "change"))
    typed = form.typed()
    for name, value in {**EVERYTHING, "place": "K6V"}.items():
        found = [text.replace("\r\n", "\n") for text in typed.getlist(name) if text]
        assert found == (value if isinstance(value, list) else [value]), name


def test_change_leads_to_the_part_it_stands_beside(neighbour: Visitor) -> None:
    check = neighbour.go_on()
    form = neighbour.open_form()
    ids = {part.get("id") for part in form.root.iter()}
    targets = [button.get("formaction", "") for button in check.buttons("change")]
    assert [target.partition("#")[2] for target in targets] == [
        f"screen-{step}" for step in ("who", "name", "reach", "language", "place", "child", "help")
    ]
    assert {target.partition("#")[2] for target in targets} <= ids


@pytest.mark.parametrize("go", ["switch", "review"])
def test_the_other_language_keeps_everything_typed(visitor: Visitor, go: str) -> None:
    page = visitor.open_form() if go == "switch" else visitor.go_on(**EVERYTHING)
    button = page.buttons(go)[0]
    other = "fr" if visitor.language == "en" else "en"
    assert button.get("formaction") == f"/{other}/{ONE_PAGE}"
    answer = visitor.press(page, go, **(EVERYTHING if go == "switch" else {}))
    visitor.language = other
    switched = visitor.page(answer)
    assert switched.errors() == []
    if go == "switch":
        assert switched.typed()["name"] == EVERYTHING["name"]
        assert switched.typed()["own_words"] == EVERYTHING["own_words"]
        assert switched.typed()["token"] == page.typed()["token"]
    else:
        assert str(EVERYTHING["name"]) in switched.text


def test_enter_key_never_presses_the_language_switch(neighbour: Visitor) -> None:
    for page, go in ((neighbour.open_form(), "continue"), (neighbour.go_on(), "send")):
        first = next(iter(page.root.iter("button")))
        assert first.get("value") == go


def test_sending_twice_gives_one_row_and_the_same_reference(visitor: Visitor, site: Site) -> None:
    check = visitor.go_on()
    before = site.rows()
    first = visitor.press(check, "send", consent="yes")
    second = visitor.press(check, "send", consent="yes")
    assert first.location == second.location
    assert site.rows() == before + 1


def test_what_is_changed_after_sending_becomes_a_second_request(
    visitor: Visitor, site: Site
) -> None:
    form = visitor.open_form()
    check = visitor.page(visitor.press(form, "continue", **NEEDED))
    first = visitor.press(check, "send", consent="yes")
    gone_back = visitor.page(visitor.press(form, "continue", **{**NEEDED, "name": "Somebody else"}))
    assert visitor.say("errors.sent_before") in gone_back.text
    second = visitor.press(gone_back, "send", consent="yes")
    assert second.location != first.location
    assert site.last_request()["name"] == "Somebody else"


@pytest.mark.parametrize("go", ["change", "review", "send"])
def test_a_page_of_earlier_answers_shows_them_no_more_and_loses_none(
    visitor: Visitor, site: Site, go: str
) -> None:
    """Two pages of one form: sent is what stood on the page."""
    form = visitor.open_form()
    first = visitor.page(visitor.press(form, "continue", **{**NEEDED, "name": "Zenobia"}))
    second = visitor.page(visitor.press(form, "continue", **{**NEEDED, "name": "Ottokar"}))
    visitor.press(second, "send", consent="yes")
    before = site.rows()
    back = visitor.press(first, go, consent="yes")
    if go == "send":
        assert site.rows() == before + 1
        assert site.last_request()["name"] == "Zenobia"
    else:
        page = Page(visitor.client.get(back.location, base_url=SITE))
        assert page.status == 410
        assert "Zenobia" not in page.response.text


def test_the_same_answers_have_the_same_mark_however_often_they_are_read(visitor: Visitor) -> None:
    """Or a request whose fate is not sure could become two."""
    odd = {
        "phone": "maison (905) 555-0123 poste 12, après 5",
        "place": "45 km from Burlington  L7R 3X4",
        "own_words": "\tFirst\r\n  - one\u200b\n\n",
    }
    check = visitor.go_on(**{**EVERYTHING, **odd})
    for _ in range(2):
        form = visitor.page(visitor.press(check, "change"))
        again = visitor.page(visitor.press(form, "continue"))
        assert again.typed()["seen"] == check.typed()["seen"]
        check = again


def test_nothing_is_sent_without_consent(visitor: Visitor, site: Site) -> None:
    before = site.rows()
    page = visitor.page(visitor.press(visitor.go_on(), "send"))
    assert page.errors() == [visitor.say("errors.consent.missing")]
    assert site.rows() == before
    assert visitor.press(page, "send", consent="yes").status_code == 303


def test_answers_cannot_be_read_in_the_page_that_carries_them(neighbour: Visitor) -> None:
    short = neighbour.go_on(own_words="a").typed()["answers"]
    long = neighbour.go_on(own_words="a" * 900).typed()["answers"]
    assert "613" not in short[:20]
    assert len(short) == len(long)


def test_a_changed_seal_is_refused_with_an_empty_form(visitor: Visitor, site: Site) -> None:
    check = visitor.go_on()
    before = site.rows()
    sealed = check.typed()["answers"]
    broken = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
    for go in ("send", "change", "review"):
        answer = visitor.post(ONE_PAGE, {**check.typed(), "answers": broken, "go": go})
        page = visitor.page(answer)
        assert page.status == 400
        assert visitor.say("errors.unreadable") in page.text
    assert site.rows() == before


def test_ticks_of_the_self_check_arrive_in_the_form(visitor: Visitor) -> None:
    criteria = [row.id for row in visitor.region.selfcheck.criteria]
    ticks = [criteria[1], "not-sure"]
    start = visitor.page(
        visitor.post("ask/from-check", {"criteria": [*ticks, "made-up"]}),
    )
    assert start.typed().getlist("criteria") == ticks
    form = visitor.page(visitor.press(start, "begin"))
    assert form.typed().getlist("criteria") == ticks
    assert form.errors() == []


def test_ticks_may_come_from_a_page_kept_elsewhere(neighbour: Visitor) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://cdn.example"}
    answer = neighbour.post("ask/from-check", {"criteria": "not-sure"}, headers=elsewhere)
    assert neighbour.page(answer).typed()["criteria"] == "not-sure"


def test_start_page_leads_to_the_form_and_tells_the_limits(visitor: Visitor) -> None:
    page = visitor.get("ask/")
    assert visitor.region.duty_to_report.text[visitor.language] in page.text
    assert visitor.path(ONE_PAGE) in [link.get("href") for link in page.root.iter("a")]
