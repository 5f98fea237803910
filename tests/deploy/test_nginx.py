"""nginx with our sample: one header set on every answer, forms that work, nothing kept of them."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
import ssl
from http.client import HTTPConnection
from pathlib import Path

import pytest

from intake_app.security.headers import WITH_HTTPS
from intake_app.security.media_types import MEDIA_TYPES
from tests.support.client import hidden_fields
from tests.support.nginx.family import ANSWERS
from tests.support.nginx.family import PHONE
from tests.support.nginx.family import send_request
from tests.support.nginx.front import WATCHER_TOKEN
from tests.support.nginx.front import Front
from tests.support.nginx.front import front
from tests.support.postgres import free_port
from tests.support.processes.web import request
from tests.support.processes.web import say
from tests.support.service import Service

TICKET_PATH = "/en/status/ThisOpensSomething-and-stands-in-no-log_0123"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/en/contact/", 200),
        ("GET", "/en/contact", 301),
        ("GET", "/fr/self-check/", 200),
        ("GET", "/en/training.ics", 200),
        ("GET", "/sitemap.xml", 200),
        ("GET", "/nothing", 404),
        ("GET", "/en/", 200),
        ("POST", "/en/", 405),
        ("GET", "/en/ask/", 200),
        ("GET", "/en/ask/one-page", 200),
        ("POST", "/en/ask/one-page", 415),
        ("GET", "/en/ask/nothing", 404),
        ("GET", "/fr/leave", 303),
        ("GET", "/fr/leave/", 404),
        ("GET", "/en/ask/received/leave", 404),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 404),
        ("GET", "/%00", 400),
        pytest.param("GET", "/en/" + 9000 * "x", 414, id="far too long an address"),
    ],
)
def test_every_answer_carries_the_header_set_once(
    site: Front, method: str, path: str, status: int
) -> None:
    answer = site.ask(method, path)
    assert answer.status == status
    for name, value in WITH_HTTPS:
        assert answer.all(name) == [value], name
    assert answer.all("One-Story") == []
    assert len(answer.all("Cache-Control")) <= 1


def test_nginx_caches_as_the_web_process_does(site: Front) -> None:
    page = site.ask("GET", "/en/contact/")
    (stylesheet,) = set(re.findall(r"/assets/[\w.-]+\.css", page.body))
    assert page.all("Cache-Control") == ["public, max-age=300"]
    assert "immutable" in site.ask("GET", stylesheet).all("Cache-Control")[0]
    assert site.ask("GET", "/en/self-check/").all("Cache-Control") == ["no-store"]
    assert site.ask("GET", "/en/ask/one-page").all("Cache-Control") == ["no-store"]


def test_pages_come_compressed_as_the_build_left_them(site: Front) -> None:
    answer = site.ask("GET", "/en/contact/", {"Accept-Encoding": "gzip"})
    assert answer.all("Content-Encoding") == ["gzip"]
    page = site.portal / "en" / "contact" / "index.html"
    assert gzip.decompress(answer.body.encode("latin-1")) == page.read_bytes()


def test_every_kind_of_file_is_called_the_same_by_nginx_and_by_the_web_process(
    site: Front, behind: int
) -> None:
    published = {path.suffix: path for path in site.portal.rglob("*.*") if path.is_file()}
    kinds = published.keys() - {".gz", ".br"}
    assert kinds >= {".html", ".css", ".ics", ".json", ".txt", ".xml"}
    for kind in kinds:
        path = f"/{published[kind].relative_to(site.portal)}".removesuffix("index.html")
        said = site.ask("GET", path).all("Content-Type")
        assert said == [MEDIA_TYPES[kind]], path
        assert say(behind, request("GET", path)).header("Content-Type") == said


def test_strangers_are_told_up_or_down_alone(site: Front) -> None:
    assert json.loads(site.ask("GET", "/readyz").body) == {"status": "up"}
    pretending = {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
    assert json.loads(site.ask("GET", "/readyz", pretending).body) == {"status": "up"}


def test_a_watcher_on_another_machine_sees_the_figures_with_the_token_alone(site: Front) -> None:
    brought = {"Authorization": f"Bearer {WATCHER_TOKEN}"}
    assert "one_story_up 1" in site.ask("GET", "/metrics", brought).body
    assert "concerns" in json.loads(site.ask("GET", "/readyz", brought).body)
    guessed = {"Authorization": f"Bearer {WATCHER_TOKEN[1:]}"}
    assert site.ask("GET", "/metrics", guessed).status == 404


def test_only_ciphers_that_keep_yesterday_s_visits_closed(site: Front) -> None:
    def shakes_hands(cipher: str) -> bool:
        trusted = ssl.create_default_context(cadata=site.authority)
        trusted.maximum_version = ssl.TLSVersion.TLSv1_2
        trusted.set_ciphers(cipher)
        try:
            dataclasses.replace(site, trusted=trusted).connect().close()
        except ssl.SSLError:
            return False
        return True

    assert shakes_hands("ECDHE-ECDSA-AES128-GCM-SHA256")
    assert shakes_hands("ECDHE-ECDSA-CHACHA20-POLY1305")
    assert not shakes_hands("ECDHE-ECDSA-AES128-SHA256")
    assert not shakes_hands("ECDHE-ECDSA-AES256-SHA")


def test_a_family_s_request_goes_through_and_leaves_nothing_behind(site: Front) -> None:
    """nginx has no folder left in which it could put down a body: to spool one would fail."""
    answer = send_request(site)
    (place,) = answer.all("Location")
    assert (answer.status, place.startswith("/en/ask/received/")) == (303, True)
    assert site.ask("GET", place).status == 200
    assert "POST /en/ask/one-page 303" in site.log
    assert "GET /en/ask/received/ 200" in site.log
    for secret in (place.rpartition("/")[2], "Quince", PHONE, "Nobody", "127.0.0.1"):
        assert secret not in site.log


def test_a_body_just_below_the_limit_stays_in_memory(site: Front) -> None:
    shown = site.ask("GET", "/en/ask/one-page")
    token = hidden_fields(shown.body)["token"]
    long = {**ANSWERS, "own_words": "long " * 12_000, "token": token, "go": "continue"}
    answer = site.post("/en/ask/one-page", **long)
    assert answer.status == 303
    back = site.ask("GET", answer.all("Location")[0])
    assert "long " * 799 in back.body, "what was typed comes back, to be made shorter"


def test_the_cookie_of_a_form_is_for_this_host_and_https_alone(site: Front) -> None:
    shown = site.ask("GET", "/en/ask/who")
    fields = {"who": "parent", "token": hidden_fields(shown.body)["token"], "go": "continue"}
    answer = site.post("/en/ask/who", **fields)
    (cookie,) = answer.all("Set-Cookie")
    assert cookie.startswith("__Host-")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize("size", [70_000, 2_000_000])
def test_too_much_is_refused_in_both_languages_with_somebody_to_call(
    site: Front, size: int
) -> None:
    answer = site.post("/en/ask/one-page", own_words="x" * size)
    assert answer.status == 413
    for name, value in WITH_HTTPS:
        assert answer.all(name) == [value], name
    for words in ("This is too much text", "Il y a trop de texte", "tel:911"):
        assert words in answer.body


def test_http_leads_to_https(running: Front) -> None:
    connection = HTTPConnection("127.0.0.1", running.plain_port)
    connection.request("GET", TICKET_PATH)
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://help.agency.example{TICKET_PATH}"
    assert "ThisOpens" not in running.log


def test_the_page_of_an_absent_service_says_so_and_no_log_names_what_was_asked(
    service: Service, tmp_path: Path
) -> None:
    with front(tmp_path, service, free_port()) as site:
        for path in (TICKET_PATH, f"/staff/have-it/{TICKET_PATH[11:]}?word=Quince"):
            answer = site.ask("GET", path, {"Referer": "https://help.agency.example/en/Quince"})
            assert answer.status == 502
            assert "Something went wrong on our side" in answer.body
            assert "tel:911" in answer.body
            for name, value in WITH_HTTPS:
                assert answer.all(name) == [value], name
        assert site.log.count(" 502 ") == 2
        for secret in ("ThisOpens", "Quince", "127.0.0.1"):
            assert secret not in site.log
