"""What each process does beside its main work, put together from real settings and content."""

from __future__ import annotations

import dataclasses
import logging
import shutil
import ssl
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from importlib.metadata import version
from pathlib import Path
from threading import Event

import pytest

from intake_app.dates import at
from intake_app.dates import day_of
from intake_app.errors import StoreError
from intake_app.intake import watchkeeping
from intake_app.intake.background import DeadMansSignal
from intake_app.intake.background import PeriodicThread
from intake_app.intake.background import ProcessHeartbeat
from intake_app.intake.key_status import live_keys
from intake_app.intake.reception import Intake
from intake_app.intake.sign_of_life import BEGUN
from intake_app.intake.sign_of_life import FOR_OPERATORS
from intake_app.intake.watchkeeping import NO_REMINDERS
from intake_app.intake.watchkeeping import Watchkeeping
from intake_app.intake.watchkeeping import for_delivery
from intake_app.settings import CONTENT
from intake_app.settings import Settings
from intake_app.store import Store
from tests.support.authority import Authority
from tests.support.bells import listening
from tests.support.office import MINUTE
from tests.support.office import accept
from tests.support.relay import PASSWORD
from tests.support.relay import USERNAME
from tests.support.relay import Arrived
from tests.support.relay import Relay
from tests.support.web_server import QuietHandler
from tests.support.web_server import WebServer

OPERATOR = "operator@host.example"
NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def real(settings: Settings, relay: Relay) -> Settings:
    """Alarms go to a person by a mail server that is there."""
    mail = relay.settings(username=USERNAME, password=PASSWORD)
    return dataclasses.replace(settings, mail=mail, alarm_recipients=(OPERATOR,))


@pytest.fixture
def store(real: Settings) -> Iterator[Store]:
    store = Store.open(real.database_url)
    yield store
    store.close()


def of_delivery(real: Settings, store: Store) -> Watchkeeping:
    return for_delivery(real, store, live_keys(real), Event())


def look(watch: Watchkeeping, now: datetime) -> None:
    """One look at everything, at that moment."""
    for each in (*watch.beating.looks, *watch.in_rounds, *watch.looking.looks):
        each(now)


def said(alarm: Arrived) -> str:
    """The text of an alarm as a person reads it."""
    body = message_from_bytes(alarm.mail, policy=default).get_body()
    assert body
    return str(body.get_content())


def letters(store: Store, now: datetime) -> list[tuple[str, str]]:
    found = iter(lambda: store.letters.claim(now, 20 * MINUTE), None)
    return [(letter.cause, letter.address) for letter in found]


def test_the_process_that_delivers_beats_reminds_and_tells_operators_that_it_lives(
    real: Settings, store: Store
) -> None:
    watch = of_delivery(real, store)
    accept(store, accepted_at=NOW)
    (delivery,) = store.claim_due(now=NOW, limit=1, lease=MINUTE)
    store.mark_delivered(delivery, NOW)
    look(watch, NOW)
    (process,) = store.processes.all()
    code, _, content = process.version.partition(", content ")
    assert (process.role, code) == ("deliver", version("one-story"))
    assert content, "what it says is known too"
    # Halton promises no days, so staff are reminded on the third working day.
    look(watch, NOW + 3 * DAY)
    recipient = real.recipients[0].address
    assert sorted(letters(store, NOW + 3 * DAY)) == [
        (FOR_OPERATORS, OPERATOR), ("reminder", recipient),
    ]  # fmt: skip


def test_its_alarms_reach_a_person_by_the_real_relay(
    real: Settings, store: Store, relay: Relay
) -> None:
    accept(store, accepted_at=NOW)
    look(of_delivery(real, store), NOW + 20 * MINUTE)
    (alarm,) = relay.arrived
    assert alarm.recipients == (OPERATOR,)
    assert b"Subject: Alarm: service.example" in alarm.mail


