from __future__ import annotations

import ast
import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import nbformat
import pytest
import sqlalchemy

from autograder.errors import CourseError
from autograder.files import BEGUN
from autograder.gradebook import due_date
from autograder.simulate import NOMINAL, StudentTruth, Truth, simulate
from autograder.simulate.folder import load_truth
from tests.simulate.courses import ASSIGNMENT, NOTEBOOK, SmallCourse, small_course


def run(course: SmallCourse, students: int = 30, seed: int = 0) -> Truth:
    return simulate(cast(Any, course), ASSIGNMENT, students, seed)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def sources(course: SmallCourse, student: StudentTruth) -> dict[str, str]:
    path = course.submitted / student.student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells}


def handed_in(course: SmallCourse, student: StudentTruth) -> datetime:
    text = (course.submitted / student.student / ASSIGNMENT / "timestamp.txt").read_text()
    return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S.%f UTC")


def test_the_same_seed_makes_the_same_bytes_and_another_one_another_class(tmp_path: Path) -> None:
    one, two, three = (small_course(tmp_path / name) for name in "abc")
    assert run(one) == run(two) != run(three, seed=1)
    assert tree(one.submitted) == tree(two.submitted) != tree(three.submitted)
    assert tree(one.root / "simulation-truth") == tree(two.root / "simulation-truth")


def test_the_class_has_every_kind_of_student(tmp_path: Path) -> None:
    roles = Counter(student.role for student in run(small_course(tmp_path)).students)
    once = ("crash", "loop", "late", "malformed", "nothing answered", "some unanswered")
    assert {role: roles[role] for role in once} == dict.fromkeys(once, 1)
    assert min(roles[role] for role in ("right", "one mistake", "two mistakes")) >= 3


