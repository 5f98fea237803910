"""A form that a web server answers by itself, with 413 or 502: Chromium notes no word of it.

The same form without its first field shows what would be noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright

from intake_app.catalog import load_words
from intake_app.settings import CONTENT
from tests.support.browsers.chromium import chromium
from tests.support.browsers.desktop import screen
from tests.support.browsers.profile_search import found_in
from tests.support.client import Client
from tests.support.demo import Demo
from tests.support.web_server import QuietHandler
from tests.support.web_server import web_server

UNKEPT = '<div hidden><input type="password" value="••••" disabled></div>'
NAME, STORY = "Zqname", "Zqwords"


@contextmanager
def broken(form: str) -> Iterator[int]:
    """Shows the form, and answers it as a web server does whose service is away."""

    class Front(QuietHandler):
        def do_GET(self) -> None:
            self._answer(200, form)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(502, "<!doctype html><title>502</title><h1>Away</h1>")

        def _answer(self, status: int, html: str) -> None:
            body = html.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with web_server(Front) as server:
        yield server.server_port


@pytest.mark.parametrize("is_ours", [True, False], ids=["ours", "without the field"])
def test_what_a_web_server_answers_by_itself_is_not_noted(
    playwright: Playwright, demo: Demo, tmp_path: Path, is_ours: bool
) -> None:
    words = load_words(CONTENT, "en")
    with closing(Client(urlsplit(demo.site).port or 0)) as client:
        form = client.read("/en/ask/one-page")
    assert UNKEPT in form
    shown, profile = form if is_ours else form.replace(UNKEPT, ""), tmp_path / "profile"
    with (
        screen() as display,
        broken(shown) as port,
        chromium(playwright, profile, display, port) as (page, _),
    ):
        page.goto(f"http://127.0.0.1:{port}/en/ask/one-page")
        page.get_by_role("textbox", name=words("ask.name.label")).first.fill(NAME)
        page.get_by_role("textbox", name=words("ask.own_words.label")).fill(STORY)
        page.get_by_role("button", name=words("ask.form.continue")).last.click()
        page.get_by_role("heading", name="Away").wait_for()
    assert found_in(profile, ["/ask/one-page"]), "the profile was searched"
    assert (found_in(profile, [NAME, STORY]) == {}) is is_ours
