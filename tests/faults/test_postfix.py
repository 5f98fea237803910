"""A thousand requests through a real relay that is stopped, started and has another password.

The line to it breaks around the final dot of every seventh mail or so.
"""

from __future__ import annotations

import dataclasses
import logging
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from email import message_from_bytes
from functools import cached_property
from pathlib import Path
from threading import Thread

import pytest

from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.intake.reception import Intake
from intake_app.intake.tickets import ticket_for
from intake_app.mailer import Mailer
from intake_app.settings import Settings
from tests.support.authority import Authority
from tests.support.family import REFERRAL
from tests.support.postfix import PASSWORD
from tests.support.postfix import Postfix
from tests.support.postfix import running_postfix
from tests.support.processes.line import Fate
from tests.support.processes.line import Line
from tests.support.processes.line import breaking_line

REQUESTS = 1000
FATES = {5: Fate.DOT_LOST, 10: Fate.ANSWER_LOST, 15: Fate.SERVER_KILLED}
"""Which of every twenty conversations break, and how."""

pytestmark = pytest.mark.prove


@dataclass
class Office:
    """The real parts, and a clock that we turn on."""

    intake: Intake
    mailer: Mailer
    line: Line
    ahead: timedelta = timedelta()

    def clock(self) -> datetime:
        """The time, so much ahead."""
        return datetime.now(UTC) + self.ahead

    @cached_property
    def worker(self) -> DeliveryWorker:
        """The one delivery process."""
        return DeliveryWorker(self.intake.store, self.mailer, self.intake.sender, clock=self.clock)

    def deliver(self) -> None:
        """One round."""
        self.worker.make_round()

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """One round, in a thread of its own."""
        thread = Thread(target=self.deliver)
        thread.start()
        yield
        thread.join()


@pytest.fixture
def postfix(tmp_path: Path) -> Iterator[Postfix]:
    """The agency's relay."""
    with running_postfix(Authority.make(tmp_path)) as postfix:
        yield postfix


@pytest.fixture
def office(settings: Settings, postfix: Postfix) -> Iterator[Office]:
    """A service whose relay that is."""
    recipients = settings.recipients[:1]
    intake = Intake.open(dataclasses.replace(settings, recipients=recipients))
    with breaking_line(postfix.port, lambda: postfix.kill("smtpd"), fate_of) as line:
        mail = dataclasses.replace(postfix.settings(intake.sender), port=line.port)
        yield Office(intake, Mailer(mail), line)
    intake.store.close()


def fate_of(conversation: int) -> Fate:
    """How that one goes."""
    return FATES.get(conversation % 20, Fate.WHOLE)


def test_a_thousand_requests_arrive_through_a_relay_that_comes_and_goes(
    office: Office, postfix: Postfix, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="intake_app")
    for n in range(REQUESTS):
        office.intake.accept(REFERRAL, ticket_for(f"form {n}"))
    with office.delivering():
        postfix.wait_for(REQUESTS // 4)
        postfix.run("abort")
    postfix.set_password("changed, and nobody told us")
    postfix.run("start")
    office.ahead += timedelta(minutes=3)
    office.deliver()
    assert count(caplog, "turned away, 535 at sign-in").total() == 1
    postfix.set_password(PASSWORD)
    office.ahead += timedelta(minutes=5)
    with office.delivering():
        postfix.wait_for(REQUESTS // 2)
        postfix.run("stop")
        postfix.run("start")
    while office.intake.store.backlog().waiting:
        office.ahead += timedelta(hours=1)
        office.deliver()
    postfix.drain()
    copies = check_copies(postfix, kept_mails(settings))
    unknown = count(caplog, "unknown")
    assert sorted(copies) == [f"HAL-{year(office)}-{n:04d}" for n in range(1, REQUESTS + 1)]
    assert all(copies[number] <= 1 + unknown[number] for number in copies)
    # The relay had taken these, and the outbox could not know.
    assert copies.total() - REQUESTS >= office.line.met[Fate.ANSWER_LOST] > 0
    assert min(office.line.met[fate] for fate in Fate) > 0
    tell(caplog, copies, office.line)


def year(office: Office) -> int:
    """The year of the requests' numbers."""
    receipt = office.intake.receipt(ticket_for("form 0"))
    assert receipt
    return int(receipt.number.split("-")[1])


def kept_mails(settings: Settings) -> dict[str, bytes]:
    """What the outbox holds, by number."""
    connection = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
    try:
        return dict(connection.execute("SELECT number, mail FROM requests"))
    finally:
        connection.close()


def check_copies(postfix: Postfix, kept: dict[str, bytes]) -> Counter[str]:
    """How many copies of each number there are, all as kept below what the relay wrote on top."""
    copies: Counter[str] = Counter()
    for mail in postfix.mails():
        number = str(message_from_bytes(mail)["Subject"]).rpartition(" ")[2]
        assert mail.endswith(b"\n" + kept[number].replace(b"\r\n", b"\n"))
        copies[number] += 1
    return copies


def count(caplog: pytest.LogCaptureFixture, outcome: str) -> Counter[str]:
    """How often a number had that outcome."""
    line = re.compile(rf"(\S+) \S+: {outcome}")
    found = (line.match(record.getMessage()) for record in caplog.records)
    return Counter(match.group(1) for match in found if match)


def tell(caplog: pytest.LogCaptureFixture, copies: Counter[str], line: Line) -> None:
    """The figures, for docs/proof.md."""
    outcomes = ("delivered", "not yet", "turned away", "refused", "unknown")
    figures = {outcome: count(caplog, outcome).total() for outcome in outcomes}
    told = (copies.total(), figures, dict(line.met))
    logging.getLogger(__name__).warning("%d mails in the box; %s; %s", *told)
