"""What a student wrote into a notebook runs nothing in the browser of whoever grades it, and is there to be read."""

import contextlib
import http.server
import re
import subprocess
import sys
import threading

import pytest
from nbgrader.api import Gradebook as Nbgrader

from autograder.feedback import write_page
from autograder.gradebook import Gradebook
from autograder.intake.sanitise import sanitise
from autograder.kernel.fake import FakeKernel
from autograder.kernel.protocol import Limits
from autograder.outcomes import Outcome
from autograder.record.model import NotebookRecord
from autograder.session.executed import executed_notebook
from autograder.session.session import item_results, run_session
from tests.browser.conftest import TOKEN
from tests.gradebook.small_course import RIGHT, answered, handed_in, make_course, master_of, result, write
from tests.intake.vectors import ALL, IMG, RAN

pytestmark = pytest.mark.integration
#: Paths that the listener was asked for.
ASKED = []


class Listener(http.server.BaseHTTPRequestHandler):
    """Notes who asks for anything."""

    def do_GET(self):
        ASKED.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture(scope="module")
def beacon():
    """The address of a listener on loopback that nothing in the page may reach."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def hostile(master, beacon):
    """The released notebook with every vector in it: in a written answer, in texts, raw cells, code, outputs, names."""
    vectors = [vector.replace("BEACON", beacon).replace("RAN", RAN) for vector in ALL]
    nb = answered(
        master, RIGHT | {"why": "My answer\n\n" + "\n\n".join(vectors)[:19_000], "double": f"# </pre>{IMG}\n"}
    )
    pictures = {"a.png": {"image/png": "iVBORw0KGgo=", "image/svg+xml": IMG}, f'"{IMG}': {"text/html": IMG}}
    for number, vector in enumerate(vectors):
        kind = ("markdown", "raw", "code")[number % 8 if number % 8 < 3 else 0]  # most of them are texts
        nb["cells"].append({
            "cell_type": kind, "id": f"x{number}{IMG}", "source": vector, "attachments": pictures,
            "metadata": {"raw_mimetype": "text/html", "tags": [IMG], "nbgrader": {"grade_id": IMG}},
        })  # fmt: skip
    nb["cells"].append({"cell_type": "code", "source": f"print({IMG!r})", "metadata": {}})
    nb["metadata"] = {"title": IMG, "kernelspec": {"name": IMG, "language": IMG}}
    return nb


@pytest.fixture(scope="module")
def course(tmp_path_factory, beacon):
    """A course in which `bob` handed in what nobody should."""
    course = make_course(tmp_path_factory.mktemp("course"), two=None)
    master = master_of(course)
    nb = hostile(master, beacon)
    write(course.submitted / "bob" / "a" / "one.ipynb", nb)
    prepared = sanitise(nb, master)
    ran = run_session(prepared, master, lambda _first: FakeKernel(), lambda exercise: exercise, Limits())
    record = NotebookRecord(
        "key",
        "bob",
        "a",
        "one",
        item_results(ran),
        (*prepared.notes, IMG),
        {"submission": "x"},
        executed_notebook(ran, {}),
    )
    with Gradebook(course) as gradebook:
        gradebook.put(record, master, handed_in(course, "bob"))
    failed = result("test-double", Outcome.FAILED, 0.0)
    shown = NotebookRecord("key", "bob", "a", "one", (failed,), (IMG, *ALL), {}, record.executed)
    write_page(shown, master, course.root / "ours.html", root=course.root, manual={})
    return course


@pytest.fixture(scope="module")
def student_folder(course):
    """The server of these tests stands in the course's folder."""
    return course.root


def scores(course):
    with Nbgrader(f"sqlite:///{course.root}/gradebook.db") as book:
        found = book.find_submission_notebook("one", "a", "bob")
        return found.id, [(g.name, g.auto_score, g.manual_score) for g in sorted(found.grades, key=lambda g: g.name)]


@contextlib.contextmanager
def looked_at(browser, address):
    """The page after a reader has moved over everything and clicked every link of the student's."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.route(re.compile(r"^https://"), lambda route: route.abort())
    page.goto(address, wait_until="load")
    page.wait_for_timeout(1000)
    page.evaluate("""() => {
        for (const seen of document.querySelectorAll('.rendered_html *, .container *')) {
            for (const name of ['mouseover', 'focus', 'toggle', 'error', 'load', 'animationstart'])
                if (seen.getAttribute('on' + name)) seen.dispatchEvent(new Event(name));
        }
    }""")
    yield page
    page.close()


def harm(page, beacon):
    """What ran, what was asked for, what could."""
    capable = "script, iframe, object, embed, svg, math, style, form, meta, base, link, video, audio, button"
    found = page.evaluate(
        """capable => [...document.querySelectorAll('.rendered_html, .input_area, .output')].flatMap(cell => [
            ...[...cell.querySelectorAll(capable)].filter(e => !e.closest('.MathJax')).map(e => e.outerHTML),
            ...[...cell.querySelectorAll('*')].flatMap(e => [...e.attributes].filter(
                a => a.name.startsWith('on') || (a.name === 'href' && !/^(https?:|mailto:|#)/i.test(a.value))
                    || (a.name === 'src' && !a.value.startsWith('data:image/png;base64,'))
            ).map(a => a.name + '=' + a.value)),
        ])""",
        capable,
    )
    return [*found, *ASKED, *(["a script ran"] if page.evaluate("() => window.ran") else [])]


def test_the_formgrader_shows_it_and_runs_nothing(browser, server, course, beacon):
    ASKED.clear()
    submission, before = scores(course)
    with looked_at(browser, f"{server}/formgrader/submissions/{submission}/?token={TOKEN}") as page:
        assert harm(page, beacon) == []
        text = page.inner_text("body")
        assert "My answer" in text
        assert "<script>" in text
        assert "onerror=" in text
        assert page.locator(".score").count() >= 2
        assert scores(course) == (submission, before)


def test_nbgraders_feedback_shows_it_and_runs_nothing(browser, course, beacon):
    ASKED.clear()
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", "a", "--student", "bob", "--force"]
    made = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    path = course.root / "feedback" / "bob" / "a" / "one.html"
    assert path.is_file(), made.stderr[-2000:]
    with looked_at(browser, path.as_uri()) as page:
        assert harm(page, beacon) == []
        assert "<script>" in page.inner_text("body")


def test_our_own_page_shows_it_and_runs_nothing(browser, course, beacon):
    ASKED.clear()
    with looked_at(browser, (course.root / "ours.html").as_uri()) as page:
        assert harm(page, beacon) == []
        assert "onerror=" in page.inner_text("body")
