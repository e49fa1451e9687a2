import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import submission as reading
from autograder.intake.submission import Refused, Submission, read_submission


def read(folder, most=10_000):
    return read_submission(folder, "ada", "a", most)


def kinds(submission):
    return {refused.path: refused.kind for refused in submission.refused}


def notebook(*sources, outputs=()):
    cells = [{"cell_type": "code", "source": s, "metadata": {}, "outputs": list(outputs)} for s in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_notebooks_other_files_and_the_time_are_read(tmp_path):
    (tmp_path / "n.ipynb").write_text("{}")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.csv").write_text("1,2")
    (tmp_path / "timestamp.txt").write_text("now")
    submission = read(tmp_path)
    assert submission.notebooks == {"n": b"{}"}
    assert submission.files == {"data/x.csv": b"1,2"}
    assert submission.timestamp == b"now"
    assert submission.refused == ()


def test_a_link_is_not_followed_and_is_named(tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("grades")
    folder = tmp_path / "submitted"
    folder.mkdir()
    for name in ("n.ipynb", "timestamp.txt", "dangling"):
        (folder / name).symlink_to(secret if name != "dangling" else "nowhere")
    (folder / "all").symlink_to(tmp_path)
    submission = read(folder)
    assert submission.notebooks == submission.files == {}
    assert submission.timestamp is None
    assert kinds(submission) == dict.fromkeys(("all", "dangling", "n.ipynb", "timestamp.txt"), "link")


def test_a_folder_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "n.ipynb").write_text("{}")
    (tmp_path / "mine").symlink_to(tmp_path / "other")
    assert kinds(read(tmp_path / "mine")) == {".": "link"}


@pytest.mark.parametrize("name", ["n.ipynb", "data", "timestamp.txt"])
def test_a_pipe_does_not_hang_the_reader(tmp_path, name):
    os.mkfifo(tmp_path / name)
    assert kinds(read(tmp_path)) == {name: "not_regular"}


def test_folders_named_as_files_are_told(tmp_path):
    for name in ("n.ipynb", "timestamp.txt"):
        (tmp_path / name).mkdir()
    submission = read(tmp_path)
    assert submission.timestamp is None
    assert kinds(submission)["timestamp.txt"] == "not_regular"


def test_what_is_too_large_is_not_read(tmp_path):
    (tmp_path / "big.bin").write_bytes(b"x" * 20_000)
    (tmp_path / "n.ipynb").write_text("{}")
    submission = read(tmp_path)
    assert submission.notebooks == {"n": b"{}"}
    assert kinds(submission) == {"big.bin": "too_large"}


@pytest.mark.parametrize(
    "weight",
    [
        {"outputs": [{"output_type": "stream", "name": "stdout", "text": "x" * 50_000}]},
        {"metadata": {"widgets": {"state": "y" * 50_000}}},
        {"execution": ["\ud83d" * 5_000, float("nan")]},
    ],
)
def test_outputs_and_widget_state_do_not_count_as_size(tmp_path, weight):
    cells = [{"cell_type": "code", "source": "x = 1", "metadata": {}, **weight}]
    text = json.dumps({"cells": cells, "metadata": weight, "nbformat": 4, "nbformat_minor": 5})
    (tmp_path / "n.ipynb").write_text(text)
    submission = read(tmp_path, 20_000)
    assert submission.refused == ()
    assert json.loads(submission.notebooks["n"])["cells"][0]["source"] == "x = 1"


@pytest.mark.parametrize("sources", [["x" * 30_000], ["y" * 100] * 300, [""] * 25_000])
def test_a_notebook_that_is_too_large_without_its_outputs_is_too_large(tmp_path, sources):
    (tmp_path / "n.ipynb").write_bytes(notebook(*sources))
    assert kinds(read(tmp_path)) == {"n.ipynb": "too_large"}


BAD = [b"L\xf6sung.png", b"a\\b.png", b"a\nb", b"\x1b[31m", "\u202egnp.exe".encode(), b"x" * 250]


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_cannot_be_used_is_left_out_and_told(tmp_path, name):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    submission = read(tmp_path)
    assert submission.files == {}
    assert [refused.kind for refused in submission.refused] == ["bad_name"]
    sentence = submission.refused[0].sentence
    assert sentence.isprintable()
    assert sentence.encode()
    assert submission.sha256


@pytest.mark.parametrize("name", BAD[:4])
def test_a_notebook_with_a_strange_name_is_read_under_one_that_can_be_written(tmp_path, name):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b".ipynb")).write_text("{}")
    submission = read(tmp_path)
    assert list(submission.notebooks.values()) == [b"{}"]
    assert all(found.isprintable() for found in submission.notebooks)


