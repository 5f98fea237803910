"""Processes under measurement: CPU time and memory as the kernel counts them."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_ms(process: int) -> float:
    """CPU time the process has used so far, in milliseconds."""
    # The name in brackets may hold blanks; utime and stime are the 12th and 13th fields behind it.
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def memory_mb(process: int) -> float:
    """Resident memory, in MiB, as `ps` and `top` tell it."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def share_mb(process: int) -> float:
    """The same, but what several processes share is divided among them: sums are true."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
