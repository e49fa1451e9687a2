"""nbgrader's gradebook in PostgreSQL: our writer, nbgrader's own commands, and every way in which a server fails."""

import json
import os
import socket
import subprocess
import sys
import time
import traceback
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from autograder.cli import app
from autograder.cli.app import cli
from autograder.course import Course
from autograder.errors import MachineError
from autograder.gradebook import Gradebook, ManualGrade, Score, due_date
from autograder.gradebook.database import opened, shown_url
from autograder.record.store import RecordStore
from tests.batch.test_run import hand_in as hand_in_double
from tests.ending import end
from tests.gradebook.small_course import good, hand_in, handed_in, make_course, master_of
from tests.hostile.driver import course as course_of_one
from tests.postgres import PASSWORD

pytestmark = pytest.mark.integration
TOKEN = "loopback"


def lines(url: str) -> str:
    return f"c.CourseDirectory.db_url = {url!r}"


def say(url: str, sql: str, *values):
    """What an SQL statement gives, past the writer."""
    at = make_url(url)
    where = {"host": at.host, "port": at.port, "user": at.username, "password": at.password, "dbname": at.database}
    with psycopg.connect(**where, autocommit=True) as connection:
        found = connection.execute(sql, values)
        return found.fetchall() if found.description else []


@pytest.fixture
def url(postgres):
    return postgres.url(postgres.new_database())


@pytest.fixture
def course(tmp_path, url):
    course = make_course(tmp_path, config=f"{lines(url)}\nc.LateSubmissionPlugin.penalty_method = 'zero'")
    (tmp_path / "gradebook.db").unlink()
    return course


def put(course, *students):
    with Gradebook(course) as gradebook:
        for student in students:
            for master in course.masters("a"):
                gradebook.put(good(master, student=student), master, handed_in(course, student))


def test_scores_comments_times_and_penalties_are_kept_through_a_regrade(course, url):
    for student in ("ada", "bob"):
        hand_in(course, student, timestamp="2026-01-02 00:00:00 UTC")
    put(course, "ada", "bob")
    say(url, "update assignment set duedate = '2026-01-01 12:00'")
    say(url, "update submitted_assignment set extension = interval '13 hours' where student_id = 'bob'")
    by_hand = "update grade set manual_score = 2.5, extra_credit = 0.5, needs_manual_grade = false where cell_id in "
    say(url, f"{by_hand} (select id from base_cell where name = 'why')")
    comment = "update comment set manual_comment = 'Well – said' where cell_id in "
    say(url, f"{comment} (select id from base_cell where name = 'why')")
    put(course, "ada", "bob")
    with Gradebook(course) as gradebook:
        assert gradebook.scores("a")["ada"]["one"] == {"test-double": Score(2.0, None), "why": Score(None, 2.5)}
        assert gradebook.by_hand("a")["ada", "one"] == {"why": ManualGrade(3.0, "Well – said")}
        assert {student for (student, _), standing in gradebook.standings("a").items() if standing.late} == {"ada"}
    assert due_date(course.db_url, "a").hour == 12
    fined = "select student_id, late_submission_penalty from submitted_notebook n join submitted_assignment s on "
    fined += "s.id = n.assignment_id order by 1, 2"
    assert say(url, fined) == [("ada", 1.0), ("ada", 5.0), ("bob", None), ("bob", None)]
    assert not (course.root / "gradebook.db").exists()


@pytest.mark.parametrize("driver", ["", "psycopg", "psycopg2"])
def test_every_installed_driver_serves(tmp_path, postgres, driver):
    if driver:
        pytest.importorskip(driver)
    course = make_course(tmp_path, config=lines(postgres.url(postgres.new_database(), driver)))
    put(course, "ada")
    with Gradebook(course) as gradebook:
        assert gradebook.scores("a")["ada"]["two"]["test-triple"] == Score(1.0, None)


def nbgrader(course, *words):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"HOME": str(course.root), "PATH": path}
    command = [sys.executable, "-m", "nbgrader", *words]
    return subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=False)


def test_nbgraders_export_reads_what_was_written(course):
    put(course, "ada", "bob")
    assert nbgrader(course, "export").returncode == 0
    rows = (course.root / "grades.csv").read_text().splitlines()
    scored = [dict(zip(rows[0].split(","), row.split(","), strict=True)) for row in rows[1:]]
    assert {row["student_id"]: row["raw_score"] for row in scored} == {"ada": "3.0", "bob": "3.0"}


def test_a_database_that_nbgrader_made_is_taken_as_it_is(course, url):
    assert nbgrader(course, "db", "student", "add", "ada", "--first-name=Ada").returncode == 0
    put(course, "ada")
    assert say(url, "select id, first_name from student") == [("ada", "Ada")]