def test_content_that_cannot_be_read_stops_no_beat_no_alarm_and_no_erasure(
    real: Settings, store: Store, relay: Relay, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "content"
    shutil.copytree(CONTENT, broken)
    (broken / "regions" / "halton" / "region.yml").write_text("code: [", encoding="utf-8")
    watch = of_delivery(dataclasses.replace(real, content=broken), store)
    assert "no reminders go out, because content/ is at fault" in caplog.text
    accept(store, accepted_at=NOW)
    look(watch, NOW + 20 * MINUTE)
    assert [process.role for process in store.processes.all()] == ["deliver"]
    (alarm,) = relay.arrived
    assert "late" in said(alarm), "the bare cause, for want of words"
    assert letters(store, NOW + 20 * MINUTE) == []
    assert len(watch.in_rounds) == 1, "housekeeping"


def test_words_in_which_something_is_missing_stop_no_alarm_and_are_told(
    real: Settings, store: Store, relay: Relay, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "content"
    shutil.copytree(CONTENT, broken)
    words = broken / "words" / "watch.yml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace("{numbers}", "{number}"), encoding="utf-8")
    watch = of_delivery(dataclasses.replace(real, content=broken), store)
    assert "no reminders go out, because content/ is at fault" in caplog.text
    look(watch, NOW)
    (alarm,) = relay.arrived
    assert NO_REMINDERS in said(alarm).splitlines()


class Silent:
    """A path whose server takes the alarm and says nothing."""

    name = "relay"

    def __init__(self) -> None:
        self.called, self.released = Event(), Event()

    def send(self, subject: str, text: str) -> str:
        self.called.set()
        self.released.wait(60)
        return ""


class Impatient(Event):
    """Makes every pause a short one."""

    def wait(self, timeout: float | None = None) -> bool:
        return super().wait(0.01)


def test_a_process_beats_on_while_its_alarm_waits_for_a_server_that_says_nothing(
    real: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, stop, beaten = Silent(), Impatient(), Event()
    monkeypatch.setattr(watchkeeping, "alarm_paths", lambda settings: (path,))
    watch = for_delivery(real, store, live_keys(real), stop)
    accept(store)

    def notice(now: datetime) -> None:
        if path.called.is_set():
            beaten.set()

    watch.beating.look_instead([*watch.beating.looks, notice])
    watch.begin()
    assert beaten.wait(60)
    (process,) = store.processes.all()
    assert process.beat_at > process.started_at
    stop.set()
    path.released.set()
    for thread in (watch.looking, watch.beating):
        thread.join(timeout=60)


def test_a_web_process_rings_when_requests_cannot_be_kept(real: Settings, relay: Relay) -> None:
    intake = Intake.open(real)
    intake._failures.append(intake.clock())
    look(intake.watchkeeping(real, place=":8000"), intake.clock())
    intake.store.close()
    (alarm,) = relay.arrived
    words = intake.words["en"]
    assert words("watch.alarm.not-kept", count=1) in said(alarm)


def test_staff_of_a_demonstration_get_no_sign_of_life(real: Settings) -> None:
    intake = Intake.open(real)
    morning = at(day_of(NOW + DAY), 7)
    intake.store.lookup.mark(BEGUN, NOW - DAY)
    shown = dataclasses.replace(
        intake, region=dataclasses.replace(intake.region, demonstration=True)
    )
    look(shown.watchkeeping(real, place=":8000"), morning)
    assert letters(intake.store, morning) == []
    look(intake.watchkeeping(real, place=":8000"), morning)
    assert len(letters(intake.store, morning)) == len(real.recipients)
    intake.store.close()


def test_the_thread_begins_with_a_round_and_ends_when_it_is_told(
    real: Settings, store: Store
) -> None:
    stop = Event()
    watch = for_delivery(real, store, live_keys(real), stop)
    stop.set()
    watch.begin()
    for thread in (watch.looking, watch.beating):
        thread.join(timeout=30)
        assert not thread.is_alive()
    (process,) = store.processes.all()
    assert process.ended_at is None
    watch.heartbeat.end()
    (process,) = store.processes.all()
    assert process.ended_at is not None


def test_a_look_that_fails_keeps_no_other_from_its_work(caplog: pytest.LogCaptureFixture) -> None:
    looked: list[datetime] = []

    def away(now: datetime) -> None:
        raise StoreError("the database is away")

    def broken(now: datetime) -> None:
        raise ZeroDivisionError("with words that must stay out of the log")

    PeriodicThread(
        "looks", [away, broken, looked.append], stop=Event(), clock=lambda: NOW
    ).make_round()
    assert looked == [NOW]
    away_line, broken_line = (record.getMessage() for record in caplog.records)
    assert away_line == "the database is away"
    assert broken_line.startswith("ZeroDivisionError at ")
    assert "words" not in broken_line


def test_the_thread_goes_round_until_it_is_told() -> None:
    class Thrice(Event):
        """Says at the third pause that it is over, and lets nobody wait."""

        pauses = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.pauses += 1
            return self.pauses == 3

    looked: list[datetime] = []
    PeriodicThread("looks", [looked.append], stop=Thrice(), clock=lambda: NOW).run()
    assert looked == [NOW, NOW, NOW]


def test_the_agency_s_side_keeps_the_promises_of_its_region(real: Settings) -> None:
    intake = Intake.open(dataclasses.replace(real, region="leeds-grenville"))
    promise, handover = intake.region.promise, intake.handover
    assert handover.meeting_days == promise.first_meeting_days is not None
    assert handover.acknowledge_days == intake.chase.promised_days
    assert intake.chase.addresses == tuple(one.address for one in real.recipients)
    intake.store.close()


def test_an_end_that_cannot_be_written_down_is_told_and_no_more(
    store: Store, real: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    heartbeat = ProcessHeartbeat(store, "deliver")
    heartbeat.beat(NOW)
    store.close()
    Path(real.database_url.removeprefix("sqlite:///")).write_bytes(b"no database" * 100)
    heartbeat.end()
    assert "the end was not written down" in caplog.text


def test_a_program_that_was_never_installed_has_an_unknown_version(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as nowhere:
        nowhere.setattr("sys.path", [])
        ProcessHeartbeat(store, "web").beat(NOW)
    assert [process.version for process in store.processes.all()] == ["unknown"]


class Listener(QuietHandler):
    """The place outside: notes what comes; /gone is not there."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(body)  # type: ignore[attr-defined]
        self.send_response(404 if self.path == "/gone" else 204)
        self.end_headers()


@pytest.fixture
def outside(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """Over TLS, with a certificate that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    with listening(authority, Listener) as server:
        yield server


def beat(store: Store, now: datetime, *roles: str) -> None:
    for role in roles:
        store.processes.beat(f"{role} on here", role, "1", started=NOW, now=now)


def heard(server: WebServer) -> int:
    return len(server.heard)  # type: ignore[attr-defined]


def test_the_place_outside_hears_every_five_minutes_while_all_live_and_nothing_when_one_is_gone(
    real: Settings, store: Store, outside: WebServer
) -> None:
    url = f"https://127.0.0.1:{outside.server_port}/signal"
    watch = of_delivery(dataclasses.replace(real, signal_url=url), store)
    signal = watch.looking.looks[0]
    told = []
    for minute in range(12):
        now = NOW + minute * MINUTE
        beat(store, now, "web", "deliver")
        signal(now)
        told.append(heard(outside))
    assert told == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3]
    for minute in range(12, 30):
        now = NOW + minute * MINUTE
        beat(store, now, "web")
        signal(now)
    # One more may be on its way before the process counts as gone; then silence, and they ring.
    assert heard(outside) <= 4
    assert set(outside.heard) == {b"{}"}  # type: ignore[attr-defined]


def test_a_clock_set_back_does_not_silence_the_signal(store: Store, outside: WebServer) -> None:
    signal = DeadMansSignal(store, f"https://127.0.0.1:{outside.server_port}/signal")
    for now in (NOW, NOW - 3650 * DAY, NOW):
        beat(store, now, "web", "deliver")
        signal.look(now)
    assert heard(outside) == 3


def test_a_place_that_does_not_take_it_is_told_without_its_address(
    store: Store, outside: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    signal = DeadMansSignal(store, f"https://127.0.0.1:{outside.server_port}/gone")
    beat(store, NOW, "web", "deliver")
    signal.look(NOW)
    signal.look(NOW + MINUTE)
    assert heard(outside) == 2, "tried again at the next look"
    assert caplog.messages == 2 * ["the signal to the outside did not get through: HTTP 404"]


def test_a_place_that_cannot_prove_itself_hears_nothing(
    store: Store, outside: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
    beat(store, NOW, "web", "deliver")
    DeadMansSignal(store, f"https://127.0.0.1:{outside.server_port}/signal").look(NOW)
    assert heard(outside) == 0
