"""What classes need, computed from what was measured: core-hours, memory, writes, and where one coordinator ends."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

CLASSES = {"a class of 600, one assignment": 600, "a course of 100,000, one assignment": 100_000}


def rows(results: Path) -> list[dict[str, Any]]:
    """A row for each kind of class; none before `nbgrader` and `sizes` were measured.

    A notebook costs the mean of the four assignments, half of the answers wrong; the coordinator what the largest class
    costs it more than the smallest.
    """
    if not all((results / f"{name}.json").exists() for name in ("nbgrader", "sizes")):
        return []
    compared, sizes = (json.loads((results / f"{name}.json").read_text())["rows"] for name in ("nbgrader", "sizes"))
    notebook = statistics.fmean(row["ours, CPU s"] for row in compared if "submissions" in row)
    few, most = sizes[0], sizes[-1]
    further = most["submissions"] - few["submissions"]
    coordinator = (most["coordinator, CPU s"] - few["coordinator, CPU s"]) / further
    return [
        {
            "what": what,
            "notebooks": count,
            "core-hours": count * notebook / 3600,
            "minutes on 2 cores": count * notebook / 2 / 60,
            "minutes on 64 cores": count * max(notebook / 64, coordinator) / 60,
            "coordinator, core-hours": count * coordinator / 3600,
            "workers that it keeps busy": round(notebook / coordinator),
            "records and gradebook, GB": count
            * (most["records, kB a notebook"] + most["gradebook, kB a notebook"])
            / 1e6,
        }
        for what, count in CLASSES.items()
    ]
