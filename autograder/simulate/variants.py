"""What students may write: the files `simulation/<assignment>/<grade_id>.py`, one block for each way to answer a cell.

::

    # %% right: einsum
    # %% mistake 23: outer product transposed
    # %% mistake 30: loop off by one [parts: 2, 3]
    # %% mistake: indices swapped

What follows a header up to the next one is the source of the solution cell. A mistake's number is that of the catalogue
and must be named by the diagnosis; a mistake without a number must not be named as any. Options, in brackets:

parts: 2, 3   exactly these parts (counted from 1) are lost, the others earned; otherwise some points are lost
silent        the diagnosis need not name the mistake (it may show nothing, or match two entries of the catalogue)
alone         no other cell of the same submission calls this one's functions: what it returns does not fit there
carries       calls earlier answers step by step, so that a mistake in one of them changes the result as it does in the
              reference: only such an answer is built on a mistaken one, and must not be charged for it again
not below: x  no answer to the exercise x calls this one's functions (a loop, say, below one that must do without)

Faults (a crash, an endless loop) are the same everywhere and are in no file: `faults` makes them from the stub. For a
text cell the same headers stand in `<grade_id>.md`, with `# %% answer: <quality>`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

#: The folder of a course that holds these files.
VARIANTS = "simulation"
HEADER = re.compile(
    r"^# %%\s*(?P<kind>[a-z]+)\s*(?P<numbers>\d+(?:\s*,\s*\d+)*)?\s*:"
    r"\s*(?P<title>[^\[\n]*?)\s*(?P<options>(?:\[[^\]]*\]\s*)*)$"
)
OPTIONS = ("parts", "silent", "alone", "carries", "not below")
KINDS = ("right", "mistake", "answer")
OPTION = re.compile(r"\[\s*([a-z]+(?: [a-z]+)*)\s*(?::\s*([^\]]*?))?\s*\]")


@dataclass(frozen=True)
class Variant:
    """One way to answer a cell."""

    kind: str
    """right, mistake, answer (text that is graded by hand), or fault, which no file has: `faults` makes them."""
    title: str
    source: str
    numbers: tuple[int, ...] = ()
    """Numbers in the catalogue of mistakes."""
    parts: tuple[int, ...] = ()
    """The parts that are lost, counted from 1; empty where the header does not say."""
    silent: bool = False
    alone: bool = False
    carries: bool = False
    not_below: tuple[str, ...] = ()
    """grade_ids of exercises whose answers must not call this one."""

    def can_call(self, other: Variant | None, grade_id: str) -> bool:
        """Whether this answer to the exercise `grade_id` comes to what it would be otherwise if it calls `other`."""
        if other is None or other.kind == "fault" or other.alone or grade_id in other.not_below:
            return False
        return other.kind != "mistake" or self.carries

    @property
    def defined(self) -> frozenset[str]:
        """Names that the source gives a value at its top level."""
        return frozenset(_defined(tree(self.source)))

    @property
    def used(self) -> frozenset[str]:
        """Names that the source reads and does not define itself."""
        nodes = ast.walk(tree(self.source))
        read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        return frozenset(read) - self.defined


def read_variants(folder: Path, grade_id: str) -> tuple[Variant, ...]:
    """The variants for one cell; empty where there is no file. Raises CourseError for what cannot be read."""
    paths = (folder / f"{grade_id}.py", folder / f"{grade_id}.md")
    return next((tuple(_variants(path)) for path in paths if path.is_file()), ())


def _variants(path: Path) -> Iterator[Variant]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CourseError(f"{path} cannot be read: {problem}.") from None
    lines = text.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("# %%")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield _variant(path, start + 1, lines[start], "\n".join(lines[start + 1 : end]).strip("\n"))


def _variant(path: Path, line: int, header: str, source: str) -> Variant:
    match = HEADER.match(header.rstrip())
    if match is None or match["kind"] not in KINDS:
        raise CourseError(
            f"{path}, line {line}: {header!r} is no header of a variant; write `# %% right: title`, "
            "`# %% mistake 23: title` or `# %% answer: title`."
        )
    options = dict(OPTION.findall(match["options"]))
    if unknown := sorted(set(options) - set(OPTIONS)):
        raise CourseError(f"{path}, line {line}: there is no option {unknown[0]!r}; there are {', '.join(OPTIONS)}.")
    if match["kind"] in ("right", "mistake") and path.suffix == ".py":
        _must_compile(path, line, source)
    return Variant(
        match["kind"], match["title"], source, _numbers(match["numbers"]), _numbers(options.get("parts")),
        "silent" in options, "alone" in options, "carries" in options,
        tuple(options.get("not below", "").replace(",", " ").split()),
    )  # fmt: skip


def _numbers(text: str | None) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text or "")))


def _must_compile(path: Path, line: int, source: str) -> None:
    try:
        ast.parse(source)
    except SyntaxError as problem:
        where = line + (problem.lineno or 0)
        raise CourseError(f"{path}, line {where}: the variant is not valid Python ({problem.msg}).") from None


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        for target in ast.walk(node) if isinstance(node, (ast.Assign, ast.AnnAssign)) else ():
            if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store):
                yield target.id


def tree(source: str) -> ast.Module:
    """The source's syntax tree; an empty one for what is no Python, such as text."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])
