"""A box of the tests' own service, a key in a .p12, and mail as the service delivers it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Playwright

from intake_app.sealing import Sealer
from tests.support.box.agency import delivered
from tests.support.box.agency import sealer_for
from tests.support.box.agency import write_box
from tests.support.box.agency import write_key_file
from tests.support.box.forms import Forms
from tests.support.box.staff import Deliver
from tests.support.box.staff import Staff
from tests.support.browsers.chromium import headless
from tests.support.keys import Keys
from tests.support.referrals import FULLEST


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder on the computer of staff."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="session")
def box(desk: Path, keys: Keys) -> Path:
    return write_box(desk, keys)


@pytest.fixture(scope="session")
def key_file(desk: Path, keys: Keys) -> Path:
    return write_key_file(desk, keys)


@pytest.fixture(scope="session")
def sealer(keys: Keys) -> Sealer:
    return sealer_for(keys)


@pytest.fixture(scope="session")
def deliver(sealer: Sealer) -> Deliver:
    """A request as it arrives in the agency's mailbox."""
    return partial(delivered, sealer)


@pytest.fixture(scope="session")
def forms(deliver: Deliver, keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> Forms:
    return Forms(deliver(FULLEST), keys, tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with headless(playwright) as browser:
        yield browser


@pytest.fixture
def staff(chromium: Browser, box: Path, key_file: Path) -> Iterator[Staff]:
    """In front of the box; nothing but the file itself may be asked for, nor anything go wrong."""
    context = chromium.new_context(locale="en-CA", accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(box.as_uri())
    yield Staff(page, key_file)
    context.close()
    assert {url for url in asked if not url.startswith("blob:")} == {box.as_uri()}
    assert wrong == []
