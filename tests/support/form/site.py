"""The real service of one region, and the database behind it."""

from __future__ import annotations

import dataclasses
import email
import json
import re
import sqlite3
import subprocess
from datetime import datetime
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from typing import cast

from flask.testing import FlaskClient

from intake_app.catalog import Language
from intake_app.intake.clock import utc_now
from intake_app.intake.reception import Intake
from intake_app.settings import MailServer
from intake_app.settings import Recipient
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support import keys as throw_away
from tests.support.form.visitor import SITE
from tests.support.form.visitor import Visitor
from tests.support.form.walker import Walker
from tests.support.keys import Keys


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


def deliver_everything(store: Store) -> None:
    for delivery in store.claim_due(now=utc_now(), limit=9, lease=timedelta(minutes=1)):
        store.mark_delivered(delivery, utc_now())
