"""An instructor's day: a new course and a new exercise, three errors told, a release, five graded, the report read."""

import json

import pytest

from tests.browser import served
from tests.browser.begun import RIGHT, WRONG, hand_in, run

pytestmark = pytest.mark.integration
OWN = "02-own"
ANSWERS = {
    "ada": RIGHT,
    "ben": WRONG,
    "cleo": "return X.no_such_thing",
    "dan": "raise NotImplementedError()",
    "eve": "return [list(row) for row in (X - X.mean(0)) / X.std(0)]",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course from nothing, with an exercise of one's own beside the first."""
    folder = tmp_path_factory.mktemp("courses") / "statistics"
    run(".", "new", "--course", folder)
    run(folder, "new", OWN)
    return folder


def test_from_three_errors_to_the_report(course):
    source = course / "source" / OWN / f"{OWN}.ipynb"
    right = source.read_text()
    wrong = right.replace('"id": "why"', '"id": "asked-why"').replace("### END SOLUTION", "", 1)
    source.write_text(wrong.replace("for rng in draws(3):", "for rng inn draws(3):", 1))
    (found,) = json.loads(run(course, "check", OWN, "--json", code=1).stdout)
    assert [(each["cell"], each["line"]) for each in found["findings"]] == [(None, None), (4, 3), (5, 16)]
    said = run(course, "release", OWN, code=1).stderr
    assert not (course / "release").exists()
    assert said.count(f"  source/{OWN}") == 3  # all of them, before it refuses

    source.write_text(right)
    assert run(course, "check", OWN).stdout == f"{OWN}: nothing to mend; 26 wrong answers tried.\n"
    run(course, "release", OWN, "--unchecked")
    for student, answer in ANSWERS.items():
        hand_in(course, student, answer, OWN)
    graded = json.loads(run(course, "grade", OWN, "--json").stdout)
    assert {one["student"]: one["points"] for one in graded} == {"ada": 3, "ben": 0, "cleo": 0, "dan": 0, "eve": 3}
    assert {one["outcome"] for one in graded} == {
        "passed", "wrong answer", "error in the student's code", "not answered",
    }  # fmt: skip
    said = run(course, "report", OWN).stdout
    assert said.split() == [str(course / "report" / f"{name}.html") for name in (OWN, "index")]


def test_the_report_reads_from_the_course_to_the_students(course, browser):
    page = served.opened(browser, (course / "report" / "index.html").as_uri(), [])
    page.get_by_role("link", name=OWN).click()
    page.get_by_role("heading", name=OWN).wait_for()
    exercise = page.get_by_role("row").filter(has_text="every column on the same scale").locator("td")
    assert exercise.all_inner_texts()[:6] == ["3", "2", "0", "2", "1", "0"]  # points; passed, partly, wrong, not, open
    assert page.locator(".plot svg").count() == 2
    page.close()
