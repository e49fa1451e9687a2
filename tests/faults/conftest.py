"""A class for every kind of database, and the dice. `FAULTS_SEED` repeats a run; `FAULTS=50` is the long form."""

import os
import random
import shutil

import pytest

from autograder.course import Course
from tests.faults.klass import everything, grade, make, moved
from tests.faults.points import Points

#: How often each kind of process comes to harm, and in how large a class.
TIMES = int(os.environ.get("FAULTS", "0"))
STUDENTS = 60 if TIMES else 12


@pytest.fixture(scope="session")
def points():
    return Points()


@pytest.fixture
def dice(request):
    seed = int(os.environ.get("FAULTS_SEED", random.SystemRandom().randrange(10**6)))
    print(f"FAULTS_SEED={seed}")
    return random.Random(f"{seed} {request.node.name}")


class Case:
    """Courses that are alike, to be disturbed one after another, and how an undisturbed one ends."""

    def __init__(self, folder, new_url, copy_url):
        self.folder, self._new_url, self._copy_url, self._count = folder, new_url, copy_url, 0
        self.before = make(folder / "before", new_url(folder / "before"), STUDENTS)
        reference = self.course()
        graded = grade(reference)
        assert graded.not_written == []
        self.end = everything(reference)

    def course(self) -> Course:
        """A course as it was before the run, of its own."""
        self._count += 1
        root = self.folder / f"course-{self._count}"
        return moved(self.before, root, self._copy_url(root, self.before.db_url))

    def forget(self, course: Course) -> None:
        """Remove a course that ended well."""
        shutil.rmtree(course.root)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def case(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    if request.param == "sqlite":
        url = lambda root, *_: f"sqlite:///{root}/gradebook.db"  # noqa: E731
        return Case(folder, url, url)
    server = request.getfixturevalue("postgres")
    return Case(folder, lambda _: server.url(server.new_database()), lambda _, url: server.url(server.copy(url)))
