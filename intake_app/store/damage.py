"""A database file that is damaged: told apart, left as it is, and set aside by a person's word."""

from __future__ import annotations

import sqlite3
from datetime import UTC
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from intake_app.errors import StoreError
from intake_app.store.address import address_of
from intake_app.store.deadline import LONG
from intake_app.store.transaction import DAMAGES
from intake_app.store.transaction import name_of
from intake_app.store.transaction import reading

NO_WHOLE_FILE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
IS_DAMAGED = (
    "The database file is damaged. It was left as it is."
    " Keep it, and follow \u201cA damaged database\u201d in the operator\u2019s handbook."
)
SUFFIXES = ("", "-journal")
"""An interrupted transaction's journal belongs to its database."""


class Damaged(StoreError):
    """The file is no whole database. Nothing was written to it."""


def named(error: StoreError) -> StoreError:
    """The same error, or that the file is damaged, when that is what the database said."""
    cause = getattr(error.__cause__, "orig", None)
    if getattr(cause, "sqlite_errorcode", None) not in NO_WHOLE_FILE:
        return error
    return Damaged(IS_DAMAGED)


def damage_of(error: StoreError) -> str:
    """What is wrong with the one part of the database that was read; else empty."""
    name = name_of(error.__cause__)
    return name if name.startswith(DAMAGES) else ""


def look_through(engine: sa.Engine) -> None:
    """Every page of a file. Raises Damaged. Nobody can write meanwhile."""
    if engine.dialect.name != "sqlite":
        return
    try:
        with reading(engine, LONG) as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except StoreError as error:
        raise named(error) from error.__cause__
    if found != "ok":
        raise Damaged(IS_DAMAGED)


def set_aside(url: str, now: datetime) -> Path:
    """Rename the file, with a time stamp; a new one may then begin. Never deletes anything."""
    address = address_of(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise StoreError("Only a database that is a file can be set aside.")
    file = Path(address.database)
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = file.with_name(f"{file.name}.damaged-{stamp}")
    if aside.exists():
        raise StoreError(f"{aside.name} is there already.")
    try:
        for suffix in reversed(SUFFIXES):
            part = file.with_name(file.name + suffix)
            if part.exists() or not suffix:
                part.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise StoreError(f"The file cannot be renamed: {error.strerror}.") from error
    return aside
