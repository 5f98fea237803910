"""What is erased is gone from the database's own files, and nothing undone is ever erased."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from intake_app.intake.housekeeping import Housekeeping
from intake_app.reference import training_series
from intake_app.store import NAMES_DAYS
from intake_app.store import SEALED_DAYS
from intake_app.store import Sealed
from intake_app.store import State
from intake_app.store import Store
from tests.support.office import ADDRESSES
from tests.support.office import HOUR
from tests.support.office import MINUTE
from tests.support.office import NOW
from tests.support.office import accept

DAY = 24 * HOUR
MAIL = b"".join(hashlib.sha256(b"line %d" % n).digest() for n in range(600))
"""Longer than any page of a database, and nothing that PostgreSQL could make shorter."""
PIECE = hashlib.sha256(b"line 300").digest()
DRAFT = b"a form half filled in, locked " * 40
LEASE = 20 * MINUTE
UNTIL_NIGHT = 16 * HOUR
"""Then it is three o'clock in Ontario."""
FORM = "one" * 8


@pytest.fixture
def files(database_url: str) -> Callable[[], bytes]:
    """Everything that the database's files hold, once it has written all to them."""

    def read() -> bytes:
        if database_url.startswith("sqlite"):
            file = Path(database_url.removeprefix("sqlite:///"))
            return b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))
        with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            (row,) = connection.execute("SHOW data_directory")
            name = connection.execute(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).fetchone()
        assert name
        folder = Path(row[0]) / "base" / str(name[0])
        return b"".join(one.read_bytes() for one in sorted(folder.iterdir()) if one.is_file())

    return read


def keep(store: Store, form: str, **asked: object) -> str:
    """For two addresses, with a mail that can be found again in a file."""
    asked["make"] = lambda number, reference: number.encode() + MAIL
    return accept(store, form, addresses=ADDRESSES, **asked).number


def request(store: Store) -> str:
    return keep(store, FORM, staff_hash=b"staff " + FORM.encode(), tally="en steps")


def deliver(store: Store, copies: int = 2) -> None:
    for delivery in store.claim_due(now=NOW, limit=copies, lease=LEASE):
        store.mark_delivered(delivery, NOW)


def acknowledge(store: Store, number: str) -> None:
    one = store.handling.by_name(number)
    assert one
    store.handling.acknowledge(one, NOW, promise="in-time", by="M.T.")


def sweep(store: Store, after: timedelta) -> None:
    Housekeeping(store).look(NOW + after)


def test_sealed_bytes_are_gone_from_the_files_when_their_time_is_over(
    store: Store, files: Callable[[], bytes]
) -> None:
    number = request(store)
    deliver(store)
    acknowledge(store, number)
    assert PIECE in files()
    sweep(store, SEALED_DAYS * DAY - MINUTE)
    assert PIECE in files()
    sweep(store, SEALED_DAYS * DAY)
    held = files()
    assert PIECE not in held
    assert b"M.T." not in held
    assert number.encode() in held
    receipt = store.find(FORM.encode())
    assert receipt
    assert receipt.erased_at == NOW + SEALED_DAYS * DAY


def test_number_links_and_times_go_later_and_counts_stay(
    store: Store, files: Callable[[], bytes]
) -> None:
    number = request(store)
    deliver(store)
    acknowledge(store, number)
    sweep(store, SEALED_DAYS * DAY)
    sweep(store, (SEALED_DAYS + NAMES_DAYS) * DAY - MINUTE)
    assert store.find(FORM.encode())
    sweep(store, (SEALED_DAYS + NAMES_DAYS) * DAY)
    held = files()
    for trace in (number.encode(), FORM.encode(), ADDRESSES[0].encode()):
        assert trace not in held, trace
    assert store.find(FORM.encode()) is None
    assert {(tally.kind, tally.count) for tally in store.tallies.of("HAL")} == {
        ("received", 1), ("delivered", 1), ("acknowledged", 1),
    }  # fmt: skip


