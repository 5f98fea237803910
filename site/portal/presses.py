"""Several printings at the same time, one process each: printing takes most of a build's time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Job = TypeVar("Job")


def run_each(do: Callable[[Job], object], jobs: Sequence[Job]) -> None:
    """Does all jobs, side by side where the machine can; raises what the first failed one raised.

    A forked process has the fonts at hand that this one has cut. Elsewhere than on Linux a copy
    of a process that has drawn text is not safe, so there they are done in turn.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        for job in jobs:
            do(job)
        return
    with ProcessPoolExecutor(len(jobs), mp_context=get_context("fork")) as pool:
        list(pool.map(do, jobs))
