"""What no page of ours ever sees: requests that the web server itself refuses, byte by byte."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pytest

from intake_app import server
from intake_app.app import wsgi
from intake_app.catalog import load_texts
from intake_app.security.headers import PRIVATE_PAGE
from intake_app.security.headers import WITH_HTTPS
from intake_app.settings import Settings
from tests.support.form.site import make_settings
from tests.support.keys import Keys
from tests.support.processes.web import Front
from tests.support.processes.web import front
from tests.support.processes.web import request
from tests.support.project import PROJECT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse
    from _typeshed.wsgi import WSGIEnvironment

PARTS = ("title", "text")
HOST = b"Host: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
POST = b"POST /en/ask/one-page HTTP/1.1\r\n" + HOST + FORM
# What is sent, the status that must come, and whose words stand on the page.
REFUSED: dict[str, tuple[bytes, int, int]] = {
    "no words at all": (b"\x00\xff\x00\xff\r\n\r\n", 400, 400),
    "a line that is no request": (b"HELLO\r\n\r\n", 400, 400),
    "small letters": (b"get / HTTP/1.1\r\n" + HOST + b"\r\n", 400, 400),
    "a header without a colon": (b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n", 400, 400),
    "a header that echoes": (b"GET / HTTP/1.1\r\nA: Canary\rOne\r\n\r\n", 400, 400),
    "a length that is no number": (POST + b"Content-Length: many\r\n\r\n", 400, 400),
    "a length without end": (POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 400, 400),
    "a length below zero": (POST + b"Content-Length: -1\r\n\r\n", 400, 400),
    "an address that is none": (b"GET http://[ HTTP/1.1\r\n" + HOST + b"\r\n", 400, 400),
    "broken chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400, 400),
    "an unknown encoding": (POST + b"Transfer-Encoding: gzip\r\n\r\n", 400, 400),
    "a body said to be huge": (POST + b"Content-Length: 99999999\r\n\r\n", 413, 413),
    "chunks without end": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n100000\r\n" + b"x" * 0x100000,
        413,
        413,
    ),
    "a body that is huge": (
        POST + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000,
        413,
        413,
    ),
    "one long header": (b"GET / HTTP/1.1\r\nCookie: " + b"a" * 40_000 + b"\r\n\r\n", 431, 400),
    "many cookies": (b"GET / HTTP/1.1\r\n" + b"Cookie: a=b\r\n" * 9_000 + b"\r\n", 431, 400),
    "a long address": (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 431, 400),
}
ANSWERED: dict[str, tuple[bytes, int]] = {
    "HTTP/1.0": (b"GET /en/ask/ HTTP/1.0\r\n" + HOST + b"\r\n", 200),
    "HTTP/1.0 without a host": (b"GET /healthz HTTP/1.0\r\n\r\n", 400),
    "no version": (b"GET /en/ask/\r\n" + HOST + b"\r\n", 200),
    "a version to come": (b"GET /en/ask/ HTTP/3.0\r\n" + HOST + b"\r\n", 200),
    "blank lines before": (b"\r\n\r\n" + request("GET", "/en/ask/"), 200),
    "another host": (b"GET /en/ask/ HTTP/1.0\r\nHost: evil.example\r\n\r\n", 400),
    "a body announced and not there": (request("GET", "/en/ask/", "Expect: 100-continue"), 200),
    "an empty body announced": (
        POST + b"Content-Length: 0\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n",
        303,
    ),
    "an unknown expectation": (request("GET", "/en/ask/", "Expect: the best"), 200),
    "an unknown method": (request("BREW", "/en/ask/one-page"), 405),
    "TRACE": (request("TRACE", "/en/ask/"), 405),
    "CONNECT": (request("CONNECT", "/en/ask/"), 405),
    "a method for no address": (request("PROPFIND", "/nowhere"), 404),
    "an absolute address": (request("GET", "http://localhost/en/ask/"), 200),
    "a fragment": (request("GET", "/en/ask/#x"), 200),
    "a star": (request("OPTIONS", "*"), 404),
}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[Front]:
    """One web process for all that is refused here."""
    with front(make_settings("halton", tmp_path_factory.mktemp("wire"), keys)) as started:
        yield started


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_server_refuses_is_said_in_both_languages_with_all_headers(
    wire: Front, case: str
) -> None:
    said, status, words = REFUSED[case]
    heard = wire.say(said)
    assert heard.status == status
    for name, value in (*WITH_HTTPS, *PRIVATE_PAGE.items(), ("Connection", "close")):
        assert heard.header(name) == [value]
    html5lib.HTMLParser(strict=True).parse(heard.body)
    page = heard.body.decode()
    for told in (load_texts(PROJECT / "content")[f"errors.page.{words}.{part}"] for part in PARTS):
        assert told.en in page
        assert told.fr in page
    assert page.count("289-266-0036") == 8, "link and text, in each language, here and in the foot"
    assert "Canary" not in page


@pytest.mark.parametrize("case", ANSWERED)
def test_what_is_only_unusual_is_answered_with_all_headers(wire: Front, case: str) -> None:
    said, status = ANSWERED[case]
    heard = wire.say(said)
    assert heard.status == status
    for name, value in WITH_HTTPS:
        assert heard.header(name) == [value]
    assert heard.header("Server") == heard.header("Via") == []


def test_a_body_is_asked_for_and_then_read(wire: Front) -> None:
    head, body = b"Content-Length: 5\r\nConnection: close\r\n", b"a=b&c"
    with wire.connect() as line:
        line.sendall(POST + head + b"Expect: 100-continue\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 100 ")
        line.sendall(body)
        assert line.recv(65536).startswith(b"HTTP/1.1 303 ")


def test_a_body_in_chunks_is_a_body(wire: Front) -> None:
    heard = wire.say(
        POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=b&c\r\n0\r\n\r\n"
    )
    assert heard.status == 303


def serve_with_a_fault(settings: Settings, listener: socket.socket) -> None:
    """The real service, below something that fails where no page of ours can notice."""
    site = wsgi(settings)

    def broken(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/Canary-1":
            raise ArithmeticError("Canary-2")
        return site(environ, start_response)

    server.log_to_stderr()
    server.end_on_signals()
    server.serve(broken, listener)


def test_a_fault_outside_our_pages_gets_our_page_and_is_logged_without_a_word_of_it(
    tmp_path: Path, keys: Keys, capfd: pytest.CaptureFixture[str]
) -> None:
    with front(make_settings("halton", tmp_path, keys), serve_with_a_fault) as wire:
        heard = wire.get("/Canary-1")
    assert heard.status == 500
    assert heard.header("Content-Security-Policy")
    page = heard.body.decode()
    assert "Something went wrong on our side" in page
    assert "Un problème est survenu chez nous" in page
    log = capfd.readouterr().err
    assert "ArithmeticError at test_wire.py" in log
    assert "Canary" not in page + log
