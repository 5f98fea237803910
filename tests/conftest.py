"""What every layer of tests shares: throw-away keys, complete settings, both regions."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Playwright
from playwright.sync_api import sync_playwright

from intake_app.settings import Settings
from tests.support import keys as throw_away
from tests.support import machine
from tests.support.browsers.desktop import screen
from tests.support.demo import build_demo
from tests.support.form.gallery import Gallery
from tests.support.keys import Keys
from tests.support.postgres import database_url as database_url
from tests.support.postgres import postgres as postgres
from tests.support.postgres import postgresql_url as postgresql_url
from tests.support.settings import both_addresses
from tests.support.settings import make_settings
from tests.support.shared import Once
from tests.support.shared import once as once

# A run finds the same each time; `make prove` draws anew (--hypothesis-profile=default).
settings.register_profile("same each time", derandomize=True)
settings.load_profile("same each time")


def pytest_configure(config: pytest.Config) -> None:
    """Nothing of this machine but what support/machine.py names; no test finds what it forgets."""
    if not hasattr(config, "workerinput"):  # the workers inherit it
        # No folder of the project: its own may be read-only, and another run's would be in it.
        folder = tempfile.TemporaryDirectory(prefix="one-story-programs-")
        config.add_cleanup(folder.cleanup)
        os.environ["PATH"] = str(machine.programs(Path(folder.name)))


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many again as there are processors: a test waits for a browser, or a mail, a lot."""
    return len(os.sched_getaffinity(0)) * 3 // 2


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Keys of an imaginary agency; made once, because RSA keys take their time."""
    return throw_away.make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def gallery(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """Every state of the form; reached once for what looks at them without a browser and with."""
    opened = Gallery(keys, tmp_path_factory.mktemp("gallery"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_portal(once: Once) -> Callable[[str], Path]:
    """The demo's portal of a region, built once in a run; nobody may change it."""

    def have(region: str) -> Path:
        make = functools.partial(_build_demo, region)
        return once(f"demo-{region}", make) / "portal"

    return have


def _build_demo(region: str, folder: Path) -> None:
    build_demo(region, folder / "portal")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Drives browsers; it can be started only once in a run."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen for browsers that have a window."""
    with screen() as name:
        yield name


@pytest.fixture(params=["halton", "leeds-grenville"])
def region_slug(request: pytest.FixtureRequest) -> str:
    """Both regions that ship."""
    return str(request.param)


@pytest.fixture
def settings(tmp_path: Path, keys: Keys) -> Settings:
    """Complete settings for Halton; every file in a folder of the test's own."""
    (tmp_path / "state").mkdir()
    own = {"portal_dir": tmp_path / "portal", "recipients": both_addresses(keys)}
    return make_settings("halton", tmp_path / "state", keys, **own)
