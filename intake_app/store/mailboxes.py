"""One mailbox, in whichever case its address was typed that day."""

from __future__ import annotations

import sqlalchemy as sa

from intake_app.store.tables import deliveries


def is_for(
    connection: sa.Connection, address: str, *among: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """Whether a delivery is for that mailbox; `among` says which deliveries are looked at.

    Compared here: the two databases fold letters each in its own way.
    """
    written = connection.scalars(sa.select(deliveries.c.address).distinct().where(*among))
    meant = [one for one in written if one.casefold() == address.casefold()]
    return deliveries.c.address.in_(meant)
