"""The computing time of this process and of everything that was ever started below it, counted by a control group.

Other counters lose what a sandbox's processes took: nobody waits for them.
"""

from __future__ import annotations

import functools
import math
import os
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
NAME = "autograder-benchmarks"


def computed() -> float:
    """Seconds so far; nan on a machine where no group can be made. The first call moves this process into one."""
    counter = _counter()
    if counter is None:
        return math.nan
    text = counter.read_text()
    return int(text) / 1e9 if counter.name == "cpuacct.usage" else int(text.split()[1]) / 1e6


@functools.cache
def _counter() -> Path | None:
    """The file that counts: of the first version of control groups, or of the second."""
    for parent, file in ((GROUPS / "cpuacct", "cpuacct.usage"), (GROUPS, "cpu.stat")):
        group = parent / NAME
        try:
            group.mkdir(exist_ok=True)
            (group / "cgroup.procs").write_text(str(os.getpid()))
        except OSError:
            continue
        if (group / file).exists():
            return group / file
    return None
