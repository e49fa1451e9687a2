"""A student's day: open what was released, be wrong, read the check, mend it, hand in, read the feedback."""

import getpass
import json

import pytest

from tests.browser.begun import FIRST, RIGHT, WRITTEN, WRONG, begin, run
from tests.here import nbgrader

#: nbgrader's release_feedback leaves a file open.
pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore::ResourceWarning")]
ANSWER = "def standardise(X):\n    {}"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course that hands out and collects through nbgrader's exchange, which student and staff have in common."""
    folder = begin(tmp_path_factory.mktemp("staff") / "course")
    exchange = tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Exchange.root = {str(exchange)!r}\n")
    return folder


@pytest.fixture(scope="module")
def student_folder(course, tmp_path_factory):
    """The student's folder, with what was fetched; of the course's configuration only what fetching needs."""
    folder = tmp_path_factory.mktemp("student")
    lines = (course / "nbgrader_config.py").read_text().splitlines()
    ours = [line for line in lines if line.startswith(("c = ", "c.Exchange.root", "c.CourseDirectory.course_id"))]
    (folder / "nbgrader_config.py").write_text("\n".join(ours))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        nbgrader("release_assignment", FIRST)
        patch.chdir(folder)
        nbgrader("fetch_assignment", FIRST)
    return folder


def test_wrong_told_mended_handed_in_and_graded_with_all_points(
    course, browser, open_notebook, student_folder, monkeypatch
):
    lab = open_notebook(FIRST)
    lab.run_all()
    assert lab.errors() == 1  # the check says that nothing is answered
    lab.write("standardise", ANSWER.format(WRONG))
    lab.run("test-standardise")
    assert "Each column must have the mean 0." in lab.said("test-standardise", on="stderr")
    lab.write("standardise", ANSWER.format(RIGHT))
    lab.run("test-standardise")
    assert lab.errors() == 0
    lab.answer("why", WRITTEN.replace("$", ""))
    lab.save()

    monkeypatch.chdir(student_folder)
    nbgrader("submit", FIRST)
    monkeypatch.chdir(course)
    nbgrader("collect", FIRST)
    (told,) = json.loads(run(course, "grade", FIRST, "--json").stdout)
    assert (told["student"], told["points"], told["open"], told["late"]) == (getpass.getuser(), 3, 2, False)
    assert told["notes"] == []  # nothing that had to be restored: the notebook went through JupyterLab as it is

    run(course, "feedback", FIRST)
    nbgrader("release_feedback", FIRST)
    monkeypatch.chdir(student_folder)
    nbgrader("fetch_feedback", FIRST)
    (fetched,) = (student_folder / FIRST / "feedback").rglob("*.html")
    page = browser.new_page()
    page.goto(fetched.as_uri())
    assert "3" in page.inner_text("header")
    page.close()
