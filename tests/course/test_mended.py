"""What `autograder check` finds to mend in the notebooks of this course: nothing.

Every run takes one notebook, another one each day; CHECKED=all takes all.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.course.material import NOTEBOOKS, ROOT
from tests.days import of_today


@pytest.mark.parametrize("path", of_today(NOTEBOOKS, len(NOTEBOOKS), "CHECKED"), ids=lambda path: path.stem)
def test_student_grader_and_cheat_find_nothing_to_mend(path: Path) -> None:
    command = [Path(sys.executable).with_name("autograder"), "check", path.parent.name, "--quick"]
    environment = {**os.environ, "COLUMNS": "10000"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{path.parent.name}: nothing to mend" in done.stdout
