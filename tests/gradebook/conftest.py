import pytest

from tests.gradebook.small_course import make_course


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)
