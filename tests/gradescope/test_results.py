"""results.json: an entry for each exercise that tests decide, text shown as it is, no score for our fault."""

from __future__ import annotations

import json

import pytest
from markdown_it import MarkdownIt

from autograder.course import Course
from autograder.gradescope import run as running
from autograder.gradescope.carried import Carried, carry
from autograder.gradescope.handin import NOBODY, whose
from autograder.gradescope.results import faults, results
from autograder.intake.submission import Submission
from autograder.kernel.fake import FakeKernel
from autograder.outcomes import Outcome
from autograder.record.model import Diagnosis, Finding, HeatBlock, ItemResult, NotebookRecord, PartResult
from tests.gradescope.container import answered, write_course

HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:b) ![c](http://d/e.png) **f** www.g.org http://h $i$ |j| `k`"


@pytest.fixture
def carried(tmp_path) -> Carried:
    return carry(Course.open(write_course(tmp_path, ["double", "triple"])), "a", "after_due_date")


def record(*items: ItemResult, notes: tuple[str, ...] = ()) -> NotebookRecord:
    return NotebookRecord("key", "ada", "a", "n", items, notes)


def item(name: str, points: float | None = 2.0, outcome: Outcome = Outcome.PASSED, **more) -> ItemResult:
    return ItemResult(f"test-{name}", f"{name} (2 points)", outcome, points, 2.0, **more)


def told(carried: Carried, *items: ItemResult, notes: tuple[str, ...] = ()) -> dict:
    (grader,) = carried.graders
    return results(carried, [(grader, record(*items, notes=notes))], "isolated")


def test_there_is_an_entry_for_each_exercise_of_a_test_and_none_for_what_people_grade(carried):
    by_hand = ItemResult("why", "Why?", Outcome.MANUAL, None, 3.0)
    made = told(carried, item("double"), item("triple", 0.5, Outcome.FAILED), by_hand)
    assert [(e["name"], e["score"], e["max_score"], e["status"]) for e in made["tests"]] == [
        ("double", 2.0, 2.0, "passed"),
        ("triple", 0.5, 2.0, "failed"),
    ]
    assert made["output"].startswith("3 points of this assignment are given by hand")
    assert "score" not in made


def test_checks_are_seen_when_the_instructor_chose(carried):
    made = told(carried, item("double"), item("triple"))
    assert {entry["visibility"] for entry in made["tests"]} == {"after_due_date"}
    assert made["stdout_visibility"] == "hidden"


@pytest.mark.parametrize(
    "items",
    [
        (item("double"), item("triple", None, Outcome.CANNOT_JUDGE, staff_note="the reference failed")),
        (item("double"), item("triple", None, Outcome.ADDED)),
        (item("double"),),
        (item("double"), ItemResult("test-triple", "triple", Outcome.PASSED, 1.0, 1.0)),
        (),
    ],
)
def test_what_is_not_decided_in_full_has_no_score_anywhere(carried, items):
    made = told(carried, *items)
    assert made["tests"] == []
    assert "score" not in json.dumps(made)
    assert "no zero" in made["output"]


def test_why_it_was_not_judged_is_told_to_the_staff_alone(carried):
    (grader,) = carried.graders
    made = record(item("double", None, Outcome.CANNOT_JUDGE, staff_note="the reference failed"))
    assert faults([(grader, made)]) == ["n, test-double: the reference failed"]
    assert "reference" not in json.dumps(results(carried, [(grader, made)], ""))


def test_messages_and_mistakes_are_markdown_and_each_mistake_is_explained_once(carried):
    finding = Finding(
        "`double()` is wrong.", (Diagnosis(1, "one factor", "Count them."),), (HeatBlock("G^(1)", ((3,),)),)
    )
    parts = tuple(PartResult(title, 0.0, 1.0, Outcome.FAILED, finding) for title in ("small", "large"))
    made = told(carried, item("double", 0.0, Outcome.FAILED, parts=parts), item("triple"))
    html = MarkdownIt("commonmark").render(made["tests"][0]["output"])
    assert html.count("<strong>one factor</strong>") == 2
    assert html.count("Count them.") == 1
    assert "<code>double()</code> is wrong." in html
    assert "G^(1): every entry wrong" in html


def test_nothing_that_a_student_wrote_is_markup_there(carried):
    part = PartResult(HOSTILE, 0.0, 2.0, Outcome.ERROR, Finding(HOSTILE, (Diagnosis(1, HOSTILE, HOSTILE),)))
    wrong = item("double", 0.0, Outcome.ERROR, parts=(part,), message=f"{HOSTILE}\n# l\n- m\n1. n\n\n    o")
    made = told(carried, wrong, item("triple"), notes=(HOSTILE,))
    for text in (made["output"], made["tests"][0]["output"]):
        html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
        assert not any(tag in html for tag in ("<img", "<a ", "<em", "<h1", "<table", "<ul", "<ol", "<pre"))
        assert "http://" not in text.replace("`", "")
        assert "www." not in text


def test_the_masters_come_back_as_they_were(carried, tmp_path):
    (grader,) = carried.graders
    (master,) = Course.open(tmp_path).masters("a")
    assert grader.master == master
    right = answered({name: f"def {name}(x):\n    return x + x" for name in ("double", "triple")})
    graded = grader.grade(Submission("ada", "a", {"n": right.encode()}), FakeKernel)
    assert [i.points for i in graded.items if i.outcome is Outcome.PASSED] == [2, 2]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"users": 3}', '{"users": []}', '{"users": [3, {}, {"sid": null}]}', "[" * 9999, "\xff"],
)
def test_metadata_that_names_nobody_is_somebody_all_the_same(tmp_path, content):
    path = tmp_path / "submission_metadata.json"
    path.write_text(content, encoding="latin-1")
    assert whose(path) == NOBODY
    assert whose(tmp_path / "missing") == NOBODY


def test_a_group_is_the_same_whoever_hands_in(tmp_path):
    users = [{"sid": "bob", "email": "b@x"}, {"sid": "", "email": "a@x"}]
    found = set()
    for order in (users, users[::-1]):
        path = tmp_path / "submission_metadata.json"
        path.write_text(json.dumps({"users": order}))
        found.add(whose(path))
    assert found == {"a@x"}


def test_a_run_that_is_ended_or_fails_leaves_a_file_without_a_score(tmp_path, monkeypatch, capsys):
    place = tmp_path / "results" / "results.json"
    begun = []

    def fails(layout):
        begun.append(json.loads(place.read_text()))
        raise RuntimeError("why it fails")

    monkeypatch.setattr(running, "_graded", fails)
    assert running.main(str(tmp_path)) == 1
    ended = json.loads(place.read_text())
    assert [made["tests"] for made in (*begun, ended)] == [[], []]
    assert "score" not in json.dumps([*begun, ended])
    assert "why it fails" in capsys.readouterr().out
    assert "why it fails" not in json.dumps(ended)
    assert [*place.parent.iterdir()] == [place]
