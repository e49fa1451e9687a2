"""The same as a user who is not root: what needs no venv with any Python 3, the rest where the venv can be reached."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.sandbox.conftest import ROOT, caged

NOBODY = 65534
SYSTEM_PYTHON = "/usr/bin/python3"
INSIDE = ROOT / "autograder" / "sandbox" / "inside"
pytestmark = pytest.mark.integration

STEPS = """
import ctypes, json, os, sys
sys.path.insert(0, "/nursery")
from inside import confine
confine.drop_user(1000)
confine.new_namespaces()
read, write = os.pipe()
if os.fork() == 0:
    confine.private_mounts(1 << 20)
    confine.give_up_privileges()
    libc = ctypes.CDLL(None, use_errno=True)
    found = dict(pid=os.getpid(), uid=os.getuid(), proc=os.listdir("/proc"), tmp=os.listdir("/tmp"))
    found["umount"] = libc.umount2(b"/proc", 2)
    found["unshare"] = libc.unshare(0x10000000)
    found["ptrace"] = libc.ptrace(16, 1, 0, 0)
    try:
        open("/left", "w")
        found["root"] = "writable"
    except OSError:
        found["root"] = "read-only"
    os.write(write, json.dumps(found).encode())
    os._exit(0)
os.close(write)
print(os.read(read, 10000).decode())
"""


def as_ordinary_user() -> dict[str, object]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def test_an_ordinary_user_gets_the_same_walls():
    if not Path(SYSTEM_PYTHON).exists() or shutil.which("bwrap") is None:
        pytest.skip("needs bubblewrap and a system Python")
    command = ["bwrap", "--unshare-user", "--uid", "1000", "--gid", "1000", "--unshare-all", "--die-with-parent"]
    command += ["--new-session", "--cap-drop", "ALL", "--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"]
    for folder in ("/lib", "/lib64", "/bin"):
        if Path(folder).is_symlink():
            command += ["--symlink", str(Path(folder).readlink()), folder]
    command += ["--tmpfs", "/tmp", "--ro-bind", str(INSIDE), "/nursery/inside", "--remount-ro", "/"]
    command += [SYSTEM_PYTHON, "-I", "-S", "-B", "-c", STEPS]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **as_ordinary_user())
    if "Permission denied" in ran.stderr and str(INSIDE) in ran.stderr:
        pytest.skip("an ordinary user cannot read this checkout")
    if "namespace" in ran.stderr or "uid map" in ran.stderr:
        pytest.skip(f"user namespaces are refused here: {ran.stderr.strip()[:100]}")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found == {
        "pid": 1, "uid": 1000, "proc": [], "tmp": [], "umount": -1, "unshare": -1, "ptrace": -1, "root": "read-only",
    }  # fmt: skip


# A Python in root's own folder is shown at the same place, in a mount namespace whose top folder anybody may enter.
REACH = """
set -e
python="$1"; aside="$2"; shift 2
mount --bind "$python" "$aside"
mount -t tmpfs -o mode=755 none "/$(echo "$python" | cut -d/ -f2)"
mkdir -p "$python"
mount --bind "$aside" "$python"
exec "$@"
"""


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    """Runs a module of tests in the cage as a user who is not root; what it has written."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("this run is an ordinary user's already: see test_hostile and test_confinement")
    drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    here = f"import os, autograder.sandbox; assert os.path.isdir({sys.base_prefix!r})"
    aside = tmp_path_factory.mktemp("python")
    enter = ["unshare", "--mount", "sh", "-c", REACH, "sh", sys.base_prefix, str(aside)]
    for reach in ([], enter):
        if caged(*reach, *drop, sys.executable, "-B", "-c", here).returncode == 0:
            break
    else:
        pytest.skip("an ordinary user cannot reach this Python, and it cannot be shown elsewhere")

    with tempfile.TemporaryDirectory() as folder:  # pytest closes its own against other users
        Path(folder).chmod(0o777)
        found = f"{folder}/found.json"

        def run(module, *before, only=()):
            command = [sys.executable, "-B", "-m", module, *before, found, *only]
            ran = caged(*reach, *drop, *command, env={**os.environ, "TMPDIR": folder, "HOME": folder})
            assert ran.returncode == 0, ran.stderr[-3000:]
            return json.loads(Path(found).read_text())

        yield run


def test_an_ordinary_user_can_grade(ordinary):
    found = ordinary("tests.sandbox.driver")
    assert found["user"] == NOBODY
    assert {name: text for name, text in found["laws"].items() if text} == {}


def test_a_notebook_of_an_ordinary_user_is_held_in_as_any_other(ordinary):
    found = ordinary("tests.sandbox.confinement", "groups", only=("of_many", "branch", "whoever", "machine"))
    assert {name: text for name, text in found.items() if text} == {}
