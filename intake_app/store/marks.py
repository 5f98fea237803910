"""When something last happened, by name; and what is owed until it is done."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from intake_app.store.tables import marks


def note(connection: sa.Connection, name: str, now: datetime) -> None:
    """That it happened, or is owed, now."""
    change = sa.update(marks).where(marks.c.name == name).values(moment=now)
    if connection.execute(change).rowcount == 0:
        connection.execute(sa.insert(marks).values(name=name, moment=now))


def noted(connection: sa.Connection, name: str) -> datetime | None:
    """When it last was."""
    return connection.scalar(sa.select(marks.c.moment).where(marks.c.name == name))


def settle(connection: sa.Connection, name: str, moment: datetime) -> None:
    """It is owed no more, unless somebody has noted it again since that moment."""
    connection.execute(sa.delete(marks).where(marks.c.name == name, marks.c.moment == moment))
