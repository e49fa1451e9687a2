"""The table under "Speed" in the README of the course, from the files in `results/`."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools import marked

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
#: In classes from this size on the start is lost in the noise.
SETTLED = 100
#: In classes from this size on somebody waits for a regrade that changes nothing.
LARGE = 600
Rows = list[dict[str, Any]]


def lines(results: Path) -> Iterator[str]:
    """The table: what was measured, what came out, by which command."""
    told = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in results.glob("*.json")}
    yield "| | measured | by |"
    yield "|---|---|---|"
    for name, found in (
        ("nbgrader", _against_nbgrader),
        ("floor", _against_floor),
        ("sizes", _sizes),
        ("workers", _workers),
        ("commands", _commands),
        ("backprop", _reference),
        ("graph", _graph),
    ):
        if name not in told:
            continue
        for what, measured in found(told[name]["rows"]):
            yield f"| {what} | {measured} | `{told[name]['command']}` |"
        if name == "floor" and "nbgrader" in told:
            bound = _bound(told["nbgrader"]["rows"], told["floor"]["rows"])
            yield f"| computing time of stock nbgrader against the floor | {bound} | the commands above |"
    yield ""
    yield f"On {'; '.join(sorted({one['machine'] for one in told.values()}))}."


def put_into(page: str, results: Path) -> str:
    """The page with the table of these results between its two marks."""
    return marked.put(page, BEGIN, END, lines(results))


def _against_nbgrader(rows: Rows) -> Iterator[tuple[str, str]]:
    ratios = [row for row in rows if "submissions" in row]
    mean = next(row for row in rows if "submissions" not in row)
    for head, what in (
        ("ratio", "notebooks a minute against stock nbgrader, one worker"),
        ("ratio of CPU", "the same by computing time"),
    ):
        yield what, f"{_each({_short(row): row[head] for row in ratios})}; {mean[head]:.1f} times in the mean"
    yield "one submission, from the prompt and back", _span([row["one from cold, s"] for row in ratios], "s")


def _against_floor(rows: Rows) -> Iterator[tuple[str, str]]:
    for kind in ("right", "with mistakes"):
        ratios = [row["ratio"] for row in rows if row["answers"] == kind]
        yield f"computing time against the floor, answers {kind}", _span(ratios, "times")


def _bound(compared: Rows, floors: Rows) -> str:
    """What the ratio against stock nbgrader would be if nothing but answers, checks and judging took time."""
    floor = {
        name: statistics.fmean(row["floor, CPU s"] for row in floors if row["assignment"] == name)
        for name in {row["assignment"] for row in floors}
    }
    both = [row for row in compared if row["assignment"] in floor]
    return _each({_short(row): row["stock, CPU s"] / floor[row["assignment"]] for row in both})


def _sizes(rows: Rows) -> Iterator[tuple[str, str]]:
    few, most = next((row for row in rows if row["submissions"] >= SETTLED), rows[0]), rows[-1]
    sizes = f"{few['submissions']} and {most['submissions']:,} submissions"
    times = most["s a notebook"] / few["s a notebook"]
    yield f"cost of a notebook at {sizes}", f"{times:.2f} times as much in the larger class"
    yield f"memory of the coordinator at {sizes}", f"{few['coordinator, MB']:.0f} and {most['coordinator, MB']:.0f} MB"
    yield "first record of a class", f"after {_span([row['first record after, s'] for row in rows], 's')}"
    for row in rows:
        if row["submissions"] >= LARGE or row is most:
            yield f"unchanged class of {row['submissions']:,} graded again", f"{row['unchanged class, s']:.1f} s"


def _workers(rows: Rows) -> Iterator[tuple[str, str]]:
    for row in rows:
        if not row["workers"].startswith("1 "):
            workers = row["workers"].replace("processes", "workers").replace("dask", "dask workers")
            yield f"efficiency of {workers}, against one", f"{100 * row['efficiency']:.0f} %"


def _commands(rows: Rows) -> Iterator[tuple[str, str]]:
    seconds = next(head for head in rows[0] if head.endswith("CPU s"))
    for row in rows:
        if row["command"] == "--help":
            yield "`autograder --help`", f"{row[seconds]:.2f} s of computing"


def _reference(rows: Rows) -> Iterator[tuple[str, str]]:
    for other, name in (("numpy", "hand-written numpy"), ("autograd", "HIPS autograd")):
        ratios = [row[f"{other} / reference"] for row in rows]
        yield f"{name} / the reference's backpropagation", _span(ratios, "times")


def _graph(rows: Rows) -> Iterator[tuple[str, str]]:
    costs = [row["microseconds a node"] for row in rows]
    yield f"graph engine, {rows[0]['nodes']:,} to {rows[-1]['nodes']:,} nodes", _span(costs, "microseconds a node")


def _each(ratios: dict[str, float]) -> str:
    return ", ".join(f"{ratio:.1f} in {name}" for name, ratio in ratios.items())


def _short(row: dict[str, Any]) -> str:
    return str(row["assignment"]).partition("-")[0]


def _span(values: list[float], unit: str) -> str:
    return f"{min(values):.2g} to {max(values):.2g} {unit}"
