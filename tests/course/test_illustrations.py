"""The record without the illustrations is the record with them, for every answer of the simulation.

Answers are put together into notebooks, one for each exercise at a time, and graded with and without, in this process.
Every run takes one notebook of every third assignment, others each day; ILLUSTRATIONS=all takes all.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.course import Course
from autograder.course.illustrations import advised
from autograder.course.marks import Marks
from autograder.course.master import Master
from autograder.intake.sanitise import Prepared, sanitise
from autograder.kernel.fake import FakeKernel
from autograder.kernel.protocol import Limits
from autograder.record.model import ItemResult
from autograder.session.independence import independent
from autograder.session.session import Session, item_results, run_session
from tests.course.material import NOTEBOOKS, ROOT, forget_toolkit, read, variants
from tests.course.test_forms import as_it_was
from tests.days import of_today
from tests.session.masters import notebook_of

pytestmark = pytest.mark.filterwarnings("ignore")
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
ALL = os.environ.get("ILLUSTRATIONS") == "all"
#: They end the process, or never end: a process of their own is needed.
NOT_HERE = {"exit", "loop", "memory", "prints forever"}


@every_notebook
def test_cells_that_only_show_something_carry_the_tag(path: Path) -> None:
    assert advised(read(path), Marks()) == []


def classes(master: Master) -> Iterator[Mapping[str, str]]:
    """Answers by exercise, so that each answer of the simulation is in one of them.

    Of all of them, those without a doubt are together: a doubtful one would have the others run in full, too.
    """
    plain: dict[str, list[str]] = {}
    doubtful: dict[str, list[str]] = {}
    for variant in variants():
        if variant.assignment == master.assignment and variant.title not in NOT_HERE:
            alone = {variant.grade_id.replace("-", "_"): variant.code}
            sure = not ALL or independent(sanitise(notebook_of(master, **alone), master))
            (plain if sure else doubtful).setdefault(variant.grade_id, []).append(variant.code)
    for group in (plain, doubtful):
        for answers in itertools.zip_longest(*group.values()):
            yield {name: code for name, code in zip(group, answers, strict=True) if code is not None}


def chosen(found: list[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """One of them, another one each day."""
    return of_today(found, len(found), "ILLUSTRATIONS")


def quiet(redirect: Any = contextlib.redirect_stdout) -> Any:
    return redirect(io.StringIO())


def items(master: Master, prepared: Prepared, session: Any) -> tuple[ItemResult, ...]:
    """The items as this session finds them."""
    forget_toolkit()
    here = NOTEBOOKS[0].parents[1] / master.assignment
    sys.path.insert(0, str(here))
    try:
        with contextlib.chdir(here), as_it_was(), quiet(), quiet(contextlib.redirect_stderr):
            np.random.seed(0)  # as the sandbox does
            return item_results(session(prepared))
    finally:
        plt.close("all")
        sys.path.remove(str(here))
        forget_toolkit()


@pytest.mark.parametrize("path", of_today(NOTEBOOKS, 3, "ILLUSTRATIONS"), ids=lambda path: path.stem)
def test_the_record_without_illustrations_is_the_record_with_them(path: Path) -> None:
    (master,) = Course.open(ROOT).masters(path.parent.name)
    frame = (master, lambda _: FakeKernel(), lambda exercise: exercise, Limits(), lambda: 0.0)
    for answers in chosen(list(classes(master))):
        names = {name.replace("-", "_"): code for name, code in answers.items()}
        prepared = sanitise(notebook_of(master, **names), master)
        without = items(master, prepared, Session(*frame).run)
        assert without == items(master, prepared, lambda it: run_session(it, *frame, in_full=True)), answers
