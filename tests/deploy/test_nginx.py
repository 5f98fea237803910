"""nginx with our sample: one header set on every answer, forms that work, nothing kept of them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from intake_app.security.headers import WITH_HTTPS
from tests.bench.client import hidden_fields
from tests.deploy.front import Answer
from tests.deploy.front import Front
from tests.deploy.front import free_port
from tests.deploy.front import front
from tests.deploy.front import make_service
from tests.service import Service

OWN_WORDS = "Nobody but the agency may read these words"
PHONE = "613-555-0123"
ANSWERS = {
    "who": "parent", "name": "Zelda Quince", "reach": "phone", "phone": PHONE,
    "leave_message": "yes", "talk_language": "en", "lives_in_region": "yes", "age_band": "6-11",
    "own_words": OWN_WORDS, "go": "continue",
}  # fmt: skip
TICKET_PATH = "/en/status/ThisOpensSomething-and-stands-in-no-log_0123"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Settings, proven keys and a portal, once for all tests."""
    made = make_service(tmp_path_factory.mktemp("service") / "made")
    yield made
    made.end()


@pytest.fixture(scope="module")
def running(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """nginx and the service behind it."""
    _, behind = service.serve()
    with front(tmp_path_factory.mktemp("front"), service, behind) as made:
        yield made


@pytest.fixture
def site(running: Front) -> Front:
    """A browser that comes for the first time."""
    running.cookies.clear()
    return running


def _sent(site: Front) -> Answer:
    """The form on one page, filled in, checked and sent; what the browser is told then."""
    shown = site.ask("GET", "/en/ask/one-page")
    token = hidden_fields(shown.body)["token"]
    (place,) = site.post("/en/ask/one-page", **ANSWERS, token=token).all("Location")
    checked = site.ask("GET", place)
    assert checked.status == 200, checked.body
    travelling = hidden_fields(checked.body)
    kept = {name: travelling[name] for name in ("token", "answers")}
    return site.post("/en/ask/one-page", **kept, consent="yes", go="send")


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


def test_a_calendar_is_known_as_one(site: Front) -> None:
    assert site.ask("GET", "/fr/training.ics").all("Content-Type") == [
        "text/calendar; charset=utf-8"
    ]


def test_a_family_s_request_goes_through_and_leaves_nothing_behind(site: Front) -> None:
    """nginx has no folder left in which it could put down a body: to spool one would fail."""
    answer = _sent(site)
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
    long = {**ANSWERS, "own_words": "long " * 12_000, "token": token}
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
