"""The header set for nginx is the web process's own, and lies where nobody can fetch it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake_app.security.headers import HEADERS
from intake_app.security.headers import WITH_HTTPS
from portal.headers import headers_file
from portal.headers import nginx_headers
from tests.portal.builds import Built

LINE = re.compile(r'add_header ([\w-]+) "([^"]+)" always;')


@pytest.mark.parametrize(("https", "sent"), [(False, HEADERS), (True, WITH_HTTPS)])
def test_nginx_sends_what_the_web_process_sends(
    https: bool, sent: tuple[tuple[str, str], ...]
) -> None:
    assert tuple(LINE.findall(nginx_headers(https=https))) == sent


def test_only_a_site_with_an_https_address_asks_for_https() -> None:
    assert "Strict-Transport-Security" not in dict(HEADERS)
    assert dict(WITH_HTTPS)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_the_policy_allows_nothing_inline() -> None:
    policy = dict(HEADERS)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_the_build_leaves_the_set_beside_the_portal(portal: Built) -> None:
    beside: Path = headers_file(portal.folder)
    assert beside.read_text(encoding="utf-8") == nginx_headers(https=False)
    assert portal.folder not in beside.parents
