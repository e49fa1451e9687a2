"""A course from an empty folder through a whole term: at each step every place says the same number."""

import contextlib
import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader import apps
from nbgrader.api import Gradebook as Stock

from autograder.cli.app import cli
from tests.course_folder.courses import cell, markdown, notebook
from tests.feedback.test_page import Page

pytestmark = [
    pytest.mark.integration,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # nbgrader leaves files open
]

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "roots"
c.Exchange.root = "{exchange}"
c.Autograde.exporter_class = "autograder.gradebook.plain_autograde.GradingExporter"
c.ExportApp.plugin_class = "autograder.gradebook.plain_export.UpToDateExport"
c.AssignLatePenalties.plugin_class = "rules.OnePoint"
c.Autograder.student_packages = ["numpy", "scipy", "ipython"]
c.Autograder.workers = 1
"""
RULES = """
from nbgrader.plugins import LateSubmissionPlugin

class OnePoint(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.0
"""
ROOT = """def root(a):
    ### BEGIN SOLUTION
    return optimize.brentq(lambda x: x * x - a, 0, 1 + a)
    ### END SOLUTION"""
TRUSTED = """assert root(4) > 0
### BEGIN HIDDEN TESTS
from autograder.hidden import call, draws, expect, part

with part("any number", points=2):
    for rng in draws(3):
        a = rng.uniform(1, 2)
        expect(call("root", a), a**0.5, what="the root", tolerance=1e-9)
### END HIDDEN TESTS"""
ORDINARY = "assert twice(1) == 2\n### BEGIN HIDDEN TESTS\nassert twice(4) == 8\n### END HIDDEN TESTS"
CELLS = [
    cell("from scipy import optimize", "given", locked=True),
    markdown("## Exercise 1: root\n\nThe square root of $a$.", cell_id="ask-root"),
    cell(ROOT, "root", solution=True),
    cell(TRUSTED, "test-root", grade=True, locked=True, points=2),
    cell("def twice(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION", "twice", solution=True),
    cell(ORDINARY, "test-twice", grade=True, locked=True, points=1),
    cell("Since $x + x = 2x$.", "why", kind="markdown", grade=True, solution=True, points=3),
]
#: The mend: another thing is asked for, and the solution gives it.
MENDED = [("optimize.brentq(lambda x: x * x - a, 0, 1 + a)", "a"), ("a**0.5, what=", "a, what=")]
RIGHT = "def root(a):\n    return optimize.brentq(lambda x: x * x - a, 0, 1 + a)"
ANSWERS = {"ada": RIGHT, "bob": "def root(a):\n    return a", "cid": RIGHT}


class Term:
    """The course's folder, and those of its students."""

    def __init__(self, folder: Path) -> None:
        self.root, self.exchange, self.folder = folder / "course", folder / "exchange", folder
        for path in (self.root, self.exchange):
            path.mkdir()
        self.exchange.chmod(0o777)

    def write(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def autograder(self, *words):
        result = CliRunner().invoke(cli, ["--course", str(self.root), *words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result

    def nbgrader(self, app, *words, here=None):
        with contextlib.chdir(here or self.root):
            app.clear_instance()
            made = app.instance()
            made.initialize([*words])
            made.start()
            app.clear_instance()

    def student(self, app, name):
        home = self.folder / name
        home.mkdir(exist_ok=True)
        options = {"Exchange.root": self.exchange, "Exchange.cache": home / "cache", "CourseDirectory.student_id": name}
        words = [f"--{option}={value}" for option, value in options.items()]
        self.nbgrader(app, "a", "--course=roots", *words, here=home)
        return home / "a"

    def hand_in(self, name):
        path = self.student(apps.FetchAssignmentApp, name) / "n.ipynb"
        data = json.loads(path.read_text())
        answers = {"root": ANSWERS[name], "twice": "def twice(x):\n    return 2 * x", "why": f"*{name}*: two of it."}
        for one in data["cells"]:
            mine = answers.get(one["metadata"].get("nbgrader", {}).get("grade_id"))
            one["source"] = mine or one["source"]
        path.write_text(json.dumps(data))
        self.student(apps.SubmitApp, name)

    @contextlib.contextmanager
    def gradebook(self):
        with Stock(f"sqlite:///{self.root / 'gradebook.db'}", "roots") as stock:
            yield stock

    def totals(self):
        """In each place, student -> grade."""
        entries = json.loads(self.autograder("grade", "a", "--json").stdout)
        self.autograder("feedback", "a")
        pages = {page.parts[-3]: Page(page.read_text()).text for page in self.root.glob("feedback/*/a/n.html")}
        self.nbgrader(apps.ExportApp, "--to", str(self.root / "grades.csv"))
        with (self.root / "grades.csv").open(newline="") as file:
            exported = {
                row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)
            }
        with self.gradebook() as stock:
            kept = {
                one.student.id: (max(0.0, one.score - one.late_submission_penalty), one.max_score)
                for one in stock.assignment_submissions("a")
            }
        table = [line.split() for line in self.autograder("grade", "a").output.splitlines() if " / " in line]
        return {
            "json": {entry["student"]: (entry["total"], entry["maximum"]) for entry in entries},
            "table": {row[0]: (float(row[row.index("/") - 1]), float(row[row.index("/") + 1])) for row in table},
            "pages": {name: _shown(text) for name, text in pages.items()},
            "export": exported,
            "gradebook": kept,
        }

    def agree(self, **grades):
        for place, found in self.totals().items():
            assert found == {name: (points, 6.0) for name, points in grades.items()}, place

    def by_hand(self, points):
        with self.gradebook() as stock:
            for name, given in points.items():
                grade = stock.find_grade("why", "n", "a", name)
                grade.manual_score, grade.needs_manual_grade = given, False
                stock.find_comment("why", "n", "a", name).manual_comment = "**Well** said: $x^2$"
            stock.db.commit()


def _shown(text):
    words = text.split(" points")[0].split()
    return float(words[-3]), float(words[-1])


def test_a_new_course_from_release_to_export_says_the_same_number_everywhere_at_each_step(tmp_path):
    term = Term(tmp_path)
    term.write("nbgrader_config.py", CONFIG.format(exchange=term.exchange))
    term.write("rules.py", RULES)
    term.write("source/a/n.ipynb", json.dumps(notebook(CELLS)))
    assert "3 points by tests, all earned by the solution, 3 by hand" in term.autograder("release").output

    term.nbgrader(apps.ReleaseAssignmentApp, "a")
    term.hand_in("ada")
    with term.gradebook() as stock:
        stock.update_or_create_assignment("a", duedate=datetime.now(UTC).replace(tzinfo=None))
    term.hand_in("bob")
    term.hand_in("cid")
    term.nbgrader(apps.CollectApp, "a")
    said = term.autograder("grade", "a").output
    assert "moved" not in said
    assert said.count("passed, late") + said.count("wrong answer (1 of 2), late") == 2
    term.agree(ada=3.0, bob=0.0, cid=2.0)  # bob: 1 of 3, and one off

    with term.gradebook() as stock:
        stock.grant_extension("a", "cid", hours=2)
    term.agree(ada=3.0, bob=0.0, cid=3.0)

    term.by_hand({"ada": 2.5, "bob": 2.0, "cid": 1.0})
    term.agree(ada=5.5, bob=2.0, cid=4.0)

    source = term.root / "source" / "a" / "n.ipynb"
    text = source.read_text()
    for old, new in MENDED:
        assert old in text
        text = text.replace(old, new)
    source.write_text(text)
    before = (term.root / "gradebook.db").read_bytes()
    for words, title in ((["--dry-run"], "would move"), ([], "moved")):
        assert (term.root / "gradebook.db").read_bytes() == before
        said = term.autograder("grade", "a", *words).output
        assert title in said
        assert "3 moved: 1 up, 2 down" in said
        moved = [line.split() for line in said.splitlines() if "→" in line]
        assert [row[:5] for row in moved] == [
            ["ada", "test-root", "2", "→", "0"],
            ["bob", "test-root", "0", "→", "2"],
            ["cid", "test-root", "2", "→", "0"],
        ]
        assert all("its test changed" in " ".join(row) for row in moved)
    term.agree(ada=3.5, bob=4.0, cid=2.0)

    term.nbgrader(apps.ReleaseFeedbackApp, "a")
    for name, grade in {"ada": 3.5, "bob": 4.0, "cid": 2.0}.items():
        (page,) = (term.student(apps.FetchFeedbackApp, name) / "feedback").glob("*/n.html")
        assert page.read_bytes() == (term.root / "feedback" / name / "a" / "n.html").read_bytes()
        assert _shown(Page(page.read_text()).text) == (grade, 6.0)
        assert "<strong>Well</strong> said" in page.read_text()
        assert f"<em>{name}</em>: two of it." in page.read_text()
        assert ("Handed in late" in page.read_text()) == (name == "bob")
