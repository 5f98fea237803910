"""What is asked in every round is answered from indexes: no row with a whole mail is looked into.

SQLite keeps the columns behind a mail at that mail's end. With 100,000 requests, one question
that looks into each row reads gigabytes, and keeps families from sending meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from intake_app.store import Store
from intake_app.store.engine import open_engine

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
QUESTIONS: dict[str, Callable[[Store], object]] = {
    "what waits": Store.backlog,
    "what is due": lambda store: store.claim_due(now=NOW, limit=1, lease=timedelta(minutes=1)),
    "what nobody has": lambda store: store.handling.unacknowledged("HAL"),
    "what came": lambda store: store.lookup.span("HAL", YESTERDAY, NOW),
    "what has no row": lambda store: store.lookup.without_row("HAL", YESTERDAY, NOW, lambda *_: 0),
    "what happened": lambda store: store.lookup.happened("HAL", YESTERDAY, NOW),
    "what may be erased": lambda store: store.erasure.erase_what_is_done(NOW),
    "what may be forgotten": lambda store: store.erasure.forget_what_was_erased(NOW),
    "what waits for a person": lambda store: store.erasure.waiting_for_a_person(NOW),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_of_every_round_reads_no_row_it_does_not_need(
    question: Callable[[Store], object], tmp_path: Path
) -> None:
    file = tmp_path / "intake.sqlite3"
    engine = open_engine(f"sqlite:///{file}")
    Store.open(f"sqlite:///{file}").close()
    asked: list[tuple[str, tuple[object, ...]]] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def note(*told: object) -> None:
        asked.append((str(told[2]), told[3]))  # type: ignore[arg-type]

    question(Store(engine))
    engine.dispose()
    connection = sqlite3.connect(file)
    plans = {
        statement: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", given)]
        for statement, given in asked
        if statement.startswith(("SELECT", "UPDATE", "DELETE"))
    }
    connection.close()
    assert plans
    for statement, steps in plans.items():
        read = [
            step for step in steps if step.startswith("SCAN requests") or step == "SEARCH requests"
        ]
        assert all("COVERING INDEX" in step for step in read), (statement, steps)
