"""The real service for both regions, opened once, and a family that visits it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.intake.reception import Intake
from tests.support.form.site import Home
from tests.support.form.site import Site
from tests.support.form.site import Watch
from tests.support.form.visitor import Visitor
from tests.support.form.walker import Walker
from tests.support.keys import Keys
from tests.support.settings import make_settings


@pytest.fixture(scope="session")
def site_of(
    keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Site]]:
    """The site of a region; each is opened once, because reading all content takes a while."""
    sites: dict[str, Site] = {}

    def open_site(region: str) -> Site:
        if region not in sites:
            settings = make_settings(region, tmp_path_factory.mktemp(region), keys)
            sites[region] = Site(settings, Intake.open(settings), keys)
        return sites[region]

    yield open_site
    for site in sites.values():
        site.intake.store.close()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    """Both official languages."""
    language: Language = request.param
    return language


@pytest.fixture
def site(site_of: Callable[[str], Site], region_slug: str) -> Site:
    """The service of each region in turn."""
    return site_of(region_slug)


@pytest.fixture
def visitor(site: Site, language: Language) -> Visitor:
    """A family, in each region and each language in turn."""
    return site.visitor(language)


@pytest.fixture
def halton(site_of: Callable[[str], Site]) -> Site:
    """One region, where the other would behave the same."""
    return site_of("halton")


@pytest.fixture
def neighbour(halton: Site) -> Visitor:
    """A family in Halton, in English, where place and language make no difference."""
    return halton.visitor("en")


@pytest.fixture
def walker(visitor: Visitor) -> Walker:
    """A family that goes step by step, in each region and each language in turn."""
    return Walker.beside(visitor)


@pytest.fixture
def neighbour_walker(neighbour: Visitor) -> Walker:
    """One in Halton, in English, where place and language make no difference."""
    return Walker.beside(neighbour)


@pytest.fixture
def home(halton: Site, tmp_path: Path) -> Iterator[Home]:
    """A service of the test's own in Halton."""
    watch = Watch()
    with halton.apart(tmp_path, clock=watch) as site:
        yield Home(site, watch)
