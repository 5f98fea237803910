"""A half-filled form: an hour, a code for later, deleting, leaving; and what when it is gone."""

from __future__ import annotations

import logging
import sqlite3
from base64 import urlsafe_b64decode
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from intake_app import retry
from intake_app.aes_box import derive_key
from intake_app.drafts import DraftEraser
from intake_app.drafts import DraftRepository
from intake_app.intake.clock import utc_now
from intake_app.journey import QUESTIONS
from intake_app.store import Store
from tests.support.demo import eventually
from tests.support.form.answers import EVERYTHING
from tests.support.form.answers import NEEDED
from tests.support.form.outages import rename
from tests.support.form.site import Home
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.walker import Walker
from tests.support.form.walker import answers_on
from tests.support.form.walker import fields_of

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
CANARY = "Zenobia Quillfeather"


@pytest.fixture
def walker(home: Home) -> Walker:
    return home.walker()


def code_on(page: Page) -> str:
    """The code that the page shows."""
    (shown,) = [part for part in page.root.iter("p") if part.get("class") == "reference"]
    return page.words_of(shown)


def get_code(walker: Walker, page: Page, **typed: object) -> Page:
    """From a screen, with what is typed there, to the page with the code."""
    offer = walker.follow(walker.press(page, "later", **typed))
    assert offer.heading == walker.say("ask.later.title")
    return walker.page(walker.press(offer, "code"))


def enter_code(walker: Walker, code: str) -> TestResponse:
    return walker.press(walker.at("resume"), "continue", code=code)


def test_an_hour_after_the_last_step_nothing_opens_it_any_more(home: Home, walker: Walker) -> None:
    walker.walk("reach")
    home.watch.ahead += HOUR - timedelta(minutes=1)
    assert walker.at("name").typed()["name"] == NEEDED["name"]
    home.watch.ahead += HOUR + timedelta(minutes=1)
    ended = walker.client.get("/en/ask/reach", base_url=SITE)
    assert ended.location == "/en/ask/who"
    first = walker.at("who")
    (notice,) = first.notices()
    assert walker.say("errors.lost") in notice
    assert "289-266-0036" in notice, "whom to call"
    assert walker.cookie is None
    assert walker.at("who").notices() == []


@pytest.mark.parametrize("step", QUESTIONS[1:])
def test_after_the_end_what_was_typed_here_is_kept_and_leads_on(
    home: Home, walker: Walker, step: str
) -> None:
    page = walker.walk(step)
    home.watch.ahead += HOUR
    own = answers_on(step, {**NEEDED, **EVERYTHING})
    back = walker.page(walker.press(page, "continue", **own))
    assert walker.say("errors.lost") in back.notices()[0]
    kept = fields_of(back, step)
    for name, value in own.items():
        assert [text.replace("\r\n", "\n") for text in kept.getlist(name)] in ([value], value)
    onward = walker.press(back, "continue")
    assert onward.location == "/en/ask/who"
    walker.answer("who")
    assert fields_of(walker.follow(walker.press(walker.at("who"), "continue")), "name") is not None
    for missing in QUESTIONS[:6]:
        if missing != step:
            walker.answer(missing)
    if step != "help":
        walker.answer("help")
    assert walker.at("check").heading == walker.say("ask.check.title")


def test_keep_gives_another_hour_and_keeps_what_is_typed(home: Home, walker: Walker) -> None:
    page = walker.walk("help")
    home.watch.ahead += HOUR - timedelta(minutes=5)
    kept = walker.press(page, "keep", own_words=CANARY)
    assert kept.location == "/en/ask/help"
    home.watch.ahead += HOUR - timedelta(minutes=5)
    assert walker.at("help").typed()["own_words"] == CANARY


def test_every_screen_says_until_when_answers_are_kept(home: Home, walker: Walker) -> None:
    assert walker.say("ask.step.forget") not in walker.at("who").text
    for step in (*QUESTIONS[1:], "check"):
        page = walker.walk(step) if step == "name" else walker.at(step)
        kept = "ask.check.kept" if step == "check" else "ask.step.kept"
        opening = walker.say(kept, time="|", send="").partition("|")[0]
        assert opening in page.text
        assert walker.say("ask.step.forget") in page.text
        if step != "check":
            walker.answer(step)


def test_send_erases_the_draft(home: Home, walker: Walker) -> None:
    sent = walker.walk_and_send()
    assert sent.status_code == 303
    assert home.drafts() == 0
    assert walker.cookie is None


def test_delete_erases_at_once_and_says_so(home: Home, walker: Walker) -> None:
    page = walker.walk("help")
    get_code(walker, page)
    walker.at("help")
    assert home.drafts() == 2, "the draft, and what the code opens"
    gone = walker.page(walker.post("ask/forget", {"go": "forget"}))
    assert gone.heading == walker.say("ask.forgotten.title")
    assert home.drafts() == 0
    assert walker.cookie is None


