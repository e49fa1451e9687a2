import os

import pytest

from autograder.intake.submission import Malformed, parse_notebook, read_submission


def test_notebooks_and_other_files_are_read(tmp_path):
    (tmp_path / "n.ipynb").write_text("{}")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.csv").write_text("1,2")
    (tmp_path / "timestamp.txt").write_text("now")
    submission = read_submission(tmp_path, "ada", "a", 1000)
    assert submission.notebooks == {"n": b"{}"}
    assert submission.files == {"data/x.csv": b"1,2"}
    assert submission.refused == ()


def test_a_link_is_not_followed_and_is_named(tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("grades")
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / "n.ipynb").symlink_to(secret)
    (folder / "all").symlink_to(tmp_path)
    submission = read_submission(folder, "ada", "a", 1000)
    assert submission.notebooks == submission.files == {}
    assert len(submission.refused) == 2


def test_a_pipe_does_not_hang_the_reader(tmp_path):
    os.mkfifo(tmp_path / "n.ipynb")
    submission = read_submission(tmp_path, "ada", "a", 1000)
    assert "not a regular file" in submission.refused[0]


def test_what_is_too_large_is_not_read(tmp_path):
    (tmp_path / "big.bin").write_bytes(b"x" * 2000)
    (tmp_path / "n.ipynb").write_text("{}")
    submission = read_submission(tmp_path, "ada", "a", 1000)
    assert submission.notebooks == {"n": b"{}"}
    assert "'big.bin' is too large" in submission.refused[0]


def test_the_digest_changes_with_name_and_content(tmp_path):
    digests = set()
    for name, content in [("a.py", "1"), ("b.py", "1"), ("a.py", "2")]:
        (tmp_path / name).write_text(content)
        digests.add(read_submission(tmp_path, "ada", "a", 1000).sha256)
        (tmp_path / name).unlink()
    assert len(digests) == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b'{"nbformat": 4}',
        b'{"nbformat": "4", "cells": []}',
        b"\xff\xfe",
        b"[" * 10**5,
    ],
)
def test_what_is_no_notebook_is_malformed(content):
    with pytest.raises(Malformed):
        parse_notebook(content)


def test_a_notebook_of_format_3_is_converted():
    nb = parse_notebook(b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}]}')
    assert nb["cells"] == []
