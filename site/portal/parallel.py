"""Several printings at the same time, one process each: printing takes most of a build's time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from intake_app.errors import ContentFaults

Job = TypeVar("Job")


def run_each(do: Callable[[Job], object], jobs: Sequence[Job]) -> None:
    """Does all jobs, side by side where the machine can. Raises ContentFaults with the faults of
    all, or what the first failed one raised.

    A forked process has the fonts at hand that this one has cut. Elsewhere than on Linux a copy
    of a process that has drawn text is not safe, so there they are done in turn.
    """
    if sys.platform != "linux" or (cores := len(os.sched_getaffinity(0))) < 2:
        _raise(_outcome(partial(do, job)) for job in jobs)
        return
    with ProcessPoolExecutor(min(len(jobs), cores), mp_context=get_context("fork")) as pool:
        started = [pool.submit(do, job) for job in jobs]
        _raise(_outcome(future.result) for future in started)


def _outcome(do: Callable[[], object]) -> ContentFaults | None:
    try:
        do()
    except ContentFaults as found:
        return found
    return None


def _raise(outcomes: Iterable[ContentFaults | None]) -> None:
    faults = [fault for found in outcomes if found for fault in found.faults]
    if faults:
        raise ContentFaults(faults)
