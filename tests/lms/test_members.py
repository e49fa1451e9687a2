"""No name in an archive leads out of the folder that it is unpacked into, and every archive is bounded."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import AutograderError
from autograder.lms.members import inside
from tests.lms.downloads import zipped

PIECES = st.lists(
    st.sampled_from(["..", ".", "", "/", "\\", "C:", "a", "b.ipynb", "\x00", "\x1b[2J", "~", "ü", "\u202e", "con"]),
    max_size=8,
)


@given(PIECES, st.sampled_from(["/", "\\", ""]))
def test_what_is_read_lies_below_the_folder(pieces, between):
    name = between.join(pieces).replace("\x00", "")
    if not name or name.endswith("/"):
        return
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, b"x")
    for member in inside("z", out.getvalue()):
        path = PurePosixPath(*member.path) if member.path else None
        try:
            member.read(10)
        except AutograderError:
            continue
        assert path is not None and not path.is_absolute() and ".." not in path.parts
        assert all(part.isprintable() and "/" not in part and "\\" not in part for part in member.path)


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_archive_ends_in_one_sentence(extra, place, byte):
    content = bytearray(zipped({"one.ipynb": b"x" * 300, "two.txt": b"y"}) + extra)
    content[place % len(content)] = byte
    try:
        members = inside("z", bytes(content))
    except AutograderError:
        return
    for member in members:
        try:
            assert len(member.read(1000)) <= 1000
        except AutograderError as problem:
            assert "\n" not in str(problem)


def test_what_is_larger_than_it_may_be_is_not_unpacked_further():
    (member,) = inside("z", zipped({"one.ipynb": b"\0" * (1 << 20)}))
    with pytest.raises(AutograderError, match="larger than"):
        member.read(1 << 19)
