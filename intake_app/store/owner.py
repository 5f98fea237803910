"""Whose database it is: of one region, from the first start on."""

from __future__ import annotations

import sqlalchemy as sa

from intake_app.errors import StoreError
from intake_app.reference import training_series
from intake_app.store.tables import counters
from intake_app.store.tables import owner
from intake_app.store.transaction import reading
from intake_app.store.transaction import writing

MOVED = "moved on "
# Shared: whoever moves it waits for what is being kept, and what comes after is refused.
WHOSE = sa.select(owner.c.region).with_for_update(read=True)


def refusal_of_owner(connection: sa.Connection) -> str:
    """Why this database may take no request, whoever was running when it was moved; or nothing."""
    found = connection.scalar(WHOSE) or ""
    return f"It was {found}, and serves nobody any more" if found.startswith(MOVED) else ""


class OwnerRow:
    """The row of table `owner`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def region(self) -> str:
        """The region that it serves; empty before the first start. Raises StoreError."""
        with reading(self._engine) as connection:
            return connection.scalar(sa.select(owner.c.region)) or ""

    def claim(self, region: str, code: str) -> None:
        """It serves this region, from now on. Raises StoreError when it serves another.

        `code` stands in the numbers that were given; empty when content/ cannot be read, and then
        a database that serves nobody yet is left so.
        """
        found = self.region()
        if not found and code:
            found = self._claim(region, code)
        if found.startswith(MOVED):
            raise StoreError(
                f"It was {found}, and serves nobody any more: a number could be given twice."
                " Name the new database in INTAKE_DATABASE_URL."
            )
        if found and found != region:
            raise StoreError(
                f"It serves the region `{found}`, and REGION says `{region}`."
                " A database serves one region: name another one."
            )

    def write(self, whose: str) -> None:
        """A region; or `moved on …`, when it serves nobody any more. Raises StoreError."""
        with writing(self._engine) as connection:
            change = sa.update(owner).values(region=whose)
            if connection.execute(change).rowcount == 0:
                connection.execute(sa.insert(owner).values(id=1, region=whose))

    def _claim(self, region: str, code: str) -> str:
        with writing(self._engine) as connection:
            # Made by a release that did not write it down: its numbers tell.
            codes = set(connection.scalars(sa.select(counters.c.region)))
            codes -= {code, training_series(code)}
            if codes:
                raise StoreError(
                    f"It holds numbers of {', '.join(sorted(codes))}, and REGION says `{region}`."
                    " A database serves one region: name another one."
                )
            taken = connection.scalar(sa.select(owner.c.region))
            if taken is None:
                connection.execute(sa.insert(owner).values(id=1, region=region))
            return taken or region
