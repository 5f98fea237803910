"""Takes up what editors changed, once the portal says it too: both change in the same moment.

Only words and facts are taken up. A program that was changed on the disk wants a new start.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import date
from datetime import datetime
from pathlib import Path

import intake_app
from intake_app.catalog import PortalManifest
from intake_app.catalog import content_version
from intake_app.dates import day_of
from intake_app.errors import FaultsFound
from intake_app.settings import Settings

log = logging.getLogger(__name__)

WITH_CONTENT = ", content "
PROGRAM = Path(intake_app.__file__).parent
CACHE = "__pycache__"


class ContentWatch:
    """For one process: compares what the portal was built from with what this process read."""

    def __init__(self, settings: Settings, take_up: Callable[[], None]) -> None:
        """`take_up` may raise FaultsFound: then all stays as it is."""
        self._settings, self._take_up = settings, take_up
        self._seen = content_version(settings.content, settings.region)
        self._program = program_version()
        self._manifest = PortalManifest.read(settings.portal_dir)

    def look(self, _now: datetime) -> None:
        """Take up what is new, if portal and content/ agree on it."""
        manifest = PortalManifest.read(self._settings.portal_dir)
        if manifest is None or manifest == self._manifest or manifest.content == self._seen:
            return
        if content_version(self._settings.content, self._settings.region) != manifest.content:
            return  # it is being changed, or is another folder's
        self._seen, self._manifest = manifest.content, manifest
        if program_version() != self._program:
            log.error("the portal is new, and so is the program: start this process anew")
            return
        try:
            self._take_up()
            log.info("content %s was taken up, as the portal has it", manifest.content)
        except FaultsFound as error:
            log.error("new content is not taken up: %s", error)


class DayWatch:
    """Tells when a new day brings other announcements; nothing is read anew for them."""

    def __init__(self, news: Callable[[date], object], take_up: Callable[[], None]) -> None:
        """`news` is what is announced on a day."""
        self._news, self._take_up = news, take_up
        self._shown: object = ()

    def look(self, now: datetime) -> None:
        """Take up the announcements of today, where they are not yesterday's."""
        today, before = self._news(day_of(now)), self._shown
        self._shown = today
        if today != before:
            self._take_up()


def content_of(version: str) -> tuple[str, str]:
    """Program and content of a process, apart."""
    program, _, content = version.partition(WITH_CONTENT)
    return program, content


def program_version() -> str:
    """Changes when a file of the program does. Empty while its files come and go."""
    # What Python and editors leave beside the sources comes and goes at any time.
    files = [path for path in PROGRAM.rglob("*") if path.suffix and CACHE not in path.parts]
    kept = sorted(path for path in files if not path.name.startswith("."))
    try:
        stats = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in kept]
    except FileNotFoundError:
        return ""
    return hashlib.sha256(repr(stats).encode()).hexdigest()
