"""What was measured, as tables and plots."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt

TITLES = {
    "nbgrader": "Against stock `nbgrader autograde`, one worker, in turns, a further notebook",
    "floor": "Against the floor: CPU time of a warm notebook",
    "parts": "Where the CPU time of a warm notebook goes",
    "sizes": "Over the size of a class",
    "workers": "Over the number of workers",
    "commands": "The commands around grading: computing time, start included; a further student is lost in its noise",
    "backprop": "The reference's vectorised backpropagation against others",
    "graph": "The reference's graph engine",
    "capacity": "What classes need, from the figures above",
}


def write_tables(results: Path, names: Sequence[str]) -> str:
    """Write README.md: a table for each measurement that is there; the same as text."""
    parts = ["# What was measured", "", "Written by `make bench`; `python -m benchmarks --help` lists the options."]
    for name in names:
        path = results / f"{name}.json"
        if path.exists():
            told = json.loads(path.read_text())
            parts += [
                "",
                f"## {TITLES[name]}",
                "",
                *_table(told["rows"]),
                "",
                f"`{told['command']}`, on {told['machine']}.",
            ]
    text = "\n".join(parts) + "\n"
    (results / "README.md").write_text(text)
    return text


def _table(rows: Sequence[dict[str, Any]]) -> list[str]:
    heads = list(dict.fromkeys(head for row in rows for head in row))
    lines = [[_shown(row.get(head, "")) for head in heads] for row in rows]
    return [_line(heads), _line(["---"] * len(heads)), *map(_line, lines)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def write_plots(results: Path) -> None:
    """Write classes.png: what a notebook costs over the size of a class, and the coordinator's memory."""
    path = results / "sizes.json"
    if not path.exists():
        return
    rows = json.loads(path.read_text())["rows"]
    sizes = [row["submissions"] for row in rows]
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    for axes, head in ((left, "s a notebook"), (right, "coordinator, MB")):
        axes.plot(sizes, [row[head] for row in rows], "o-", color="black")
        axes.set(xscale="log", xlabel="submissions", ylabel=head)
        axes.set_ylim(0, 1.1 * max(row[head] for row in rows))
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(results / "classes.png", dpi=120)
    plt.close(figure)
