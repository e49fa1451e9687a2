"""A folder laid out as Gradescope's, and what Docker lets root do in a container: no namespaces among it."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.course_folder.courses import check, manual, notebook, solution
from tests.sandbox.conftest import cage, caged

#: Docker's default capabilities.
RIGHTS = ["chown", "dac_override", "fsetid", "fowner", "mknod", "net_raw", "setgid", "setuid", "setfcap", "setpcap"]
RIGHTS += ["net_bind_service", "sys_chroot", "kill", "audit_write"]
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "gradescope"
c.Autograder.verify_solutions = False
c.Autograder.cell_seconds = 2
c.Autograder.call_seconds = 2
c.Autograder.memory_mb = 256
c.Autograder.student_packages = ["numpy", "ipython"]
"""
STUDENT = "ada <b>Lovelace</b>"


def possible() -> bool:
    """Whether this machine can play the container."""
    tools = all(map(shutil.which, ("unshare", "setpriv")))
    return sys.platform.startswith("linux") and os.geteuid() == 0 and tools and bool(cage())


def exercise(name: str) -> list[dict]:
    test = f"""assert callable({name})
### BEGIN HIDDEN TESTS
from autograder.hidden import call, draws, expect, part

with part("doubled", points=2):
    for rng in draws(1):
        x = rng.uniform(1, 2)
        expect(call("{name}", x), 2 * x, what="2x")
### END HIDDEN TESTS"""
    answer = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    return [solution(answer, name), check(test, f"test-{name}", points=2)]


def write_course(folder: Path, names: list[str]) -> Path:
    """A course with one exercise of each name, and one question that a person grades."""
    cells = [cell for name in names for cell in exercise(name)]
    path = folder / "source" / "a" / "n.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook([*cells, manual()])))
    (folder / "nbgrader_config.py").write_text(CONFIG)
    return folder


def unpack(bundle: Path, python: Path = Path(sys.prefix)) -> Path:
    """A fresh /autograder with the bundle in source/, and this environment instead of what setup.sh installs."""
    root = Path(tempfile.mkdtemp(prefix="gradescope-"))
    root.chmod(0o755)  # as /autograder is
    with zipfile.ZipFile(bundle) as packed:
        for info in packed.infolist():
            place = Path(packed.extract(info, root / "source"))
            place.chmod(stat.S_IMODE(info.external_attr >> 16))
    (root / "source" / ".venv").symlink_to(python)
    shutil.copy(root / "source" / "run_autograder", root)
    for name in ("submission", "results"):
        (root / name).mkdir()
    users = [{"id": 7, "email": "ada@example.org", "name": STUDENT, "sid": "ada"}]
    (root / "submission_metadata.json").write_text(json.dumps({"id": 1, "users": users}))
    return root


def hand_in(root: Path, content: str) -> None:
    (root / "submission" / "n.ipynb").write_text(content)


def answered(answers: dict[str, str]) -> str:
    """The released notebook with these cells as answers."""
    return json.dumps(notebook([solution(source, name) for name, source in answers.items()]))


def run(root: Path, *without: str, command: tuple[str, ...] = ()):
    """What run_autograder did, and the results; without some of Docker's rights."""
    rights = ",".join(["-all", *(f"+{right}" for right in RIGHTS if right not in without)])
    docker = ["setpriv", "--bounding-set", rights, "--inh-caps", "-all"]
    done = caged(*docker, *(command or (str(root / "run_autograder"),)), cwd="/")
    path = root / "results" / "results.json"
    return done, json.loads(path.read_text()) if path.exists() else None
