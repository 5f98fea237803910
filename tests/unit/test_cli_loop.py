"""The operator's commands around a request: look, acknowledge, retry, resend, forget, status."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from intake_app.reference import training_series
from intake_app.settings import Settings
from intake_app.store import Receipt
from intake_app.store import State
from intake_app.store import Store
from tests.support.office import ADDRESSES
from tests.support.office import accept
from tests.support.service import intake

NOW = datetime.now(UTC)
LEASE = timedelta(minutes=20)
Run = Callable[..., Result]


@pytest.fixture
def store(environ: dict[str, str]) -> Iterator[Store]:
    store = Store.open(Settings.from_environment(environ).database_url)
    yield store
    store.close()


@pytest.fixture
def receipt(store: Store) -> Receipt:
    """A request that one of two addresses has, and the other refuses."""
    sealed = {"addresses": ADDRESSES, "make": lambda number, reference: b"a sealed mail"}
    receipt = accept(store, accepted_at=NOW, tally="en steps", **sealed)
    first, second = store.claim_due(now=NOW, limit=2, lease=LEASE)
    store.mark_delivered(first, NOW)
    later = NOW + timedelta(hours=1)
    store.mark_undelivered(second, State.REFUSED, later, "refused, 550 at RCPT")
    return receipt


@pytest.fixture
def run(environ: dict[str, str]) -> Run:
    return partial(intake, environ=environ)


def read(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_look_finds_a_request_by_number_or_reference_however_it_is_typed(
    run: Run, receipt: Receipt
) -> None:
    bare = receipt.reference.replace("-", "").lower()
    for name in (receipt.number, receipt.number.lower(), receipt.reference, f" {bare} "):
        said = run("look", name).output
        assert f"{receipt.number}, reference {receipt.reference}" in said
        assert "backup@agency.example: refused, 1 try, the last: refused, 550 at RCPT" in said
    told = read(run("look", receipt.number, "--json"))
    assert [copy["state"] for copy in told["copies"]] == ["delivered", "refused"]


def test_look_says_so_when_there_is_none(run: Run, receipt: Receipt) -> None:
    result = run("look", "HAL-2026-9999")
    assert result.exit_code == 1
    assert "There is no request HAL-2026-9999." in result.output


def test_acknowledge_is_for_those_who_phoned(run: Run, receipt: Receipt, store: Store) -> None:
    said = run("acknowledge", receipt.number, "--reason", "phoned on Monday")
    assert said.output == f"{receipt.number}: noted that staff have it.\n"
    again = run("acknowledge", receipt.number, "--reason", "once more")
    assert "was noted already" in again.output
    one = store.find(b"one")
    assert one
    assert one.acknowledged_at is not None


def test_a_reason_is_asked_for_kept_and_shown(run: Run, receipt: Receipt) -> None:
    for command in ("acknowledge", "forget"):
        refused = run(command, receipt.number, "--reason", "  ")
        assert refused.exit_code == 2
        assert "Say why, in a few words." in refused.output
    run("acknowledge", receipt.number, "--reason", "phoned on Monday")
    assert "reason that was given: phoned on Monday" in run("look", receipt.number).output


def test_what_was_taken_back_is_no_longer_staff_s_to_have(
    run: Run, receipt: Receipt, store: Store
) -> None:
    run("forget", receipt.number, "--reason", "asked by phone", "--yes")
    result = run("acknowledge", receipt.number, "--reason", "phoned")
    assert result.exit_code == 1
    assert f"{receipt.number} was taken back, and erased here on" in result.output
    kept = store.find(b"one")
    assert kept
    assert kept.acknowledged_at is None


def test_nobody_says_that_they_have_a_sign_up(run: Run, store: Store) -> None:
    number = sign_up(store, 1).number
    result = run("acknowledge", number, "--reason", "phoned")
    assert result.exit_code == 1
    assert f"{number} is a sign-up: nobody has to say this of it." in result.output


def test_retry_tries_what_waits_now(run: Run, receipt: Receipt, store: Store) -> None:
    assert store.claim_due(now=datetime.now(UTC), limit=9, lease=LEASE) == []
    assert run("retry").output == "1 copy is due now.\n"
    (due,) = store.claim_due(now=datetime.now(UTC), limit=9, lease=LEASE)
    assert due.address == ADDRESSES[1]


def test_resend_sends_the_same_bytes_to_who_had_them(
    run: Run, receipt: Receipt, store: Store
) -> None:
    assert run("resend", receipt.number).output == f"{receipt.number}: 1 copy goes out now.\n"
    (again,) = store.claim_due(now=datetime.now(UTC), limit=9, lease=LEASE)
    assert (again.address, again.mail) == (ADDRESSES[0], b"a sealed mail")
    store.mark_delivered(again, datetime.now(UTC))
    counted = {each.kind: each.count for each in store.tallies.of("HAL")}
    assert counted["delivered"] == 1
    result = run("resend", receipt.number, "--to", "nobody@agency.example")
    assert result.exit_code == 1


def test_forget_shows_what_it_erases_asks_and_tells_what_is_left(
    run: Run, receipt: Receipt, store: Store
) -> None:
    refused = run("forget", receipt.reference, "--reason", "asked by phone", typed="n\n")
    assert refused.exit_code == 1
    assert f"{receipt.number}, received" in refused.output
    assert store.backlog().waiting == 1
    said = run("forget", receipt.reference, "--reason", "asked by phone", typed="y\n").output
    assert f'the mail "{receipt.number}" at {ADDRESSES[0]}' in said
    assert store.backlog().waiting == 0
    again = run("forget", receipt.number, "--reason", "asked by phone", "--yes")
    assert "was erased on" in again.output
    assert run("resend", receipt.number).exit_code == 1


def test_a_copy_is_given_up_for_a_mailbox_that_is_gone(
    run: Run, receipt: Receipt, store: Store
) -> None:
    had_it, gone = ADDRESSES
    command = ("forget", receipt.number, "--reason", "left the agency", "--copy")
    refused = run(*command, had_it)
    assert refused.exit_code == 1
    assert f"No copy of {receipt.number} waits for {had_it}" in refused.output
    assert f"{receipt.number} is tried no more for {gone}." in run(*command, gone).output
    assert store.backlog().waiting == 0
    assert "reason that was given: left the agency" in run("look", receipt.number).output
    assert store.lookup.resend(NOW, receipt.number) == 1, "the sealed mail is still here"


def test_status_names_what_is_missing_and_what_waits_for_whom(
    run: Run, receipt: Receipt, store: Store
) -> None:
    now = datetime.now(UTC)
    store.processes.beat("web on here", "web", "0.1.0", started=now, now=now)
    said = run("status").output
    assert "web on here: lives, version 0.1.0" in said
    assert "MISSING: deliver" in said
    assert f"{receipt.number} to backup@agency.example: refused" in said
    assert 'Nobody has said "we have it": 1' in said
    assert "never: see `intake noted backup`" in said
    assert run("noted", "backup").output == "Noted: backup.\n"
    told = read(run("status", "--json"))
    assert told["missing"] == ["deliver"]
    assert told["last_numbers"] == {"HAL-2026": 1}
    assert told["backup"]
    assert told["unread"] == [receipt.number]


def test_alarm_test_says_which_path_did_not_get_through(run: Run, store: Store) -> None:
    result = run("alarm", "test")
    assert result.exit_code == 1
    assert "relay: NOT sent, " in result.output
    assert "web address: NOT sent, " in result.output
    assert {each.path: each.fails for each in store.alarms.paths().values()} == {
        "relay": True, "web address": True,
    }  # fmt: skip
    said = run("status").output
    assert "relay: FAILS since" in said
    store.alarms.mark_sent("relay", {}, NOW, "second@host.example: 550 at RCPT")
    assert "NOT to second@host.example: 550 at RCPT" in run("status").output


def test_an_alarm_test_goes_on_after_a_path_that_nobody_has_thought_of(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(*_: object) -> str:
        raise UnicodeError("idna")

    monkeypatch.setattr("intake_app.intake.alarm_paths.MailPath.send", send)
    result = run("alarm", "test")
    assert "relay: NOT sent, UnicodeError at " in result.output
    assert "web address: NOT sent, " in result.output


def sign_up(store: Store, serial: int) -> Receipt:
    """For a training."""
    return accept(store, f"sign-up {serial}", region=training_series("HAL"), accepted_at=NOW)


def test_sign_ups_are_counted_apart_from_requests(run: Run, receipt: Receipt, store: Store) -> None:
    for serial in range(7):
        sign_up(store, serial)
    counted = read(run("counts", "--json"))
    assert counted["sign-ups"]["all"] == {"sign-ups": 7}
    assert counted["received"]["all"] == {"received": None}


def test_counts_hide_small_figures_in_every_form(
    run: Run, receipt: Receipt, tmp_path: Path
) -> None:
    rows = run("counts", "--csv").output.splitlines()
    assert rows[0].startswith("month,received: received,language: in-en")
    assert set(rows[1].split(",")[1:]) == {"<5"}
    assert read(run("counts", "--json"))["received"]["all"] == {"received": None}
    for language, title in (("en", "Requests in Halton: counts"), ("fr", "les chiffres")):
        file = tmp_path / f"{language}.html"
        run("counts", "--report", str(file), "--language", language)
        page = file.read_text(encoding="utf-8")
        assert title in page
        assert page.count("<svg") == page.count("<table>") == 7
        assert "src=" not in page
        assert "<script" not in page
    assert run("counts", "--month", "2026-13").exit_code == 2
