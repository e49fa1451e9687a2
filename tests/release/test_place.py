"""Generated folders are put in place all together, or not at all."""

from pathlib import Path

import pytest

from autograder.errors import ReleaseError
from autograder.release.place import place, read_folder

OLD, NEW = {"a.txt": b"old", "gone.txt": b"x"}, {"a.txt": b"new", "data/b.txt": b"deep"}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_folders_hold_exactly_the_new_files(tmp_path):
    place({tmp_path / "release" / "one": OLD})
    place({tmp_path / "release" / "one": NEW, tmp_path / "solutions" / "one": OLD})
    assert read_folder(tmp_path / "release" / "one") == NEW
    assert read_folder(tmp_path / "solutions" / "one") == OLD
    assert names(tmp_path / "release") == names(tmp_path / "solutions") == ["one"]


def test_everybody_may_read_what_was_placed(tmp_path):
    place({tmp_path / "one": NEW})
    assert (tmp_path / "one" / "data" / "b.txt").stat().st_mode & 0o777 == 0o644


def fail_at(monkeypatch, call):
    """Let the call-th rename of a folder fail, as a full disk would."""
    real, calls = Path.rename, []

    def rename(self, target):
        calls.append(self)
        if len(calls) == call:
            raise OSError(28, "No space left on device", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_after_a_failure_every_folder_is_as_before(tmp_path, monkeypatch, call):
    first, second = tmp_path / "release" / "one", tmp_path / "solutions" / "one"
    place({first: OLD, second: OLD})
    with monkeypatch.context() as patch:
        fail_at(patch, call)
        with pytest.raises(ReleaseError, match="No space left on device"):
            place({first: NEW, second: NEW})
    assert (read_folder(first), read_folder(second)) == (OLD, OLD)
    assert names(first.parent) == names(second.parent) == ["one"]


def test_a_first_release_that_fails_leaves_nothing(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        fail_at(patch, 2)
        with pytest.raises(ReleaseError):
            place({tmp_path / "a" / "one": NEW, tmp_path / "b" / "one": NEW})
    assert not list((tmp_path / "a").iterdir())


def test_a_run_that_was_killed_between_two_renames_is_repaired_by_the_next(tmp_path):
    target = tmp_path / "one"
    place({target: OLD})
    target.rename(tmp_path / ".one.old")
    (tmp_path / ".one.new").mkdir()
    place({target: NEW})
    assert read_folder(target) == NEW
    assert names(tmp_path) == ["one"]


def test_what_a_killed_run_had_moved_aside_comes_back_even_if_the_next_run_fails(tmp_path, monkeypatch):
    target = tmp_path / "one"
    place({target: OLD})
    target.rename(tmp_path / ".one.old")
    with monkeypatch.context() as patch:
        fail_at(patch, 3)
        with pytest.raises(ReleaseError):
            place({target: NEW})
    assert read_folder(target) == OLD


def test_a_link_in_the_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "one").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError, match="is not a folder of its own"):
        place({tmp_path / "one": NEW})
    assert not list((tmp_path / "elsewhere").iterdir())


def test_what_jupyter_and_python_leave_is_not_read(tmp_path):
    place({tmp_path / "one": NEW})
    (tmp_path / "one" / ".ipynb_checkpoints").mkdir()
    (tmp_path / "one" / ".ipynb_checkpoints" / "a.ipynb").write_text("")
    assert read_folder(tmp_path / "one") == NEW
    assert read_folder(tmp_path / "nowhere") == {}
