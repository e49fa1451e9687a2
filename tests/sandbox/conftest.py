"""Real sandboxes only in a cage: a PID namespace of their own where that is allowed, and a cap on memory."""

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CAP = 8 << 30


def _cap() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CAP, CAP))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def cage() -> list[str]:
    """The command in front of everything hostile."""
    command = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
    if (
        os.geteuid() == 0
        and shutil.which("unshare")
        and subprocess.run([*command, "true"], check=False).returncode == 0
    ):
        return command
    return []


def caged(*command: str, **options) -> subprocess.CompletedProcess[str]:
    """Run a command in the cage."""
    options = {"capture_output": True, "text": True, "timeout": 600, "cwd": ROOT, "preexec_fn": _cap} | options
    return subprocess.run([*cage(), *command], check=False, **options)


@pytest.fixture(scope="session")
def findings(tmp_path_factory):
    """What `driver` found out."""
    if not sys.platform.startswith("linux") or shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap on this machine")
    path = tmp_path_factory.mktemp("sandbox") / "findings.json"
    ran = caged(sys.executable, "-m", "tests.sandbox.driver", str(path))
    if "refuses user namespaces" in ran.stderr:
        pytest.skip("this machine refuses user namespaces to bubblewrap")
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(path.read_text())
