"""For machines that watch: is the process up, and can it keep a request. No personal data."""

from __future__ import annotations

from flask import Blueprint
from flask import Response
from flask import jsonify

from intake_app.errors import StoreError
from intake_app.intake.watch import HOUR
from intake_app.intake.watch import Outlook
from intake_app.routes.services import services
from intake_app.sealing import WARN_BEFORE_END

routes = Blueprint("health", __name__)


@routes.get("/healthz")
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@routes.get("/readyz")
def ready() -> tuple[Response, int]:
    """503 when no request could be kept; `concerns` names what else wants a person."""
    intake, now = services().intake, services().intake.clock()
    try:
        outlook = Outlook.of(intake.store, now)
    except StoreError:
        return jsonify(database="unreachable"), 503
    if not intake.store.can_keep():
        return jsonify(database="cannot be written"), 503
    failures = intake.failures_since(now - HOUR)
    left = intake.sealer.first_end - now
    return jsonify(
        database="ok",
        waiting=outlook.backlog.waiting,
        refused=outlook.backlog.refused,
        unknown=outlook.backlog.unknown,
        oldest_waiting_seconds=round(outlook.age.total_seconds()),
        disk_free_percent=None if outlook.free is None else round(100 * outlook.free),
        not_kept_last_hour=failures,
        certificate_days_left=left.days,
        concerns=outlook.concerns
        + ["not kept"] * (failures > 0)
        + ["certificate"] * (left <= WARN_BEFORE_END),
    ), 200
