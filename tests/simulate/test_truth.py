from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.simulate import ItemTruth, StudentTruth, Truth
from autograder.simulate.folder import load_truth, truth_path
from tests.simulate.courses import ASSIGNMENT, small_course

WORDS = st.text(max_size=8).filter(lambda text: text.isprintable())
NUMBERS = st.lists(st.integers(0, 400), max_size=3).map(tuple)
ITEMS = st.builds(ItemTruth, points=st.none() | st.integers(0, 9).map(float), lost_parts=NUMBERS, may_name=NUMBERS)
STUDENTS = st.builds(
    StudentTruth,
    student=WORDS,
    role=WORDS,
    answers=st.dictionaries(WORDS, WORDS, max_size=3),
    mistakes=st.dictionaries(WORDS, NUMBERS, max_size=3),
    items=st.dictionaries(WORDS, st.dictionaries(WORDS, ITEMS, max_size=3), max_size=2),
)


@given(st.builds(Truth, assignment=WORDS, due=WORDS, students=st.lists(STUDENTS, max_size=3).map(tuple)))
def test_a_truth_is_read_as_it_was_written(truth: Truth) -> None:
    assert Truth.from_json(truth.to_json()) == truth


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"\xff", b'{"assignment": "a1"}', b'{"assignment": 1, "seed": 0, "due": "", "students": []}'],
)
def test_what_is_no_truth_is_refused_with_what_to_do(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        Truth.from_json(text)
    course = cast(Any, small_course(tmp_path))
    path = truth_path(course, ASSIGNMENT)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    with pytest.raises(CourseError, match=r"cannot be read.*run `autograder simulate a1` again"):
        load_truth(course, ASSIGNMENT)
