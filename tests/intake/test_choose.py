"""Which notebook is graded, and one sentence where none is."""

import io
import json
import stat
import zipfile

import pytest

from autograder.intake.choose import choose
from autograder.intake.submission import Refused, Submission
from autograder.outcomes import Outcome
from tests.session.masters import RIGHT, double_master, notebook

MASTER = double_master()
ANSWERED = json.dumps(notebook(**RIGHT)).encode()
OTHER = json.dumps(notebook(double="def double(x): return 3")).encode()
STUB = json.dumps(notebook()).encode()
FOREIGN = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1", "metadata": {}}]}).encode()


def handed_in(**files):
    """A submission with these files; `__` stands for "." in a keyword."""
    return of({name.replace("__", "."): content for name, content in files.items()})


def of(files, refused=()):
    top = {n.removesuffix(".ipynb"): c for n, c in files.items() if n.endswith(".ipynb") and "/" not in n}
    return Submission(
        "ada", "a", top, {n: c for n, c in files.items() if n.removesuffix(".ipynb") not in top}, tuple(refused)
    )


def zipped(entries, mode=0o644):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return data.getvalue()


def test_the_exact_name_is_taken_without_a_word():
    choice = choose(handed_in(n__ipynb=ANSWERED, Untitled__ipynb=FOREIGN), MASTER)
    assert (choice.content, choice.outcome, choice.notes) == (ANSWERED, None, ())


