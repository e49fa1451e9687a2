"""Before an exercise whose choices are drawn by the key stand two items for practice, which answer at once."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.course.material import NOTEBOOKS, SOURCE, hidden, nbgrader, read

#: Modules of the reference that draw what there is to choose from.
CHOICES = re.compile(r"^from backprop_ref import .*\b(?:polls|drawings|suspects)\b", re.M)


def exercises() -> Iterator[tuple[Path, str]]:
    """(notebook, grade_id) of every exercise whose choices are drawn."""
    for path in NOTEBOOKS:
        for cell in read(path).cells:
            meta = nbgrader(cell)
            if meta.get("grade") and cell.cell_type == "code" and CHOICES.search(hidden(cell)):
                yield path, meta["grade_id"].removeprefix("test-")


EXERCISES = list(exercises())


def toolkit() -> Any:
    spec = importlib.util.spec_from_file_location("toolkit_of_practice", SOURCE / "toolkit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def items(path: Path, grade_id: str) -> tuple[dict[str, Any], dict[str, tuple[Any, str]]]:
    """What students fill in, empty, and the known answers with their reasons."""
    cells = read(path).cells
    place = next(i for i, cell in enumerate(cells) if nbgrader(cell).get("grade_id") == grade_id)
    filled, answered = cells[place - 3], cells[place - 2]
    assert "illustration" in answered.metadata.get("tags", []), answered.id
    assert filled.source.rstrip().splitlines()[-1].count("# for practice"), filled.id
    names: dict[str, Any] = {}
    exec(filled.source, names)
    (mine,) = (value for name, value in names.items() if name.startswith("my_"))
    known: list[dict[str, tuple[Any, str]]] = []

    class Recorder:
        @staticmethod
        def practice(said: Any, asked: dict[str, tuple[Any, str]]) -> None:
            assert said is mine
            known.append(asked)

    exec(answered.source, {**names, "tk": Recorder})
    return mine, known[0]


def test_the_choice_exercises_of_the_course_are_these() -> None:
    assert [grade_id for _, grade_id in EXERCISES] == [
        "which-drawing", "poll-answer", "layouts", "find-fault", "classify",
    ]  # fmt: skip


@pytest.mark.parametrize(("path", "grade_id"), EXERCISES, ids=lambda value: getattr(value, "stem", value))
def test_two_items_for_practice_stand_before_a_choice_and_each_has_its_reason(path: Path, grade_id: str) -> None:
    mine, known = items(path, grade_id)
    assert list(mine) == list(known)
    assert len(known) == 2
    assert answered(mine, known) == [f"{item}: not answered yet." for item in known]
    assert all(
        said.startswith(f"{item}: yes, ") for item, said in zip(known, answered(right(known), known), strict=True)
    )
    first, second = (answer for answer, _ in known.values())
    crossed = dict(zip(known, (second, first), strict=True))
    assert [said.split(", ")[0] for said in answered(crossed, known)] == [f"{item}: no" for item in known]
    for _, why in known.values():
        assert len(why.split()) >= 8
        assert not why.endswith(".")


def right(known: dict[str, tuple[Any, str]]) -> dict[str, Any]:
    return {item: answer for item, (answer, _) in known.items()}


def answered(said: Any, known: dict[str, tuple[Any, str]]) -> list[str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        toolkit().practice(said, known)
    return (out.getvalue() + err.getvalue()).splitlines()


@pytest.mark.parametrize(
    ("mine", "word"),
    [
        *(("Gradient ", "yes"), ("zero", "no"), (0, "no"), (["gradient"], "no")),
        *((nothing, "not answered yet.") for nothing in ("", None, (), ("", ""))),
    ],
)
def test_an_item_is_answered_whatever_is_put_there(mine: Any, word: str) -> None:
    (said,) = answered({"here": mine}, {"here": ("gradient", "a reason")})
    assert said.startswith(f"here: {word}")


def test_a_pair_may_be_a_list_and_its_words_in_capitals() -> None:
    assert answered({"B": [2, "Both"]}, {"B": ((2, "both"), "a reason")}) == ["B: yes, a reason."]


@pytest.mark.parametrize("said", [None, "zero", 3, [1], {}])
def test_what_is_no_dict_of_items_is_told_in_a_sentence(said: Any) -> None:
    (told, *more) = answered(said, {"here": ("gradient", "a reason")})
    assert more == []
    assert told.startswith(("here: not answered yet", "Nothing to show here: "))


def test_what_is_asked_for_practice_is_nothing_that_is_judged() -> None:
    """The words of a practice item stand in no hidden test, whose options are other ones."""
    for path, grade_id in EXERCISES:
        cell = next(c for c in read(path).cells if nbgrader(c).get("grade_id") == f"test-{grade_id}")
        _, known = items(path, grade_id)
        for item in itertools.chain(known, *(answer for answer in right(known).values() if grade_id == "poll-answer")):
            assert len(item) < 3 or repr(item) not in hidden(cell)
