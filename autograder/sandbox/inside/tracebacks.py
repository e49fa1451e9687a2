"""Tracebacks that begin at the student's cell: no frame of the grader, no colours, no files of this machine."""

from __future__ import annotations

import linecache
import sysconfig
import traceback
import types
from pathlib import Path
from typing import Any

HERE = str(Path(__file__).parent)
MAX_FRAMES = 12
MAX_TEXT = 4000
ROOTS = sorted({sysconfig.get_path(k) for k in ("stdlib", "platstdlib", "purelib")}, key=len, reverse=True)


class Cells:
    """The names of compiled cells, in the order in which they ran."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def shown(self, filename: str) -> str:
        """A file's name as a reader knows it."""
        if filename in self.number:
            return f"Cell In[{self.number[filename]}]"
        for marker in ("/packages/", "/site-packages/"):
            if marker in filename:
                return "File " + filename.rpartition(marker)[2]
        for root in ROOTS:
            if filename.startswith(root):
                return "File " + filename[len(root) :].lstrip("/")
        return "File " + Path(filename).name

    def frames(self, tb: types.TracebackType | None) -> list[tuple[str, int, str]]:
        """(file, line, function) from the first frame of a cell down."""
        steps = [(f.f_code.co_filename, line, f.f_code.co_name) for f, line in traceback.walk_tb(tb)]
        first = next((i for i, step in enumerate(steps) if step[0] in self.number), len(steps))
        return [step for step in steps[first:] if not step[0].startswith(HERE)]

    def last_place(self, tb: types.TracebackType | None) -> tuple[int, int]:
        """(cell, line) of the innermost frame in a cell, (0, 0) if there is none."""
        inside = [(self.number[name], line) for name, line, _ in self.frames(tb) if name in self.number]
        return inside[-1] if inside else (0, 0)

    def last_function(self, tb: types.TracebackType | None) -> str:
        """The function of a cell in which the error itself was raised; nothing if it was raised elsewhere."""
        steps = self.frames(tb)
        return steps[-1][2] if steps and steps[-1][0] in self.number else ""


def message(value: BaseException) -> str:
    """`str(value)`, cut, whatever the student's `__str__` does."""
    try:
        return str(value)[:MAX_TEXT]
    except Exception:
        return "<no message>"


def excerpt(filename: str, line: int) -> list[str]:
    """Two lines before and one after the line, with an arrow at it."""
    lines = linecache.getlines(filename)
    shown = []
    for n in range(max(1, line - 2), min(len(lines), line + 1) + 1):
        arrow = "---->" if n == line else "     "
        shown.append(f"{arrow} {n} {lines[n - 1].rstrip()}"[:300])
    return shown


def error_output(cells: Cells, value: BaseException) -> dict[str, Any]:
    """The nbformat output of an exception."""
    if isinstance(value, SyntaxError):
        parts = ["".join(traceback.format_exception_only(value)).replace(str(value.filename), "cell")[:MAX_TEXT]]
    else:
        parts = [_one(cells, cause) + link for cause, link in _chain(value)]
    return {"output_type": "error", "ename": type(value).__name__, "evalue": message(value), "traceback": parts}


def _chain(value: BaseException) -> list[tuple[BaseException, str]]:
    chain = [(value, "")]
    seen = {id(value)}
    while len(chain) < 4:
        current = chain[0][0]
        cause = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        if cause is None or id(cause) in seen:
            break
        seen.add(id(cause))
        link = "the direct cause of" if current.__cause__ is not None else "during whose handling came"
        chain.insert(0, (cause, f"\n\nThe above exception was {link} the following:\n"))
    return chain


def _one(cells: Cells, value: BaseException) -> str:
    name = type(value).__name__
    lines = ["-" * 75, f"{name:<42}Traceback (most recent call last)"]
    frames = cells.frames(value.__traceback__)
    if len(frames) > MAX_FRAMES:
        half = MAX_FRAMES // 2
        frames = [*frames[:half], ("", len(frames) - MAX_FRAMES, ""), *frames[-half:]]
    for filename, line, function in frames:
        if not filename:
            lines.append(f"    ... {line} more frames ...")
            continue
        where = f", in {function}" if function != "<module>" else ""
        lines.append(f"{cells.shown(filename)}, line {line}{where}")
        lines += excerpt(filename, line)
        lines.append("")
    lines.append(f"{name}: {message(value)}")
    return "\n".join(lines)
