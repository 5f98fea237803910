"""What staff do with a request: promises kept or not, first contact, days to aim for, outcomes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from datetime import datetime
from datetime import timedelta
from threading import Barrier

import pytest

from intake_app.dates import ONTARIO
from intake_app.intake.handover import Aim
from intake_app.intake.handover import Handover
from intake_app.intake.handover import months_after
from intake_app.intake.tickets import staff_hash
from intake_app.store import Handling
from intake_app.store import Outcome
from intake_app.store import Store
from tests.support.office import accept
from tests.support.rooms import Watch

FRIDAY = datetime(2026, 12, 18, 15, 0, tzinfo=ONTARIO)


def handover(store: Store, watch: Watch, *, promise: int | None = 2) -> Handover:
    return Handover(store=store, acknowledge_days=promise, meeting_days=30, clock=watch)


@pytest.fixture
def store(store: Store) -> Store:
    """With one request."""
    accept(store, accepted_at=FRIDAY, staff_hash=staff_hash("link of one"), tally="en steps")
    return store


def request(desk: Handover) -> Handling:
    found = desk.of_link("link of one")
    assert found
    return found


def counted(store: Store, kind: str) -> dict[str, int]:
    return {
        one.detail: one.count for one in store.tallies.of("HAL", ["2026-12"]) if one.kind == kind
    }


@pytest.mark.parametrize(
    ("promise", "after", "counts"),
    [
        (2, timedelta(days=4), "in-time"),  # Tuesday, the second working day
        (2, timedelta(days=5), "late"),
        (None, timedelta(days=90), "unpromised"),
    ],
)
def test_a_press_counts_by_the_working_days_that_were_promised(
    store: Store, promise: int | None, after: timedelta, counts: str
) -> None:
    desk = handover(store, Watch(FRIDAY + after), promise=promise)
    assert desk.acknowledge(request(desk), reason="phoned")
    assert not desk.acknowledge(request(desk))
    assert counted(store, "acknowledged") == {counts: 1}
    assert store.tallies.of("HAL", ["2027-01"]) == []


def test_of_many_who_press_at_once_one_is_first_and_it_counts_once(store: Store) -> None:
    accept(store)
    desk = handover(store, Watch(FRIDAY))
    one, together = request(desk), Barrier(4)

    def press(initials: str) -> bool:
        together.wait()
        return desk.acknowledge(one, by=initials)

    with ThreadPoolExecutor(4) as pool:
        first = dict(zip("ABCD", pool.map(press, "ABCD"), strict=True))
    assert sorted(first.values()) == [False, False, False, True]
    assert request(desk).acknowledged_by == next(by for by, was in first.items() if was)
    assert counted(store, "acknowledged") == {"in-time": 1}


def test_of_two_who_note_an_outcome_at_once_the_last_one_counts(store: Store) -> None:
    accept(store)
    desk = handover(store, Watch(FRIDAY))
    one, together = request(desk), Barrier(2)

    def note(outcome: Outcome) -> None:
        together.wait()
        desk.note_outcome(one, outcome)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(note, (Outcome.BEGAN, Outcome.WITHDREW)))
    assert counted(store, "outcome") == {request(desk).outcome: 1}


def test_only_a_day_that_can_be_is_taken_for_the_first_contact(store: Store) -> None:
    desk = handover(store, Watch(FRIDAY + timedelta(days=3)))
    one = request(desk)
    assert desk.dates(one) == ()
    assert not desk.note_contact(one, date(2026, 12, 17)), "before it was sent"
    assert not desk.note_contact(one, date(2026, 12, 22)), "tomorrow"
    assert desk.note_contact(one, date(2026, 12, 21))
    assert request(desk).contacted_on == date(2026, 12, 21)


def test_days_to_aim_for_are_working_days_and_none_is_invented(store: Store) -> None:
    desk = handover(store, Watch(FRIDAY))
    desk.note_contact(request(desk), date(2026, 12, 18))
    days = {each.aim: each.day for each in desk.dates(request(desk))}
    # Thirty days on is a Sunday, six months on a Friday.
    assert days == {Aim.FIRST_MEETING: date(2027, 1, 15), Aim.REVIEW: date(2027, 6, 18)}
    unpromised = Handover(store=store, acknowledge_days=None, meeting_days=None)
    assert [each.aim for each in unpromised.dates(request(desk))] == [Aim.REVIEW]


def test_months_end_where_they_end() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_an_outcome_counts_once_and_can_be_corrected(store: Store) -> None:
    desk = handover(store, Watch(FRIDAY))
    for outcome in (Outcome.BEGAN, Outcome.BEGAN, Outcome.WITHDREW):
        desk.note_outcome(request(desk), outcome)
    assert request(desk).outcome is Outcome.WITHDREW
    assert counted(store, "outcome") == {"withdrew": 1}


def test_an_outcome_of_a_request_that_is_gone_counts_nothing(store: Store) -> None:
    desk = handover(store, Watch(FRIDAY))
    gone = Handling(**{**vars(request(desk)), "id": 99})
    desk.note_outcome(gone, Outcome.BEGAN)
    assert counted(store, "outcome") == {}


def test_a_link_that_is_cut_or_guessed_leads_to_no_request(store: Store) -> None:
    desk = handover(store, Watch(FRIDAY))
    for ticket in ("link of on", "link of one ", "", "\udcff"):
        assert desk.of_link(ticket) is None