def test_leaving_erases_as_soon_as_the_person_is_gone(home: Home, walker: Walker) -> None:
    walker.walk("help")
    away = walker.client.get("/en/leave", base_url=SITE)
    assert away.status_code == 303
    assert walker.cookie is None
    assert eventually(lambda: home.drafts() == 0)


def test_a_draft_that_cannot_be_erased_at_once_is_erased_later(home: Home, walker: Walker) -> None:
    walker.walk("help")
    assert walker.cookie
    pauses: list[float] = []

    def mend_on_third(seconds: float) -> None:
        if len(pauses) == 2:
            rename(home.site.database, "lost", "drafts")
        pauses.append(seconds)

    rename(home.site.database, "drafts", "lost")
    repository = DraftRepository(home.site.intake.store.drafts, home.watch)
    DraftEraser(repository, mend_on_third).erase(urlsafe_b64decode(walker.cookie + "="))
    assert eventually(lambda: len(pauses) == 3 and home.drafts() == 0)
    assert pauses == [1, 2, 4]


@pytest.mark.parametrize("pauses", [(1, 2, 4, 8, 15, 30, 60), (30,), (1, 600)])
def test_after_an_hour_without_a_database_the_idle_end_is_left_to_erase_it(
    home: Home,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    pauses: tuple[int, ...],
) -> None:
    monkeypatch.setattr(retry, "PAUSES", pauses)
    waited = [0.0]
    rename(home.site.database, "drafts", "lost")
    DraftEraser(
        DraftRepository(home.site.intake.store.drafts, home.watch),
        pause=waited.append,
        seconds=lambda: sum(waited),
    ).erase(b"x" * 32)
    assert eventually(lambda: "left to its idle end" in caplog.text)
    assert HOUR.total_seconds() <= sum(waited) < HOUR.total_seconds() + pauses[-1]


def test_leaving_keeps_what_a_code_was_given_for(home: Home, walker: Walker) -> None:
    code = code_on(get_code(walker, walker.walk("help")))
    walker.client.get("/en/leave", base_url=SITE)
    assert walker.cookie is None
    assert enter_code(home.walker(), code).location == "/en/ask/help"


def test_a_look_ahead_erases_nothing(home: Home, walker: Walker) -> None:
    walker.walk("help")
    walker.client.get("/en/leave", base_url=SITE, headers={"Sec-Purpose": "prefetch"})
    assert home.drafts() == 1
    assert walker.at("help").status == 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_code_opens_the_answers_on_another_device(home: Home, language: str) -> None:
    walker = home.walker(language)
    page = get_code(walker, walker.walk("help", **EVERYTHING), own_words=CANARY)
    assert page.heading == walker.say("ask.later.code_title")
    code = code_on(page)
    assert [len(group) for group in code.split()] == [4] * 5
    home.watch.ahead += WEEK - HOUR
    other = home.walker(language)
    typed = code.lower().replace(" ", "-").replace("0", "o").replace("1", "l")
    assert enter_code(other, typed).location == f"/{language}/ask/help"
    assert other.at("help").typed()["own_words"] == CANARY
    assert other.at("name").typed()["name"] == EVERYTHING["name"]
    home.watch.ahead += HOUR
    late = other.page(enter_code(home.walker(language), code))
    assert late.errors() == [other.say("errors.code.unknown")]


def test_asking_again_gives_a_new_code_and_ends_the_old_one(home: Home, walker: Walker) -> None:
    page = walker.walk("help")
    first, second = code_on(get_code(walker, page)), code_on(get_code(walker, page, own_words="x"))
    late = home.walker().page(enter_code(home.walker(), first))
    assert late.errors() == [walker.say("errors.code.unknown")]
    assert enter_code(home.walker(), second).location == "/en/ask/help"


def test_the_code_s_page_is_the_same_in_the_other_language(home: Home, walker: Walker) -> None:
    page = get_code(walker, walker.walk("help"))
    fields = {**page.typed().to_dict(), "go": "show"}
    walker.language = "fr"
    assert code_on(walker.page(walker.post("ask/later", fields))) == code_on(page)
    assert walker.post("ask/later", {"go": "show", "code": "0" * 20}).location == "/fr/ask/later"


def test_a_code_shows_once(home: Home, walker: Walker) -> None:
    offer = walker.follow(walker.press(walker.walk("help"), "later"))
    place = walker.press(offer, "code").location
    assert code_on(walker.page(walker.client.get(place, base_url=SITE)))
    assert walker.client.head(place, base_url=SITE).status_code == 303
    assert walker.client.get(place, base_url=SITE).location == "/en/ask/later"


def test_a_code_on_a_device_without_cookies_leads_to_one_page(home: Home, walker: Walker) -> None:
    code = code_on(get_code(walker, walker.walk("child", **EVERYTHING)))
    other = home.walker()
    other.keeps_cookies = False
    page = other.page(enter_code(other, code))
    assert page.heading == other.say("ask.form.title")
    assert page.typed()["name"] == EVERYTHING["name"]


