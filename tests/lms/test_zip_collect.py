"""nbgrader's own zip_collect takes the downloads with the expressions that nbgrader_config.py has for it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from nbgrader.plugins import FileNameCollectorPlugin

from tests.lms import downloads
from tests.lms.downloads import klass, notebook

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


def line(system: str) -> str:
    """The line of the configuration for a system, without its comment mark."""
    found = re.search(rf"^# {system}: (c\..*?)(  # noqa.*)?$", CONFIG.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("system", ["Canvas", "Moodle"])
def test_the_expression_says_whose_each_notebook_is_and_what_it_is_called(system):
    expression = re.search(r'r"(.*)"', line(system))
    assert expression is not None
    collector = FileNameCollectorPlugin(named_regexp=expression[1])
    people = klass()[:3]
    people[1].files = {"one.ipynb": notebook("bob")}
    if system == "Moodle":
        people[2].files = {"one.ipynb": notebook("cleo")}
    with zipfile.ZipFile(io.BytesIO(getattr(downloads, f"{system.lower()}_zip")(people))) as archive:
        found = [collector.collect(f"/course/downloaded/a/extracted/given/{name}") for name in archive.namelist()]
    numbers = [str(person.canvas_id if system == "Canvas" else person.participant) for person in people]
    assert found == [{"student_id": number, "file_id": "one"} for number in numbers]
