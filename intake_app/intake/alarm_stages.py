"""From when on a person is told, and when again because it has grown worse: the stages of alarms.

A stage that was not told yet rings anew; what stays at its stage is told once a day, a certificate
only once it has ended.
"""

from __future__ import annotations

from intake_app.dates import HOUR
from intake_app.dates import MINUTE
from intake_app.store import DISK_LOW
from intake_app.store import DISK_SHORT
from intake_app.store import DISK_VERY_LOW

LATE_MAIL = {15 * MINUTE: "15 minutes", HOUR: "1 hour", 4 * HOUR: "4 hours"}
"""Age of the oldest mail that waits; after these, every day is a stage."""

DISK_FREE = (DISK_SHORT, DISK_LOW, DISK_VERY_LOW)
"""Share of the database's disk."""

CERTIFICATE_DAYS = (1, 7, 14, 30, 60)
"""Before its end; the first to come is `WARN_BEFORE_END`, whose module delivery must not load."""
CERTIFICATE_URGENT_DAYS = 7

UNACKNOWLEDGED_DAYS = 3
"""Working days after the promise; on the first and the second, staff were reminded."""
