"""The log tells in good time that a certificate ends: once a stage, daily afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from intake_app.intake.alarm_stages import CERTIFICATE_DAYS
from intake_app.intake.certificate_expiry import ExpiryWarnings
from intake_app.intake.certificate_expiry import stage_of
from intake_app.intake.delivery_worker import run_delivery
from intake_app.intake.key_status import LiveKey
from intake_app.mailer import Mailer
from intake_app.sealing import WARN_BEFORE_END
from intake_app.settings import Settings
from intake_app.store import Identity
from intake_app.store import KeyRole
from intake_app.store import Store

END = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTES = timedelta(minutes=10)
FINGERPRINT = "AB:CD:EF:01:23:45:67:89:AB:CD"
KEY = LiveKey(
    place="INTAKE_RECIPIENTS (intake@agency.example)",
    duty=KeyRole.REQUESTS,
    address="intake@agency.example",
    certificate=Path("agency.crt"),
    fingerprint=FINGERPRINT,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Knows one certificate in use and one that is not in use any more."""
    store = Store.open(f"sqlite:///{tmp_path / 'outbox.db'}")
    for fingerprint in (FINGERPRINT, "99:99"):
        store.certificates.note(
            Identity(
                fingerprint=fingerprint,
                duty=KeyRole.REQUESTS,
                address="intake@agency.example",
                ends=END,
            )
        )
    yield store
    store.close()


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Level and words of what was logged since the last time."""
    lines = [(r.levelname, r.getMessage()) for r in caplog.records if "expiry" in r.name]
    caplog.clear()
    return lines


def test_each_stage_is_told_once_and_the_last_ones_loudly(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    days: dict[int, str] = {}
    for left in range(65, 0, -1):
        expiry = ExpiryWarnings(
            store, [KEY]
        )  # whoever starts anew each day tells nothing twice either
        for minutes in range(0, 60, 10):
            expiry.look(END - left * DAY + timedelta(minutes=minutes))
        for level, words in told(caplog):
            assert (
                words == "the certificate for requests, AB:CD:EF:01:23:45:67:89, ends on 2026-12-31"
            )
            assert left not in days
            days[left] = level
    assert days == {60: "WARNING", 30: "WARNING", 14: "WARNING", 7: "ERROR", 1: "ERROR"}


def test_what_has_ended_is_told_every_day(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    expiry = ExpiryWarnings(store, [KEY])
    for hours in range(0, 96, 3):
        expiry.look(END + timedelta(hours=hours))
    lines = told(caplog)
    assert len(lines) == 5  # from noon on the 31st until the 4th
    assert set(lines) == {
        (
            "ERROR",
            "the certificate for requests, AB:CD:EF:01:23:45:67:89,"
            " is still used and ended on 2026-12-31",
        )
    }


def test_of_several_processes_one_tells(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        ExpiryWarnings(store, [KEY]).look(END - 30 * DAY)
    assert len(told(caplog)) == 1


def test_between_two_looks_the_database_is_left_alone(store: Store) -> None:
    expiry = ExpiryWarnings(store, [KEY])
    expiry.look(END - 30 * DAY)
    store.certificates.note(
        Identity(fingerprint=FINGERPRINT, duty=KeyRole.RECOVERY, address="", ends=END - 16 * DAY)
    )
    expiry.look(END - 30 * DAY + MINUTES / 2)
    assert store.certificates.tell_once(FINGERPRINT, "14 days")


def test_a_clock_that_is_set_back_silences_nothing(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    expiry = ExpiryWarnings(store, [KEY])
    expiry.look(END - 90 * DAY)
    expiry.look(END - 3000 * DAY)
    expiry.look(END - 30 * DAY)
    assert len(told(caplog)) == 1


@pytest.mark.parametrize(
    ("days", "stage"),
    [(61, ""), (60, "60 days"), (59, "60 days"), (8, "14 days"), (0.5, "1 days")],
)
def test_the_stage_is_the_last_one_reached(days: float, stage: str) -> None:
    assert stage_of(days * DAY, END) == stage


def test_the_process_that_delivers_looks_in_each_round(
    store: Store, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    class Once(Event):
        def wait(self, timeout: float | None = None) -> bool:
            self.set()
            return True

    caplog.set_level(logging.INFO)
    expiry = ExpiryWarnings(store, [KEY])
    run_delivery(
        store,
        Mailer(settings.mail),
        settings.mail.sender,
        stop=Once(),
        clock=lambda: END,
        beside=[expiry.look],
    )
    assert len(told(caplog)) == 1


def test_the_log_begins_when_the_check_does() -> None:
    assert max(CERTIFICATE_DAYS) == WARN_BEFORE_END.days
