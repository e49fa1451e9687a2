"""The map of the course in README.md: objective -> assignment -> exercises, points, judged by whom.

python -m tools.course_map           prints it, from the source notebooks
python -m tools.course_map --write   puts it into README.md between its two marks
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools import marked

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- course map: begin -->", "<!-- course map: end -->"
OBJECTIVES = {
    "LO1": "tell a neural network diagram from a computation graph",
    "LO2": "build the computation graph of a function given as an algorithm",
    "LO3": "carry out backpropagation on an arbitrary computation graph",
    "LO4": "build the computation graph of a neural network",
    "LO5": "instantiate backpropagation for a network",
    "LO6": "instantiate an optimiser and a regulariser for several matrices",
    "LO7": "apply empirical risk minimisation to learn a network",
    "LO8": "use finite differences to evaluate a gradient",
    "LO9": "tell when a gradient can be computed at all, and when efficiently",
    "LO10": "use basic matrix calculus",
}
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (\d+) \| ([LO\d, ]+) \|$", re.M)


@dataclass(frozen=True)
class Exercise:
    """One row of the table at the head of a notebook."""

    number: int
    title: str
    points: int
    objectives: tuple[str, ...]
    by_hand: bool


def notebooks() -> list[Path]:
    """The source notebooks, in the order of the course."""
    return sorted(path for path in (ROOT / "source").glob("*/*.ipynb") if ".ipynb_checkpoints" not in path.parts)


def exercises(notebook: Path) -> list[Exercise]:
    """The exercises that the title cell of a source notebook lists."""
    title = "".join(json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]["source"])
    return [
        Exercise(int(number), name, int(points), tuple(objectives.split(", ")), work == "text")
        for number, name, work, points, objectives in ROW.findall(title)
    ]


def lines() -> Iterator[str]:
    """The map, a row for each objective and assignment."""
    yield "| objective | assignment | exercises, with points |"
    yield "|---|---|---|"
    for objective, words in OBJECTIVES.items():
        first = f"**{objective}** {words}"
        for notebook in notebooks():
            own = [e for e in exercises(notebook) if objective in e.objectives]
            if own:
                link = f"[{notebook.stem}](source/{notebook.stem}/{notebook.name})"
                yield f"| {first} | {link} | {'; '.join(map(_told, own))} |"
                first = ""


def _told(exercise: Exercise) -> str:
    hand = ", by hand" if exercise.by_hand else ""
    return f"{exercise.number} {exercise.title} ({exercise.points}{hand})"


def in_readme() -> str:
    """What README.md says between the marks."""
    return marked.read((ROOT / "README.md").read_text(encoding="utf-8"), BEGIN, END)


def write() -> None:
    """Puts the map into README.md."""
    path = ROOT / "README.md"
    path.write_text(marked.put(path.read_text(encoding="utf-8"), BEGIN, END, lines()), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        print("\n".join(lines()))