def sign_up(store: Store) -> str:
    """For a training: nobody is asked to say that they have it."""
    return keep(store, "sign-up" * 8, region=training_series("HAL"))


def test_a_sign_up_goes_when_its_time_after_the_delivery_is_over(
    store: Store, files: Callable[[], bytes]
) -> None:
    number = sign_up(store)
    deliver(store)
    assert store.erasure.waiting_for_a_person(NOW + SEALED_DAYS * DAY) == 0
    sweep(store, SEALED_DAYS * DAY - MINUTE)
    assert PIECE in files()
    sweep(store, SEALED_DAYS * DAY)
    assert PIECE not in files()
    sweep(store, (SEALED_DAYS + NAMES_DAYS) * DAY)
    assert number.encode() not in files()


def test_a_sign_up_that_was_not_delivered_stays_and_is_told(
    store: Store, files: Callable[[], bytes]
) -> None:
    sign_up(store)
    deliver(store, copies=1)
    later = (SEALED_DAYS + NAMES_DAYS) * DAY
    sweep(store, later)
    assert PIECE in files()
    assert store.erasure.waiting_for_a_person(NOW + later) == 1


UNDONE: dict[str, Callable[[Store, str], None]] = {
    "nothing was done": lambda store, number: None,
    "delivered, and nobody said so": lambda store, number: deliver(store),
    "acknowledged, and not delivered": acknowledge,
    "one of two addresses has it": lambda store, number: (
        deliver(store, copies=1), acknowledge(store, number),
    )[0],
}  # fmt: skip


@pytest.mark.parametrize("case", UNDONE)
def test_nothing_undone_is_erased_however_long_it_lies(store: Store, case: str) -> None:
    number = request(store)
    UNDONE[case](store, number)
    sweep(store, 3650 * DAY)
    assert store.lookup.resend(NOW, number) + store.backlog().waiting > 0
    assert store.erasure.waiting_for_a_person(NOW + 15 * DAY) == 1


def test_what_a_clock_gone_ahead_keeps_for_years_waits_for_a_person(store: Store) -> None:
    one = store.handling.by_name(request(store))
    assert one
    store.handling.acknowledge(one, NOW + 1461 * DAY, promise="in-time", by="M.T.")
    deliver(store)
    assert store.erasure.waiting_for_a_person(NOW + 15 * DAY) == 1
    assert store.erasure.waiting_for_a_person(NOW + 1462 * DAY) == 0


def test_a_family_that_asks_is_erased_at_once_and_its_mail_is_tried_no_more(
    store: Store, files: Callable[[], bytes]
) -> None:
    number = request(store)
    (first,) = store.claim_due(now=NOW, limit=1, lease=LEASE)
    store.mark_delivered(first, NOW)
    (second,) = store.claim_due(now=NOW, limit=1, lease=LEASE)
    one = store.handling.by_name(number)
    assert one
    forgotten = store.erasure.forget(one.id, NOW, "the family asked by phone")
    store.erasure.scrub(NOW)
    assert forgotten
    assert (forgotten.reached, forgotten.on_its_way) == (ADDRESSES[:1], ADDRESSES[1:])
    assert PIECE not in files()
    # Whoever was sending it just then comes back to nothing, and nothing breaks.
    store.mark_undelivered(second, State.WAITING, NOW)
    store.mark_delivered(second, NOW)
    assert store.claim_due(now=NOW + DAY, limit=9, lease=LEASE) == []
    assert store.backlog().waiting == 0
    assert store.lookup.resend(NOW, number) == 0
    assert store.erasure.forget(one.id, NOW, "again") is None
    receipt = store.find(FORM.encode())
    assert receipt
    assert receipt.erased_at == NOW


