"""`autograder formgrader`: one command, and people can grade by the rubric, on a machine without a network."""

import signal
import urllib.parse

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook as Nbgrader

from autograder.cli.app import cli
from tests.browser import served
from tests.browser.served import opened
from tests.gradebook.small_course import ONE, RIGHT, good, hand_in, make_course, master_of, put
from tests.here import nbgrader

pytestmark = pytest.mark.integration
WHY = (
    "markdown",
    "Since $x^2 \\geq 0$.\n\n**Rubric (3 points).**\n- 1 point: it names $\\sqrt{y}$, the hidden word.",
    {"grade_id": "why", "grade": True, "solution": True, "points": 3},
)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with one answer that is graded by hand."""
    course = make_course(
        tmp_path_factory.mktemp("course"), config="c.Password.here = 's3cret'", one=[*ONE[:-1], WHY], two=None
    )
    answers = RIGHT | {"why": "Because $z = 3$."}
    hand_in(course, "ada", answers)
    put(course, good(master_of(course), answers=answers))
    (course.root / "class.csv").write_text("id,first_name,last_name\nada,Ada,Lovelace\n")
    given = ["--course", str(course.root), "students", "import", str(course.root / "class.csv")]
    assert CliRunner().invoke(cli, given).exit_code == 0
    return course


@pytest.fixture(scope="module")
def formgrader(course):
    """The running command, and the address that it prints."""
    with served.formgrader(course.folder) as running:
        yield running


def submission_page(course, address):
    with Nbgrader(f"sqlite:///{course.root}/gradebook.db") as book:
        submission = book.find_submission_notebook("one", "a", "ada").id
    parts = urllib.parse.urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/formgrader/submissions/{submission}/?{parts.query}"


def test_the_printed_address_is_the_formgrader_of_the_course(browser, formgrader):
    assert formgrader[1].startswith("http://127.0.0.1:")
    page = opened(browser, formgrader[1], [])
    page.get_by_role("link", name="a", exact=True).first.wait_for()
    assert page.get_by_text("Manage Assignments").count()
    assert "s3cret" not in page.content()
    server = formgrader[1].partition("/formgrader")[0]
    page.goto(f"{server}/formgrader/manage_students")
    page.get_by_text("Lovelace, Ada").wait_for()
    assert "/login" not in page.request.get(f"{server}/notebooks/autograded/ada/a/one.ipynb").url
    page.close()


def test_the_rubric_stands_under_the_answer_with_formulas_and_without_a_network(browser, course, formgrader):
    missed = []
    page = opened(browser, submission_page(course, formgrader[1]), missed)
    shown = page.locator(".graders-only")
    assert shown.count() == 1
    assert "the hidden word" in shown.inner_text()
    page.locator(".graders-only .MathJax").first.wait_for()
    assert page.locator(".nbgrader_cell .MathJax").count() >= 1
    answer, below = (page.locator(place).first.bounding_box() for place in ("#why-comment", ".graders-only"))
    assert abs(below["y"] - (answer["y"] + answer["height"])) < 100
    page.locator("#test-double[placeholder='2']").wait_for()
    with page.expect_response(lambda response: response.request.method == "PUT") as saved:
        page.locator("#why").fill("2.5")
        page.locator("#why").blur()
    assert saved.value.ok
    page.close()
    assert missed == []
    with Nbgrader(f"sqlite:///{course.root}/gradebook.db") as book:
        assert book.find_grade("why", "one", "a", "ada").manual_score == 2.5


def test_nothing_of_the_rubric_is_written_anywhere_that_students_see(course, monkeypatch):
    monkeypatch.chdir(course.root)
    nbgrader("generate_feedback", "a", "--force")
    written = [path for folder in (course.autograded, course.feedback) for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in written} >= {".ipynb", ".html"}
    for path in written:
        assert "hidden word" not in path.read_text(encoding="utf-8"), path


def test_ctrl_c_ends_it_without_a_traceback(formgrader):
    process, _ = formgrader
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 0
    said = process.stderr.read()
    assert "Traceback" not in said, said
