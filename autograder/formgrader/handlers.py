"""The pages "question by question" on the formgrader's server: behind the same login, with the same XSRF cookie."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader.base import BaseHandler
from tornado import web

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.feedback.asked import title_html, to_html
from autograder.feedback.text import WORTH, clean, number, plural, symbols
from autograder.formgrader import attention
from autograder.formgrader.grades import Given, Grades, Meanwhile, Refused
from autograder.formgrader.questions import Question, notebook_path, questions, written
from autograder.formgrader.rubric import Step, steps
from autograder.outcomes import NOT_GRADED, Outcome
from autograder.record.store import RecordStore

T = TypeVar("T")
#: Where the pages begin, below the server's base.
ROOT = "/by-hand"
STATIC = Path(__file__).parent / "static"
#: Nothing but this server's own files runs or is loaded, whatever stands in a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
#: In the place of an answer, where nobody can say what was answered.
REFUSED = '<p class="soft">No answer of this student\'s can be shown: see what was handed in, in submitted/.</p>'
#: A step of points, where the rubric has no finer one.
HALF = 0.5


@dataclass(frozen=True)
class Desk:
    """What the handlers work with."""

    course: Course
    grades: Grades
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def questions(self, assignment: str) -> list[Question]:
        """Those of an assignment; sources are read by one thread at a time."""
        with self._reading:
            return questions(self.course, assignment)

    def question(self, assignment: str, notebook: str, name: str) -> Question:
        """One question; Refused where the source has none of this name."""
        if assignment in self.course.assignments():
            for question in self.questions(assignment):
                if (question.notebook, question.cell.grade_id) == (notebook, name):
                    return question
        raise Refused("There is no such question; go back to the list of questions.")

    def numbers(self, assignment: str, given: Iterable[Given]) -> dict[str, int]:
        """Submission -> its number, as the formgrader counts: those of a notebook that are on disk, by their ids."""
        there: dict[str, set[str]] = {}
        for one in given:
            those = there.setdefault(one.notebook, set())
            if one.submission not in those and notebook_path(self.course, one.student, assignment, one.notebook):
                those.add(one.submission)
        return {id: place for those in there.values() for place, id in enumerate(sorted(those), start=1)}


def mount(app: Any, course: Course, grades: Grades) -> None:
    """Add the pages to Jupyter's web application. Called once, when the formgrader is there."""
    desk = Desk(course, grades)
    one = r"([^/]+)/([^/]+)/([^/]+)"
    base = app.settings["base_url"]
    routes: list[Any] = [
        (r"/?", Overview, {"desk": desk}),
        (rf"/question/{one}/?", QuestionPage, {"desk": desk}),
        (r"/person/([^/]+)/?", PersonPage, {"desk": desk}),
        (rf"/api/answers/{one}", AnswersApi, {"desk": desk}),
        (rf"/api/answer/{one}/([0-9a-f]+)", AnswerApi, {"desk": desk}),
        (r"/api/grade/([0-9a-f]+)", GradeApi, {"desk": desk}),
        (r"/static/(.*)", web.StaticFileHandler, {"path": str(STATIC)}),
    ]
    app.add_handlers(".*$", [(url_path_join(base, ROOT) + path, *rest) for path, *rest in routes])


class _Page(BaseHandler):  # type: ignore[misc]  # nbgrader is untyped for us
    """A handler that answers with a page; what goes wrong is one sentence on it."""

    def initialize(self, desk: Desk) -> None:
        """Called by tornado."""
        self.desk = desk

    @property
    def content_security_policy(self) -> str:
        """Called by jupyter_server for the header."""
        return POLICY

    async def work(self, what: Callable[..., T], *given: Any) -> T:
        """Done in a thread; HTTPError with a sentence where it cannot be."""
        try:
            return await asyncio.to_thread(what, *given)
        except Meanwhile:
            raise
        except Refused as problem:
            raise Said(400, problem) from problem
        except (AutograderError, OSError) as problem:
            raise Said(423, problem) from problem

    async def page(self, template: str, **values: Any) -> None:
        """Send a page; looking at the token makes the cookie that saving needs."""
        _ = self.xsrf_token
        self.set_header("Cache-Control", "no-store")
        await self.finish(_environment().get_template(template).render(base=self.base_url, **values))

    def write_error(self, status_code: int, **given: Any) -> None:
        """Called by tornado where a request ends in an error."""
        self.finish(_environment().get_template("sentence.html.j2").render(base=self.base_url, said=said(given)))


