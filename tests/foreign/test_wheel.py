"""The notebooks of nbgrader's own tests earn here what they earn there, but for what is listed in docs/nbgrader.md.

What nbgrader gives is kept in stock.json, since a kernel for each takes minutes. STOCK=1 grades with nbgrader again and
writes it; another version of nbgrader than the file's is graded anew each time.
"""

import json
import os
import re
from pathlib import Path

import nbgrader
import pytest

from tests.foreign.wheel import WORKERS, by_stock, by_us, cases, write_course

pytestmark = pytest.mark.integration

KEPT = Path(__file__).with_name("stock.json")
DOCS = Path(__file__).parents[2] / "docs" / "nbgrader.md"


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    kept = json.loads(KEPT.read_bytes())
    if kept["nbgrader"] == nbgrader.__version__ and "STOCK" not in os.environ:
        return kept["cases"]
    found = by_stock(write_course(tmp_path_factory.mktemp("stock") / "course", cases()), cases())
    if "STOCK" in os.environ:
        rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(given)}" for name, given in found.items())
        KEPT.write_text(f'{{\n "nbgrader": "{nbgrader.__version__}",\n "cases": {{\n{rows}\n }}\n}}\n')
    return found


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return by_us(write_course(tmp_path_factory.mktemp("ours") / "course", cases()), cases(), WORKERS)


def shown(given) -> str:
    if isinstance(given, str):
        return given
    return " ".join("by hand" if points is None else f"{points:g}" for points in given.values()) or "nothing graded"


def table(rows: dict[str, tuple]) -> str:
    """The rows, three columns."""
    lines = [(name, shown(theirs), shown(ours)) for name, (theirs, ours) in rows.items()]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    same = ("" if theirs == ours else "  differs" for theirs, ours in rows.values())
    texts = ("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(text + mark for text, mark in zip(texts, same, strict=True))


def intended() -> set[str]:
    """The cases that the docs list as different."""
    return set(re.findall(r"`((?:apps|preprocessors|ui-tests)/[\w-]+)`", DOCS.read_text(encoding="utf-8")))


def test_every_notebook_of_the_wheel_earns_what_it_earns_there(stock, ours, capsys):
    given, said = ours
    rows = {case.name: (stock[case.name], given[case.name]) for case in cases()}
    with capsys.disabled():
        print(f"\n\nnbgrader {nbgrader.__version__} and this engine, score by score:\n{table(rows)}")
    assert len(rows) >= 60
    assert {name for name, (theirs, our) in rows.items() if theirs != our} == intended()
    assert all("\n" not in sentence for sentence in said.values())


def test_no_row_is_worse_than_with_nbgrader_alone(stock, ours):
    """Refused is what nbgrader refuses, or what it gives nothing for: there, even the solution has no point."""
    given, said = ours
    for case in cases():
        theirs, our = stock[case.name], given[case.name]
        if isinstance(our, str):
            assert isinstance(theirs, str) or not any(theirs.values()), case
            assert said[case.name]
        elif not isinstance(theirs, str):
            for grade_id, points in theirs.items():
                assert our[grade_id] == points or our[grade_id] > points, (case, grade_id)
