"""What the service does not take, it refuses in the visitor's language, with somebody to call."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from jinja2 import DictLoader

from intake_app.app import create_app
from intake_app.intake.reception import Intake
from intake_app.security.request_guard import own_origins
from intake_app.settings import Settings
from tests.support.form.answers import NEEDED
from tests.support.form.site import Site
from tests.support.form.visitor import ONE_PAGE
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Page
from tests.support.form.visitor import Visitor

FORM = "application/x-www-form-urlencoded"
BODIES: dict[str, tuple[dict[str, object], int]] = {
    "JSON": ({"json": {"name": "\ud800"}}, 415),
    "JSON said to be a form": ({"data": '{"name": "Zoe"}', "content_type": FORM}, 200),
    "plain text": ({"data": "hello", "content_type": "text/plain"}, 415),
    "no type": ({"data": "hello"}, 415),
    "nothing": ({}, 415),
    "a file": ({"data": "--x--", "content_type": "multipart/form-data; boundary=x"}, 415),
    "too much text": ({"data": {"own_words": "x" * 65_536}}, 413),
    "just not too much": ({"data": {"own_words": "x" * 65_000}}, 200),
    "many fields": ({"data": "&" * 60_000, "content_type": FORM}, 200),
    "many fields of one name": ({"data": "who&" * 15_000, "content_type": FORM}, 200),
    "bytes that are no text": ({"data": b"name=%ff%fe%00\xff&who=%80", "content_type": FORM}, 200),
    "half a surrogate": ({"data": "name=%ED%A0%80", "content_type": FORM}, 200),
    "broken escapes": ({"data": "name=%zz%&=&=&&%", "content_type": FORM}, 200),
    "more escapes than there is room for": ({"data": "%" * 99, "content_type": FORM}, 400),
    "an unknown button": ({"data": {"go": "explode"}}, 200),
    "a token of another make": ({"data": {**NEEDED, "token": "é.1.2", "go": "continue"}}, 200),
    "a seal of another make": ({"data": {"answers": "é" * 99, "go": "send"}}, 400),
}


@pytest.mark.parametrize("case", BODIES)
def test_a_body_is_read_or_refused_and_never_breaks_anything(
    visitor: Visitor, site: Site, case: str
) -> None:
    request, status = BODIES[case]
    before = site.rows()
    answer = visitor.client.post(visitor.path(ONE_PAGE), base_url=SITE, **request)
    page = visitor.page(answer)
    assert page.status == status
    assert site.rows() == before
    if status in (413, 415):
        assert page.title == visitor.say(f"errors.page.{status}.title")


def somebody_to_call(visitor: Visitor, page: Page) -> bool:
    phone = visitor.region.lead_agency.phone
    told = phone.display if phone else visitor.region.lead_agency.name[visitor.language]
    return told in page.text and "9-8-8" in page.text and "911" in page.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing-here", 404),
        ("GET", "ask/received/not-a-ticket", 404),
        ("GET", "ask/received/%ED%A0%80", 404),
        ("GET", "ask/from-check", 405),
        ("DELETE", ONE_PAGE, 405),
        ("POST", "leave", 405),
    ],
)
def test_error_pages_say_what_to_do_and_whom_to_call(
    visitor: Visitor, method: str, path: str, status: int
) -> None:
    options = {"data": {"a": "b"}} if method == "POST" else {}
    answer = visitor.client.open(visitor.path(path), method=method, base_url=SITE, **options)
    page = visitor.page(answer)
    assert page.status == status
    assert page.title == visitor.say(f"errors.page.{status}.title")
    assert somebody_to_call(visitor, page)


@pytest.mark.parametrize(
    ("wish", "language", "titles"),
    [
        ("fr-CA, en;q=0.5", "fr", ["Cette page n’est pas ici"]),
        ("en", "en", ["This page is not here"]),
        ("tlh", "en", ["This page is not here", "Cette page n’est pas ici"]),
        (None, "en", ["This page is not here", "Cette page n’est pas ici"]),
    ],
)
def test_outside_both_languages_the_browser_s_wish_counts_else_both(
    neighbour: Visitor, wish: str | None, language: str, titles: list[str]
) -> None:
    headers = {"Accept-Language": wish} if wish else {}
    answer = neighbour.client.get("/somewhere", base_url=SITE, headers=headers)
    page = Page(answer)
    assert page.lang == language
    assert page.title == " · ".join(titles)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://service.example"}, 403),
        ({"Origin": "https://service.example:8443"}, 403),
        ({"Origin": "https://service.example.evil.example"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "none", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "none", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://service.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://service.example"}, 403),
        ({"Sec-Fetch-Site": "nonsense"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "none", "Origin": "https://service.example"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://service.example"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://service.example"}, 200),
        ({}, 200),
    ],
)
def test_only_our_own_pages_may_post(
    visitor: Visitor, headers: dict[str, str], status: int
) -> None:
    answer = visitor.post(ONE_PAGE, {"go": "continue"}, headers=headers)
    assert visitor.page(answer).status == status


def test_a_host_that_is_not_ours_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.get(visitor.path(ONE_PAGE), base_url="https://evil.example")
    page = visitor.page(answer)
    assert page.status == 400
    assert "evil" not in answer.text


def test_health_checks_on_the_machine_itself_are_answered(neighbour: Visitor) -> None:
    assert neighbour.client.get("/healthz", base_url="http://127.0.0.1:8000").text == "ok\n"


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_a_page_asked_for_on_the_machine_itself_may_post_to_it(host: str) -> None:
    public = "https://service.example"
    assert own_origins(public, host) == {public, f"http://{host}"}
    assert own_origins(public, "evil.example") == {public}


def test_leaving_goes_somewhere_neutral_and_takes_traces_along(visitor: Visitor) -> None:
    answer = visitor.client.get(visitor.path("leave"), base_url=SITE)
    assert answer.status_code == 303
    assert answer.location == visitor.region.leave_to[visitor.language]
    # A cookie that says nothing: its change makes Chromium drop the page it kept for Back.
    assert "Max-Age=1;" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"Purpose": "prefetch"}),
    ],
)
def test_looking_ahead_at_leave_erases_nothing(
    neighbour: Visitor, method: str, headers: dict[str, str]
) -> None:
    answer = neighbour.client.open("/en/leave", method=method, base_url=SITE, headers=headers)
    assert "Set-Cookie" not in answer.headers
    assert answer.status_code in (204, 303)


def test_every_page_but_the_stylesheet_is_kept_nowhere(neighbour: Visitor) -> None:
    page = neighbour.open_form()
    (sheet,) = [part for part in page.root.iter("link") if part.get("rel") == "stylesheet"]
    answer = neighbour.client.get(sheet.get("href", ""), base_url=SITE)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_whole_screen_travels_in_14_kilobytes(visitor: Visitor) -> None:
    gzip = {"Accept-Encoding": "gzip"}
    page = visitor.go_on(who="")
    (sheet,) = [part for part in page.root.iter("link") if part.get("rel") == "stylesheet"]
    paths = (visitor.path(ONE_PAGE), sheet.get("href", ""))
    answers = [visitor.client.get(path, base_url=SITE, headers=gzip) for path in paths]
    assert all(answer.content_encoding == "gzip" for answer in answers)
    assert sum(len(answer.data) for answer in answers) <= 14 * 1024


def test_a_failing_template_still_ends_in_a_page_with_numbers_and_no_answer_in_the_log(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    intake = Intake.open(settings)
    app = create_app(settings, intake)
    app.jinja_env.loader = DictLoader({})
    app.jinja_env.cache.clear()
    with caplog.at_level(logging.DEBUG):
        posted = {**NEEDED, "name": "Canary O’Neil"}
        client = app.test_client()
        answer = client.post("/en/ask/one-page", data=posted, base_url=SITE, follow_redirects=True)
    intake.store.close()
    assert answer.status_code == 500
    assert Page(answer).title == "Something went wrong on our side"
    for number in ("911", "9-8-8", "289-266-0036"):
        assert number in answer.text
    assert "TemplateNotFound" in caplog.text
    assert "Canary" not in caplog.text


def test_the_portal_s_own_page_answers_for_unknown_files(settings: Settings) -> None:
    (settings.portal_dir / "404.html").write_text("<!doctype html><title>Portal</title>", "utf-8")
    intake = Intake.open(settings)
    client = create_app(settings, intake).test_client()
    answer = client.get("/assets/nothing.png", base_url=SITE)
    inside = client.get("/fr/nothing", base_url=SITE)
    intake.store.close()
    assert answer.status_code == 404
    assert "Portal" in answer.text
    assert "Cette page n’est pas ici" in inside.text


def test_no_answer_is_written_to_the_log_or_the_state_folder_in_the_clear(
    neighbour: Visitor, halton: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        neighbour.go_on(who="", name="Canary-7261")
        neighbour.send(name="Canary-7261", own_words="Canary-7261")
        neighbour.post(ONE_PAGE, {"name": "Canary-7261" * 9000})
    assert "Canary-7261" not in caplog.text
    for file in Path(halton.database).parent.rglob("*"):
        assert not file.is_file() or b"Canary-7261" not in file.read_bytes()
