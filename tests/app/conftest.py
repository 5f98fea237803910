"""The real service for both regions, opened once, and a family that visits it."""

from __future__ import annotations

import dataclasses
import email
import json
import re
import sqlite3
import subprocess
from collections.abc import Callable
from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from typing import cast

import pytest
from flask.testing import FlaskClient

from intake_app.app import create_app
from intake_app.catalog import LANGUAGES
from intake_app.catalog import Language
from intake_app.intake.clock import utc_now
from intake_app.intake.reception import Intake
from intake_app.settings import MailServer
from intake_app.settings import Recipient
from intake_app.settings import Settings
from intake_app.store import Store
from tests import keys as throw_away
from tests.app.visitor import SITE
from tests.app.visitor import Visitor
from tests.app.walker import Walker
from tests.keys import Keys


@dataclasses.dataclass(frozen=True)
class Site:
    """A running service and the database behind it."""

    intake: Intake
    client: FlaskClient
    database: Path
    keys: Keys

    def visitor(self, language: Language) -> Visitor:
        return Visitor(self.client, self.intake.region, self.intake.words, language)

    def rows(self) -> int:
        with sqlite3.connect(self.database) as database:
            (count,) = database.execute("SELECT count(*) FROM requests").fetchone()
        database.close()
        return int(count)

    def last_request(self, folder: Path) -> dict[str, Any]:
        """referral.json of the newest request."""
        parts = self.last_mail(folder).walk()
        (found,) = [part for part in parts if part.get_filename() == "referral.json"]
        told: dict[str, Any] = json.loads(found.get_content())
        return told

    def staff_link(self, folder: Path) -> str:
        """The address behind "We have it" in the newest request, without the site."""
        text = self.last_mail(folder).get_body(("plain",))
        assert text
        (link,) = re.findall(r"^https://\S+/staff/have-it/\S+", text.get_content(), re.MULTILINE)
        return str(link).removeprefix(SITE)

    def last_mail(self, folder: Path) -> EmailMessage:
        """The newest request, opened with the agency's key by OpenSSL."""
        with sqlite3.connect(self.database) as database:
            (mail,) = database.execute("SELECT mail FROM requests ORDER BY id DESC").fetchone()
        database.close()
        (folder / "mail.eml").write_bytes(mail)
        agency = self.keys.agency
        opened = subprocess.run(
            ["openssl", "cms", "-decrypt", "-binary", "-in", folder / "mail.eml"]
            + ["-inkey", agency.key, "-recip", agency.certificate],
            capture_output=True,
            check=True,
        ).stdout
        (folder / "signed.eml").write_bytes(opened)
        inner = subprocess.run(
            ["openssl", "cms", "-verify", "-binary", "-in", folder / "signed.eml"]
            + ["-CAfile", self.keys.signing.certificate, "-purpose", "smimesign"],
            capture_output=True,
            check=True,
        ).stdout
        return cast(EmailMessage, email.message_from_bytes(inner, policy=default))


class Watch:
    """The service's clock, which tests can put forward."""

    ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@dataclasses.dataclass(frozen=True)
class Home:
    """A service of the test's own; its clock can be moved, and its database be looked at."""

    site: Site
    watch: Watch

    def visitor(self, language: Language = "en") -> Visitor:
        visitor = self.site.visitor(language)
        visitor.client = self.site.client.application.test_client()
        return visitor

    def walker(self, language: Language = "en") -> Walker:
        return Walker.beside(self.site.visitor(language))

    def drafts(self) -> int:
        with sqlite3.connect(self.site.database) as database:
            (count,) = database.execute("SELECT count(*) FROM drafts").fetchone()
        database.close()
        return int(count)


def make_settings(region: str, folder: Path, keys: Keys) -> Settings:
    (folder / "portal").mkdir()
    return Settings(
        region=region,
        public_url="https://service.example",
        portal_dir=folder / "portal",
        state_dir=folder,
        secret_key=bytes(range(32)),
        database_url=f"sqlite:///{folder / 'outbox.db'}",
        mail=MailServer(host="127.0.0.1", port=2525, sender=throw_away.SENDER),
        recipients=(Recipient(throw_away.AGENCY, keys.agency.certificate),),
        recovery_certificate=keys.recovery.certificate,
        signing_key=keys.signing.key,
        signing_certificate=keys.signing.certificate,
    )


@pytest.fixture(scope="session")
def site_of(
    keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Site]]:
    """The site of a region; each is opened once, because reading all content takes a while."""
    sites: dict[str, Site] = {}

    def open_site(region: str) -> Site:
        if region not in sites:
            folder = tmp_path_factory.mktemp(region)
            settings = make_settings(region, folder, keys)
            intake = Intake.open(settings)
            client = create_app(settings, intake).test_client()
            sites[region] = Site(intake, client, folder / "outbox.db", keys)
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
def home(halton: Site, tmp_path: Path, keys: Keys) -> Iterator[Home]:
    """A service of the test's own in Halton."""
    settings, watch = make_settings("halton", tmp_path, keys), Watch()
    store = Store.open(settings.database_url)
    intake = dataclasses.replace(halton.intake, store=store, clock=watch)
    app = create_app(settings, intake)
    yield Home(Site(intake, app.test_client(), tmp_path / "outbox.db", keys), watch)
    store.close()
