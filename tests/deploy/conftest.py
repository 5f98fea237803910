"""nginx and the service behind it, once for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.nginx.front import Front
from tests.support.nginx.front import front
from tests.support.nginx.front import make_service
from tests.support.service import Service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Settings, proven keys and a portal, once for all tests."""
    made = make_service(tmp_path_factory.mktemp("service") / "made")
    yield made
    made.end()


@pytest.fixture(scope="module")
def behind(service: Service) -> int:
    """The port of the web process."""
    _, port = service.serve()
    return port


@pytest.fixture(scope="module")
def running(
    service: Service, behind: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """nginx and the service behind it."""
    with front(tmp_path_factory.mktemp("front"), service, behind) as made:
        yield made


@pytest.fixture
def site(running: Front) -> Front:
    """A browser that comes for the first time."""
    running.cookies.clear()
    return running