class Said(web.HTTPError):
    """An answer with a sentence; statuses below 500, since others are written to the terminal with all headers."""

    def __init__(self, status: int, problem: Exception) -> None:
        super().__init__(status)
        self.sentence = clean(problem)


def said(given: dict[str, Any]) -> str:
    """The sentence of what tornado says went wrong."""
    problem = given.get("exc_info", (None, None, None))[1]
    if isinstance(problem, Said):
        return problem.sentence
    if getattr(problem, "status_code", 500) == 403:
        return "This server does not know you any more: open the address that it printed at its start, then try again."
    return "This cannot be answered; reload the page, and see what the server printed."


class _Api(_Page):
    """A handler that answers with JSON; what goes wrong is its `message`."""

    async def give(self, data: Any) -> None:
        """Send data."""
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        await self.finish(json.dumps(data))

    def write_error(self, status_code: int, **given: Any) -> None:
        """Called by tornado where a request ends in an error."""
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.finish(json.dumps({"message": said(given)}))


class Overview(_Page):
    """All questions of the course that people grade, and how many answers are open."""

    @web.authenticated
    async def get(self) -> None:
        """Called by tornado."""
        found = await self.work(self._read)
        await self.page("overview.html.j2", assignments=found)

    def _read(self) -> list[dict[str, Any]]:
        counts = self.desk.grades.counts()
        found = []
        for assignment in self.desk.course.assignments():
            try:
                asked, problem = self.desk.questions(assignment), ""
            except (AutograderError, OSError) as refused:
                asked, problem = [], str(refused)
            those = [(one, counts.get((assignment, one.notebook, one.cell.grade_id), (0, 0))) for one in asked]
            graded = any(key[0] == assignment for key in counts)
            found.append({"name": assignment, "questions": those, "problem": problem, "graded": graded})
        return found


class QuestionPage(_Page):
    """One question: the answers of the class one after another, the rubric beside them."""

    @web.authenticated
    async def get(self, assignment: str, notebook: str, name: str) -> None:
        """Called by tornado."""
        question = await self.work(self.desk.question, assignment, notebook, name)
        rest, found = steps(question.rubric.rubric)
        path = "/".join(quote(part, safe="") for part in (assignment, notebook, name))
        data = {
            "answers": f"{self.base_url}{ROOT}/api/answers/{path}",
            "answer": f"{self.base_url}{ROOT}/api/answer/{path}",
            "grade": f"{self.base_url}{ROOT}/api/grade",
            "submissions": f"{self.base_url}/formgrader/submissions",
            "cell": name,
            "steps": [step.points for step in found],
            "worth": question.cell.points,
            "least": least(found),
        }
        await self.page("question.html.j2", question=question, rest=rest, steps=found, data=data)


class PersonPage(_Page):
    """What of an assignment needs a person, by outcome."""

    @web.authenticated
    async def get(self, assignment: str) -> None:
        """Called by tornado."""
        tag, names = self.get_argument("why", ""), self.get_argument("names", "") == "1"
        found, numbers = await self.work(self._read, assignment)
        counts = {one: sum(look.tag is one for look in found) for one in attention.TAGS}
        shown = [look for look in found if tag in ("", look.tag.name)]
        await self.page(
            "person.html.j2", assignment=assignment, looks=shown, counts=counts, why=tag, names=names, all=len(found),
            numbers=numbers,
        )  # fmt: skip

    def _read(self, assignment: str) -> tuple[list[attention.Look], dict[str, int]]:
        course = self.desk.course
        if assignment not in course.assignments():
            raise Refused("There is no such assignment; go back to the list of questions.")
        cells = [(master.notebook, cell) for master in course.masters(assignment) for cell in master.graded]
        titles = {(notebook, cell.grade_id): WORTH.sub("", cell.title) for notebook, cell in cells}
        given = self.desk.grades.of_assignment(assignment)
        found = attention.looks(given, RecordStore(course.state).ended(assignment), titles)
        return found, self.desk.numbers(assignment, given)


