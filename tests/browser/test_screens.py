"""The screens of the guides in docs/, from the real thing: `make screens` writes them anew.

Text goes between its two marks in docs/guide-*.md, pictures go into docs/pictures/. Students see them: no answer,
rubric or hidden test of the course may be in one. What is graded by hand is the question of a course that `new` begins.
"""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.served import formgrader
from tests.browser.test_by_hand import READY

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif("SCREENS" not in os.environ, reason="`make screens` writes the screens of the guides"),
]
ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
ASSIGNMENT = "06-backpropagation"
LIMITS = "\nc.Autograder.cell_seconds = 4\nc.Autograder.call_seconds = 2\n"
#: Wrong in a way that brings nobody nearer to the answer: the pictures are public.
WRONG = "def output_delta(s_L, o_L, y):\n    return o_L - y"


def say(folder, *arguments):
    """What a command prints, as a terminal of 80 columns shows it; the scratch folder is named `course`."""
    command = [sys.executable, "-c", "from autograder.cli import main; main()", *arguments]
    environment = os.environ | {"COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    lines = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
    kept = [line for line in lines if line and not re.search(r"━|^grading |^checking ", line)]
    return "\n".join(kept).replace(str(folder), "course")


def put(guide, name, text):
    """Text between the two marks of a guide."""
    path = ROOT / "docs" / f"guide-{guide}.md"
    before, rest = path.read_text(encoding="utf-8").split(f"<!-- screen: {name} -->\n")
    after = rest.split("<!-- screen: end -->", 1)[1]
    block = f"<!-- screen: {name} -->\n```console\n{text}\n```\n<!-- screen: end -->"
    path.write_text(before + block + after, encoding="utf-8")


def shoot(page, name, **clip):
    """A picture that is small enough to be committed."""
    PICTURES.mkdir(exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot(**clip))).convert("RGB")
    picture.save(PICTURES / f"{name}.webp", quality=70, method=6)
    assert (PICTURES / f"{name}.webp").stat().st_size < 120_000


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of ten, graded."""
    folder = tmp_path_factory.mktemp("course")
    for name in (f"source/{ASSIGNMENT}", f"simulation/{ASSIGNMENT}"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + LIMITS)
    say(folder, "release", "--unchecked")
    say(folder, "simulate", ASSIGNMENT, "--students", "10")
    put("teaching-assistant", "grade", f"$ autograder grade {ASSIGNMENT}\n{say(folder, 'grade', ASSIGNMENT)}")
    say(folder, "feedback", ASSIGNMENT)
    say(folder, "report")
    put("teaching-assistant", "status", f"$ autograder status\n{say(folder, 'status')}")
    return folder


def test_a_student_reads_what_is_wrong(open_notebook):
    lab = open_notebook(ASSIGNMENT)
    lab.run_all()
    lab.write("output-delta", WRONG)
    lab.run("test-output-delta")
    assert lab.pictures("test-output-delta", least=1) == 1
    lab.command("application:toggle-left-area")
    lab.page.set_viewport_size({"width": 1000, "height": 860})
    lab.cell("output-delta").scroll_into_view_if_needed()
    lab.page.wait_for_timeout(1500)
    shoot(lab.page, "jupyterlab")


def test_the_pages_of_a_graded_class(browser, graded):
    (page_of_one,) = sorted(graded.glob(f"feedback/*/{ASSIGNMENT}/*.html"))[1:2]
    for name, path in {"report": graded / "report" / f"{ASSIGNMENT}.html", "feedback": page_of_one}.items():
        page = browser.new_page(viewport={"width": 1000, "height": 860})
        page.goto(path.as_uri())
        page.wait_for_timeout(500)
        shoot(page, name)
        page.close()


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A small class in the course that `new` begins."""
    folder = tmp_path_factory.mktemp("begun")
    say(folder, "new", "--course", "course")
    course = folder / "course"
    (name,) = (path.name for path in (course / "source").iterdir() if path.is_dir())
    for command in (["release", name, "--unchecked"], ["simulate", name, "--students", "8"], ["grade", name]):
        say(course, *command)
    return course


def test_the_formgrader(browser, begun):
    with formgrader(begun) as (_, address):
        page = browser.new_page(viewport={"width": 1000, "height": 700})
        page.goto(address)
        page.get_by_role("link", name="Question by Question").click()
        page.locator(".questions a").first.click()
        page.locator(READY).wait_for()
        page.wait_for_timeout(1500)
        shoot(page, "formgrader")
        page.close()


def test_an_instructor_is_told_what_to_mend(tmp_path):
    say(tmp_path, "new", "--course", "course")
    course = tmp_path / "course"
    (source,) = course.glob("source/*/*.ipynb")
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("### END SOLUTION", "### END", 1), encoding="utf-8")
    told = say(course, "check", source.parent.name)
    put("instructor", "check", f"$ autograder check {source.parent.name}\n{told}")
