"""Every address of the intake, written down with what it does: a new one fails until somebody
has thought about who may press it, whether it may be kept, and what guards it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from intake_app import service_paths
from intake_app.app import create_app
from intake_app.intake.reception import Intake
from intake_app.settings import Settings
from tests.support.project import PROJECT

STEPS = "who, name, reach, language, place, child, help"
NOT_KEPT = "no-store"
# Address below /{lang}, methods, and how caches may treat what a GET answers.
ROUTES = {
    ("/ask/", "GET", NOT_KEPT),
    ("/ask/begin", "GET", NOT_KEPT),
    ("/ask/from-check", "POST", ""),
    ("/ask/start/<ticket>", "GET", NOT_KEPT),
    (f"/ask/<any({STEPS}):step>", "GET", NOT_KEPT),
    (f"/ask/<any({STEPS}):step>", "POST", ""),
    (f"/ask/<any({STEPS}):step>/<ticket>", "GET", NOT_KEPT),
    ("/ask/check", "GET", NOT_KEPT),
    ('/ask/<any("press-again", "not-saved", "maybe-saved"):case>', "GET", NOT_KEPT),
    ("/ask/check", "POST", ""),
    ("/ask/one-page", "GET", NOT_KEPT),
    ("/ask/one-page", "POST", ""),
    ("/ask/one-page/<ticket>", "GET", NOT_KEPT),
    ("/ask/received/<ticket>", "GET", NOT_KEPT),
    ("/status/<ticket>", "GET", NOT_KEPT),
    ("/staff/have-it/<ticket>", "GET", NOT_KEPT),
    ("/staff/have-it/<ticket>", "POST", ""),
    ('/staff/have-it/<ticket>/<any("first-meeting", "review"):aim>.ics', "GET", NOT_KEPT),
    ("/ask/later", "GET", NOT_KEPT),
    ("/ask/later", "POST", ""),
    ("/ask/later/<ticket>", "GET", NOT_KEPT),
    ("/ask/resume", "GET", NOT_KEPT),
    ("/ask/resume", "POST", ""),
    ("/ask/resume/<ticket>", "GET", NOT_KEPT),
    ("/ask/fresh", "POST", ""),
    ("/ask/forgotten", "GET", NOT_KEPT),
    ("/ask/forget", "POST", ""),
    ("/ask/training/<name>", "GET", NOT_KEPT),
    ("/ask/training/<name>", "POST", ""),
    ("/ask/training/<name>/<ticket>", "GET", NOT_KEPT),
    ("/ask/training/<name>/signed-up/<ticket>", "GET", NOT_KEPT),
    ("/leave", "GET", NOT_KEPT),
    ("/ask/look.css", "GET", "immutable"),
    ("/healthz", "GET", NOT_KEPT),
    ("/readyz", "GET", NOT_KEPT),
    ("/metrics", "GET", NOT_KEPT),
}
# May be posted from any site: it only fills ticks in, and keeps nothing.
OPEN_TO_ALL = {"/ask/from-check"}
FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    intake = Intake.open(settings)
    yield create_app(settings, intake).test_client()
    intake.store.close()


def _below_language(rule: str) -> str:
    path = rule.removeprefix("/<any(en, fr):language>").removeprefix("/en")
    return "/ask/look.css" if path.startswith("/ask/look.") else path


def _address(rule: str) -> str:
    address = rule.replace("<any(en, fr):language>", "en").replace("<ticket>", "x" * 43)
    address = address.replace("<name>", "of-no-year")
    return address.replace(f"<any({STEPS}):step>", "who")


def test_every_address_is_written_down_here(client: FlaskClient):
    served = {
        (_below_language(rule.rule), method)
        for rule in client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == {(path, method) for path, method, _ in ROUTES}


def test_the_portal_knows_which_addresses_are_the_service_s(client: FlaskClient):
    below, at_the_root = set(), set()
    for rule in client.application.url_map.iter_rules():
        first, *rest = _address(rule.rule).strip("/").split("/")
        (below if first == "en" else at_the_root).add(rest[0] if first == "en" else first)
    assert (below, at_the_root) == (service_paths.BELOW_A_LANGUAGE, service_paths.AT_THE_ROOT)


def test_nginx_forwards_what_the_service_answers_and_no_page(client: FlaskClient):
    text = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    locations = [part.partition(" {") for part in text.split("location ~ ")[1:]]
    forwarded = [
        pattern
        for pattern, _, block in locations
        if "proxy_pass http://one_story;" in block.partition("\n    }")[0]
    ]
    for rule in client.application.url_map.iter_rules():
        assert any(re.match(one, _address(rule.rule)) for one in forwarded), rule.rule
    published = (PROJECT / "tests" / "portal" / "published.txt").read_text(encoding="utf-8")
    hidden = [page for page in published.split() if any(re.match(one, page) for one in forwarded)]
    assert hidden == ["/en/ask/paper.pdf", "/fr/ask/paper.pdf"], "nginx takes these two out before"


def test_nothing_but_the_stylesheet_is_kept_by_caches(client: FlaskClient, settings: Settings):
    keeping = {path: caching for path, method, caching in ROUTES if method == "GET"}
    for rule in client.application.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            answer = client.get(_address(rule.rule), base_url=settings.public_url)
            assert keeping[_below_language(rule.rule)] in answer.headers["Cache-Control"], rule.rule


def test_other_sites_can_post_to_nothing_that_keeps(client: FlaskClient, settings: Settings):
    for rule in client.application.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and _below_language(rule.rule) not in OPEN_TO_ALL:
            answer = client.post(
                _address(rule.rule),
                data={"name": "x"},
                headers=FOREIGN,
                base_url=settings.public_url,
            )
            assert answer.status_code == 403, rule.rule
