"""A store that was closed keeps no connection, whoever still had one."""

from __future__ import annotations

from pathlib import Path

from intake_app.store import Store
from tests.support.office import accept


def open_files(beginning: str) -> list[str]:
    """What this process holds open under such a name."""
    links = Path("/proc/self/fd").iterdir()
    names = [link.readlink().name for link in links if link.is_symlink()]
    return [name for name in names if name.startswith(beginning)]


def test_a_connection_that_comes_back_afterwards_is_closed(tmp_path: Path) -> None:
    """A thread of its own may still write while the service ends."""
    store = Store.open(f"sqlite:///{tmp_path / 'ending.db'}")

    def close_meanwhile(number: str, reference: str) -> bytes:
        store.close()
        assert open_files("ending.db") != []
        return f"{number} {reference}".encode()

    accept(store, make=close_meanwhile)
    assert open_files("ending.db") == []