@pytest.mark.parametrize("other", ["bad_xff_n.ipynb/x", "bad_xff/x", "bad_xff_n.ipynb"])
def test_a_name_that_was_made_writable_stands_in_the_way_of_no_other_file(tmp_path, other):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff"))
    folder.mkdir()
    (folder / "n.ipynb").write_text("{}")
    (tmp_path / other).parent.mkdir(exist_ok=True)
    (tmp_path / other).write_text("mine")
    submission = read(tmp_path)
    taken = {Path(name) for name in submission.files}
    assert not any(path in other.parents for path in taken for other in taken)
    assert b"mine" in [*submission.files.values(), *submission.notebooks.values()]


def test_folders_that_lie_too_deep_are_told(tmp_path):
    deep = tmp_path.joinpath(*"abcdefghij")
    deep.mkdir(parents=True)
    (deep / "x").write_text("x")
    assert kinds(read(tmp_path)) == {"a/b/c/d/e/f/g/h/i": "too_deep"}


def test_too_many_files_end_the_reading_and_the_notebook_comes_first(tmp_path):
    for number in range(600):
        (tmp_path / f"a{number}").write_text("")
    (tmp_path / "n.ipynb").write_text("{}")
    submission = read(tmp_path)
    assert submission.notebooks == {"n": b"{}"}
    assert kinds(submission) == {".": "too_many"}


def test_too_many_folders_end_the_reading(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ENTRIES", 20)
    for number in range(30):
        (tmp_path / f"d{number}").mkdir()
    assert kinds(read(tmp_path)) == {".": "too_many"}


def test_a_folder_that_is_gone_is_unreadable(tmp_path):
    assert kinds(read(tmp_path / "gone")) == {".": "unreadable"}


@pytest.mark.parametrize("swap", ["gone", "link", "file"])
def test_a_folder_that_changes_while_it_is_read_is_never_followed(tmp_path, monkeypatch, swap):
    folder, secret = tmp_path / "submitted", tmp_path / "secret"
    (folder / "data").mkdir(parents=True)
    secret.mkdir()
    (secret / "x").write_text("grades")
    opened = os.open

    def swapped(path, flags, *args, **kwargs):
        if path == "data":
            shutil.rmtree(folder / "data")
            if swap == "link":
                (folder / "data").symlink_to(secret)
            if swap == "file":
                (folder / "data").write_text("")
        return opened(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", swapped)
    submission = read(folder)
    assert submission.files == {}
    assert kinds(submission) == {"data": "link" if swap == "link" else "unreadable"}


@pytest.mark.parametrize("what", ["folder", "file", "all"])
def test_what_the_system_does_not_let_us_read_is_unreadable(tmp_path, monkeypatch, what):
    (tmp_path / "data").mkdir()
    (tmp_path / "n.ipynb").write_text("{}")
    opened = os.open

    def denied(path, flags, *args, **kwargs):
        if path == {"folder": "data", "file": "n.ipynb", "all": os.fspath(tmp_path)}[what]:
            raise PermissionError(13, "Permission denied")
        return opened(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", denied)
    submission = read(tmp_path)
    assert kinds(submission) == {{"folder": "data", "file": "n.ipynb", "all": "."}[what]: "unreadable"}


def test_nothing_stays_open(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x").write_text("x")
    before = len(list(Path("/proc/self/fd").iterdir()))
    read(tmp_path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


contents = st.dictionaries(st.text(max_size=3), st.binary(max_size=3), max_size=3)


@given(contents, contents, contents, contents)
def test_the_digest_is_of_names_places_and_contents(notebooks, files, others, more):
    one = Submission("ada", "a", notebooks, files)
    two = Submission("ada", "a", others, more)
    assert (one.sha256 == two.sha256) == (notebooks == others and files == more)


@pytest.mark.parametrize("name", ["\udcf6", "\ud83d", "\x00", "ö"])
def test_the_digest_is_there_for_every_name(name):
    submission = Submission("ada", "a", {name: b""}, {name: b""}, (Refused(name, "link", name),))
    assert len(submission.sha256) == hashlib.sha256().digest_size * 2
