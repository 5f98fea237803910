"""Portal and form as one site: files with their cache headers, the header set on everything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from werkzeug.test import Client

from intake_app.app import wsgi
from intake_app.intake.reception import Intake
from intake_app.security.headers import HEADERS
from intake_app.settings import Settings
from tests.support.form.visitor import SITE

PAGE = "<!doctype html><html lang='en'><title>Home</title><h1>Home</h1></html>"


@pytest.fixture
def site(settings: Settings) -> Iterator[Client]:
    """The whole site over a small portal."""
    for name in ("en/index.html", "404.html", "assets/one-story.0123abcd.css", "en/training.ics"):
        file = settings.portal_dir / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGE, encoding="utf-8")
    intake = Intake.open(settings)
    yield Client(wsgi(settings, intake))
    intake.store.close()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/", 200),
        ("/en", 302),
        ("/en/index.html", 302),
        ("/assets/one-story.0123abcd.css", 200),
        ("/nothing", 404),
        ("/fr/nothing", 404),
        ("/en/ask/", 200),
        ("/en/ask/one-page", 200),
        ("/en/leave", 303),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/../../etc/passwd", 404),
        ("/en/%00", 404),
    ],
)
def test_every_answer_carries_the_header_set_once(site: Client, path: str, status: int) -> None:
    answer = site.get(path, base_url=SITE)
    answer.close()
    assert answer.status_code == status
    for name, value in HEADERS:
        assert answer.headers.getlist(name) == [value]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert ("Set-Cookie" in answer.headers) == (path == "/en/leave")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_form_goes_on_while_another_machine_serves_the_portal(settings: Settings) -> None:
    elsewhere = replace(settings, portal_dir=None)
    intake = Intake.open(elsewhere)
    site = Client(wsgi(elsewhere, intake))
    for path, status in (("/en/ask/", 200), ("/readyz", 200), ("/", 404), ("/fr/", 404)):
        answer = site.get(path, base_url=SITE)
        assert answer.status_code == status
        for name, value in HEADERS:
            assert answer.headers.getlist(name) == [value]
    intake.store.close()


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    policy = dict(HEADERS)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert re.search(r"https?:", policy) is None
    assert "frame-ancestors 'none'" in policy


def test_files_named_by_their_content_are_kept_for_ever_and_pages_are_not(site: Client) -> None:
    hashed = site.get("/assets/one-story.0123abcd.css", base_url=SITE)
    page = site.get("/en/", base_url=SITE)
    assert "immutable" in hashed.headers["Cache-Control"]
    assert "immutable" not in page.headers["Cache-Control"]
    for answer in (hashed, page):
        answer.close()


def test_a_file_that_the_portal_lacks_gets_the_portal_s_own_page(site: Client) -> None:
    answer = site.get("/assets/nothing.css", base_url=SITE)
    assert answer.status_code == 404
    assert answer.text == PAGE
