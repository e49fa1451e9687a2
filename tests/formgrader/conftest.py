import pytest

from tests.formgrader.klass import Client, make, served


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class that is graded but for the written answers."""
    return make(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def address(course):
    """Of the running formgrader."""
    with served(course) as (found, _):
        yield found


@pytest.fixture(scope="module")
def client(address):
    """Somebody who is logged in."""
    found = Client(address).logged_in(address)
    found.get("/by-hand/question/a/one/why")
    return found
