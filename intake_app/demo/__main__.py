"""One of the demo's processes: `python -m intake_app.demo web|mail|deliver`, run by `supervisor`.

Says "ready" on standard output, once. Ends on SIGTERM, and when the supervisor is gone.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path
from threading import Thread

from intake_app import server
from intake_app.demo import ROWS
from intake_app.demo.settings import FOLDER
from intake_app.demo.settings import LISTENER
from intake_app.demo.settings import Place
from intake_app.settings import Settings


def web(place: Place) -> None:
    """Portal, form and mailbox."""
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from intake_app.app import wsgi
    from intake_app.demo.mailbox import mailbox
    from intake_app.intake.reception import Intake

    server.end_on_signals()
    settings = Settings.from_environment(os.environ, ROWS)
    intake = Intake.open(settings)
    application = DispatcherMiddleware(wsgi(settings, intake), {"/demo/mailbox": mailbox(place)})
    intake.watchkeeping(settings, place="").begin()
    _ready()
    server.serve(application, _listener())


def mail(place: Place) -> None:
    """The mail server."""
    from intake_app.demo.mailserver import Account
    from intake_app.demo.mailserver import Mailbox
    from intake_app.demo.mailserver import serve_mail

    account = Account(os.environ["INTAKE_MAIL_USERNAME"], os.environ["INTAKE_MAIL_PASSWORD"])
    certificate = place.keys.mail_server
    mailbox = Mailbox(place.mailbox)
    asyncio.run(serve_mail(_listener(), mailbox=mailbox, account=account, certificate=certificate))


def deliver(place: Place) -> None:
    """The delivery process, as in production."""
    from intake_app.intake.delivery_worker import run_delivery
    from intake_app.intake.key_status import live_keys
    from intake_app.intake.own_store import open_store
    from intake_app.intake.watchkeeping import for_delivery
    from intake_app.mailer import Mailer

    stop = server.stop_on_signals()
    settings = Settings.from_environment(os.environ, ROWS)
    store, mailer = open_store(settings), Mailer(settings.mail)
    watch = for_delivery(settings, store, live_keys(settings), stop)
    watch.begin()
    _ready()
    run_delivery(store, mailer, settings.mail.sender, stop=stop, beside=watch.in_rounds)
    store.close()


ROLES = {"web": web, "mail": mail, "deliver": deliver}


def _listener() -> socket.socket:
    return socket.socket(fileno=int(os.environ[LISTENER]))


def _ready() -> None:
    print("ready", flush=True)  # noqa: T201  (the supervisor waits for this line)


def _end_with_the_supervisor() -> None:
    """Standard input is a pipe from the supervisor: it closes when the supervisor is gone."""

    def watch() -> None:
        os.read(0, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, daemon=True).start()


def main() -> None:
    """Play the role that the command line names."""
    server.log_to_stderr()
    _end_with_the_supervisor()
    ROLES[sys.argv[1]](Place(Path(os.environ[FOLDER])))


if __name__ == "__main__":
    main()
