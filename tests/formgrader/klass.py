"""A class with one question by hand and hostile students in it, and the formgrader's server as people start it."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from nbgrader.api import Gradebook as Nbgrader

from autograder.course import Course
from autograder.intake.sanitise import sanitise
from autograder.outcomes import Outcome
from autograder.record.store import RecordStore
from tests.ending import end
from tests.gradebook.small_course import (
    ONE,
    RIGHT,
    answered,
    good,
    hand_in,
    make_course,
    master_of,
    put,
    record,
    result,
)
from tests.intake.vectors import ALL, IMG, RAN

WHY = (
    "markdown",
    "Since $x^2 \\geq 0$.\n\n**Rubric (3 points).**\n- 1 point: it names $\\sqrt{y}$.\n- 1.5 points: it says *why*,\n  "
    "with the hidden word.\n- 0.5 point: a picture.\n\nBe kind.",
    {"grade_id": "why", "grade": True, "solution": True, "points": 3},
)
QUESTION = ("markdown", f"## Why $x^2$? <b>{IMG}</b> (3 points)", None)
#: A picture of one pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
STUDENTS = ("ada", "bob", "cleo", "dan")
NAMED = {"ada": ("Ada", "Lovelace"), "bob": (IMG, "</script><script>window.ran=1</script>")}
HOSTILE = "\n\n".join(vector.replace("BEACON", "http://127.0.0.1:9").replace("RAN", RAN) for vector in ALL)[:7_000]
ANSWERS = {
    "ada": "Because $z = \\sqrt{3}$ and **so on**.\n\n![my drawing](attachment:a.png)",
    "bob": f"My answer {IMG}\n\n{HOSTILE}",
    "cleo": "Short.",
}


def make(root: Path) -> Course:
    """Ada answers with a picture, Bob with all that may run, Cleo in short, Dan gave two notebooks."""
    course = make_course(root, one=[*ONE[:-1], QUESTION, WHY], two=None)
    master, store = master_of(course), RecordStore(course.state)
    records = []
    for student, why in ANSWERS.items():
        hand_in(course, student, RIGHT | {"why": why})
        nb = answered(master, RIGHT | {"why": why})
        for cell in nb["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == "why":
                cell["attachments"] = {"a.png": {"image/png": PNG}}
        made = good(master, student=student)
        made.executed.update(executed(nb, master))
        records.append(made)
    hand_in(course, "dan")
    refused = [result("test-double", Outcome.SEVERAL, 0.0), result("why", Outcome.SEVERAL, 0.0, 3.0)]
    records.append(record(master, *refused, student="dan", answers={}))
    put(course, *records)
    for one in records:
        store.save(one)
    with Nbgrader(course.db_url) as book:
        for student, (first, last) in NAMED.items():
            book.update_or_create_student(student, first_name=first, last_name=last)
    return course


def executed(nb, master):
    """The notebook as the road leaves it: cleaned, with the marks of the master's cells."""
    cells = []
    for number, cell in enumerate(sanitise(nb, master).cells):
        mark = {"nbgrader": {"grade_id": cell.master.grade_id}} if cell.master else {}
        data = {"cell_type": cell.cell_type, "id": cell.master.cell_id if cell.master else f"x{number}"}
        data |= {"source": cell.source, "metadata": mark, "attachments": cell.attachments}
        cells.append(data | ({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {}))
    return {"cells": cells, "metadata": nb["metadata"], "nbformat": 4, "nbformat_minor": 5}


@contextlib.contextmanager
def served(course: Course):
    """The running command; yields (the address that it prints, the process)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from autograder.cli import main; main()"]
    command += ["--course", str(course.folder), "formgrader", "--no-browser", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline()
            found = re.search(r"http://\S+", said)
            if found is None:
                process.kill()
                raise AssertionError(said + process.stderr.read()[-2000:])
            wait_for(port)
            yield found[0], process
        finally:
            end(process)


def wait_for(port: int) -> None:
    """Until something listens there: the address is printed a moment before."""
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens at {port}")


class Client:
    """A browser without a screen: keeps cookies, sends the token that lets one in only once."""

    def __init__(self, address: str) -> None:
        parts = urllib.parse.urlsplit(address)
        self.base = f"{parts.scheme}://{parts.netloc}"
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def logged_in(self, address: str) -> Client:
        self._opener.open(address, timeout=20).close()
        return self

    def get(self, path: str):
        return self.send("GET", path)

    def send(self, method: str, path: str, data=None, **headers: str):
        """(status, headers, text)."""
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.base + path, body, headers, method=method)
        try:
            answer = self._opener.open(request, timeout=30)
        except urllib.error.HTTPError as problem:
            answer = problem
        with answer:
            return answer.status, answer.headers, answer.read().decode()

    def json(self, path: str):
        status, _, text = self.get(path)
        assert status == 200, text
        return json.loads(text)

    def put(self, grade: str, token: bool = True, **change):
        """Save as the page does; (status, data)."""
        found = next((cookie.value for cookie in self.cookies if cookie.name == "_xsrf"), "")
        headers = {"Content-Type": "application/json"} | ({"X-XSRFToken": found} if token else {})
        status, _, text = self.send("PUT", f"/by-hand/api/grade/{grade}", change, **headers)
        return status, json.loads(text)
