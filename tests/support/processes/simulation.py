"""Families, workers, a mail server and a clock in one process, so that years pass in a blink.

The outbox is a real SQLite file and what works on it is the real code. Only the other end of the
mailer is played here: the real mailer meets real servers in its own tests.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from enum import Enum
from enum import auto
from pathlib import Path

from intake_app.errors import OutcomeUnknown
from intake_app.errors import Refused
from intake_app.errors import ShutOut
from intake_app.errors import TryLater
from intake_app.errors import TurnedAway
from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.mailer import Mailer
from intake_app.store import Receipt
from intake_app.store import Store

START = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
ADDRESSES = ("intake@agency.example", "backup@agency.example")
SENDER = "requests@service.example"
MEMORY = Path("/dev/shm")  # noqa: S108  (a folder of our own is made in it)
"""Nothing here is about disks; a file system without one makes ten thousand runs bearable."""


class Killed(BaseException):
    """Stands for kill -9: whoever meets it writes nothing down any more."""


class Ending(Enum):
    """How one try to hand a mail over ends."""

    TAKEN = auto()
    LATER = auto()
    TURNED_AWAY = auto()
    SHUT_OUT = auto()
    REFUSED = auto()
    FAILED = auto()
    UNKNOWN_BUT_TAKEN = auto()
    UNKNOWN_AND_LOST = auto()
    KILLED_BEFORE = auto()
    KILLED_AFTER = auto()


TAKING = {Ending.TAKEN, Ending.UNKNOWN_BUT_TAKEN, Ending.KILLED_AFTER}
EXCUSING = {Ending.UNKNOWN_BUT_TAKEN, Ending.KILLED_AFTER}
"""After these the server has a copy of which the outbox does not know: another may follow."""
RAISED: dict[Ending, BaseException] = {
    Ending.LATER: TryLater("450 at MAIL"),
    Ending.TURNED_AWAY: TurnedAway("530 at MAIL"),
    Ending.SHUT_OUT: ShutOut("535 at sign-in"),
    Ending.REFUSED: Refused("550 at RCPT"),
    Ending.FAILED: ValueError("a surprise"),
    Ending.UNKNOWN_BUT_TAKEN: OutcomeUnknown("hung up after the final dot"),
    Ending.UNKNOWN_AND_LOST: OutcomeUnknown("hung up after the final dot"),
    Ending.KILLED_BEFORE: Killed(),
    Ending.KILLED_AFTER: Killed(),
}


@dataclass(frozen=True)
class Meanwhile:
    """What happens while a mail is being handed over: the clock moves, another worker works."""

    shift: timedelta
    endings: tuple[Ending, ...]

    @property
    def breaks_leases(self) -> bool:
        """No lease on a clock holds when that clock jumps further than the lease is long."""
        return abs(self.shift) >= timedelta(minutes=20)


@dataclass
class World:
    """Everything there is, and what was seen of it."""

    database: Path
    stores: Sequence[Store]
    now: datetime = START
    server_is_up: bool = True
    closed_by: Ending = Ending.LATER
    """How tries end while the server is not up."""
    script: list[Ending | Meanwhile] = field(default_factory=list)
    made: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, Receipt] = field(default_factory=dict)
    arrived: list[tuple[bytes, str]] = field(default_factory=list)
    excuses: Counter[tuple[bytes, str]] = field(default_factory=Counter)
    workers: dict[int, DeliveryWorker] = field(default_factory=dict)

    def clock(self) -> datetime:
        """The time that every process sees."""
        return self.now

    def kill(self, process: int) -> None:
        """The process is gone, and with it all that it had not committed."""
        # Closing the connections does that. A new store would know no more than the old one,
        # and cost a run half of its time; starting anew is for real processes to show.
        self.stores[process].close()
        self.workers.pop(process, None)

    def worker_of(self, worker: int) -> DeliveryWorker:
        """That worker's, who remembers until it is killed."""
        if worker not in self.workers:
            store, peer = self.stores[worker], Peer(self, worker)
            self.workers[worker] = DeliveryWorker(store, peer, SENDER, clock=self.clock)
        return self.workers[worker]

    def accept(
        self, form: str, addresses: int, *, dies_before: bool, dies_after: bool
    ) -> Receipt | None:
        """A family sends a form; the receipt if they were told of it."""

        def make(number: str, reference: str) -> bytes:
            mail = f"{number} {reference} {form}".encode()
            if dies_before:
                raise Killed
            self.made[number] = mail
            return mail

        try:
            receipt = self.stores[0].accept(
                token_hash=form.encode(),
                region="HAL",
                year=2026,
                accepted_at=self.now,
                addresses=ADDRESSES[:addresses],
                make=make,
            )
        except Killed:
            self.kill(0)
            return None
        if dies_after:
            self.kill(0)
            return None
        self.told.setdefault(form, receipt)
        return receipt

    def work(self, worker: int, script: Sequence[Ending | Meanwhile]) -> None:
        """One round of that worker, in which tries end as in the script, then as usual."""
        before, self.script = self.script, list(script)
        try:
            self.worker_of(worker).make_round()
        except Killed:
            self.kill(worker)
        finally:
            self.script = before

    def next_ending(self) -> Ending | Meanwhile:
        """How the next try ends."""
        if self.script:
            return self.script.pop(0)
        return Ending.TAKEN if self.server_is_up else self.closed_by

    def rows(self) -> list[tuple[str, bytes, str, str | None]]:
        """Number, mail, address and time of delivery of everything in the file."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(
                "SELECT number, mail, address, delivered_at"
                " FROM requests JOIN deliveries ON requests.id = request_id"
            ).fetchall()
        finally:
            connection.close()


class Peer(Mailer):
    """The mail server as one worker meets it."""

    def __init__(self, world: World, worker: int) -> None:
        self._world = world
        self._worker = worker

    def send(self, mail: bytes, sender: str, recipient: str) -> None:
        """End as the script says."""
        world, copy = self._world, (mail, recipient)
        ending = world.next_ending()
        if isinstance(ending, Meanwhile):
            world.now += ending.shift
            if ending.breaks_leases:
                world.excuses[copy] += 1
            world.work(3 - self._worker, ending.endings)
            return self.send(mail, sender, recipient)
        if ending in TAKING:
            world.arrived.append(copy)
        if ending in EXCUSING:
            world.excuses[copy] += 1
        if ending in RAISED:
            raise RAISED[ending]
        return None


class Universe:
    """A place for one world after another; each begins with an empty outbox."""

    def __init__(self, folder: Path) -> None:
        self._database, self._blank = folder / "outbox.db", folder / "blank.db"
        self._stores = [Store.open(f"sqlite:///{self._database}") for _ in range(3)]
        shutil.copy(self._database, self._blank)

    def new_world(self) -> World:
        """Everything from the beginning."""
        self.close()
        shutil.copy(self._blank, self._database)
        return World(self._database, self._stores)

    def close(self) -> None:
        """Every process ends."""
        for store in self._stores:
            store.close()


@contextmanager
def new_universe() -> Iterator[Universe]:
    """A place, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        universe = Universe(Path(folder))
        yield universe
        universe.close()