def test_a_large_table_is_written_anew_by_night(
    store: Store, files: Callable[[], bytes], database_url: str
) -> None:
    acknowledge(store, request(store))
    deliver(store)
    by_day = NOW + (SEALED_DAYS + 1) * DAY
    housekeeping = Housekeeping(store, large=1)
    housekeeping.look(by_day)
    # SQLite overwrites in place, and locks nothing for it.
    assert (PIECE in files()) == database_url.startswith("postgresql")
    housekeeping.look(by_day + UNTIL_NIGHT)
    assert PIECE not in files()


def test_what_one_process_left_in_the_files_another_takes_out(
    store: Store, files: Callable[[], bytes], database_url: str
) -> None:
    number = request(store)
    deliver(store)
    deliverer = Housekeeping(store)
    deliverer.look(NOW)
    operator = Store.open(database_url)
    one = operator.handling.by_name(number)
    assert one
    assert operator.erasure.forget(one.id, NOW + MINUTE, "the family asked by phone")
    overwritten = database_url.startswith("sqlite")
    assert operator.erasure.scrub(NOW + MINUTE, large=1) == overwritten
    operator.close()
    assert (PIECE in files()) != overwritten
    deliverer.look(NOW + HOUR)
    assert PIECE not in files()


def test_drafts_that_ended_are_gone_from_the_files(
    store: Store, files: Callable[[], bytes]
) -> None:
    store.drafts.change(b"x" * 32, NOW, lambda found: Sealed(DRAFT, NOW + HOUR))
    assert DRAFT[:64] in files()
    sweep(store, MINUTE)
    store.drafts.purge(NOW + HOUR)
    sweep(store, HOUR)
    assert DRAFT[:64] not in files()


def test_a_copy_for_a_mailbox_that_is_gone_is_given_up_once_another_has_it(
    store: Store,
) -> None:
    number = request(store)
    one = store.handling.by_name(number)
    assert one
    gone, other = ADDRESSES
    assert not store.erasure.give_up_copy(one.id, gone, "left"), "nobody has it"
    for delivery in store.claim_due(now=NOW, limit=2, lease=LEASE):
        if delivery.address == other:
            store.mark_delivered(delivery, NOW)
        else:
            store.mark_undelivered(delivery, State.REFUSED, NOW, "refused, 550 at RCPT")
    assert not store.erasure.give_up_copy(one.id, other, "left"), "that one has it"
    assert store.erasure.give_up_copy(one.id, gone, "left")
    assert store.backlog().waiting == 0
    # And so it is done in its time, as the privacy page says.
    acknowledge(store, number)
    sweep(store, SEALED_DAYS * DAY)
    receipt = store.find(FORM.encode())
    assert receipt
    assert receipt.erased_at == NOW + SEALED_DAYS * DAY


def test_what_was_taken_back_is_nobody_s_to_take_on(store: Store) -> None:
    number = request(store)
    deliver(store)
    one = store.handling.by_name(number)
    assert one
    store.erasure.forget(one.id, NOW, "they asked")
    # Somebody pressed in the same moment, and was a little slower.
    assert not store.handling.acknowledge(one, NOW, promise="in-time")
    receipt = store.find(FORM.encode())
    assert receipt
    assert receipt.acknowledged_at is None
    assert "acknowledged" not in {tally.kind for tally in store.tallies.of("HAL")}


def test_a_clock_set_back_erases_nothing_too_soon(store: Store) -> None:
    number = request(store)
    deliver(store)
    acknowledge(store, number)
    sweep(store, -3650 * DAY)
    assert store.lookup.resend(NOW, number) == 2


def test_housekeeping_runs_once_an_hour_and_again_when_the_clock_was_set_back(store: Store) -> None:
    housekeeping, number = Housekeeping(store), request(store)
    deliver(store)
    acknowledge(store, number)
    housekeeping.look(NOW + SEALED_DAYS * DAY - MINUTE)
    housekeeping.look(NOW + SEALED_DAYS * DAY)
    assert store.find(FORM.encode()).erased_at is None  # type: ignore[union-attr]
    housekeeping.look(NOW + SEALED_DAYS * DAY + HOUR)
    assert store.find(FORM.encode()).erased_at is not None  # type: ignore[union-attr]
