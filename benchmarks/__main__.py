"""Run the measurements and write `results/`: one JSON file each, the tables in README.md, the plots beside it.

What is most asked for goes into the README of the course, too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Collection, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import against_nbgrader, capacity, classes, commands, floor, in_readme, parts, reference
from benchmarks.written import write_plots, write_tables

RESULTS = Path(__file__).parent / "results"
README = Path(__file__).parents[1] / "README.md"
Rows = list[dict[str, Any]]


def main() -> None:
    """Measure what was asked for, and write all that has been measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--students", type=int, default=8, help="submissions of each assignment, half of them wrong")
    parser.add_argument("--rounds", type=int, default=3, help="how often each pair is measured, in turns")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 600, 2000], help="sizes of a class")
    parser.add_argument("--sizes-of-commands", type=int, nargs=2, default=[60, 600], help="sizes of a class, for these")
    parser.add_argument("--class-size", type=int, default=60, help="submissions for the comparison of workers")
    parser.add_argument("--workers", type=int, default=cores, help="the most workers")
    parser.add_argument(
        "what",
        nargs="*",
        metavar="WHAT",
        help="nbgrader, floor, parts, sizes, workers, commands, backprop, graph, capacity",
    )
    asked = parser.parse_args()
    ways: dict[str, Callable[[Path], Rows]] = {
        "nbgrader": lambda folder: against_nbgrader.measure(folder, asked.students, asked.rounds),
        "floor": lambda folder: floor.measure(folder, asked.students, asked.rounds),
        "parts": lambda folder: parts.measure(folder, asked.students, asked.rounds),
        "sizes": lambda folder: classes.measure_sizes(folder, asked.sizes, asked.workers),
        "workers": lambda folder: classes.measure_workers(folder, asked.class_size, asked.workers, asked.rounds),
        "commands": lambda folder: commands.measure(folder, asked.sizes_of_commands),
        "backprop": lambda _: reference.measure_backprop(asked.rounds),
        "graph": lambda _: reference.measure_graph(),
        "capacity": lambda _: capacity.rows(RESULTS),
    }
    if unknown := sorted(set(asked.what) - set(ways)):
        parser.error(f"There is no measurement named {unknown[0]}; there are {', '.join(ways)}.")
    machine = f"{cores} cores, {platform.machine()}, Python {platform.python_version()}, numpy {version('numpy')}"
    RESULTS.mkdir(exist_ok=True)
    for name in asked.what or ways:
        print(f"measuring: {name}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            rows = ways[name](Path(folder))
        told = {"machine": machine, "command": _command(name, sys.argv[1:], ways), "rows": rows}
        (RESULTS / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n")
    print(write_tables(RESULTS, list(ways)))
    write_plots(RESULTS)
    README.write_text(in_readme.put_into(README.read_text(encoding="utf-8"), RESULTS), encoding="utf-8")


def _command(name: str, words: Sequence[str], names: Collection[str]) -> str:
    """What measures this again: the command that was typed, without other measurements."""
    return " ".join(("python -m benchmarks", name, *(word for word in words if word not in names)))


if __name__ == "__main__":
    main()
