"""Bringing the mail there: when, how often, and what is written down, with a clock of our own."""

from __future__ import annotations

import logging
import os
import socket
import sqlite3
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from threading import Event
from threading import Thread

import pytest

from intake_app.errors import StoreError
from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.intake.delivery_worker import run_delivery
from intake_app.mailer import Mailer
from intake_app.store import Backlog
from tests.support.office import ADDRESSES
from tests.support.office import HOUR
from tests.support.office import HURRIED
from tests.support.office import MINUTE
from tests.support.office import NOW
from tests.support.office import Office
from tests.support.relay import DROP
from tests.support.relay import PASSWORD
from tests.support.relay import SENDER
from tests.support.relay import USERNAME


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What a person has to act on."""
    return [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]


def test_what_is_due_arrives_once(office: Office) -> None:
    office.accept("one")
    office.accept("two")
    assert office.deliver() == 2
    assert office.deliver() == 0
    assert len(office.relay.arrived) == 2
    assert office.store.backlog() == Backlog(waiting=0, refused=0, unknown=0, oldest=None)


def test_each_address_is_delivered_for_itself(office: Office) -> None:
    office.accept(addresses=ADDRESSES)
    office.deliver()
    one, two = office.relay.arrived
    assert (one.recipients, two.recipients) == (ADDRESSES[:1], ADDRESSES[1:])
    assert one.mail == two.mail


@pytest.mark.parametrize(("step", "answer"), [("MAIL", "450 busy"), ("AUTH", "535 wrong password")])
def test_a_passing_trouble_is_tried_again_after_longer_waits_and_then_hourly_for_ever(
    office: Office, step: str, answer: str
) -> None:
    """A wrong password waits no longer than a server that is away."""
    office.accept()
    office.relay.spoil[step] = answer
    assert office.minutes_between_tries(10) == [0, 1, 2, 4, 8, 15, 30, 60, 60, 60]


def test_after_three_days_without_a_mail_server_the_mail_arrives(office: Office) -> None:
    office.accept()
    office.relay.spoil["GREETING"] = "421 closed"
    end = office.now + timedelta(days=3)
    while office.now < end:
        office.deliver()
        office.now += timedelta(hours=1)
    office.relay.spoil.clear()
    office.deliver()
    assert len(office.relay.arrived) == 1


def test_a_refusal_is_an_error_in_the_log_and_tried_again_every_hour(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.accept()
    office.relay.spoil["RCPT"] = "550 nobody here"
    assert office.minutes_between_tries(3) == [0, 60, 60]
    assert office.store.backlog().refused == 1
    assert (
        errors(caplog).count("HAL-2026-0001 HAL to intake@agency.example: refused, 550 at RCPT")
        == 3
    )
    office.relay.spoil.clear()
    office.now += timedelta(hours=1)
    office.deliver()
    assert len(office.relay.arrived) == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ({"AUTH": "535 wrong password"}, "535 at sign-in"),
        ({"GREETING": "554 no service"}, "554 at the greeting"),
        ({"STARTTLS": "502 not here"}, "502 at hello"),
        ({"MAIL": "530 sign in first"}, "530 at MAIL"),
    ],
)
def test_a_server_that_turns_us_away_is_an_error_in_the_log_and_all_arrives_when_it_is_mended(
    office: Office, caplog: pytest.LogCaptureFixture, spoil: dict[str, str], words: str
) -> None:
    for form in ("one", "two", "three"):
        office.accept(form)
    office.relay.spoil |= spoil
    for _ in range(3):
        office.deliver()
        office.now += 4 * MINUTE
    office.now += 15 * MINUTE
    assert office.store.backlog() == Backlog(waiting=3, refused=0, unknown=0, oldest=NOW)
    turned_away = [line for line in errors(caplog) if "turned away" in line]
    assert turned_away[0] == f"HAL-2026-0001 HAL to intake@agency.example: turned away, {words}"
    assert len(turned_away) == (9 if "MAIL" in words else 3)
    office.relay.spoil.clear()
    office.deliver()
    assert len(office.relay.arrived) == 3


def test_a_wrong_password_is_not_tried_with_every_mail_that_waits(office: Office) -> None:
    for form in range(12):
        office.accept(str(form))
    office.relay.spoil["AUTH"] = "535 wrong password"
    assert office.minutes_between_tries(8) == [0, 1, 2, 4, 8, 15, 15, 15]
    office.relay.spoil.clear()
    office.now += 15 * MINUTE
    office.deliver()
    numbers = [arrived.mail.split()[1] for arrived in office.relay.arrived]
    assert numbers[:4] == [f"HAL-2026-{serial:04d}".encode() for serial in range(9, 13)]
    office.now += HOUR
    office.deliver()
    assert len(office.relay.arrived) == 12


def test_after_a_sign_in_that_worked_a_wrong_password_is_tried_again_soon(office: Office) -> None:
    for mail in range(5):
        office.accept(f"early {mail}")
    office.relay.spoil["AUTH"] = "535 wrong password"
    assert office.minutes_between_tries(4) == [0, 1, 2, 4]
    office.relay.spoil.clear()
    office.now += HOUR
    office.deliver()
    for mail in range(5):
        office.accept(f"late {mail}")
    office.relay.spoil["AUTH"] = "535 wrong password"
    assert office.minutes_between_tries(3) == [0, 1, 2]


def test_a_courier_with_a_new_password_knocks_at_once(office: Office) -> None:
    office.accept("one")
    office.accept("two")
    office.relay.spoil["AUTH"] = "535 wrong password"
    assert office.deliver() == 1
    office.relay.spoil.clear()
    assert office.deliver() == 0
    assert Office(office.store, office.relay, office.now).deliver() == 1


@pytest.mark.parametrize("days", [-3650, 3650])
@pytest.mark.parametrize(
    ("step", "answer", "pause"),
    [("AUTH", "535 wrong password", HOUR), ("MAIL", "450 busy", 2 * HOUR)],
)
def test_a_clock_that_jumps_and_comes_back_makes_no_pause_longer(
    office: Office, step: str, answer: str, pause: timedelta, days: int
) -> None:
    office.accept()
    office.relay.spoil[step] = answer
    office.now += timedelta(days=days)
    office.deliver()
    office.now -= timedelta(days=days)
    office.relay.spoil.clear()
    office.now += pause
    assert office.deliver() == 1
    assert len(office.relay.arrived) == 1


def test_a_server_that_asks_for_a_sign_in_at_one_mail_holds_up_no_other(office: Office) -> None:
    office.accept("one")
    office.relay.spoil["RCPT"] = "530 sign in first"
    office.deliver()
    office.relay.spoil.clear()
    office.accept("two")
    assert office.deliver() == 1
    assert len(office.relay.arrived) == 1


def test_an_unknown_end_sends_the_same_bytes_again(office: Office) -> None:
    office.accept()
    office.relay.spoil["DOT"] = DROP
    office.deliver()
    assert office.store.backlog().unknown == 1
    office.relay.spoil.clear()
    office.now += MINUTE
    office.deliver()
    [arrived] = office.relay.arrived
    assert arrived.mail.startswith(b"Subject: HAL-2026-0001\r\n")


@pytest.mark.parametrize("address", ["x\r\nRCPT TO:<y@elsewhere.example>", "é@agency.example"])
def test_one_bad_address_does_not_hold_up_the_others(office: Office, address: str) -> None:
    office.accept("bad", addresses=(address,))
    office.accept("good")
    assert office.deliver() == 2
    assert [a.recipients for a in office.relay.arrived] == [ADDRESSES[:1]]
    assert office.store.backlog().waiting == 1


class Collapsing(Mailer):
    """A mailer that takes the process with it when it meets the first request."""

    def send(self, mail: bytes, sender: str, recipient: str) -> None:
        if b"HAL-2026-0001" in mail:
            raise KeyboardInterrupt
        super().send(mail, sender, recipient)


def test_a_mail_that_brings_the_process_down_does_not_hold_up_the_others(office: Office) -> None:
    mailer = Collapsing(office.relay.settings(), HURRIED)
    office.accept("poison")
    for form in ("two", "three"):
        office.accept(form)
        with pytest.raises(KeyboardInterrupt):
            DeliveryWorker(office.store, mailer, SENDER, clock=office.clock).make_round()
        # Whoever looks after the process starts it again.
        assert DeliveryWorker(office.store, mailer, SENDER, clock=office.clock).make_round() == 1
        office.now += timedelta(minutes=20)
    assert len(office.relay.arrived) == 2
    assert office.deliver() == 1


def test_log_lines_hold_number_region_and_outcome_alone(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="intake_app")
    office.accept("one")
    office.deliver()
    office.relay.spoil["RCPT"] = f"550 no <{ADDRESSES[0]}> here"
    office.accept("two")
    office.deliver()
    lines = [r.getMessage() for r in caplog.records if r.name.startswith("intake_app")]
    assert lines == [
        "HAL-2026-0001 HAL to intake@agency.example: delivered",
        "HAL-2026-0002 HAL to intake@agency.example: refused, 550 at RCPT",
    ]


class Breaking(Mailer):
    """A mailer whose every mail is taken in the moment the database breaks."""

    def __init__(self, office: Office, database: Path) -> None:
        super().__init__(office.relay.settings(), HURRIED)
        self.database = database

    def send(self, mail: bytes, sender: str, recipient: str) -> None:
        super().send(mail, sender, recipient)
        rename_table(self.database, "deliveries", "broken")


class Mending(Event):
    """Waiting that lasts until the database is mended; then there is nothing more to do."""

    def __init__(self, database: Path) -> None:
        super().__init__()
        self.database = database

    def wait(self, timeout: float | None = None) -> bool:
        rename_table(self.database, "broken", "deliveries")
        return self.is_set()


def rename_table(database: Path, name: str, to: str) -> None:
    """Take a table away, or put it back."""
    connection = sqlite3.connect(database)
    connection.execute(f"ALTER TABLE {name} RENAME TO {to}")
    connection.close()


def test_a_delivery_that_cannot_be_written_down_is_not_sent_again_but_written_down_later(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "outbox.db"
    office.accept()
    mailer, stop = Breaking(office, database), Mending(database)
    worker = DeliveryWorker(office.store, mailer, SENDER, stop=stop, clock=office.clock)
    assert worker.make_round() == 1
    assert office.store.backlog().waiting == 0
    assert len(office.relay.arrived) == 1
    assert any("HAL-2026-0001 HAL: outcome not kept" in r.getMessage() for r in caplog.records)


def test_a_delivery_told_to_stop_while_the_database_is_broken_stops(
    office: Office, tmp_path: Path
) -> None:
    class Stopping(Event):
        def wait(self, timeout: float | None = None) -> bool:
            self.set()
            return True

    office.accept()
    mailer = Breaking(office, tmp_path / "outbox.db")
    DeliveryWorker(office.store, mailer, SENDER, stop=Stopping(), clock=office.clock).make_round()
    rename_table(tmp_path / "outbox.db", "broken", "deliveries")
    assert office.store.backlog().waiting == 1


def test_delivery_goes_on_when_a_broken_database_is_mended(office: Office, tmp_path: Path) -> None:
    database = tmp_path / "outbox.db"
    office.accept()
    rename_table(database, "deliveries", "broken")

    class MendingOnce(Mending):
        def wait(self, timeout: float | None = None) -> bool:
            if office.relay.arrived:
                self.set()
                return True
            return super().wait(timeout)

    mailer = Mailer(office.relay.settings(), HURRIED)
    run_delivery(office.store, mailer, SENDER, stop=MendingOnce(database), clock=office.clock)
    assert len(office.relay.arrived) == 1


def test_delivery_runs_until_told_to_stop(office: Office) -> None:
    office.accept()
    stop = Event()
    mailer = Mailer(office.relay.settings(), HURRIED)
    thread = Thread(target=run_delivery, args=(office.store, mailer, SENDER), kwargs={"stop": stop})
    thread.start()
    while not office.relay.arrived:
        stop.wait(0.01)
    stop.set()
    thread.join()
    assert len(office.relay.arrived) == 1


def test_a_look_that_fails_ends_no_delivery_and_no_other_look(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    stop = Event()

    def broken(now: datetime) -> None:
        raise ZeroDivisionError("with words that must stay out of the log")

    def away(now: datetime) -> None:
        raise StoreError("the database is away")

    office.accept()
    relay = office.relay.settings(username=USERNAME, password=PASSWORD)
    beside = [away, broken, lambda _: stop.set()]
    mailer = Mailer(relay, HURRIED)
    run_delivery(office.store, mailer, SENDER, stop=stop, clock=office.clock, beside=beside)
    assert len(office.relay.arrived) == 1
    away_line, broken_line = errors(caplog)
    assert broken_line.startswith("ZeroDivisionError at ")
    assert "words" not in broken_line
    assert away_line == "the database is away"


@pytest.mark.parametrize("address", ["watchdog", "@one-story-test-{pid}"])
def test_whoever_watches_hears_of_every_round_and_every_mail(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    office.accept("one")
    office.accept("two")
    name = address.format(pid=os.getpid()) if address[0] == "@" else str(tmp_path / address)
    monkeypatch.setenv("NOTIFY_SOCKET", name)
    stop = Event()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as watchdog:
        watchdog.bind(name.replace("@", "\0", 1) if address[0] == "@" else name)
        watchdog.setblocking(False)
        mailer = Mailer(office.relay.settings(), HURRIED)
        ended = [lambda _: stop.set()]
        run_delivery(office.store, mailer, SENDER, stop=stop, clock=lambda: NOW, beside=ended)
        assert {watchdog.recv(64) for _ in range(3)} == {b"WATCHDOG=1"}
        with pytest.raises(BlockingIOError):
            watchdog.recv(64)
