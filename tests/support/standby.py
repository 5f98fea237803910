"""Real PostgreSQL servers of which one copies another; each can be frozen, killed, or promoted."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tests.support.demo import eventually
from tests.support.postgres import OWNER
from tests.support.postgres import Postgres
from tests.support.postgres import make_cluster
from tests.support.postgres import program

DATABASE = "one"
MANY_CONNECTIONS = 60


@dataclass
class Node(Postgres):
    """One server of several."""

    @property
    def url(self) -> str:
        """Of the database, on this server alone."""
        return address(self)

    def start(self, *options: str) -> None:
        super().start("-N", str(MANY_CONNECTIONS), *options)

    def wait_for(self, standbys: str) -> None:
        """Commits wait for these from now on."""
        self.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{standbys}'")
        self.ask("SELECT pg_reload_conf()")
        eventually(lambda: self.ask("SHOW synchronous_standby_names") == [(standbys,)])
        if standbys:
            in_step = "SELECT 1 FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')"
            eventually(lambda: bool(self.ask(in_step)))

    def promote(self) -> None:
        """It takes the primary's place, and waits for nobody."""
        self.ask("SELECT pg_promote()")
        self.wait_for("")

    def freeze(self) -> None:
        """Nothing of it moves, and nobody is told: as a machine that vanished."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if nothing had been."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """All its processes at once."""
        self._signal(signal.SIGKILL)
        if self.process:
            self.process.wait()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.thaw()
        super().end()

    def _signal(self, number: signal.Signals) -> None:
        if self.process:
            parent = self.process.pid
            # The parent first: it must start nothing anew meanwhile.
            for pid in (parent, *_children(parent)):
                with suppress(ProcessLookupError):
                    os.kill(pid, number)


def _children(parent: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(stat.parent.name)


def address(*nodes: Node) -> str:
    """Of the database, wherever of these the primary is."""
    hosts = "&".join(f"host=127.0.0.1:{node.port}" for node in nodes)
    return f"postgresql+psycopg://tester:{nodes[0].password}@/{DATABASE}?{hosts}"


@dataclass
class Cluster:
    """Servers in a folder of their own."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)

    def primary(self) -> Node:
        """A first one, with an empty database."""
        node = self._node(secrets.token_hex(16))
        make_cluster(node.folder, node.password)
        node.start()
        node.ask(f"CREATE DATABASE {DATABASE}")
        return node

    def standby_of(self, primary: Node) -> Node:
        """One more, which follows that one; its name in `synchronous_standby_names` is `*`."""
        node = self._node(primary.password)
        subprocess.run(
            [program("pg_basebackup"), "-h", "127.0.0.1", "-p", str(primary.port), "-U", "tester"]
            + ["-D", node.folder / "data", "-R", "-X", "stream", "-c", "fast", "--no-sync"],
            check=True,
            capture_output=True,
            user=OWNER,
            cwd=node.folder,
            env={**os.environ, "PGPASSWORD": primary.password},
        )
        node.start()
        return node

    def _node(self, password: str) -> Node:
        folder = self.folder / f"node-{len(self.nodes)}"
        folder.mkdir()
        if OWNER:
            shutil.chown(folder, OWNER)
        self.nodes.append(Node(folder, password))
        return self.nodes[-1]


@contextmanager
def cluster() -> Iterator[Cluster]:
    """All of it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="one-story-cluster-"))
    folder.chmod(0o755)
    made = Cluster(folder)
    try:
        yield made
    finally:
        for node in reversed(made.nodes):
            node.end()
        shutil.rmtree(folder)
