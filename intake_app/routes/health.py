"""For machines that watch: is the process up, and can it keep a request. No personal data."""

from __future__ import annotations

from flask import Blueprint
from flask import Response
from flask import jsonify

from intake_app.errors import StoreError
from intake_app.routes.desk import desk

routes = Blueprint("health", __name__)


@routes.get("/healthz")
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@routes.get("/readyz")
def ready() -> tuple[Response, int]:
    """503 when the database does not answer; the age of what waits is for the watcher to judge."""
    intake = desk().intake
    try:
        backlog = intake.store.backlog()
    except StoreError:
        return jsonify(database="unreachable"), 503
    waiting = (intake.clock() - backlog.oldest).total_seconds() if backlog.oldest else 0
    return jsonify(
        database="ok",
        waiting=backlog.waiting,
        refused=backlog.refused,
        unknown=backlog.unknown,
        oldest_waiting_seconds=round(waiting),
    ), 200