class AnswersApi(_Api):
    """The list of answers to a question; without names unless these are asked for."""

    @web.authenticated
    async def get(self, assignment: str, notebook: str, name: str) -> None:
        """Called by tornado."""
        names = self.get_argument("names", "") == "1"
        await self.give(await self.work(self._read, assignment, notebook, name, names))

    def _read(self, assignment: str, notebook: str, name: str, names: bool) -> list[dict[str, Any]]:
        self.desk.question(assignment, notebook, name)
        given = self.desk.grades.of_question(assignment, notebook, name)
        numbers = self.desk.numbers(assignment, given)
        return [as_json(one, numbers[one.submission], names) for one in given if one.submission in numbers]


class AnswerApi(_Api):
    """What one student wrote."""

    @web.authenticated
    async def get(self, assignment: str, notebook: str, name: str, grade: str) -> None:
        """Called by tornado."""
        await self.give(await self.work(self._read, assignment, notebook, name, grade))

    def _read(self, assignment: str, notebook: str, name: str, grade: str) -> dict[str, str]:
        question = self.desk.question(assignment, notebook, name)
        given = self.desk.grades.one(grade)
        if (given.notebook, given.question) != (notebook, name):
            raise Refused("This answer is one to another question; reload the page.")
        ended = RecordStore(self.desk.course.state).ended(assignment, given.student)
        items = [item for one in ended if one.notebook == notebook for item in one.items if item.grade_id == name]
        path = notebook_path(self.desk.course, given.student, assignment, notebook)
        outcome = items[0].outcome if items else Outcome.MANUAL
        return {
            "html": REFUSED if outcome in NOT_GRADED else str(written(path, question)),
            "outcome": "" if outcome is Outcome.MANUAL else outcome.value,
            "note": clean(items[0].message) if items else "",
        }


class GradeApi(_Api):
    """Points and comment of one answer."""

    @web.authenticated
    async def put(self, grade: str) -> None:
        """Called by tornado, which has compared the XSRF cookie with the header by then."""
        try:
            change = json.loads(self.request.body)
        except ValueError:
            change = None
        if not isinstance(change, dict):
            raise Said(400, Refused("What was sent is not what this page sends; reload the page."))
        try:
            given = await self.work(self.desk.grades.give, grade, change)
        except Meanwhile as problem:
            self.set_status(409)
            await self.give({"message": str(problem), "now": as_json(problem.now)})
            return
        book = self.settings.get("nbgrader_gradebook")
        if book is not None:
            book.db.rollback()  # nbgrader's own pages keep what they have read; they read it anew
        await self.give(as_json(given))


def as_json(given: Given, place: int = 0, names: bool = False) -> dict[str, Any]:
    """An answer for the page's script; `place` in the list, and the name only if asked for."""
    data: dict[str, Any] = {
        "id": given.id, "submission": given.submission, "worth": given.worth, "auto": given.auto,
        "points": given.points, "open": given.open, "comment": given.comment, "said": given.said,
    }  # fmt: skip
    return (
        data
        | ({"place": place} if place else {})
        | ({"name": clean(given.name), "student": clean(given.student)} if names else {})
    )


def least(found: tuple[Step, ...]) -> float:
    """The step of points that the rubric gives: a half, or a quarter where it has some."""
    return HALF if all((step.points / HALF).is_integer() for step in found) else HALF / 2


@cache
def _environment() -> Environment:
    loader = PackageLoader("autograder.formgrader", "templates/by_hand")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(
        ROOT=ROOT, asked=to_html, clean=clean, number=number, plural=plural, symbols=symbols,
        title=lambda text: title_html(WORTH.sub("", text)), part=lambda text: quote(text, safe=""),
    )  # fmt: skip
    return made
