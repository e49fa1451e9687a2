"""An assignment that shows answers of another one is announced as early until students are done with that one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.release.order import early
from tests.course_folder.courses import cell, markdown, write_notebook

NOW = datetime(2030, 1, 10, 12)
AFTER = {"two": ("one",), "three": ("one", "two")}


def said(
    *chosen: str, known: str = "one two three", released: str = "one two three", **days: float | None
) -> list[str]:
    due = {name: None if d is None else NOW + timedelta(days=d) for name, d in days.items()}
    return list(early(chosen, AFTER, known.split(), released.split(), due, NOW, "UTC"))


def test_nothing_is_said_of_what_waits_for_nothing_or_for_what_is_over() -> None:
    assert said("one") == []
    assert said("two", one=-1) == []
    assert said("three", one=-1, two=-0.1) == []


@pytest.mark.parametrize(
    ("released", "day", "why"),
    [("two", -1, "is not released"), ("one", None, "has no due date"), ("one", 2, "is due ")],
)
def test_one_sentence_says_which_is_still_open_and_why(released: str, day: float | None, why: str) -> None:
    (sentence,) = said("two", released=released, one=day)
    assert sentence.startswith("two shows answers of one, which ")
    assert why in sentence


def test_two_open_ones_are_one_sentence() -> None:
    (sentence,) = said("three", one=1, two=None)
    assert "one, which is due" in sentence
    assert ", and of two, which has no due date" in sentence


def test_a_course_without_any_date_is_told_once() -> None:
    (sentence,) = said("two", "three", one=None, two=None)
    assert sentence.startswith("2 assignments show answers of others, and none has a due date: ")
    assert len(said("two", "three", one=1, two=None)) == 2


def test_an_assignment_that_there_is_not_is_named() -> None:
    (sentence,) = said("two", known="two three")
    assert sentence == "c.Autograder.after lets two wait for one, which is no assignment of this course."


@pytest.mark.integration
def test_release_says_it_until_the_other_one_is_due(tmp_path: Path) -> None:
    test = "assert f() == 1\n### BEGIN HIDDEN TESTS\nassert f() == 1\n### END HIDDEN TESTS"
    answer = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
    for name in ("one", "two"):
        cells = [
            markdown("## Exercise 1: f\n\nReturn 1.", cell_id="ask"),
            cell(answer, "f", solution=True),
            cell(test, "test-f", grade=True, locked=True, points=1),
        ]
        write_notebook(tmp_path, cells, name, name)
    (tmp_path / "nbgrader_config.py").write_text('c = get_config()\nc.Autograder.after = {"two": ["one"]}\n')

    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["--course", str(tmp_path), *words])
        assert result.exit_code == 0, result.output
        return result.output

    assert "two shows answers of one, which is not released" in run("release", "two", "--unchecked")
    assert "shows answers" not in run("release", "one", "--unchecked")
    assert "two shows answers of one, which has no due date" in run("release", "two", "--unchecked")
    run("due", "one", "2090-01-01T12:00+00:00")
    assert "two shows answers of one, which is due" in run("release", "two", "--unchecked")
    run("due", "one", "2020-01-01T12:00+00:00")
    assert "shows answers" not in run("release", "two", "--unchecked")
    both = run("release", "--unchecked").splitlines()
    assert [line.partition(":")[0] for line in both if "all earned by the solution" in line] == ["one", "two"]
