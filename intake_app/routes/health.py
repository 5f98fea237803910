"""For machines that watch: is the process up, and can it keep a request. No personal data.

The world learns "up" or "down". The figures are for watchers on this machine or with the token.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from dataclasses import field
from threading import Lock
from threading import Thread
from typing import TYPE_CHECKING

from flask import Blueprint
from flask import Response
from flask import abort
from flask import current_app
from flask import jsonify
from flask import request

from intake_app.dates import HOUR
from intake_app.errors import StoreError
from intake_app.intake.backlog_monitor import HealthSnapshot
from intake_app.intake.concerns import Lookout
from intake_app.intake.reception import Intake
from intake_app.routes.services import services
from intake_app.sealing import WARN_BEFORE_END
from intake_app.security.watchers import may_see_details

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

routes = Blueprint("health", __name__)

TOKEN = "ONE_STORY_METRICS_TOKEN"  # noqa: S105 - the name of a place, no token
"""Where the application keeps the operator's token."""
LOOKS = "one_story_health_looks"
"""Where the application keeps its HealthLooks."""
ANSWER_SECONDS = 1.7
"""Who watches gives up after two."""
MEANINGS = {
    "up": "1 while a family's request would be kept.",
    "waiting": "Copies that wait for the mail server, refused ones included.",
    "refused": "Copies that the mail server said no to for good.",
    "unknown": "Copies of which nobody knows whether the mail server has them.",
    "oldest_waiting_seconds": "Age of the oldest copy that waits.",
    "disk_free_percent": "Room left on the disk of the database.",
    "not_kept_last_hour": "Requests that could not be kept within the last hour.",
    "certificate_days_left": "Days until the first certificate in use ends.",
}
"""Each figure, as Prometheus tells people."""


@dataclass(frozen=True)
class Health:
    """Whether a request could be kept now, and what a watcher may know besides."""

    database: str
    figures: dict[str, int | None] = field(default_factory=dict)
    concerns: list[str] = field(default_factory=list)

    @property
    def up(self) -> bool:
        """Whether a family's request would be kept."""
        return self.database == "ok"

    @property
    def status(self) -> str:
        """All that the world is told."""
        return "up" if self.up else "down"


class HealthLooks:
    """One look at a time, in a thread of its own: whoever asks meanwhile hears of the same one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: Future[Health] | None = None

    def look(self, intake: Intake) -> Health:
        """How things stand; of a server within ANSWER_SECONDS, whatever that does."""
        with self._lock:
            if self._last is None or self._last.done():
                self._last = _in_a_thread(lambda: _look(intake))
            last = self._last
        try:
            return last.result(ANSWER_SECONDS if intake.store.is_on_a_server else None)
        except TimeoutError:
            return Health("does not answer")


def _in_a_thread(look: Callable[[], Health]) -> Future[Health]:
    future: Future[Health] = Future()

    def run() -> None:
        try:
            future.set_result(look())
        except BaseException as error:
            future.set_exception(error)

    # No pool: the end of the process must not wait for a database that says nothing.
    Thread(target=run, daemon=True).start()
    return future


@routes.get("/healthz")
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@routes.get("/readyz")
def ready() -> tuple[Response, int]:
    """503 when no request could be kept; for watchers, `concerns` names what wants a person."""
    health = _health()
    told: dict[str, object] = {"status": health.status}
    if _for_watchers():
        told |= {"database": health.database, **health.figures}
        told |= {"concerns": health.concerns} if health.up else {}
    return jsonify(told), 200 if health.up else 503


@routes.get("/metrics")
def metrics() -> Response:
    """The same figures, as Prometheus reads them."""
    if not _for_watchers():
        abort(404)
    # Here, because only who is asked for it needs the library in memory.
    from prometheus_client import CONTENT_TYPE_LATEST
    from prometheus_client import CollectorRegistry
    from prometheus_client import generate_latest

    # Of this answer alone: what the library finds out about the process by itself stays out.
    registry = CollectorRegistry()
    _tell(_health(), registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _tell(health: Health, registry: CollectorRegistry) -> None:
    from prometheus_client import Gauge

    figures = {"up": int(health.up), **health.figures}
    for name, figure in figures.items():
        if figure is not None:
            Gauge(f"one_story_{name}", MEANINGS[name], registry=registry).set(figure)
    wants = Gauge("one_story_concern", "What wants a person.", ["concern"], registry=registry)
    for concern in health.concerns:
        wants.labels(concern).set(1)


def _for_watchers() -> bool:
    return may_see_details(request, current_app.config[TOKEN])


def _health() -> Health:
    looks: HealthLooks = current_app.extensions[LOOKS]
    return looks.look(services().intake)


def _look(intake: Intake) -> Health:
    now = intake.clock()
    try:
        if trouble := intake.store.cluster.trouble():
            return Health(trouble)
        snapshot = HealthSnapshot.of(intake.store, now)
    except StoreError:
        return Health("unreachable")
    if not intake.store.can_keep():
        return Health("cannot be written")
    failures = intake.failures_since(now - HOUR)
    left = intake.sealer.first_end - now
    figures = {
        "waiting": snapshot.backlog.waiting,
        "refused": snapshot.backlog.refused,
        "unknown": snapshot.backlog.unknown,
        "oldest_waiting_seconds": round(snapshot.age.total_seconds()),
        "disk_free_percent": None if snapshot.free is None else round(100 * snapshot.free),
        "not_kept_last_hour": failures,
        "certificate_days_left": left.days,
    }
    lookout = Lookout(store=intake.store, chase=intake.chase, mark=intake.mark)
    causes = [concern.cause for concern in lookout.concerns(now)]
    beside = {"not kept": failures > 0, "certificate": left <= WARN_BEFORE_END}
    causes += [cause for cause, is_so in beside.items() if is_so]
    # The lookout sees mail and disk too; each is told once.
    return Health("ok", figures, list(dict.fromkeys([*snapshot.concerns, *causes])))
