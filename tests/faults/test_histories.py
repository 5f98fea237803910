"""Thousands of histories that nobody would think of: whatever happened, every request arrives."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck
from hypothesis import seed
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.stateful import Bundle
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.stateful import invariant
from hypothesis.stateful import multiple
from hypothesis.stateful import rule
from hypothesis.stateful import run_state_machine_as_test

from tests.support.processes.simulation import Ending
from tests.support.processes.simulation import Meanwhile
from tests.support.processes.simulation import Universe
from tests.support.processes.simulation import new_universe
from tests.support.processes.workers import PROJECT

set_hypothesis_home_dir(PROJECT / "build" / "hypothesis")

STEPS = 25
BOUND = timedelta(hours=3)
"""At the worst a clock gone wrong left a mail not due for two hours, then leased by a dead worker
for forty minutes, then a wrong password's pause of fifteen."""
LOOKS_EVERY = timedelta(minutes=5)
ENDINGS = st.sampled_from(Ending)
CLOSED = st.sampled_from([Ending.LATER, Ending.TURNED_AWAY, Ending.SHUT_OUT])
WORKERS = st.sampled_from([1, 2])
MINUTES = st.sampled_from([1, 2, 4, 8, 15, 19, 20, 30, 59, 60, 61, 240, 1440])
JUMPS = st.sampled_from([1, 20, 21, 40, 41, 60, 119, 121, 1440, 60 * 24 * 365, 60 * 24 * 3650])
# A try lasts 15 minutes at most; now and then the clock jumps while it lasts.
SHIFTS = st.integers(-15, 15) | st.integers(-15, 15) | JUMPS | JUMPS.map(lambda minutes: -minutes)
MEANWHILE = st.builds(
    Meanwhile,
    SHIFTS.map(lambda minutes: timedelta(minutes=minutes)),
    st.lists(ENDINGS, max_size=3).map(tuple),
)


Rows = list[tuple[str, bytes, str, str | None]]


class History(RuleBasedStateMachine):
    """What may happen, in any order; what must be true after each step, and in the end."""

    universe: ClassVar[Universe]
    begun: ClassVar[int]
    forms = Bundle("forms")

    def __init__(self) -> None:
        super().__init__()
        type(self).begun += 1
        self.world = self.universe.new_world()
        self.sent = 0

    @rule(target=forms, addresses=st.sampled_from([1, 1, 2]))
    def a_family_sends_a_form(self, addresses: int):
        form = self._new_form(addresses)
        assert self.world.accept(form[0], addresses, dies_before=False, dies_after=False)
        return form

    @rule(target=forms, addresses=st.sampled_from([1, 2]), before=st.booleans())
    def the_web_process_dies_while_a_form_is_sent(self, addresses: int, before: bool):
        form = self._new_form(addresses)
        self.world.accept(form[0], addresses, dies_before=before, dies_after=True)
        return form

    @rule(target=forms, form=forms)
    def a_family_sends_a_form_again(self, form: tuple[str, int]):
        before = self.world.told.get(form[0])
        again = self.world.accept(*form, dies_before=False, dies_after=False)
        assert again
        assert before is None or before.number == again.number
        return multiple()

    @rule(worker=WORKERS, script=st.lists(ENDINGS, max_size=6))
    def a_worker_works(self, worker: int, script: list[Ending]) -> None:
        self.world.work(worker, script)

    @rule(worker=WORKERS, meanwhile=MEANWHILE, script=st.lists(ENDINGS, max_size=3))
    def two_workers_work(self, worker: int, meanwhile: Meanwhile, script: list[Ending]) -> None:
        self.world.work(worker, [meanwhile, *script])

    @rule(process=st.sampled_from([0, 1, 2]))
    def a_process_is_killed_between_two_things(self, process: int) -> None:
        self.world.kill(process)

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.world.now += timedelta(minutes=minutes)

    @rule(days=st.integers(1, 4), worker=WORKERS, how=CLOSED)
    def the_mail_server_is_away_for_days(self, days: int, worker: int, how: Ending) -> None:
        self.world.server_is_up, self.world.closed_by = False, how
        for _ in range(days):
            self.world.now += timedelta(hours=24)
            self.world.work(worker, [])
        self.world.server_is_up = True

    @rule(minutes=JUMPS, ahead=st.booleans())
    def the_clock_jumps(self, minutes: int, ahead: bool) -> None:
        self.world.now += timedelta(minutes=minutes if ahead else -minutes)

    def _new_form(self, addresses: int) -> tuple[str, int]:
        self.sent += 1
        return f"form {self.sent}", addresses

    @invariant()
    def what_must_be_true_is_true(self) -> None:
        rows = self.world.rows()
        self.what_was_told_is_kept_as_it_was_made(rows)
        self.numbers_have_no_gap(rows)
        self.what_arrived_was_kept_and_what_is_called_delivered_has_arrived(rows)
        self.a_second_copy_has_its_excuse()

    def what_was_told_is_kept_as_it_was_made(self, rows: Rows) -> None:
        kept = {number: mail for number, mail, _, _ in rows}
        assert {receipt.number for receipt in self.world.told.values()} <= kept.keys()
        assert all(self.world.made[number] == mail for number, mail in kept.items())

    def numbers_have_no_gap(self, rows: Rows) -> None:
        kept = sorted({number for number, _, _, _ in rows})
        assert kept == [f"HAL-2026-{serial:04d}" for serial in range(1, len(kept) + 1)]

    def what_arrived_was_kept_and_what_is_called_delivered_has_arrived(self, rows: Rows) -> None:
        arrived = set(self.world.arrived)
        assert arrived <= {(mail, address) for _, mail, address, _ in rows}
        assert {(mail, address) for _, mail, address, at in rows if at} <= arrived

    def a_second_copy_has_its_excuse(self) -> None:
        copies = Counter(self.world.arrived)
        assert all(count - 1 <= self.world.excuses[copy] for copy, count in copies.items())

    def teardown(self) -> None:
        """Within the bound after everything works again, everything is there."""
        works_again = self.world.now
        while not all(delivered for _, _, _, delivered in self.world.rows()):
            self.world.work(1, [])
            assert self.world.now - works_again <= BOUND
            self.world.now += LOOKS_EVERY
        rows = self.world.rows()
        assert {(mail, address) for _, mail, address, _ in rows} == set(self.world.arrived)
        self.a_second_copy_has_its_excuse()


PARTS = [pytest.param(2_500, part, marks=pytest.mark.prove) for part in range(1, 5)]
"""Ten thousand in all; in parts, so that several cores can share them."""


@pytest.mark.parametrize(("runs", "part"), [(80, 0), *PARTS])
def test_whatever_happens_nothing_is_lost_altered_or_doubled_without_cause(
    runs: int, part: int, caplog: pytest.LogCaptureFixture
) -> None:
    # A million log lines would fill the memory; what they say is tested elsewhere.
    caplog.set_level(logging.CRITICAL + 1, logger="intake_app")
    with new_universe() as History.universe:
        History.begun = 0
        run_state_machine_as_test(
            seed(part)(History),
            settings=settings(
                max_examples=runs,
                stateful_step_count=STEPS,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert runs <= History.begun
