"""A process of its own that accepts, so that tests can kill it and break its disk.

`URL` on the command line; for each form named on standard input it keeps a request and prints
how that ended. A `!` in a form's name makes its mail fail.
"""

from __future__ import annotations

import sys
from datetime import UTC
from datetime import datetime

from intake_app.errors import MaybeSaved
from intake_app.errors import NotSaved
from intake_app.errors import StoreError
from intake_app.store import Store

YEAR = 2026


def mail_of(number: str, reference: str) -> bytes:
    """A mail of 8 KB that holds its number and reference, and no line too long."""
    line = f"{number} {reference} ".ljust(76, ".").encode() + b"\r\n"
    return b"Subject: New request\r\n\r\n" + line * 105


def mail_that_fails(number: str, reference: str) -> bytes:
    """Stands for a seal that cannot be made."""
    raise ArithmeticError(f"{number} {reference}")


def accept(store: Store, form: str) -> str:
    """Keep one request. Returns its number, or how else it ended."""
    try:
        receipt = store.accept(
            token_hash=form.encode(),
            region="HAL",
            year=YEAR,
            accepted_at=datetime.now(UTC),
            addresses=("intake@agency.example",),
            make=mail_that_fails if "!" in form else mail_of,
        )
    except NotSaved:
        return "not saved"
    except MaybeSaved:
        return "maybe saved"
    except ArithmeticError:
        return "not made"
    return receipt.number


def main(url: str) -> None:
    """One line in, one line out."""
    try:
        store = Store.open(url)
    except StoreError:
        say("not opened")
        return
    say("opened")
    for line in sys.stdin:
        form = line.strip()
        say(form, accept(store, form))


def say(*words: str) -> None:
    """One line, on its way at once."""
    sys.stdout.write("\t".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