def test_a_code_is_not_given_where_there_is_nothing_to_keep(walker: Walker) -> None:
    assert walker.client.get("/en/ask/later", base_url=SITE).location == "/en/ask/who"
    assert walker.post("ask/later", {"go": "code"}).location == "/en/ask/who"


@pytest.mark.parametrize("typed", ["", "7K3M", "not a code", "é" * 500])
def test_what_is_no_code_is_said_at_once(walker: Walker, typed: str) -> None:
    page = walker.page(enter_code(walker, typed))
    assert page.errors() == [walker.say("errors.code.unlike")]
    assert page.title.startswith("Error:")


def test_wrong_codes_are_slowed_and_the_right_one_still_opens(home: Home, walker: Walker) -> None:
    code = code_on(get_code(walker, walker.walk("help")))
    other = home.walker()
    pages = [other.page(enter_code(other, f"{digit}" * 20)) for digit in range(8)]
    assert [page.status for page in pages] == [200] * 5 + [429] * 3
    seconds = pages[-1].response.headers["Retry-After"]
    assert other.say("errors.code.wait", seconds=int(seconds)) in pages[-1].text
    assert "289-266-0036" in pages[-1].text, "whom to call"
    assert pages[-1].typed()["code"] == "7" * 20, "nobody has to type it twice"
    assert enter_code(other, code).location == "/en/ask/help"


def test_two_tabs_do_not_undo_each_other(walker: Walker) -> None:
    check = walker.walk()
    first, second = walker.at("name"), walker.at("place")
    walker.press(first, "continue", name="Ottokar")
    walker.press(second, "continue", place="Milton")
    assert "Ottokar" in walker.at("check").text
    assert "Milton" in walker.at("check").text
    stale = walker.page(walker.press(check, "send", consent="yes"))
    (notice,) = stale.notices()
    assert notice.startswith(walker.say("errors.changed"))


def test_a_second_click_on_send_leads_to_the_same_confirmation(home: Home, walker: Walker) -> None:
    check = walker.walk()
    first = walker.press(check, "send", consent="yes")
    second = walker.press(check, "send", consent="yes")
    assert first.location == second.location
    assert home.site.rows() == 1


def test_a_page_of_another_form_changes_nothing_in_this_one(home: Home, walker: Walker) -> None:
    old = walker.walk("name")
    walker.post("ask/forget", {"go": "forget"})
    walker.walk("reach", name="Ottokar")
    back = walker.page(walker.press(old, "continue", name="Zenobia"))
    assert walker.say("errors.lost") in back.notices()[0]
    assert walker.at("name").typed()["name"] == "Ottokar"


@pytest.mark.parametrize("cookie", ["", "x", "=", "A" * 43, "é", "A" * 4000])
def test_a_cookie_of_another_make_is_no_cookie(walker: Walker, cookie: str) -> None:
    header = {"Cookie": f"__Host-form={cookie}"}
    for path in ("who", "help", "check", "later"):
        answer = walker.client.get(f"/en/ask/{path}", base_url=SITE, headers=header)
        assert answer.status_code in (200, 303)


def test_the_database_and_every_secret_of_the_server_open_no_draft(
    home: Home, walker: Walker
) -> None:
    """Whoever takes the whole machine finds rows, and nothing that opens them."""
    walker.walk("check", name=CANARY)
    with sqlite3.connect(home.site.database) as database:
        rows = database.execute("SELECT id, ciphertext FROM drafts").fetchall()
    database.close()
    assert len(rows) == 1
    server = bytes(range(32))
    uses = (b"one-story sealed field", b"one-story form token")
    known = [server, *(derive_key(server, use) for use in uses),
             *(bytes(part) for row in rows for part in (row[0], row[0][:32]))]  # fmt: skip
    repository = DraftRepository(home.site.intake.store.drafts, utc_now)
    assert [repository.open(secret) for secret in known] == [None] * len(known)


def test_nothing_typed_is_in_a_file_a_log_an_address_or_a_cookie(
    home: Home, walker: Walker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    canaries = {"name": CANARY, "phone": "613-555-0177", "own_words": "Vermilion"}
    for step in QUESTIONS:
        answered = walker.answer(step, **canaries)
        assert not any(word in str(answered.headers) for word in canaries.values())
    get_code(walker, walker.at("help"))
    walker.press(walker.at("check"), "send", consent="yes")
    for file in tmp_path.rglob("*"):
        held = file.read_bytes() if file.is_file() else b""
        assert not any(word.encode() in held for word in canaries.values()), file
    assert not any(word in caplog.text for word in canaries.values())


def test_after_a_restart_the_form_goes_on(home: Home, walker: Walker) -> None:
    page = walker.walk("help")
    store = Store.open(f"sqlite:///{home.site.database}")
    value = walker.cookie
    assert value
    walker.client = home.site.changed(store=store).client
    walker.client.set_cookie("__Host-form", value, domain="service.example", secure=True)
    assert walker.press(page, "continue", own_words=CANARY).location == "/en/ask/check"
    assert CANARY in walker.at("check").text
    store.close()
