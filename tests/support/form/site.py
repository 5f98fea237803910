"""The real service of one region, and the database behind it."""

from __future__ import annotations

import dataclasses
import email
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path
from typing import Any
from typing import cast

from flask.testing import FlaskClient

from intake_app.app import create_app
from intake_app.catalog import Language
from intake_app.intake.clock import utc_now
from intake_app.intake.number_mark import NumberMark
from intake_app.intake.reception import Intake
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Visitor
from tests.support.form.walker import Walker
from tests.support.keys import Keys
from tests.support.openssl import content_of
from tests.support.settings import make_settings


@dataclasses.dataclass(frozen=True)
class Site:
    """A running service and the database behind it."""

    settings: Settings
    intake: Intake
    keys: Keys

    @cached_property
    def client(self) -> FlaskClient:
        return create_app(self.settings, self.intake).test_client()

    @property
    def database(self) -> Path:
        return self.settings.state_dir / "outbox.db"

    def changed(self, **changes: Any) -> Site:
        """The same service over the same database, but for these parts of its intake."""
        return dataclasses.replace(self, intake=dataclasses.replace(self.intake, **changes))

    @contextmanager
    def apart(self, folder: Path, *, proxy_hops: int = 0, **changes: Any) -> Iterator[Site]:
        """A service with the same content, and a database of its own in this folder."""
        region = self.intake.region.slug
        settings = make_settings(region, folder, self.keys, proxy_hops=proxy_hops)
        store = Store.open(settings.database_url)
        own = dataclasses.replace(self, settings=settings)
        yield own.changed(store=store, mark=NumberMark(folder), **changes)
        store.close()

    def visitor(self, language: Language) -> Visitor:
        return Visitor(self.client, self.intake.region, self.intake.words, language)

    def rows(self) -> int:
        with sqlite3.connect(self.database) as database:
            (count,) = database.execute("SELECT count(*) FROM requests").fetchone()
        database.close()
        return int(count)

    def last_request(self) -> dict[str, Any]:
        """referral.json of the newest request."""
        parts = self.last_mail().walk()
        (found,) = [part for part in parts if part.get_filename() == "referral.json"]
        told: dict[str, Any] = json.loads(found.get_content())
        return told

    def staff_link(self) -> str:
        """The address behind "We have it" in the newest request, without the site."""
        text = self.last_mail().get_body(("plain",))
        assert text
        (link,) = re.findall(r"^https://\S+/staff/have-it/\S+", text.get_content(), re.MULTILINE)
        return str(link).removeprefix(SITE)

    def last_mail(self) -> EmailMessage:
        """The newest request, opened with the agency's key by OpenSSL."""
        with sqlite3.connect(self.database) as database:
            (mail,) = database.execute("SELECT mail FROM requests ORDER BY id DESC").fetchone()
        database.close()
        inner = content_of(mail, self.keys.agency, self.keys.signing.certificate)
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


def deliver_everything(store: Store) -> None:
    for delivery in store.claim_due(now=utc_now(), limit=9, lease=timedelta(minutes=1)):
        store.mark_delivered(delivery, utc_now())
