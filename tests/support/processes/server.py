"""A web process of its own, so that strace can watch every byte that leaves it.

Folder of the settings' files on the command line. SIGUSR1 breaks it: from then on a fault whose
message holds everything that was typed comes out of the middle of the form.
"""

from __future__ import annotations

import pickle
import signal
import sys
from pathlib import Path

from intake_app import server
from intake_app.app import wsgi
from intake_app.forms import Answers
from intake_app.settings import Settings

SETTINGS = "settings.pickle"


def write_settings(settings: Settings, folder: Path) -> None:
    """For the process to read; they are the test's own."""
    (folder / SETTINGS).write_bytes(pickle.dumps(settings))


def _break(*_: object) -> None:
    def read(region: object, typed: object) -> Answers:
        raise ValueError(f"{region} {typed}")

    Answers.read = read  # type: ignore[method-assign, assignment]


def main(folder: Path) -> None:
    """Serve until SIGTERM."""
    settings: Settings = pickle.loads((folder / SETTINGS).read_bytes())  # noqa: S301
    server.log_to_stderr()
    server.end_on_signals()
    signal.signal(signal.SIGUSR1, _break)
    application = wsgi(settings)
    listener = server.listen("127.0.0.1", 0)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    server.serve(application, listener)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
