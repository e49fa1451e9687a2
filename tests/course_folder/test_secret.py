"""The secret: made once, private, and the same for everybody who asks."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.course.secret import SECRET_BYTES, _create, read_or_create
from autograder.errors import CourseError


def test_the_secret_is_made_once(tmp_path):
    state = tmp_path / ".autograder"
    secret = read_or_create(state)
    assert len(secret) == SECRET_BYTES
    assert read_or_create(state) == secret


def test_two_courses_have_two_secrets(tmp_path):
    assert read_or_create(tmp_path / "a") != read_or_create(tmp_path / "b")


def test_nobody_else_can_read_it_and_git_ignores_it(tmp_path):
    read_or_create(tmp_path / "state")
    assert stat.S_IMODE((tmp_path / "state" / "secret").stat().st_mode) == 0o600
    assert (tmp_path / "state" / ".gitignore").read_text() == "*\n"


def test_a_secret_that_others_could_read_is_closed(tmp_path):
    read_or_create(tmp_path)
    (tmp_path / "secret").chmod(0o644)
    read_or_create(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_all_who_ask_at_once_get_the_same(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: read_or_create(tmp_path / "state"), range(64)))
    assert len(found) == 1
    assert {path.name for path in (tmp_path / "state").iterdir()} == {"secret", ".gitignore"}


def test_a_damaged_secret_is_refused_and_not_replaced(tmp_path):
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(CourseError, match="is damaged \\(5 bytes"):
        read_or_create(tmp_path)
    assert (tmp_path / "secret").read_bytes() == b"short"


def test_a_state_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="cannot be written"):
        read_or_create(tmp_path / "file" / "state")


def test_whoever_comes_second_leaves_the_first_secret_alone(tmp_path):
    secret = read_or_create(tmp_path)
    _create(tmp_path / "secret")
    assert read_or_create(tmp_path) == secret
