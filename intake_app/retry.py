"""How long to wait before the next try, in minutes or in seconds: one table for all that try."""

from __future__ import annotations

STEPS = (1, 2, 4, 8, 15, 30, 60)
LONGEST = STEPS[-1]


def pause_after(failures: int, longest: int = LONGEST) -> int:
    """After this many failures one after another; the last step for ever."""
    return min(STEPS[min(failures, len(STEPS)) - 1], longest)
