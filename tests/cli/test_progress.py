"""What the bar says of the time that is left, and what a run says where there is no terminal."""

import io

import pytest
from rich.console import Console

from autograder.cli import progress
from autograder.cli.progress import Bar, matrix
from autograder.gradebook.model import Standing
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord


class Clock:
    now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def bar(clock, total, new=None, cached=0, fresh=0, seconds=6.0, **console):
    out = io.StringIO()
    made = Bar(Console(file=out, width=200, **console), "grading a", new)
    made.begin(total)
    for _ in range(cached):
        made.done(None, cached=True)
    for _ in range(fresh):
        clock.now += seconds
        made.done(None, cached=False)
    return made, out


def test_what_was_graded_before_does_not_count_as_fast(clock):
    made, _ = bar(clock, total=30, new=18, cached=12, fresh=3)
    assert made.left(clock.now) == pytest.approx(15 * 6)


def test_nobody_says_a_time_before_something_was_run(clock):
    made, _ = bar(clock, total=30, cached=12)
    assert made.left(clock.now) is None


def test_what_is_unchanged_further_on_needs_no_time(clock):
    made, _ = bar(clock, total=300, new=5, cached=100, fresh=2)
    assert made.left(clock.now) == pytest.approx(3 * 6)


@pytest.mark.parametrize(("new", "cached"), [(0, 0), (0, 10), (2, 10), (None, 10)])
def test_where_the_times_of_files_were_wrong_all_that_is_left_counts(clock, new, cached):
    made, _ = bar(clock, total=30, new=new, cached=cached, fresh=4)
    assert made.left(clock.now) == pytest.approx((26 - cached) * 6)


def test_nothing_is_left_at_the_end(clock):
    made, _ = bar(clock, total=5, cached=2, fresh=3)
    assert made.left(clock.now) == 0


def test_without_a_terminal_a_line_is_written_now_and_then(clock):
    _, out = bar(clock, total=100, fresh=40, seconds=10)
    lines = out.getvalue().splitlines()
    assert 10 <= len(lines) <= 14
    assert lines[0] == "grading a: 3 of 100, 0:00:30, left 0:16:10"


def test_a_run_that_tells_how_much_is_done_writes_such_lines_too(clock):
    made, out = bar(clock, total=100)
    for done in (2, 5, 6, 100):
        clock.now += 20
        made.reached(done)
    assert out.getvalue().splitlines() == ["grading a: 5 of 100, 0:00:40, left 0:12:40"]


def test_on_a_terminal_the_bar_is_enough(clock):
    _, out = bar(clock, total=100, fresh=40, seconds=10, force_terminal=True)
    assert "of 100" not in out.getvalue()


def test_a_run_over_all_ends_with_one_table_of_students_against_assignments():
    def record(student, assignment, outcome=Outcome.PASSED, points=2.0):
        return NotebookRecord("key", student, assignment, "n", (ItemResult("t", "T", outcome, points, 2.0),))

    late = Standing(automatic=2, by_hand=1.5, open=0, penalty=1, maximum=5, late=True)
    waiting = Standing(automatic=2, by_hand=0, open=3, penalty=0, maximum=5)
    found = {
        "01-one": ([record("ada", "01-one"), record("bob", "01-one")], {("ada", "n"): late, ("bob", "n"): waiting}),
        "02-two": ([record("ada", "02-two", Outcome.CANNOT_JUDGE, None), record("zoe", "02-two")], {}),
    }
    out = io.StringIO()
    Console(file=out, width=80).print(matrix(found))
    rows = [line.split() for line in out.getvalue().splitlines() if line.strip()]
    assert rows[0] == ["student", "01", "02"]
    assert rows[1:4] == [["ada", "2.5L", "0+2!"], ["bob", "2+3"], ["zoe", "2"]]
    assert rows[-1] == ["mean", "2.2", "1.0"]


def test_heads_that_would_be_the_same_are_written_out():
    found = {name: ([NotebookRecord("key", "ada", name, "n", ())], {}) for name in ("week-1", "week-2")}
    out = io.StringIO()
    Console(file=out, width=80).print(matrix(found))
    assert out.getvalue().split()[:3] == ["student", "week-1", "week-2"]
