"""A month of an agency, day by day, with a clock of our own: every mail that left, in order.

The list stands in docs/proof.md, where people judge it; here it is compared, on both databases.
The outbox, deliveries, reminders, signs of life, alarms and erasure are real, the far end is not.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from intake_app.catalog import load_words
from intake_app.dates import ONTARIO
from intake_app.errors import Refused
from intake_app.errors import TryLater
from intake_app.intake.alarms import Alarms
from intake_app.intake.chasing import Chase
from intake_app.intake.concerns import Lookout
from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.intake.handover import Handover
from intake_app.intake.housekeeping import Housekeeping
from intake_app.intake.sign_of_life import FOR_OPERATORS
from intake_app.intake.sign_of_life import FOR_STAFF
from intake_app.intake.sign_of_life import SignOfLife
from intake_app.mailer import Mailer
from intake_app.message import text_part
from intake_app.message import to_be_sealed
from intake_app.settings import CONTENT
from intake_app.store import Outcome
from intake_app.store import Store
from tests.support.bells import Bell
from tests.support.office import ADDRESSES
from tests.support.office import MINUTE
from tests.support.office import accept
from tests.support.project import PROJECT

WORDS = load_words(CONTENT, "en")
SENDER = "requests@service.example"
OPERATOR = "operator@host.example"
BEGIN, END = date(2026, 11, 30), date(2027, 1, 8)
CLOSE_LOOK = {date(2026, 12, 2), date(2026, 12, 16)}
"""Days on which something happens within the hour."""


@dataclass
class Far(Mailer):
    """The mail server as it fares."""

    month: Month

    def send(self, mail: bytes, sender: str, recipient: str) -> None:
        if self.month.outage:
            raise TryLater("ConnectionRefusedError")
        if self.month.refuses and mail.startswith(b"mail of"):
            raise Refused("550 at RCPT")
        subject = message_from_bytes(mail, policy=default)["Subject"]
        self.month.left(recipient, str(subject or mail.decode().removeprefix("mail of ")))


@dataclass
class Month:
    """Everything there is."""

    store: Store
    now: datetime = datetime(2026, 11, 30, tzinfo=UTC)
    outage: bool = False
    refuses: bool = False
    ledger: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        store, clock = self.store, lambda: self.now
        self.chase = Chase(
            store=store,
            region="HAL",
            addresses=ADDRESSES,
            words=WORDS,
            sender=SENDER,
            promised_days=None,
        )
        lookout = Lookout(store=store, chase=self.chase)
        self.relay, self.web = Bell("relay"), Bell("web address")
        self.alarms = Alarms(
            store, [self.relay, self.web], lookout.concerns, site="the site", words=WORDS
        )
        self.worker = DeliveryWorker(store, Far(self), SENDER, clock=clock)
        self.housekeeping = Housekeeping(store)
        self.beats = [
            self._beat(FOR_STAFF, ADDRESSES, lambda text: to_be_sealed(text)),
            self._beat(FOR_OPERATORS, (OPERATOR,), text_part),
        ]
        self.handover = Handover(store=store, acknowledge_days=None, meeting_days=60, clock=clock)

    def _beat(
        self, cause: str, addresses: tuple[str, ...], wrap: Callable[[str], bytes]
    ) -> SignOfLife:
        return SignOfLife(
            store=self.store,
            region="HAL",
            cause=cause,
            addresses=addresses,
            sender=SENDER,
            words=WORDS,
            wrap=wrap,
        )

    def left(self, to: str, what: str) -> None:
        local = self.now.astimezone(ONTARIO)
        self.ledger.append((f"{local:%a %b %d, %H:%M}", to, what))

    def accept(self, form: str) -> None:
        accept(
            self.store,
            form,
            year=self.now.year,
            accepted_at=self.now,
            addresses=ADDRESSES,
            make=lambda number, reference: b"mail of " + number.encode(),
            tally="en steps",
        )

    def read(self, number: str, reason: str = "") -> None:
        one = self.store.handling.by_name(number)
        assert one
        self.handover.acknowledge(one, reason=reason)

    def forget(self, number: str) -> None:
        one = self.store.handling.by_name(number)
        assert one
        self.store.erasure.forget(one.id, self.now, "the family asked")

    def erased(self, number: str) -> bool:
        one = self.store.handling.by_name(number)
        assert one
        return one.erased_at is not None

    def step(self) -> None:
        """What the processes do at this moment."""
        for role in ("web", "deliver"):
            beat = self.store.processes.beat
            beat(f"{role} on one", role, "1", started=self.now, now=self.now)
        self.relay.broken = self.outage
        before = len(self.relay.rang), len(self.web.rang)
        self.alarms.look(self.now)
        for bell, count in zip((self.relay, self.web), before, strict=True):
            for subject, text in bell.rang[count:]:
                self.left(bell.name, f"{subject}: {first_words(text)}")
        for look in (self.chase.look, *(beat.look for beat in self.beats), self.housekeeping.look):
            look(self.now)
        self.worker.make_round()


def first_words(text: str) -> str:
    """Of each line of an alarm, enough to know it."""
    lines = [line[2:] for line in text.splitlines() if line.startswith("- ")]
    lines += [line for line in text.splitlines() if line.startswith("Alarms did not")]
    return " · ".join(line.rstrip(".") for line in lines)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ONTARIO)


def story(month: Month) -> dict[datetime, Callable[[], None]]:
    """What people and machines do."""

    def outage(on: bool) -> Callable[[], None]:
        return lambda: setattr(month, "outage", on)

    def refuses(on: bool) -> Callable[[], None]:
        return lambda: setattr(month, "refuses", on)

    return {
        at(1, 10): lambda: month.accept("one"),
        at(1, 15): lambda: month.read("HAL-2026-0001"),
        at(2, 9): outage(on=True),
        at(2, 9, 5): lambda: month.accept("two, in an outage"),
        at(2, 14): outage(on=False),
        at(2, 16): lambda: month.read("HAL-2026-0002"),
        at(3, 11): lambda: month.accept("three, that nobody presses"),
        at(14, 10): lambda: month.read("HAL-2026-0003", "phoned on the 10th"),
        at(16, 9): refuses(on=True),
        at(16, 9, 5): lambda: month.accept("four, that is refused and then erased"),
        at(16, 11): lambda: month.forget("HAL-2026-0004"),
        at(16, 12): refuses(on=False),
        at(23, 16): lambda: month.accept("five, before Christmas"),
        at(30, 9): lambda: month.read("HAL-2026-0005"),
    }


def moments() -> Iterator[datetime]:
    day = BEGIN
    while day <= END:
        every = 5 if day in CLOSE_LOOK else 60
        for minute in range(6 * 60, 20 * 60, every):
            yield datetime(day.year, day.month, day.day, tzinfo=ONTARIO) + minute * MINUTE
        day += timedelta(days=1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def month(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Month]:
    """It has been lived, once on each database: that takes a while."""
    if request.param == "sqlite":
        yield from lived(f"sqlite:///{tmp_path_factory.mktemp('month') / 'outbox.db'}")
    else:
        with request.getfixturevalue("postgres").database() as url:
            yield from lived(url)


def lived(url: str) -> Iterator[Month]:
    """The whole month in this database."""
    store = Store.open(url)
    month = Month(store)
    events = story(month)
    for moment in moments():
        month.now = moment
        for due in [due for due in events if due <= moment]:
            events.pop(due)()
        month.step()
    assert events == {}
    yield month
    store.close()


def in_the_proof() -> list[tuple[str, ...]]:
    """The rows of the table in docs/proof.md, of which each was judged."""
    text = (PROJECT / "docs" / "proof.md").read_text(encoding="utf-8")
    _, _, section = text.partition("## A month, mail by mail")
    section, _, _ = section.partition("\n## ")
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    assert all(len(row) == 4 and row[3] for row in rows[2:])
    return [tuple(row[:3]) for row in rows[2:]]


def test_every_mail_of_the_month_is_the_one_that_the_proof_lists(month: Month) -> None:
    beats = [row for row in month.ledger if "sign of life" in row[2]]
    others = [row for row in month.ledger if row not in beats]
    assert others == in_the_proof(), "\n".join(f"| {' | '.join(row)} |" for row in others)
    # Each morning one for every reader, but on the first day, which has no yesterday.
    days = (END - BEGIN).days
    assert len(beats) == days * (len(ADDRESSES) + 1)
    assert {when[-5:] for when, _, _ in beats} == {"07:00"}
    # What was sealed is gone by its time, what nobody finished is not.
    erased = {number: month.erased(number) for number in ("HAL-2026-0003", "HAL-2026-0005")}
    assert erased == {"HAL-2026-0003": True, "HAL-2026-0005": False}


def test_no_mail_holds_more_than_numbers_counts_and_times(month: Month) -> None:
    said = " ".join(text for bell in (month.relay, month.web) for _, text in bell.rang)
    said += " ".join(what for _, _, what in month.ledger)
    for form in ("in an outage", "nobody presses", "phoned on the 10th"):
        assert form not in said


def test_outcomes_are_counted_and_stay_when_the_rows_go(month: Month) -> None:
    one = month.store.handling.by_name("HAL-2026-0005")
    assert one
    month.handover.note_outcome(one, Outcome.BEGAN)
    for days in (20, 60):
        month.housekeeping.look(month.now + timedelta(days=days))
    assert month.store.handling.by_name("HAL-2026-0005") is None
    counted = {(each.kind, each.detail): each.count for each in month.store.tallies.of("HAL")}
    assert counted["received", "en steps"] == 5
    assert counted["outcome", "began"] == 1
