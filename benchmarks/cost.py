"""What a process has cost so far."""

import re
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one command cost: CPU and memory of its whole process, imports included, and the seconds of its sync.

    `start_cpu_seconds` are those of its CPU that went before the sync: imports above all, which a daemon makes once.
    """

    cpu_seconds: float
    start_cpu_seconds: float
    peak_mb: float
    sync_seconds: float
    cycles: int  #: each: resolve, decide, push, settle
    writes: int


def cpu_seconds() -> float:
    """The CPU time of this process and its threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """The most memory that this process ever held, in megabytes.

    Linux' ru_maxrss begins with what the parent held when it started us, so its own high-water mark goes first.
    """
    if _STATUS.exists() and (found := re.search(r"VmHWM:\s+([0-9]+) kB", _STATUS.read_text(encoding="ascii"))):
        return int(found[1]) * 1024 / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6
