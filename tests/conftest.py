"""What several folders of tests use."""

import shutil

import pytest

#: Files that take minutes, the longest first: with them at the end one process would wait for the other.
LONG = (
    "test_simulated_class.py", "test_runs.py", "test_jupyterlab.py", "test_audit.py", "test_forms.py",
    "test_committed.py", "test_against_nbgrader.py", "test_regrade.py", "test_confinement.py", "test_promises.py",
    "test_processes.py", "test_illustrations.py", "test_ordinary_user.py", "test_left_behind.py",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    """Begin with what takes longest; the others stay in their order."""
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONG)))


@pytest.fixture(scope="session")
def postgres():
    """A running PostgreSQL server of this session's own; `tools/bootstrap.sh postgres` installs one where it may."""
    pytest.importorskip("psycopg")
    from tests.postgres import new_server, programs

    if programs() is None:
        pytest.skip("there is no PostgreSQL on this machine")
    server = new_server()
    yield server
    server.stop()
    shutil.rmtree(server.folder)
