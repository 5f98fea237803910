"""When we cannot take what was posted, the page comes back as it was filled in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake_app.journey import QUESTIONS
from tests.support.form.answers import EVERYTHING
from tests.support.form.answers import NEEDED
from tests.support.form.outages import rename
from tests.support.form.outages import without
from tests.support.form.site import Site
from tests.support.form.visitor import FOREIGN
from tests.support.form.visitor import ONE_PAGE
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.walker import Walker
from tests.support.form.walker import answers_on
from tests.support.form.walker import fields_of

PHONE = "289-266-0036"


@pytest.fixture
def site(halton: Site, tmp_path: Path) -> Iterator[Site]:
    """A service whose database can be broken without disturbing others."""
    with halton.apart(tmp_path) as own:
        yield own


@pytest.fixture
def walker(site: Site) -> Walker:
    return Walker.beside(site.visitor("en"))


def belonging_to(step: str) -> dict[str, object]:
    return answers_on(step, {**NEEDED, **EVERYTHING})


def as_typed(page: Page, step: str) -> dict[str, list[str]]:
    kept = fields_of(page, step).to_dict(flat=False)
    return {name: [text.replace("\r\n", "\n") for text in texts] for name, texts in kept.items()}


@pytest.mark.parametrize(
    ("step", "go"), [*((step, "continue") for step in QUESTIONS), ("help", "later")]
)
def test_a_screen_that_cannot_be_kept_comes_back_and_can_be_sent_again(
    site: Site, walker: Walker, step: str, go: str
) -> None:
    page = walker.walk(step)
    own = belonging_to(step)
    with without(site, "drafts"):
        back = walker.page(walker.press(page, go, **own))
    assert back.status == 503
    assert back.response.headers["Retry-After"] == "60"
    (notice,) = back.notices()
    assert walker.say("errors.not_kept") in notice
    assert PHONE in notice
    told = as_typed(back, step)
    for name, value in own.items():
        assert told[name] == (value if isinstance(value, list) else [value])
    assert walker.press(back, "continue").status_code == 303


def test_send_while_the_drafts_cannot_be_read_is_unsure_and_can_be_sent_again(
    site: Site, walker: Walker
) -> None:
    check = walker.walk()
    with without(site, "drafts"):
        back = walker.page(walker.press(check, "send", consent="yes"))
        silent = walker.page(walker.press(check, "send"))
    assert back.status == silent.status == 503
    assert back.heading == walker.say("ask.maybe_saved.title")
    assert silent.heading == walker.say("errors.page.503.title"), "nobody agrees by our doing"
    assert walker.press(back, "send").status_code == 303
    assert site.rows() == 1


@pytest.mark.parametrize("step", QUESTIONS)
def test_a_screen_posted_from_elsewhere_comes_back_and_nothing_is_taken(
    walker: Walker, step: str
) -> None:
    page = walker.walk(step)
    address, fields = walker.filled(page, "continue", **belonging_to(step))
    back = walker.page(walker.client.post(address, data=fields, base_url=SITE, headers=FOREIGN))
    assert back.status == 403
    assert walker.say("errors.foreign") in back.notices()[0]
    assert PHONE in back.notices()[0]
    for name, value in belonging_to(step).items():
        assert as_typed(back, step)[name] == (value if isinstance(value, list) else [value])
    assert as_typed(walker.at(step), step) == as_typed(page, step)
    assert walker.press(back, "continue").status_code == 303


def test_one_page_posted_from_elsewhere_comes_back_and_nothing_is_taken(
    site: Site, walker: Walker
) -> None:
    form = walker.open_form()
    address, fields = walker.filled(form, "continue", **NEEDED)
    back = walker.page(walker.client.post(address, data=fields, base_url=SITE, headers=FOREIGN))
    assert back.status == 403
    assert walker.say("errors.foreign") in back.text
    assert PHONE in back.text
    assert back.typed()["name"] == NEEDED["name"]
    check = walker.page(walker.press(back, "continue"))
    address, fields = walker.filled(check, "send", consent="yes")
    again = walker.page(walker.client.post(address, data=fields, base_url=SITE, headers=FOREIGN))
    assert again.status == 403
    assert again.heading == walker.say("ask.check.title")
    assert site.rows() == 0
    assert walker.press(again, "send", consent="yes").status_code == 303
    assert site.rows() == 1


@contextmanager
def without_any_database(site: Site) -> Iterator[None]:
    """Neither drafts nor requests can be asked for, as when the whole database is away."""
    with without(site, "requests"):
        rename(site.database, "drafts", "lost_drafts")
        yield
        rename(site.database, "lost_drafts", "drafts")


FORM_BUTTONS, CHECK_BUTTONS = ("continue", "switch"), ("change", "review", "send")


@pytest.mark.parametrize("go", [*FORM_BUTTONS, *CHECK_BUTTONS])
def test_one_page_gives_every_answer_back_while_the_database_is_away(
    site: Site, walker: Walker, go: str
) -> None:
    words = "Nobody has called us back, and no plan is there."
    page = walker.open_form() if go in FORM_BUTTONS else walker.go_on(own_words=words)
    typed = {**NEEDED, "own_words": words} if go in FORM_BUTTONS else {}
    with without_any_database(site):
        answer = walker.press(page, go, **typed, **({"consent": "yes"} if go == "send" else {}))
        back = Page(answer)
        for _ in range(2 if go == "send" else 0):
            back = Page(walker.press(back, "send"))
    assert back.status == (503 if go == "send" else 200)
    if back.buttons("continue"):
        assert (back.typed()["name"], back.typed()["own_words"].strip()) == (NEEDED["name"], words)
        back = Page(walker.client.get(walker.press(back, "continue").location, base_url=SITE))
    assert walker.press(back, "send", consent="yes").status_code == 303
    assert site.rows() == 1
    assert site.last_request()["help"]["own_words"] == words


@pytest.mark.parametrize("path", ["ask/check", "ask/later", "ask/forget"])
def test_where_nothing_was_typed_the_plain_page_says_what_to_do(walker: Walker, path: str) -> None:
    page = walker.page(walker.post(path, {"go": "send"}, headers=FOREIGN))
    assert page.status == 403
    assert page.title == walker.say("errors.page.403.title")
    assert PHONE in page.text


def test_a_code_comes_back_when_it_cannot_be_looked_up_or_came_from_elsewhere(
    site: Site, walker: Walker
) -> None:
    code = {"code": "0" * 20, "go": "continue"}
    with without(site, "drafts"):
        away = walker.page(walker.post("ask/resume", code))
    foreign = walker.page(walker.post("ask/resume", code, headers=FOREIGN))
    told = {away: (503, "errors.code.away"), foreign: (403, "errors.foreign")}
    for page, (status, key) in told.items():
        assert page.status == status
        assert walker.say(key) in page.text
        assert page.title.startswith("Error:")
        assert page.typed()["code"] == code["code"]
        assert PHONE in page.text


def test_a_form_too_large_to_read_says_how_to_get_it_back(walker: Walker) -> None:
    page = walker.page(walker.post(ONE_PAGE, {"own_words": "x" * 70_000}))
    assert page.status == 413
    assert walker.say("errors.page.413.text") in page.text
    assert PHONE in page.text
