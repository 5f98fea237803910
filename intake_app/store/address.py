"""The address of a database. What is wrong with one is told without it: it holds a password."""

from __future__ import annotations

import sqlalchemy as sa

from intake_app.errors import StoreError


def address_of(url: str) -> sa.URL:
    """Its parts. Raises StoreError."""
    try:
        return sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise StoreError(
            "The database address cannot be read. In a password, write a sign as % and its two"
            " digits: `[` is %5B, `@` %40, `/` %2F."
        ) from None
