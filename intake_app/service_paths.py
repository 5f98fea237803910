"""First parts of the addresses that the service answers: no page and no redirect may take one.

The web process looks for a file of the portal first, so that a page `leave` would stand in front
of the way out. `deploy/nginx.conf` forwards the same addresses; a test holds all of them together.
"""

from __future__ import annotations

ASK = "ask"
STATUS = "status"
LEAVE = "leave"
BELOW_A_LANGUAGE = frozenset({ASK, STATUS, LEAVE})
"""As in `/en/leave`."""

STAFF = "staff"
HEALTHZ = "healthz"
READYZ = "readyz"
METRICS = "metrics"
AT_THE_ROOT = frozenset({STAFF, HEALTHZ, READYZ, METRICS})
"""As in `/staff/have-it`."""
