import os

import pytest

from autograder.errors import AutograderError
from autograder.files import write_atomically, write_below


@pytest.mark.parametrize("name", ["a", "ä" * 127, "x" * 255, ".hidden", "-rf", "a\nb", "[bold]"])
def test_every_name_that_a_file_can_have_is_written_whole_and_alone(tmp_path, name):
    write_atomically(tmp_path / name, "old")
    write_atomically(tmp_path / name, b"new", 0o600)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"new"
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", ["fsync", "fchmod"])
def test_a_write_that_fails_leaves_the_old_content_and_no_other_file(tmp_path, monkeypatch, step):
    write_atomically(tmp_path / "file", "old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(tmp_path / "file", "new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_link_in_the_place_of_a_file_is_replaced_and_never_written_through(tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "file").symlink_to(tmp_path / "theirs")
    write_below(tmp_path / "out", tmp_path / "out" / "file", "ours")
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert (tmp_path / "out" / "file").read_text() == "ours"


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_no_folder_below_the_root_may_be_a_link(tmp_path, depth):
    (tmp_path / "elsewhere").mkdir()
    folders = ["ada", "a", "data"]
    here = tmp_path.joinpath("out", *folders[:depth])
    here.mkdir(parents=True)
    (here / folders[depth]).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AutograderError, match="symbolic link"):
        write_below(tmp_path / "out", tmp_path.joinpath("out", *folders, "file"), "ours")
    assert list((tmp_path / "elsewhere").rglob("*")) == []


def test_the_root_may_be_a_link_of_the_staffs(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    write_below(tmp_path / "out", tmp_path / "out" / "ada" / "file", "ours")
    assert (tmp_path / "disk" / "ada" / "file").read_text() == "ours"


@pytest.mark.parametrize("blocked", ["ada/file/below", "ada"])
def test_what_stands_in_the_way_of_a_file_is_one_sentence_and_stays(tmp_path, blocked):
    path = tmp_path / blocked
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("kept")
    with pytest.raises(AutograderError, match="in its way; move that away"):
        write_below(tmp_path, tmp_path / "ada" / "file", "ours")
    assert path.read_text() == "kept"
