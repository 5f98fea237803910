"""Alarms ring once for one cause a day, again when it gets worse, and never as a flood."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from intake_app.catalog import LANGUAGES
from intake_app.catalog import Words
from intake_app.catalog import load_words
from intake_app.intake.alarms import LEASE
from intake_app.intake.alarms import Alarms
from intake_app.intake.backlog_monitor import HealthSnapshot
from intake_app.intake.concerns import Concern
from intake_app.intake.concerns import Lookout
from intake_app.intake.concerns import of_disk
from intake_app.intake.key_status import LiveKey
from intake_app.settings import CONTENT
from intake_app.store import Backlog
from intake_app.store import Identity
from intake_app.store import KeyRole
from intake_app.store import Store
from intake_app.store.alarms import AlarmRows
from tests.support.bells import Bell
from tests.support.office import ADDRESSES
from tests.support.office import HOUR
from tests.support.office import MINUTE
from tests.support.office import NOW
from tests.support.office import accept

DAY = 24 * HOUR
WORDS = load_words(CONTENT, "en")


class Bench:
    """Alarms on two paths, and whatever concerns a test says there are."""

    def __init__(self, store: Store, words: Words | None = WORDS) -> None:
        self.relay, self.web = Bell("relay"), Bell("web address")
        self.present: list[Concern] = []
        self.alarms = Alarms(
            store,
            [self.relay, self.web],
            lambda now: list(self.present),
            site="help.agency.example",
            words=words,
        )

    def rings(self, *after: timedelta) -> list[int]:
        """How many messages came by the web path at looks after each of these times."""
        before = len(self.web.rang)
        counts = []
        for age in after:
            self.alarms.look(NOW + age)
            counts.append(len(self.web.rang) - before)
            before = len(self.web.rang)
        return counts


def late(stage: int) -> Concern:
    facts: dict[str, object] = {"waiting": 2, "refused": 0, "unknown": 0, "age": stage * HOUR}
    return Concern("late", "late", facts, stage)


DISK = Concern("disk", "disk", {"free": 12})


def test_a_cause_rings_at_once_when_it_grows_and_then_daily(store: Store) -> None:
    bench = Bench(store)
    bench.present = [late(1)]
    assert bench.rings(0 * MINUTE, MINUTE, 30 * MINUTE) == [1, 0, 0]
    bench.present = [late(2)]
    assert bench.rings(HOUR, 2 * HOUR) == [1, 0]
    assert bench.rings(20 * HOUR, 25 * HOUR, 26 * HOUR, 49 * HOUR) == [0, 1, 0, 1]


def test_a_flood_of_causes_is_one_message(store: Store) -> None:
    bench = Bench(store)
    bench.present = [
        Concern(f"process web {n}", "missing", {"process": f"web {n}"}) for n in range(50)
    ]
    assert bench.rings(0 * MINUTE, MINUTE, HOUR) == [1, 0, 0]
    assert bench.web.rang[0][1].count("No sign of life") == 50


def test_what_comes_and_goes_rings_at_most_once_an_hour(store: Store) -> None:
    bench, rang = Bench(store), 0
    for minute in range(0, 8 * 60, 5):
        bench.present = [late(1)] if minute % 10 else []
        rang += sum(bench.rings(minute * MINUTE))
    assert 7 <= rang <= 9


def test_a_path_that_is_down_is_told_on_the_other_and_catches_up(store: Store) -> None:
    bench = Bench(store)
    bench.present, bench.relay.broken = [late(1)], True
    bench.rings(0 * MINUTE)
    assert bench.relay.rang == []
    assert store.alarms.paths()["relay"].failing_since == NOW
    assert bench.rings(MINUTE / 2, MINUTE) == [0, 0]
    assert "do not get through by relay: ConnectionRefusedError" in bench.web.rang[-1][1]
    bench.relay.broken = False
    bench.rings(20 * MINUTE)
    (message,) = bench.relay.rang
    assert "Alarms did not get through here since" in message[1]
    assert store.alarms.paths()["relay"].failing_since is None
    bench.rings(21 * MINUTE)
    assert len(bench.relay.rang) == 1


def test_a_path_that_is_down_is_tried_in_measure(store: Store) -> None:
    bench = Bench(store)
    bench.present, bench.relay.broken = [late(1)], True
    tried = []
    for minute in range(61):
        before = store.alarms.paths().get("relay")
        bench.alarms.look(NOW + minute * MINUTE)
        if store.alarms.paths()["relay"].attempts > (before.attempts if before else 0):
            tried.append(minute)
    assert tried == [0, 1, 3, 7, 15, 30, 45, 60], "the pauses of delivery, 15 minutes at most"


def test_of_two_processes_one_rings(store: Store) -> None:
    one, two = Bench(store), Bench(store)
    one.present = two.present = [DISK]
    assert one.rings(0 * MINUTE) + two.rings(MINUTE) == [1, 0]


class Beaten(AlarmRows):
    """Whoever uses it is slower than another process, by one whole look of that other."""

    def __init__(self, store: Store, other: Callable[[], object]) -> None:
        super().__init__(store._engine)
        self._other = other

    def lease(self, path: str, now: datetime, lease: timedelta) -> bool:
        self._other()
        return super().lease(path, now, lease)


def test_of_two_processes_that_look_at_once_one_rings(store: Store) -> None:
    quick, late_store = Bench(store), Store(store._engine)
    late_store.alarms = Beaten(store, lambda: quick.rings(0 * MINUTE))
    slow = Bench(late_store)
    quick.present = slow.present = [DISK]
    assert slow.rings(0 * MINUTE) == [0]
    assert (len(quick.web.rang), len(slow.relay.rang)) == (1, 0)
    # The path is free again, and not only when the lease ends.
    quick.present = [DISK, late(1)]
    assert quick.rings(MINUTE) == [1]


def test_a_path_that_was_taken_out_of_the_settings_while_it_failed_is_told_of_no_more(
    store: Store,
) -> None:
    bench = Bench(store)
    bench.present, bench.relay.broken = [late(1)], True
    bench.rings(0 * MINUTE, MINUTE)
    after = Bench(store)
    without = Alarms(store, [after.web], lambda now: [], site="the site", words=WORDS)
    for days in range(5):
        without.look(NOW + days * DAY)
    assert after.web.rang == []
    assert not HealthSnapshot.of(store, NOW).alarms_fail


def test_an_address_that_hears_nothing_is_told_to_those_who_hear(store: Store) -> None:
    bench = Bench(store)
    bench.present, bench.relay.missed = [late(1)], "second@host.example: 550 at RCPT"
    bench.rings(0 * MINUTE, MINUTE, 2 * MINUTE)
    said = "do not get through by relay: second@host.example: 550 at RCPT"
    assert [said in text for _, text in bench.relay.rang] == [False, True]
    assert said in bench.web.rang[-1][1]
    assert HealthSnapshot.of(store, NOW).alarms_fail
    bench.relay.missed = ""
    bench.rings(DAY + MINUTE)
    assert not HealthSnapshot.of(store, NOW).alarms_fail


def test_a_clock_set_back_silences_nothing(store: Store) -> None:
    bench = Bench(store)
    bench.present = [DISK]
    assert bench.rings(3650 * DAY, 0 * DAY, DAY) == [1, 1, 1]


def test_what_is_told_once_is_not_told_daily(store: Store) -> None:
    bench = Bench(store)
    facts: dict[str, object] = {"duty": "requests", "fingerprint": "AB:CD", "day": "2027-01-01"}
    bench.present = [Concern("certificate AB:CD", "certificate", facts, 1, daily=False)]
    assert bench.rings(0 * DAY, DAY, 10 * DAY) == [1, 0, 0]


def without_database(folder: Path) -> Bench:
    gone = Store.open(f"sqlite:///{folder / 'gone.db'}")
    bench = Bench(gone)
    gone.close()
    (folder / "gone.db").write_bytes(b"no database" * 100)
    return bench


def test_without_its_database_each_process_rings_for_itself(tmp_path: Path) -> None:
    bench = without_database(tmp_path)
    # One look alone may meet a server that starts anew, or a lock.
    assert bench.rings(0 * MINUTE, MINUTE / 2) == [0, 0]
    assert bench.rings(MINUTE, 2 * MINUTE, DAY, DAY + MINUTE) == [1, 0, 0, 1]
    assert "The database answers nobody" in bench.web.rang[0][1]


def test_a_database_that_answers_again_was_only_slow(store: Store, tmp_path: Path) -> None:
    gone = Store.open(f"sqlite:///{tmp_path / 'gone.db'}")
    bench, slow = Bench(store), Bench(gone)
    gone.close()
    (tmp_path / "gone.db").write_bytes(b"no database" * 100)
    for minute in range(0, 10, 2):
        bench.alarms._store = gone
        assert bench.rings(minute * MINUTE) == [0]
        bench.alarms._store = store
        assert bench.rings((minute + 1) * MINUTE) == [0]
    assert slow.rings(0 * MINUTE, MINUTE) == [0, 1]


def test_without_words_the_causes_are_named(store: Store) -> None:
    bench = Bench(store, words=None)
    bench.present = [DISK]
    bench.rings(0 * MINUTE)
    assert bench.web.rang == [("Alarm: help.agency.example", "disk")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_concern_has_its_sentence(store: Store, language: str) -> None:
    kinds: dict[str, dict[str, object]] = {
        "late": {"waiting": 1, "refused": 0, "unknown": 0, "age": 3 * DAY},
        "refused": {"waiting": 1, "refused": 1, "unknown": 0},
        "disk": {"free": 3},
        "not-kept": {"count": 2},
        "certificate": {"duty": "signing", "fingerprint": "AB", "day": "2027-01-01"},
        "missing": {"process": "deliver"},
        "unacknowledged": {"numbers": "HAL-2026-0001"},
        "path": {"path": "relay", "answer": "450"},
        "database": {},
    }
    bench = Bench(store, load_words(CONTENT, "fr" if language == "fr" else "en"))
    _, text = bench.alarms.worded([Concern(kind, kind, facts) for kind, facts in kinds.items()])
    assert text.count("\n- ") == len(kinds) - 1 + 1
    assert "{" not in text


def beat(store: Store, role: str, now: datetime) -> None:
    store.processes.beat(f"{role} on here", role, "1", started=NOW, now=now)


def test_a_process_that_is_gone_is_named_within_two_minutes(store: Store) -> None:
    lookout = Lookout(store=store, since=NOW)
    gone: list[tuple[timedelta, str]] = []
    for second in range(0, 600, 25):
        now = NOW + timedelta(seconds=second)
        beat(store, "web", now)
        if second < 300:
            beat(store, "deliver", now)
        gone += [(now - NOW, concern.cause) for concern in lookout.concerns(now)]
    first, cause = gone[0]
    assert cause == "process deliver"
    assert first - timedelta(seconds=275) <= 2 * MINUTE
    assert {cause for _, cause in gone} == {"process deliver"}


def test_a_process_that_ends_after_the_clock_was_set_back_is_named_all_the_same(
    store: Store,
) -> None:
    for role in ("web", "deliver"):
        beat(store, role, NOW + 3 * HOUR)
    seen = []
    for second in range(0, 200, 25):
        now = NOW + timedelta(seconds=second)
        beat(store, "web", now)
        seen.append([each.cause for each in Lookout(store=store).concerns(now)])
    assert seen[0] == [], "it may live: nobody knows yet"
    assert seen[-1] == ["process deliver"]


def test_one_of_several_is_named_and_one_that_ended_in_order_is_not(store: Store) -> None:
    later = NOW + 5 * MINUTE
    store.processes.beat("web on a", "web", "1", started=NOW, now=NOW)
    store.processes.beat("web on b", "web", "1", started=NOW, now=NOW)
    store.processes.end("web on b", NOW + MINUTE)
    store.processes.beat("web on c", "web", "1", started=NOW, now=later)
    beat(store, "deliver", later)
    assert [each.cause for each in Lookout(store=store).concerns(later)] == ["process web on a"]


def test_mail_that_waits_is_a_concern_from_a_quarter_of_an_hour_on(store: Store) -> None:
    accept(store)

    def stages(age: timedelta) -> list[int]:
        found = Lookout(store=store, since=NOW + age).concerns(NOW + age)
        return [each.stage for each in found if each.cause == "late"]

    assert [stages(n * MINUTE) for n in (14, 15, 60, 240, 1440, 2880)] == [
        [], [1], [2], [3], [4], [5],
    ]  # fmt: skip


KEY = LiveKey(
    place="INTAKE_RECIPIENTS (intake@agency.example)",
    duty=KeyRole.REQUESTS,
    address=ADDRESSES[0],
    certificate=Path("agency.crt"),
    fingerprint="AB:CD:EF:01:23:45:67:89:AB:CD",
)


def test_a_certificate_in_use_is_a_concern_by_stages_and_daily_once_it_has_ended(
    store: Store,
) -> None:
    ends = NOW + 400 * DAY
    for fingerprint in (KEY.fingerprint, "99:99"):
        store.certificates.note(
            Identity(fingerprint=fingerprint, duty=KEY.duty, address=KEY.address, ends=ends)
        )
    lookout = Lookout(store=store, keys=(KEY,))

    def found(left: timedelta) -> list[tuple[int, bool]]:
        beat(store, "web", ends - left)
        beat(store, "deliver", ends - left)
        concerns = lookout.concerns(ends - left)
        assert {each.cause for each in concerns} <= {"certificate AB:CD:EF:01:23:45:67:89"}
        return [(each.stage, each.daily) for each in concerns]

    assert [found(days * DAY) for days in (61, 60, 30, 14, 7, 1, 0)] == [
        [], [(1, False)], [(2, False)], [(3, False)], [(4, False)], [(5, False)], [(6, True)],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("free", "stages"), [(None, []), (0.2, []), (0.19, [1]), (0.09, [2]), (0.01, [3])]
)
def test_a_disk_that_fills_up_rings_again_as_it_gets_worse(
    free: float | None, stages: list[int]
) -> None:
    snapshot = HealthSnapshot(Backlog(waiting=0, refused=0, unknown=0, oldest=None), free, NOW)
    assert [each.stage for each in of_disk(snapshot)] == stages


def test_while_one_process_uses_a_path_no_other_does(store: Store) -> None:
    bench = Bench(store)
    bench.present = [DISK]
    assert store.alarms.lease("relay", NOW, LEASE)
    assert bench.rings(MINUTE / 6) == [1]
    assert bench.relay.rang == []
    bench.rings(LEASE + MINUTE)
    assert len(bench.relay.rang) == 1


def test_of_two_processes_that_meet_a_new_path_at_once_one_has_it(store: Store) -> None:
    first = Barrier(2)

    def lease() -> bool:
        first.wait()
        return store.alarms.lease("relay", NOW, LEASE)

    with ThreadPoolExecutor(2) as pool:
        for turn in range(5):
            took = [pool.submit(lease) for _ in range(2)]
            assert sorted(each.result() for each in took) == [False, turn == 0]


def test_without_its_database_a_path_that_is_down_is_tried_again(tmp_path: Path) -> None:
    bench = without_database(tmp_path)
    bench.relay.broken = bench.web.broken = True
    assert bench.rings(0 * MINUTE, MINUTE) == [0, 0]
    bench.web.broken = False
    assert bench.rings(2 * MINUTE) == [1]


def test_a_path_that_works_again_says_so_though_nothing_is_wrong_any_more(store: Store) -> None:
    bench = Bench(store)
    bench.present, bench.relay.broken = [late(1)], True
    bench.rings(0 * MINUTE)
    bench.present, bench.relay.broken = [], False
    bench.rings(HOUR)
    (message,) = bench.relay.rang
    assert "Alarms did not get through here since" in message[1]
    assert "\n- " not in message[1]
