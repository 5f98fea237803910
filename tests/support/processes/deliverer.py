"""A process of its own that delivers one round, so that tests can kill it.

`URL PORT CA_FILE HOURS` on the command line; its clock is so many hours ahead.
"""

from __future__ import annotations

import sys
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

from intake_app.intake.delivery_worker import DeliveryWorker
from intake_app.mailer import Mailer
from intake_app.settings import MailServer
from intake_app.store import Store

SENDER = "requests@service.example"


def main(url: str, port: str, ca_file: str, hours: str) -> None:
    """One round."""
    relay = MailServer(host="127.0.0.1", port=int(port), ca_file=Path(ca_file), sender=SENDER)
    ahead = timedelta(hours=float(hours))
    worker = DeliveryWorker(
        Store.open(url), Mailer(relay), SENDER, clock=lambda: datetime.now(UTC) + ahead
    )
    worker.make_round()


if __name__ == "__main__":
    main(*sys.argv[1:])
