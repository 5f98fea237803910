"""Headers and types for nginx are the web process's own, and lie where nobody can fetch them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake_app.security.headers import HEADERS
from intake_app.security.headers import WITH_HTTPS
from intake_app.security.media_types import MEDIA_TYPES
from intake_app.security.media_types import media_type_of
from portal.headers import headers_file
from portal.headers import nginx_headers
from portal.headers import nginx_types
from portal.headers import static_file
from portal.headers import static_headers
from portal.headers import types_file
from tests.support.portal.builds import Built

LINE = re.compile(r'add_header ([\w-]+) "([^"]+)" always;')


@pytest.mark.parametrize(("https", "sent"), [(False, HEADERS), (True, WITH_HTTPS)])
def test_nginx_sends_what_the_web_process_sends(
    https: bool, sent: tuple[tuple[str, str], ...]
) -> None:
    assert tuple(LINE.findall(nginx_headers(https=https))) == sent


def test_only_a_site_with_an_https_address_asks_for_https() -> None:
    assert "Strict-Transport-Security" not in dict(HEADERS)
    assert dict(WITH_HTTPS)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(("https", "sent"), [(False, HEADERS), (True, WITH_HTTPS)])
def test_a_host_of_static_files_is_told_the_same(
    https: bool, sent: tuple[tuple[str, str], ...]
) -> None:
    rules: dict[str, dict[str, str]] = {}
    where = ""
    for line in static_headers(https=https).splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            rules[where][name] = value
        elif line.startswith("/"):
            where = line
            rules[where] = {}
    assert rules["/*"] == dict(sent)
    assert rules["/fr/self-check/*"] == {"Cache-Control": "no-store"}
    for end, kind in MEDIA_TYPES.items():
        assert rules[f"/*{end}"] == {"Content-Type": kind}


def test_the_build_leaves_the_set_beside_the_portal(portal: Built) -> None:
    beside: Path = headers_file(portal.folder)
    assert beside.read_text(encoding="utf-8") == nginx_headers(https=False)
    assert portal.folder not in beside.parents
    static: Path = static_file(portal.folder)
    assert static.read_text(encoding="utf-8") == static_headers(https=False)


KINDS = {
    "index.html": "text/html; charset=utf-8",
    "look.0123abcd.css": "text/css; charset=utf-8",
    "training.ics": "text/calendar; charset=utf-8",
    "robots.txt": "text/plain; charset=utf-8",
    "sitemap.xml": "text/xml; charset=utf-8",
    "agencies.json": "application/json",
    "paper.pdf": "application/pdf",
    "icon.svg": "image/svg+xml",
    "photo.JPG": "image/jpeg",
    "font.woff2": "font/woff2",
    "unheard.of": "application/octet-stream",
    "endless": "application/octet-stream",
}


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_file_has_one_type(name: str) -> None:
    assert media_type_of(name) == KINDS[name]


def test_nginx_is_told_the_types_that_the_web_process_tells() -> None:
    told = nginx_types()
    known = re.search(r"types \{\n(.*?)\}\n", told, re.DOTALL)
    texts = re.search(r"charset_types (.*);", told)
    assert known
    assert texts
    in_utf_8 = {"text/html", *texts[1].split()}
    rows = dict(row.strip(" ;").split()[::-1] for row in known[1].splitlines())
    said = {f".{end}": kind + "; charset=utf-8" * (kind in in_utf_8) for end, kind in rows.items()}
    assert said == MEDIA_TYPES


def test_every_file_that_is_published_has_a_type(production: Built) -> None:
    ends = {path.suffix for path in production.folder.rglob("*") if path.is_file()}
    assert ends - {".gz", ".br"} <= MEDIA_TYPES.keys()
    beside = types_file(production.folder)
    assert beside.read_text(encoding="utf-8") == nginx_types()
