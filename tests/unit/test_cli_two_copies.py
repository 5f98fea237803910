"""The same service started twice: the second says so in one line, and the first goes on."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.client import Client
from tests.support.service import INTAKE
from tests.support.service import service


def test_a_second_web_process_on_one_port_is_refused_and_leaves_the_first_alone(
    tmp_path: Path,
) -> None:
    with service(tmp_path / "one") as first:
        _, port = first.serve()
        words = [INTAKE, "serve", "--port", str(port)]
        done = subprocess.run(words, env=first.environ, capture_output=True, text=True, check=False)
        assert (done.returncode, "Serving" in done.stdout) == (1, False)
        last = done.stderr.splitlines()[-1]
        assert last.startswith(f"Port {port}: cannot be used on 127.0.0.1: Address already in use.")
        assert f"INTAKE_PORT={port % 65000 + 1}" in last
        assert "Traceback" not in done.stderr
        client = Client(port)
        assert b'"status":"up"' in client.get("/readyz")
        client.close()
