"""Every answer of the whole site carries the header set, and none sends anybody elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests
from werkzeug.test import Client
from werkzeug.test import TestResponse

from intake_app.app import create_app
from intake_app.app import wsgi
from intake_app.errors import StoreError
from intake_app.intake.reception import Intake
from intake_app.routes.pages import WORDED
from intake_app.security.headers import PRIVATE_PAGE
from intake_app.security.headers import WITH_HTTPS
from intake_app.settings import Settings
from tests.support.form.visitor import SITE
from tests.support.keys import Keys
from tests.support.settings import make_settings

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
URLENCODED = "application/x-www-form-urlencoded"
FORM = {"Content-Type": URLENCODED}
# What a page loads by itself; where a link leads is the family's own choice.
LOADS = re.compile(
    rb"""(?:src|srcset|data|action|poster|@import|url\()\s*[=(]?\s*["']?(https?:)?//"""
)
REFRESH = re.compile(rb"http-equiv|<base|<iframe|<script|<object|<embed|<style|\sstyle=|\son\w+=")
STATIC = {
    "index.html": "<!doctype html><title>Portal</title>",
    "en/self-check/index.html": "<!doctype html><title>Self-check</title>",
    "assets/look.0123456789ab.css": "body{}",
    "404.html": "<!doctype html><title>Not here</title>",
}


@pytest.fixture(scope="module")
def settings_here(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Settings:
    settings = make_settings("halton", tmp_path_factory.mktemp("headers"), keys)
    for name, text in STATIC.items():
        file: Path = settings.portal_dir / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return settings


@pytest.fixture(scope="module")
def intake(settings_here: Settings) -> Iterator[Intake]:
    opened = Intake.open(settings_here)
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def client(settings_here: Settings, intake: Intake) -> Client:
    """The whole site as it is served, portal and form."""
    return Client(wsgi(settings_here, intake), use_cookies=False)


@pytest.fixture(scope="module")
def routes(settings_here: Settings, intake: Intake) -> list[str]:
    """An address of every route of the form, in both languages."""
    app = create_app(settings_here, intake)
    return sorted({path for rule in app.url_map.iter_rules() for path in _addresses(rule.rule)})


def _addresses(rule: str) -> Iterator[str]:
    for language in ("en", "fr"):
        path = rule.replace("<any(en, fr):language>", language).replace("<ticket>", "x" * 43)
        steps = re.search(r"<any\(([^)]*)\):step>", path)
        for step in steps[1].split(", ") if steps else [""]:
            yield path.replace(steps[0], step) if steps else path


def keeps_the_set(answer: TestResponse) -> None:
    for name, value in WITH_HTTPS:
        assert answer.headers.getlist(name) == [value], name
    assert "Server" not in answer.headers
    assert not LOADS.search(answer.data)
    assert not REFRESH.search(answer.data)
    if "immutable" not in answer.headers.get("Cache-Control", ""):
        assert answer.headers["Cache-Control"] == PRIVATE_PAGE["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == PRIVATE_PAGE["X-Robots-Tag"]


def test_every_route_answers_every_method_with_the_whole_set(
    client: Client, routes: list[str]
) -> None:
    seen = set()
    assert len(routes) > 30
    for path in routes:
        for method in METHODS:
            body = {"data": b"a=b", "headers": FORM} if method == "POST" else {}
            answer = client.open(path, method=method, base_url=SITE, **body)
            keeps_the_set(answer)
            seen.add(answer.status_code)
    assert {200, 303, 404, 405} <= seen


@pytest.fixture(scope="module")
def posting(settings_here: Settings, intake: Intake) -> list[str]:
    """An address of every route that takes a form, in both languages."""
    rules = create_app(settings_here, intake).url_map.iter_rules()
    taking = [rule.rule for rule in rules if "POST" in (rule.methods or set())]
    return [path for rule in taking for path in _addresses(rule)]


READ = {200, 303, 307, 400}
BODIES: dict[str, tuple[bytes, str, set[int]]] = {
    "a form": (b"a=b", f"{URLENCODED}; charset=utf-8", READ),
    "64 KiB": (b"a=" + b"x" * (64 * 1024 - 2), URLENCODED, READ),
    "a byte more": (b"a=" + b"x" * (64 * 1024 - 1), URLENCODED, {413}),
    "JSON": (b'{"a": "b"}', "application/json", {415}),
    "a file": (b"--x--", "multipart/form-data; boundary=x", {415}),
    "plain text": (b"a=b", "text/plain", {415}),
    "no type": (b"a=b", "", {415}),
}


@pytest.mark.parametrize("case", BODIES)
def test_every_form_takes_64_kibibytes_of_one_kind(
    client: Client, posting: list[str], case: str
) -> None:
    body, kind, status = BODIES[case]
    assert len(posting) > 20
    for path in posting:
        answer = client.post(path, data=body, content_type=kind, base_url=SITE)
        assert answer.status_code in status, path
        keeps_the_set(answer)


@pytest.mark.parametrize("path", [*STATIC, "", "en/", "en/self-check/", "nothing", "en/nothing"])
def test_the_portal_s_files_carry_it_as_well(client: Client, path: str) -> None:
    answer = client.get(f"/{path}", base_url=SITE, buffered=True)
    for name, value in WITH_HTTPS:
        assert answer.headers.getlist(name) == [value], name


REFUSALS: dict[int, dict[str, object]] = {
    400: {"path": "/en/ask/", "base_url": "https://evil.example"},
    403: {"path": "/en/ask/forget", "headers": {**FORM, "Sec-Fetch-Site": "cross-site"}},
    404: {"path": "/en/nothing"},
    405: {"path": "/en/ask/from-check"},
    413: {"path": "/en/ask/one-page", "data": b"x" * 70_000, "headers": FORM},
    415: {"path": "/en/ask/one-page", "data": b"{}", "content_type": "application/json"},
}


@pytest.mark.parametrize("status", REFUSALS)
def test_every_refusal_carries_it(client: Client, status: int) -> None:
    asked = {"base_url": SITE, **REFUSALS[status]}
    method = "POST" if "data" in asked or "headers" in asked else "GET"
    answer = client.open(method=method, **asked)
    assert answer.status_code == status
    keeps_the_set(answer)


FAILURES = {
    429: TooManyRequests(retry_after=60),
    500: ArithmeticError("Canary"),
    503: StoreError("Canary"),
}


@pytest.mark.parametrize("status", FAILURES)
def test_every_failure_carries_it(settings_here: Settings, intake: Intake, status: int) -> None:
    app: Flask = create_app(settings_here, intake)

    def fail() -> str:
        raise FAILURES[status]

    app.add_url_rule("/fr/fails", view_func=fail)
    answer = app.test_client().get("/fr/fails", base_url=SITE)
    assert answer.status_code == status
    assert intake.words["fr"](f"errors.page.{status}.title") in answer.text
    assert "289-266-0036" in answer.text
    assert "Canary" not in answer.text
    assert (answer.headers.get("Retry-After") == "60") is (status != 500)
    keeps_the_set(answer)


def test_every_worded_error_is_among_these() -> None:
    assert {*REFUSALS, *FAILURES} == set(WORDED)
