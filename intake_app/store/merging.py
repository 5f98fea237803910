"""What a database without a request holds all the same, kept beside the copy that is put into it.

`intake check`, a start, `intake restore --last` and proofs of keys write such rows. Numbers only go
up, a key stays retired, and what is known since the copy was made is known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from intake_app.errors import StoreError
from intake_app.store import tables
from intake_app.store.owner import MOVED

OF_FAMILIES = (tables.requests, tables.deliveries, tables.drafts, tables.tallies)
"""One row in any of these, and it is no empty database."""
LETTERS = tables.letters
"""They tell of the database as it was without the copy, and are written anew."""
KEPT = tuple(
    table for table in tables.metadata.sorted_tables if table not in (*OF_FAMILIES, LETTERS)
)
NEVER = datetime.min.replace(tzinfo=UTC)

Row = dict[str, Any]
OwnRows = dict[sa.Table, list[Row]]


def refuse_what_families_gave(connection: sa.Connection) -> None:
    """Raises StoreError, with the way out."""
    for table in OF_FAMILIES:
        if connection.scalar(sa.select(sa.exists().select_from(table))):
            raise StoreError(
                f"It is not empty: table {table.name} has rows. Nothing was changed."
                " Let `intake deliver` bring what waits in it; then set it aside (“Put a copy back”"
                " in docs/operator.md) or name an empty database, and type this again."
            )


def refuse_another_owner(whence: sa.Connection, where: sa.Connection) -> None:
    """Raises StoreError when the target is another region's, or was moved away."""
    ours, theirs = (one.scalar(sa.select(tables.owner.c.region)) for one in (where, whence))
    if ours and (ours.startswith(MOVED) or theirs not in (None, ours)):
        state = f"It was {ours}" if ours.startswith(MOVED) else f"It serves the region `{ours}`"
        raise StoreError(f"{state}. Nothing was changed. Name a database of its own.")


def take_out(connection: sa.Connection) -> OwnRows:
    """Its own rows, which leave it for the time of the copy."""
    own = {table: _rows(connection, table) for table in KEPT}
    for table in (*KEPT, LETTERS):
        connection.execute(sa.delete(table))
    return own


def put_in(connection: sa.Connection, own: OwnRows) -> None:
    """Back, beside the rows of the copy."""
    for table, rows in own.items():
        keys = [column.name for column in table.primary_key]
        copied = {tuple(row[key] for key in keys): row for row in _rows(connection, table)}
        for row in rows:
            known = copied.get(tuple(row[key] for key in keys))
            if known is None:
                connection.execute(sa.insert(table).values(row))
                continue
            this = [table.c[key] == row[key] for key in keys]
            together = TOGETHER.get(table, _own)(row, known)
            connection.execute(sa.update(table).where(*this).values(together))


def _rows(connection: sa.Connection, table: sa.Table) -> list[Row]:
    return [dict(row._mapping) for row in connection.execute(sa.select(table))]


def _own(own: Row, _copied: Row) -> Row:
    return own


def _higher(column: str) -> Callable[[Row, Row], Row]:
    def highest(own: Row, copied: Row) -> Row:
        return {**own, column: max(own[column], copied[column])}

    return highest


def _certificate(own: Row, copied: Row) -> Row:
    """The later proof; out of use when either says so; the words of the test mail sent last."""
    known = own if _proven(own) > _proven(copied) else copied
    return {
        **known,
        "words_hash": own["words_hash"] or known["words_hash"],
        "retired_at": own["retired_at"] or copied["retired_at"],
    }


def _proven(row: Row) -> datetime:
    return row["proven_at"] or NEVER


TOGETHER: dict[sa.Table, Callable[[Row, Row], Row]] = {
    tables.counters: _higher("last"),
    tables.marks: _higher("moment"),
    tables.certificates: _certificate,
}
"""How two rows of one key become one; elsewhere the newer one stays, which is the database's."""
