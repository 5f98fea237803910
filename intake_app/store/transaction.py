"""Transactions whose failures say whether something was kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from intake_app.errors import MaybeSaved
from intake_app.errors import NotSaved
from intake_app.errors import StoreError
from intake_app.store.deadline import BRIEF
from intake_app.store.deadline import Deadline
from intake_app.store.deadline import time_limit
from intake_app.store.engine import PATIENCE_SECONDS
from intake_app.store.engine import TURN
from intake_app.store.engine import WRITING

NO_CONNECTION = {
    "session is read-only": "it is a standby, or takes nothing: name the server that writes",
    "unsupported startup parameter": "a pooler such as PgBouncer answers: name PostgreSQL itself",
    "Connection refused": "nothing listens there",
    "password authentication failed": "wrong user or password",
    "no password supplied": "a password is wanted",
    "does not exist": "there is no such database or user",
    "pg_hba.conf": "the server does not let this user in from here",
    "resolve host": "its host name is not known here",
    "translate host name": "its host name is not known here",
    "timeout expired": "it does not answer in time",
    "timed out": "it does not answer in time",
    "unreachable": "there is no way to it",
    "No route": "there is no way to it",
    "too many": "it has too many connections",
    "starting up": "it is starting up",
    "shutting down": "it is shutting down",
}
"""What a PostgreSQL client says before a connection stands, and what that means."""


DAMAGES = ("SQLITE_CORRUPT", "XX001", "XX002")
"""How SQLite, and PostgreSQL, name what is wrong with a part of their files."""
HANDBOOK = "; follow \u201cA damaged database\u201d in the operator\u2019s handbook"


class Collision(NotSaved):
    """Another transaction was quicker with the same token, reference or counter: try again."""


@contextmanager
def reading(engine: sa.Engine, deadline: Deadline = BRIEF) -> Iterator[sa.Connection]:
    """A transaction that only reads. Raises StoreError."""
    try:
        with time_limit(deadline), engine.connect() as connection, connection.begin():
            yield connection
    except sa.exc.SQLAlchemyError as error:
        raise StoreError(f"The database cannot be read{_why(error)}.") from error


@contextmanager
def writing(engine: sa.Engine, deadline: Deadline = BRIEF) -> Iterator[sa.Connection]:
    """A transaction that writes, committed at the end of the block.

    Raises NotSaved when it failed before COMMIT, MaybeSaved when COMMIT itself failed, or
    succeeded with a warning.
    """
    with time_limit(deadline), _turn(engine), _connect(engine) as connection:
        try:
            connection.begin()
            yield connection
        except sa.exc.IntegrityError as error:
            _undo(connection)
            raise Collision("Something of the same name is there already.") from error
        except sa.exc.SQLAlchemyError as error:
            _undo(connection)
            raise NotSaved(f"The database did not take it{_why(error)}.") from error
        except BaseException:
            _undo(connection)
            raise
        _commit(connection)


@contextmanager
def _turn(engine: sa.Engine) -> Iterator[None]:
    turn = engine.get_execution_options().get(TURN)
    if turn is None:
        yield
        return
    # With an end: while another program holds the file, each turn before ours may take long.
    if not turn.acquire(timeout=PATIENCE_SECONDS):
        raise NotSaved("Others have been writing for too long.")
    try:
        yield
    finally:
        turn.release()


def _connect(engine: sa.Engine) -> sa.Connection:
    try:
        return engine.connect().execution_options(**{WRITING: True})
    except sa.exc.SQLAlchemyError as error:
        raise NotSaved(f"The database cannot be reached{_why(error)}.") from error


def _undo(connection: sa.Connection) -> None:
    try:
        connection.rollback()
    except sa.exc.SQLAlchemyError:
        connection.invalidate()  # closing it rolls back as well


def _commit(connection: sa.Connection) -> None:
    warnings = _warnings(connection)
    warnings.clear()
    try:
        connection.commit()
    except sa.exc.SQLAlchemyError as error:
        connection.invalidate()
        raise MaybeSaved(f"The database broke off at the very end{_why(error)}.") from error
    if warnings:
        # It is on this server, and a standby that had to have it too may have nothing of it:
        # an operator has ended the wait. PostgreSQL calls that a success.
        raise MaybeSaved(f"The database warned at the very end ({', '.join(warnings)}).")


def _warnings(connection: sa.Connection) -> list[str]:
    """What the server warns of on this connection; always empty on SQLite."""
    warnings: list[str] = getattr(connection.connection.dbapi_connection, "warnings", [])
    return warnings


@contextmanager
def noting(engine: sa.Engine) -> Iterator[sa.Connection]:
    """`writing` what nobody was promised: it is known again, or done again, when it is lost.

    So its COMMIT waits for no standby, and goes on while none answers.
    """
    with writing(engine) as connection:
        wait_for_no_standby(connection)
        yield connection


def wait_for_no_standby(connection: sa.Connection) -> None:
    """This transaction may be lost with its server."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL synchronous_commit = local")


def _why(error: sa.exc.SQLAlchemyError) -> str:
    name, cause = name_of(error), str(getattr(error, "orig", None))
    # Before a connection stands there is no name, and no value in the sentence either.
    said = cause if not name and "connection" in cause else ""
    name = name or next((words for sign, words in NO_CONNECTION.items() if sign in said), "")
    hint = HANDBOOK if name.startswith(DAMAGES) else ""
    return f" ({name}{hint})" if name else ""


def name_of(error: BaseException | None) -> str:
    """The database's own, such as SQLITE_FULL or 55P03; its sentences may quote values."""
    cause = getattr(error, "orig", None)
    return getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