NAMES = [
    "N.IPYNB", "n.IPYNB", "n (1).ipynb", "n(2).ipynb", "n-Copy1.ipynb", "n - Copy.ipynb", "n .ipynb", " n.ipynb",
    "n.ipynb.txt", "n.ipynb.json", "n.json", "a/n.ipynb", "a/b/n (3).ipynb", "a\\n.ipynb", "ada-final.ipynb",
    "work/ada.ipynb", "n (1)-Copy2.ipynb",
]  # fmt: skip


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("beside", [{}, {"Untitled.ipynb": FOREIGN}, {"._n.ipynb": b"\0"}, {"notes.json": b"[]"}])
@pytest.mark.parametrize("name", NAMES)
def test_another_name_or_place_is_recognised_and_told(name, beside, alone):
    choice = choose(of({name: ANSWERED, **beside}), MASTER, () if alone else ("m",))
    assert choice.content == ANSWERED
    assert "in its place" in choice.notes[-1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("exact", [STUB, b"{"])
def test_where_the_exact_name_holds_no_answer_the_only_other_with_answers_is_taken(name, exact):
    assert choose(of({"n.ipynb": exact, name: ANSWERED}), MASTER).content == ANSWERED


@pytest.mark.parametrize("exact", [{}, {"n.ipynb": STUB}])
def test_two_that_could_be_it_are_named_and_none_is_guessed(exact):
    choice = choose(of({**exact, "n (1).ipynb": ANSWERED, "n-final.ipynb": OTHER}), MASTER)
    assert (choice.content, choice.outcome) == (None, Outcome.SEVERAL)
    assert "n (1).ipynb, n-final.ipynb" in choice.message


def test_copies_of_one_and_the_same_are_one():
    assert choose(of({"n (1).ipynb": ANSWERED, "old/n.ipynb": ANSWERED}), MASTER).content == ANSWERED


@pytest.mark.parametrize("place", ["n.ipynb", "work/n.ipynb"])
@pytest.mark.parametrize("inner", ["a.zip", "upload/hw.ZIP"])
def test_a_notebook_in_a_zip_in_a_zip_is_found(inner, place):
    choice = choose(of({"all.zip": zipped({inner: zipped({place: ANSWERED}), "readme.txt": b"x"})}), MASTER)
    assert choice.content == ANSWERED
    assert f"all.zip/{inner}/{place}" in choice.notes[-1]


@pytest.mark.parametrize("place", ["n.ipynb", "06/n.ipynb", "sub/N (1).ipynb"])
@pytest.mark.parametrize("name", ["n.zip", "ada.ZIP", "up/load.zip"])
def test_a_notebook_in_a_zip_is_found(name, place):
    files = {place: ANSWERED, "__MACOSX/._n.ipynb": b"x", ".ipynb_checkpoints/n-checkpoint.ipynb": OTHER}
    choice = choose(of({name: zipped(files)}), MASTER)
    assert choice.content == ANSWERED
    assert name in choice.notes[-1]


def encrypted():
    data = bytearray(zipped({"n.ipynb": ANSWERED}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


HOSTILE = {
    "link": zipped({"n.ipynb": "/etc/passwd"}, stat.S_IFLNK | 0o777),
    "bomb": zipped({"n.ipynb": bytes(70 << 20)}),
    "crowd": zipped({f"{i}.ipynb": b"" for i in range(2100)}),
    "encrypted": encrypted(),
    "cut": zipped({"n.ipynb": ANSWERED})[:-30],
    "three deep": zipped({"a.zip": zipped({"b.zip": zipped({"n.ipynb": ANSWERED})})}),
    "bomb in a zip": zipped({"a.zip": zipped({"n.ipynb": bytes(70 << 20)})}),
    "crowd of zips": zipped({f"{i}.zip": zipped({f"{j}.ipynb": b"" for j in range(600)}) for i in range(5)}),
    "no zip in a zip": zipped({"a.zip": b"PK\x03\x04 and nothing"}),
    "broken": zipped({"n.ipynb": ANSWERED}).replace(b"x\x9c", b"\0\0")[:60] + b"PK\x01\x02" * 20,
    "climbing": zipped({"../../n.txt": b""}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_zip_of_a_hostile_kind_ends_in_a_sentence(kind):
    choice = choose(of({"n.zip": HOSTILE[kind]}), MASTER)
    assert (choice.content, choice.outcome) == (None, Outcome.MISSING)
    assert choice.message == "No n.ipynb was handed in, but n.zip."


@pytest.mark.parametrize(
    ("found", "but"), [({}, ""), ({"n.pdf": b"%PDF"}, ", but n.pdf"), ({"n.7z": b""}, ", but n.7z")]
)
def test_a_missing_notebook_is_told_with_what_there_was(found, but):
    choice = choose(of(found), MASTER)
    assert (choice.content, choice.outcome) == (None, Outcome.MISSING)
    assert choice.message == f"No n.ipynb was handed in{but}."


def test_a_lone_notebook_is_graded_only_where_the_assignment_has_no_other():
    assert choose(handed_in(Untitled__ipynb=FOREIGN), MASTER).content == FOREIGN
    assert choose(handed_in(Untitled__ipynb=FOREIGN), MASTER, ("m",)).outcome is Outcome.MISSING


@pytest.mark.parametrize("path", [".", "n.ipynb"])
@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("link", Outcome.TAMPERED), ("unreadable", Outcome.CANNOT_JUDGE)],
)
def test_a_link_is_tampering_and_what_the_machine_cannot_read_is_ours(path, kind, outcome):
    assert choose(of({}, [Refused(path, kind, "why")]), MASTER).outcome is outcome


@pytest.mark.parametrize("kind", ["not_regular", "too_large"])
def test_a_notebook_that_was_refused_has_an_outcome_of_its_own(kind):
    choice = choose(of({}, [Refused("n.ipynb", kind, "why")]), MASTER)
    assert choice.outcome is (Outcome.TOO_LARGE if kind == "too_large" else Outcome.MISSING)
    assert "n.ipynb" in choice.message


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", Outcome.MALFORMED),
        (b"<<<<<<< HEAD", Outcome.MALFORMED),
        (b"%PDF-1.4", Outcome.MALFORMED),
        (b'{"nbformat": 4, "cells": [' + b"{}," * 600 + b"{}]}", Outcome.TOO_LARGE),
    ],
)
@pytest.mark.parametrize("name", ["n.ipynb", "n (1).ipynb"])
def test_a_file_that_is_no_notebook_is_told_as_such(name, content, outcome):
    choice = choose(of({name: content}), MASTER)
    if name == "n.ipynb":  # graded.parse tells it, with the same words
        assert choice.content in (content, None)
    else:
        assert choice.outcome is outcome


def test_another_notebook_of_the_assignment_is_never_graded_in_this_ones_place():
    for beside in ("m.ipynb", "m (1).ipynb", "sub/m.ipynb"):
        choice = choose(of({"n.ipynb": STUB, beside: ANSWERED}), MASTER, ("m",))
        assert choice.content == STUB, beside


def test_archives_share_a_bound():
    data = zipped({"other.ipynb": FOREIGN})
    choice = choose(of({f"work{number}.zip": data for number in range(20)}), MASTER, ("m",))
    assert choice.outcome is Outcome.MISSING
    last = zipped({"n.ipynb": ANSWERED})
    assert choose(of({"a.zip": data, "b.zip": last}), MASTER).content == ANSWERED
