"""PgBouncer in transaction mode before a server of ours, as hosts put it there."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.demo import eventually
from tests.support.postgres import OWNER
from tests.support.postgres import free_port
from tests.support.standby import DATABASE
from tests.support.standby import Node

SETTINGS = """
[databases]
{database} = host=127.0.0.1 port={server} user=tester password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
ignore_startup_parameters = {ignored}
"""


@contextmanager
def pooler(node: Node, *, ignored: str = "options") -> Iterator[str]:
    """The address of the database through it. `ignored`: what it lets clients ask in vain."""
    port, file = free_port(), node.folder / "pooler.ini"
    text = SETTINGS.format(
        database=DATABASE, server=node.port, password=node.password, port=port, ignored=ignored
    )
    file.write_text(text)
    # Its user may look neither into this folder nor into that of the links to our programs.
    program = Path(shutil.which("pgbouncer") or "pgbouncer").resolve()
    with subprocess.Popen(
        [program, "--quiet", file], stderr=subprocess.DEVNULL, user=OWNER, cwd=node.folder
    ) as process:
        through = Node(node.folder, node.password, port)
        try:
            assert eventually(lambda: through.answers(DATABASE))
            yield through.url
        finally:
            process.terminate()
