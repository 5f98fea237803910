"""Several PostgreSQL servers: no promise of what one alone has, and no number twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from intake_app.errors import MaybeSaved
from intake_app.errors import NotSaved
from intake_app.errors import StoreError
from intake_app.intake.housekeeping import Housekeeping
from intake_app.store import ERASE
from intake_app.store import Sealed
from intake_app.store import Store
from intake_app.store.cluster import ReplicationStatus
from intake_app.store.cluster import TimelineMemory
from intake_app.store.cluster import _counted
from tests.support.demo import eventually
from tests.support.office import HOUR
from tests.support.office import NOW
from tests.support.office import accept
from tests.support.pooler import pooler
from tests.support.standby import Cluster
from tests.support.standby import Node
from tests.support.standby import cluster

WAITS = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
CANCEL = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


def found(store: Store, form: str) -> bool:
    return store.find(form.encode()) is not None


@pytest.fixture(scope="module")
def servers() -> Iterator[Cluster]:
    """A primary and one standby, which no test of this module ends."""
    with cluster() as made:
        made.standby_of(made.primary())
        yield made


@pytest.fixture
def primary(servers: Cluster) -> Iterator[Node]:
    """Waits for its standby, and its database is empty."""
    node, standby = servers.nodes
    node.wait_for("*")
    yield node
    standby.thaw()
    node.wait_for("")
    node.ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public", "one")


@pytest.fixture
def standby(servers: Cluster, primary: Node) -> Node:
    return servers.nodes[1]


@pytest.fixture
def store(primary: Node) -> Iterator[Store]:
    """Wants each request on both."""
    opened = Store.open(primary.url, copies=2)
    yield opened
    opened.close()


def test_a_request_is_confirmed_when_the_standby_has_it(store: Store) -> None:
    assert store.cluster.trouble() == ""
    assert accept(store, "one").number == "HAL-2026-0001"
    standing = store.cluster.standing()
    assert standing
    assert (standing.waits_for, standing.in_step, standing.sees_standbys) == (1, 1, True)


def test_a_server_that_waits_for_no_standby_takes_nothing_that_two_must_have(
    store: Store, primary: Node
) -> None:
    accept(store, "one")
    primary.wait_for("")
    with pytest.raises(NotSaved, match="synchronous_standby_names"):
        accept(store, "two")
    assert not found(store, "two")
    with pytest.raises(MaybeSaved):
        accept(store, "one")
    assert "synchronous_standby_names" in store.cluster.trouble()


def test_a_standby_that_is_gone_is_told_at_once(store: Store, standby: Node) -> None:
    standby.kill()
    assert eventually(lambda: "0 standbys are in step" in store.cluster.trouble())
    with pytest.raises(NotSaved, match="0 standbys are in step"):
        accept(store, "one")
    standby.start()
    assert eventually(lambda: not store.cluster.trouble())
    assert accept(store, "one").number == "HAL-2026-0001"


def test_while_a_standby_is_gone_forms_can_be_filled_in_and_mails_go_out(
    store: Store, standby: Node
) -> None:
    accept(store, "one")
    form = Sealed(b"locked", NOW + HOUR)
    for name in (b"ends", b"left"):
        store.drafts.change(name * 8, NOW, lambda _: form)
    standby.kill()
    later = NOW + 2 * HOUR
    store.drafts.erase(b"left" * 8)
    store.drafts.purge(later)
    Housekeeping(store).look(later)
    store.drafts.change(b"new one" * 4, later, lambda _: Sealed(b"locked", later + HOUR))
    store.drafts.change(b"new one" * 4, later, lambda _: ERASE)
    (one,) = store.claim_due(now=later, limit=1, lease=HOUR)
    store.mark_delivered(one, later)
    standby.start()


def test_a_wait_that_an_operator_ends_is_no_success(
    store: Store, primary: Node, standby: Node
) -> None:
    standby.freeze()
    with ThreadPoolExecutor(1) as visitors:
        pressed = visitors.submit(accept, store, "one")
        assert eventually(lambda: bool(primary.ask(CANCEL)))
        with pytest.raises(MaybeSaved, match="01000"):
            pressed.result()
    assert found(store, "one"), "it is on the primary, and on no other"


def test_while_a_standby_says_nothing_the_same_form_is_not_sure_and_another_is_not_saved(
    store: Store, primary: Node, standby: Node
) -> None:
    accept(store, "before")
    standby.freeze()
    with ThreadPoolExecutor(3) as visitors:
        first = visitors.submit(accept, store, "one")
        assert eventually(lambda: bool(primary.ask(WAITS)))
        again, other = (visitors.submit(accept, store, form) for form in ("one", "two"))
        for press in (first, again):
            assert isinstance(press.exception(), MaybeSaved)
        assert isinstance(other.exception(), NotSaved)
    standby.thaw()
    assert eventually(lambda: found(store, "one"))
    assert accept(store, "one").number == "HAL-2026-0002"
    assert accept(store, "two").number == "HAL-2026-0003"


def test_what_nobody_was_promised_waits_for_no_standby(store: Store, standby: Node) -> None:
    accept(store, "one")
    standby.freeze()
    store.processes.beat("web on a", "web", "1", started=NOW, now=NOW)
    (delivery,) = store.claim_due(now=NOW, limit=1, lease=NOW - NOW)
    store.mark_delivered(delivery, NOW)
    assert store.backlog().waiting == 0


def test_a_standby_is_no_database_for_families(standby: Node) -> None:
    with pytest.raises(StoreError, match="it is a standby"):
        Store.open(standby.url)


def test_a_role_that_may_not_look_at_standbys_says_so(primary: Node, store: Store) -> None:
    primary.ask("CREATE ROLE plain LOGIN PASSWORD 'plain'")
    primary.ask("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain", "one")
    plain = primary.url.replace(f"tester:{primary.password}", "plain:plain")
    other = Store(sa.create_engine(plain))
    standing = other.cluster.standing()
    assert standing
    assert (standing.sees_standbys, standing.waits_for) == (False, 1)
    other.close()
    primary.ask("DROP OWNED BY plain", "one")
    primary.ask("DROP ROLE plain")


def test_a_dump_that_was_put_back_gives_no_number_by_itself_however_many_copies_there_were(
    store: Store, primary: Node
) -> None:
    accept(store, "one")
    primary.ask("UPDATE timeline SET server = '7'", "one")
    with pytest.raises(NotSaved, match="intake restore"):
        accept(store, "two")
    store.cluster.settle()
    assert accept(store, "two").number == "HAL-2026-0002"


@pytest.mark.parametrize(
    ("names", "count"),
    [
        ("", 0),
        ("*", 1),
        ("a, b", 1),
        ("FIRST 2 (a, b, c)", 2),
        ("any 3 (*)", 3),
        ("2 (a, b)", 2),
        ('"first"', 1),
    ],
)
def test_how_many_standbys_a_server_waits_for(names: str, count: int) -> None:
    assert _counted(names) == count


def test_a_promoted_standby_gives_no_number_until_a_person_says_so_and_the_old_one_none(
    tmp_path: Path,
) -> None:
    memory = tmp_path / "database-timeline.json"
    with cluster() as servers:
        old = servers.primary()
        before = Store.open(old.url, memory=memory)
        accept(before, "one")
        new = servers.standby_of(old)
        new.promote()
        after = Store.open(new.url, memory=memory)
        with pytest.raises(NotSaved, match="intake restore"):
            accept(after, "two")
        assert "intake restore" in after.cluster.trouble()
        with pytest.raises(MaybeSaved):
            accept(after, "one")
        after.cluster.settle()
        assert accept(after, "two").number == "HAL-2026-0002"
        # Every process of this machine knows, that which never met the new one too.
        again = Store.open(old.url, memory=memory)
        for store in (before, again):
            with pytest.raises(NotSaved, match="switch it off"):
                accept(store, "three")
            with pytest.raises(StoreError, match="switch it off"):
                store.cluster.settle()
        for store in (before, after, again):
            store.close()


def status(timeline: int) -> ReplicationStatus:
    return ReplicationStatus(
        server="7", timeline=timeline, waits_for=0, standbys=0, in_step=0, sees_standbys=True
    )


@pytest.mark.parametrize("said", ["{", "[]", '{"7": null}'])
def test_a_memory_that_cannot_be_read_is_left_as_it_is_and_each_process_remembers(
    tmp_path: Path, said: str
) -> None:
    """It may know of a server that has taken another's place."""
    file = tmp_path / "database-timeline.json"
    file.write_text(said, encoding="ascii")
    memory = TimelineMemory(file)
    assert not memory.is_older(status(2))
    assert memory.is_older(status(1))
    assert file.read_text(encoding="ascii") == said
    assert memory.trouble == f"{file} is damaged"
    file.unlink()
    assert memory.is_older(status(1))
    assert TimelineMemory(file).is_older(status(1)), "and now it is written down"


def test_a_standby_that_had_every_request_goes_on_by_itself() -> None:
    with cluster() as servers:
        old = servers.primary()
        new = servers.standby_of(old)
        old.wait_for("*")
        before = Store.open(old.url, copies=2)
        accept(before, "one")
        before.close()
        old.kill()
        new.promote()
        after = Store.open(new.url, copies=2)
        with pytest.raises(NotSaved, match="synchronous_standby_names"):
            accept(after, "two")
        servers.standby_of(new)
        new.wait_for("*")
        assert accept(after, "one").number == "HAL-2026-0001"
        assert accept(after, "two").number == "HAL-2026-0002"
        after.close()


@pytest.mark.parametrize("ignored", ["options", ""])
def test_a_pooler_is_refused_by_name(primary: Node, ignored: str) -> None:
    with pooler(primary, ignored=ignored) as through, pytest.raises(StoreError, match="pooler"):
        Store.open(through)