def test_small_classes_of_a_course_have_every_kind_of_student_together(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    dealt = [simulate(cast(Any, course), ASSIGNMENT, 4, before=before) for before in (0, 4, 8)]
    roles = Counter(student.role for truth in dealt for student in truth.students)
    assert set(roles) == {
        "right", "one mistake", "two mistakes", "crash", "loop", "some unanswered", "late", "malformed",
        "nothing answered",
    }  # fmt: skip
    assert max(roles.values()) == 2


@pytest.mark.parametrize("students", [1, 2, 7, 19, 200])
def test_a_class_has_as_many_students_as_asked_for_each_with_a_name_of_its_own(tmp_path: Path, students: int) -> None:
    course = small_course(tmp_path)
    names = [student.student for student in run(course, students).students]
    assert len(set(names)) == students
    assert names == sorted(path.name for path in course.submitted.iterdir())
    assert not any(set(name) & set("+/ \\") for name in names)


def test_every_variant_is_written_by_someone_in_a_large_enough_class(tmp_path: Path) -> None:
    written = {s for student in run(small_course(tmp_path), 60).students for s in student.answers.items()}
    square = {"right: product", "right: power", "right: as text", "mistake: doubled", "mistake: shifted"}
    assert {what for key, what in written if key == f"{NOTEBOOK}/square"} >= square
    assert len({what for key, what in written if key == f"{NOTEBOOK}/why"}) >= 4


def test_only_the_answers_differ_from_the_release(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    for student in run(course).students:
        if student.malformed:
            continue
        found = sources(course, student)
        assert (found["test-square"], found["test-cube"]) == ("square(2)", "cube(2)")
        assert ("NotImplementedError" in found["square"]) == (student.answers[f"{NOTEBOOK}/square"] == "not answered")
        assert (course.submitted / student.student / ASSIGNMENT / "data" / "x.txt").read_bytes() == b"1\n"


def test_the_malformed_notebook_is_no_json(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    (student,) = [s for s in run(course).students if s.malformed]
    with pytest.raises(json.JSONDecodeError):
        json.loads((course.submitted / student.student / ASSIGNMENT / f"{NOTEBOOK}.ipynb").read_bytes())


def test_exactly_the_late_student_is_late(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    for student in run(course).students:
        assert (handed_in(course, student) > NOMINAL) == student.late == (student.role == "late")


def test_a_due_date_of_the_gradebook_is_the_one_that_counts(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    due = datetime(2031, 5, 4, 12, 30)
    engine = sqlalchemy.create_engine(course.db_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE assignment (name VARCHAR, duedate DATETIME)"))
        connection.execute(sqlalchemy.text("INSERT INTO assignment VALUES ('a1', '2031-05-04 12:30:00.000000')"))
    engine.dispose()
    assert due_date(course.db_url, ASSIGNMENT) == due
    late = {s.student: handed_in(course, s) for s in run(course).students if s.late}
    assert all(due < time < due + timedelta(days=1) for time in late.values())
    assert late


def test_asking_for_the_due_date_makes_no_database(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    assert due_date(course.db_url, ASSIGNMENT) is None
    assert not (tmp_path / "gradebook.db").exists()


def test_no_answer_is_built_on_one_that_does_not_work_there(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    for student in run(course, 120).students:
        if student.malformed:
            continue
        found = sources(course, student)
        called = any(isinstance(n, ast.Name) and n.id == "square" for n in ast.walk(ast.parse(found["cube"])))
        below = student.answers[f"{NOTEBOOK}/square"]
        assert not (called and (below.startswith("fault") or below in ("not answered", "right: as text")))


def test_a_mistake_costs_its_own_exercise_and_not_the_one_built_on_it(tmp_path: Path) -> None:
    truth = run(small_course(tmp_path), 120)
    carried = [
        s.items[NOTEBOOK]
        for s in truth.students
        if s.answers[f"{NOTEBOOK}/square"] == "mistake: doubled" and s.answers[f"{NOTEBOOK}/cube"] == "right: own step"
    ]
    assert carried
    for items in carried:
        assert items["test-square"].loses_points
        assert items["test-square"].must_name == (7,)
        assert (items["test-cube"].points, items["test-cube"].outcomes) == (1.0, ("passed",))


def test_what_the_header_says_of_parts_and_silence_is_in_the_truth(tmp_path: Path) -> None:
    students = run(small_course(tmp_path), 120).students
    shifted = [s for s in students if s.answers[f"{NOTEBOOK}/square"] == "mistake: shifted"]
    assert shifted
    items = shifted[0].items[NOTEBOOK]["test-square"]
    assert (items.lost_parts, items.must_name, items.may_name) == ((2,), (), (8,))


def test_two_mistakes_are_in_two_exercises(tmp_path: Path) -> None:
    for student in run(small_course(tmp_path)).students:
        expected = {"one mistake": 1, "two mistakes": 2}.get(student.role, 0)
        assert len(student.mistakes) == expected


def test_the_truth_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    truth = run(course)
    assert load_truth(cast(Any, course), ASSIGNMENT) == truth
    assert not list(course.submitted.rglob("*truth*"))


def test_another_class_replaces_the_one_before(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    run(course, 30)
    (course.submitted / ".gitkeep").touch()
    names = {student.student for student in run(course, 5, seed=2).students}
    assert {path.name for path in course.submitted.iterdir()} == names | {".gitkeep"}


def test_classes_of_two_assignments_live_side_by_side(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    (tmp_path / "simulation" / "a2").symlink_to(tmp_path / "simulation" / ASSIGNMENT)
    run(course, 4)
    simulate(cast(Any, course), "a2", 4, 0)
    run(course, 4)
    assert {path.parent.name for path in course.submitted.rglob("*.ipynb")} == {ASSIGNMENT, "a2"}


@pytest.mark.parametrize("foreign", ["alice/a1/n1.ipynb", "alice/other/x.ipynb", "loose.txt"])
def test_real_submissions_are_never_touched(tmp_path: Path, foreign: str) -> None:
    course = small_course(tmp_path)
    real = course.submitted / foreign
    real.parent.mkdir(parents=True)
    real.write_text("{}")
    with pytest.raises(CourseError, match=r"did not write.*nothing was changed.*copy of the course"):
        run(course)
    assert tree(course.submitted) == {foreign: b"{}"}
    assert not (tmp_path / "simulation-truth").exists()


def test_a_simulated_submission_that_someone_changed_is_not_overwritten(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    student = run(course).students[0].student
    changed = course.submitted / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    changed.write_text("handed in by a real student of the same name")
    before = tree(course.submitted)
    with pytest.raises(CourseError, match="did not write"):
        run(course, seed=1)
    assert tree(course.submitted) == before


def test_a_link_in_submitted_is_not_followed(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    course.submitted.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (course.submitted / "alice").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CourseError, match="did not write"):
        run(course)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_run_that_was_cut_off_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = small_course(tmp_path)
    run(course)
    whole, count = Path.replace, 0

    def stops(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == 20:
            raise KeyboardInterrupt
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", stops)
    with pytest.raises(KeyboardInterrupt):
        run(course, seed=1)
    monkeypatch.undo()
    killed = next(path for path in course.submitted.rglob("*.ipynb"))
    killed.with_name(f"{BEGUN}x7f3").write_text("half a notebook")
    names = {student.student for student in run(course, seed=1).students}
    assert {path.name for path in course.submitted.iterdir()} == names


def test_an_exercise_without_a_right_answer_is_a_fault_of_the_course(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    (tmp_path / "simulation" / ASSIGNMENT / "cube.py").unlink()
    with pytest.raises(CourseError, match=r"no right answer to simulate for cube: write .*cube\.py"):
        run(course)


def test_a_class_needs_a_student(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="at least one"):
        run(small_course(tmp_path), 0)


def test_without_a_class_there_is_no_truth(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="run `autograder simulate a1` first"):
        load_truth(cast(Any, small_course(tmp_path)), ASSIGNMENT)
