"""What several folders of tests use."""

import shutil

import pytest


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
