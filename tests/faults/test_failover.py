"""Two web and two delivering processes over PostgreSQL with a standby, while servers die.

What a family was told is true afterwards, whichever server is left.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from intake_app.store import Store
from tests.support.authority import Authority
from tests.support.client import Client
from tests.support.counts import counted
from tests.support.demo import eventually
from tests.support.failover import CONFIRMED
from tests.support.failover import NOT_SAVED
from tests.support.failover import NOT_SURE
from tests.support.failover import Families
from tests.support.keys import AGENCY
from tests.support.pooler import pooler
from tests.support.processes.acceptor import accept
from tests.support.relay import Relay
from tests.support.relay import running_relay
from tests.support.service import INTAKE
from tests.support.service import Service
from tests.support.standby import Cluster
from tests.support.standby import Node
from tests.support.standby import address
from tests.support.standby import cluster

FAMILY_WAITS, WATCHER_WAITS, MAIL_WAITS = 15, 2, 60
"""Seconds at most: for an answer to Send, for one of /readyz, and for delivery to go on."""
CANCEL = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@dataclass
class Rig:
    """All of it."""

    servers: Cluster
    service: Service
    relay: Relay
    ports: tuple[int, ...]

    def check(self, **changes: str) -> subprocess.CompletedProcess[str]:
        """As the operator types it."""
        environ = self.service.environ | changes
        return subprocess.run(
            [INTAKE, "check"], env=environ, capture_output=True, text=True, check=False
        )

    @property
    def arrived(self) -> set[bytes]:
        """Requests at the agency; alarms go elsewhere."""
        return {one.mail for one in self.relay.arrived if one.recipients == (AGENCY,)}

    def is_ready(self) -> bool:
        """What /readyz of the first web process says; fails when that takes too long."""
        client, begun = Client(self.ports[0]), monotonic()
        with suppress(AssertionError):
            client.get("/readyz")
            return True
        client.close()
        assert monotonic() - begun < WATCHER_WAITS
        return False


@contextmanager
def rig(folder: Path, *, copies: int = 2, each: int = 2) -> Iterator[Rig]:
    """So many web processes and as many that deliver; the standby is in step."""
    authority = Authority.make(folder)
    with cluster() as servers, running_relay(authority, authority.server_context()) as relay:
        primary = servers.primary()
        standby = servers.standby_of(primary)
        if copies > 1:
            primary.wait_for("*")
        service = Service.make(
            folder / "service",
            INTAKE_DATABASE_URL=address(primary, standby),
            INTAKE_DATABASE_COPIES=str(copies),
            INTAKE_MAIL_PORT=str(relay.port),
            INTAKE_MAIL_CA_FILE=str(authority.ca_file),
            INTAKE_PROXY_HOPS="1",
        )
        try:
            ports = tuple(service.serve()[1] for _ in range(each))
            for _ in range(each):
                service.deliver()
            yield Rig(servers, service, relay, ports)
        finally:
            for node in servers.nodes:
                node.thaw()
            service.end()


def kept(node: Node) -> dict[bytes, str]:
    """Form and number of every request on this server."""
    rows = node.ask("SELECT token_hash, number FROM requests", "one")
    return {form: str(number) for form, number in rows if isinstance(form, bytes)}


def undelivered(node: Node) -> bool:
    """Whether mails still wait."""
    return bool(node.ask("SELECT 1 FROM deliveries WHERE delivered_at IS NULL", "one"))


@counted("sendings", short=12, full=150)
def test_a_primary_that_dies_takes_nothing_with_it_that_a_family_was_told(
    tmp_path: Path, sendings: int
) -> None:
    with rig(tmp_path) as running:
        families, stop = Families(running.ports), Event()
        primary, standby = running.servers.nodes
        going = families.keep_sending(stop)
        assert eventually(lambda: families.endings[CONFIRMED] >= sendings)
        # Whoever only begins now cannot get as far as Send.
        filled = families.fill_in(running.ports[0])
        primary.kill()
        assert families.press(running.ports[0], filled).ending in (NOT_SAVED, NOT_SURE)
        standby.promote()
        running.servers.standby_of(standby)
        standby.wait_for("*")
        confirmed = families.endings[CONFIRMED]
        assert eventually(lambda: families.endings[CONFIRMED] >= confirmed + sendings)
        stop.set()
        for family in going:
            family.result()
        rows = kept(standby)
        assert families.forms(CONFIRMED) <= rows.keys()
        stem = next(iter(rows.values()))[: -len("0001")]
        assert sorted(rows.values()) == [f"{stem}{n:04d}" for n in range(1, len(rows) + 1)]
        for form in families.forms(NOT_SAVED):
            said = families.said(form)
            assert form not in rows or said[-1] != NOT_SAVED
            assert NOT_SURE not in said[: said.index(NOT_SAVED)]
        assert eventually(lambda: not undelivered(standby))
        assert len(running.arrived) == len(rows)


@pytest.mark.prove
@pytest.mark.parametrize("gone", [Node.kill, Node.freeze])
def test_while_the_standby_is_gone_every_send_is_answered_and_none_is_confirmed(
    tmp_path: Path, gone: Callable[[Node], None]
) -> None:
    with rig(tmp_path, each=1) as running:
        families = Families(running.ports)
        primary, standby = running.servers.nodes
        (port,) = running.ports
        forms = [families.fill_in(port) for _ in range(6)]
        gone(standby)
        with ThreadPoolExecutor(len(forms)) as visitors:
            told = list(visitors.map(lambda form: families.press(port, form), forms))
        assert {one.ending for one in told} <= {NOT_SAVED, NOT_SURE}
        # Four are answered at a time: who comes later has waited for a thread.
        assert sorted(one.seconds for one in told)[3] < FAMILY_WAITS
        assert families.press(port, told[0].again).ending in (NOT_SAVED, NOT_SURE)
        denied = families.forms(NOT_SAVED) - families.forms(NOT_SURE)
        assert not denied & kept(primary).keys()
        families.fill_in(port)


@pytest.mark.prove
def test_a_wait_that_an_operator_ends_is_confirmed_to_nobody(tmp_path: Path) -> None:
    with rig(tmp_path, each=1) as running:
        families = Families(running.ports)
        primary, standby = running.servers.nodes
        form = families.fill_in(running.ports[0])
        standby.freeze()
        with ThreadPoolExecutor(1) as visitors:
            pressed = visitors.submit(families.press, running.ports[0], form)
            assert eventually(lambda: bool(primary.ask(CANCEL)) or pressed.done())
            told = pressed.result()
        # What was ended may have been another process's wait: the truth is what counts.
        assert told.ending in (NOT_SAVED, NOT_SURE)
        assert told.ending == NOT_SURE or told.form not in kept(primary)


@pytest.mark.prove
def test_check_speaks_of_what_may_lose_requests(tmp_path: Path) -> None:
    with rig(tmp_path, each=1) as running:
        primary, standby = running.servers.nodes
        assert "Ready to serve, with 1 warning." in running.check().stdout
        only = address(standby)
        assert "it is a standby" in running.check(INTAKE_DATABASE_URL=only).stdout
        with pooler(primary) as pooled:
            assert "pooler" in running.check(INTAKE_DATABASE_URL=pooled).stdout
        primary.wait_for("")
        asynchronous = running.check()
        assert asynchronous.returncode == 1
        assert "synchronous_standby_names" in asynchronous.stdout
        for copies in ("1", ""):
            said = running.check(INTAKE_DATABASE_COPIES=copies)
            assert said.returncode == 0
            assert "A standby copies requests after families were told" in said.stdout
        assert eventually(lambda: not running.is_ready())


@pytest.mark.prove
def test_delivery_goes_on_within_a_minute_when_a_primary_freezes(tmp_path: Path) -> None:
    with rig(tmp_path, copies=1) as running:
        primary, standby = running.servers.nodes
        primary.freeze()
        assert not running.is_ready()
        standby.promote()
        promoted = Store.open(standby.url)
        promoted.cluster.settle()
        number = accept(promoted, "a form")
        promoted.close()
        assert eventually(lambda: bool(running.arrived), patience=MAIL_WAITS)
        assert number.encode() in running.arrived.pop()