@contextmanager
def formgrader(course):
    """nbgrader's formgrader on loopback: asks its server as its pages do."""
    environment = os.environ | {"HOME": str(course.root), "JUPYTER_CONFIG_DIR": str(course.root / "config")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--IdentityProvider.token={TOKEN}", f"--port={port}", "--ServerApp.port_retries=0", "--ip=127.0.0.1"]
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", extension, *options]
    with (course.root / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=course.root, env=environment, stdout=log, stderr=log)

    def ask(what, **changed):
        headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
        data = json.dumps(changed).encode() if changed else None
        address = f"http://127.0.0.1:{port}/formgrader/api/{what}"
        request = urllib.request.Request(address, data, headers, method="PUT" if data else "GET")
        while True:
            try:
                with urllib.request.urlopen(request, timeout=120) as reply:
                    return json.loads(reply.read())
            except ConnectionError as problem:
                assert process.poll() is None, problem
            except urllib.error.URLError as problem:
                assert isinstance(problem.reason, ConnectionError), (problem, (course.root / "log").read_text())
                assert process.poll() is None, (course.root / "log").read_text()
            time.sleep(0.1)

    try:
        yield ask
    finally:
        end(process)


def test_the_formgrader_shows_the_scores_and_gives_points(course, url):
    put(course, "ada")
    with formgrader(course) as ask:
        (submission,) = ask("submissions/a")
        assert (submission["student"], submission["score"], submission["needs_manual_grade"]) == ("ada", 3.0, True)
        (notebook,) = [found for found in ask("submitted_notebooks/a/one") if found["student"] == "ada"]
        (grade,) = [found for found in ask(f"grades?submission_id={notebook['id']}") if found["name"] == "why"]
        assert ask(f"grade/{grade['id']}", manual_score=2.0)["manual_score"] == 2.0
    assert say(url, "select manual_score, needs_manual_grade from grade where id = %s", grade["id"]) == [(2.0, False)]


# what fails is one sentence, without the password


def told(course, *arguments) -> str:
    """What a command prints, in whatever way it ends, with the traceback that a wrong end would show."""
    ran = CliRunner().invoke(cli, ["--course", str(course.root), *arguments])
    if not isinstance(ran.exception, (SystemExit, type(None))):
        return "".join(traceback.format_exception(ran.exception)) + ran.output
    return ran.output


def small(tmp_path, url):
    course = course_of_one(tmp_path)
    (tmp_path / "gradebook.db").unlink()
    config = tmp_path / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\n{lines(url)}\n")
    hand_in_double(course, "ada", "def double(x):\n    return 2 * x")
    return Course.open(tmp_path)


def refused(postgres, kind: str) -> str:
    url = make_url(postgres.url("nowhere"))
    changed = {
        "a wrong password": {"password": "not/right"},
        "no such database": {},
        "a dead server": {"port": 1},
        "no such host": {"host": "nobody.invalid"},
        "an option of the driver's": {"query": {"sslmode": "not/right"}},
    }[kind]
    return url.set(**changed).render_as_string(hide_password=False)


KINDS = ["a wrong password", "no such database", "a dead server", "no such host", "an option of the driver's"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", [("grade", "a", "--trust-submissions", "--json"), ("feedback", "a")])
def test_a_server_that_refuses_is_one_sentence_and_shows_no_password(
    tmp_path, postgres, capsys, monkeypatch, kind, command
):
    course = small(tmp_path, refused(postgres, kind))
    RecordStore(course.state).save(good(master_of(make_course(tmp_path / "b")), student="ada"))
    output = told(course, *command)
    monkeypatch.setattr(sys, "argv", ["autograder", "--course", str(course.root), *command])
    with pytest.raises(SystemExit) as end:
        app.main()
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert said.count("\n") == 1
    assert "cannot be opened" in said
    for secret in (PASSWORD, "sesame", "not/right", "not%2Fright"):
        assert secret not in said
        assert secret not in output


@pytest.mark.parametrize(
    ("url", "package"),
    [
        ("postgresql://u:sesame@h/x", "backprop-course[postgres]"),
        ("postgresql+psycopg2://u:sesame@h/x", "psycopg2-binary"),
    ],
)
def test_a_driver_that_is_not_installed_is_one_sentence_with_what_to_install(monkeypatch, url, package):
    for name in ("psycopg", "psycopg2"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MachineError) as told, opened(url, "course"):
        pass
    assert f"pip install '{package}'" in str(told.value)
    assert "sesame" not in str(told.value)


@pytest.mark.parametrize("url", ["postgresql://u:sesame@h:port/x", "postgresql//u:sesame", "://sesame", ""])
def test_what_is_no_url_is_not_shown(url):
    assert "sesame" not in shown_url(url)
    with pytest.raises(Exception, match="not the URL of a database") as told, opened(url, "course"):
        pass
    assert "sesame" not in "".join(traceback.format_exception(told.value))


def test_a_connection_that_is_lost_is_made_again_and_nothing_is_lost(course, postgres):
    with Gradebook(course) as gradebook:
        for student in ("ada", "bob"):
            gradebook.put(good(master_of(course), student=student), master_of(course), handed_in(course, student))
            assert postgres.hang_up(make_url(course.db_url).database) == 1
        assert set(gradebook.scores("a")) == {"ada", "bob"}


def test_a_server_that_goes_away_in_the_middle_is_one_sentence_and_what_is_graded_is_kept(tmp_path, postgres):
    from autograder.batch.jobs import Job
    from autograder.batch.run import grade_class
    from tests.batch.test_run import Here, Nobody

    course = small(tmp_path, postgres.url(postgres.new_database()))
    for student in ("bob", "cid", "dan"):
        hand_in_double(course, student, "def double(x):\n    return 2 * x")
    job = Job(course, "a", ("ada", "bob", "cid", "dan"))

    class Leaves(Here):
        def run(self, tasks):
            for number, result in enumerate(super().run(tasks)):
                if number == 2:
                    postgres.stop()
                yield result

    try:
        with Gradebook(course) as gradebook:
            graded = grade_class(job, Leaves(), gradebook, Nobody())
        (sentence,) = graded.not_written
        assert sentence.startswith("cid, n; dan, n: the scores could not be written (nbgrader's database")
        assert PASSWORD not in sentence
        assert [record.points for record in graded.records] == [2.0] * 4
    finally:
        postgres.start()
    rest = Here()
    with Gradebook(course) as gradebook:
        assert set(gradebook.scores("a")) == {"ada", "bob"}
        assert grade_class(job, rest, gradebook, Nobody()).not_written == []
        assert set(gradebook.scores("a")) == {"ada", "bob", "cid", "dan"}
    assert rest.graded == []
