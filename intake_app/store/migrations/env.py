"""Alembic runs this: every migration inside the transaction that `schema` has opened."""

from __future__ import annotations

from alembic import context

from intake_app.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can undo CREATE TABLE; Alembic assumes that Python's driver would not let it.
    transactional_ddl=True,
)
context.run_migrations()
