"""What this machine can do for a course, found by trying it; and what to do where something is missing."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from autograder.errors import MachineError
from autograder.kernel.protocol import Limits
from autograder.outcomes import Outcome
from autograder.sandbox import cgroup
from autograder.sandbox.bubblewrap import INSTALL
from autograder.sandbox.nursery import STUDENT_PACKAGES, Nursery
from autograder.sandbox.packages import NEEDED, closure, requirement

OLDEST_PYTHON = (3, 11)
LIMITS = Limits(cell_seconds=10, call_seconds=5, notebook_seconds=60, memory_bytes=256 << 20)
SHORT = Limits(cell_seconds=0.5, call_seconds=0.5, notebook_seconds=60)
SYSTEMS = {"darwin": "macOS", "win32": "Windows"}
RESTRICTED = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
SWITCHED_OFF = (Path("/proc/sys/kernel/unprivileged_userns_clone"), Path("/proc/sys/user/max_user_namespaces"))
GROUPS_BY_ROOT = "" if os.geteuid() == 0 else ": root can, or `systemd-run --user --scope -p Delegate=yes`"
PROFILE = (
    "AppArmor lets no ordinary user make user namespaces (Ubuntu since 24.04): write `abi <abi/4.0>, include "
    "<tunables/global> profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }` to /etc/apparmor.d/bwrap "
    "and run `sudo systemctl reload apparmor`, or grade as root"
)


@dataclass(frozen=True)
class Finding:
    """One thing that was tried."""

    name: str
    """What, in a few words."""
    ok: bool
    """Whether it works here."""
    detail: str
    """What was found."""
    remedy: str = ""
    """One sentence on what to do where it does not work."""


def examine(student_packages: Sequence[str] = STUDENT_PACKAGES) -> list[Finding]:
    """Every finding, in the order of what builds on what; a sandbox that cannot start is not examined further."""
    findings = [_python(), _packages(student_packages), _bubblewrap()]
    if findings[-1].ok:
        findings.append(_namespaces())
    if all(finding.ok for finding in findings[1:]):
        findings += [_memory(), *_sandbox(student_packages)]
    else:
        findings.append(_trusted(student_packages))
    return [*findings, _database()]


def _python() -> Finding:
    wanted = ".".join(map(str, OLDEST_PYTHON))
    ok = sys.version_info[:2] >= OLDEST_PYTHON
    return Finding("Python", ok, platform.python_version(), "" if ok else f"Install Python {wanted} or later.")


def _packages(names: Sequence[str]) -> Finding:
    try:
        found = closure(names)
    except MachineError as error:
        return Finding("packages for students", False, str(error), "Install what student_packages names.")
    asked = {canonicalize_name(requirement(name).name) for name in (*NEEDED, *names)}
    versions = [f"{name} {found[name].version}" for name in sorted(asked)]
    return Finding("packages for students", True, f"{', '.join(versions)}; {len(found)} with all they need")


def _bubblewrap() -> Finding:
    name = "bubblewrap"
    if not sys.platform.startswith("linux"):
        system = SYSTEMS.get(sys.platform, sys.platform)
        detail = f"{system} has no sandbox for strangers' code; authoring, release, feedback and reports work here"
        remedy = "Grade strangers' code on Linux; --trust-submissions grades code that you trust here."
        return Finding(name, False, detail, remedy)
    path = shutil.which("bwrap")
    if path is None:
        return Finding(name, False, "bwrap is not on PATH", f"{INSTALL}.")
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return Finding(name, said.returncode == 0, (said.stdout or said.stderr).strip(), f"Reinstall: {INSTALL}.")


def _namespaces() -> Finding:
    command = ["bwrap", "--unshare-user", "--unshare-pid", "--unshare-net", "--ro-bind", "/", "/", "true"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return Finding("user namespaces", True, "bubblewrap may make them")
    return Finding("user namespaces", False, tried.stderr.strip().partition("\n")[0][:300], _remedy())


def _remedy() -> str:
    """What stands in the way of user namespaces, and how to let them through."""
    if _number(RESTRICTED) == 1:
        return f"{PROFILE}."
    for switch in SWITCHED_OFF:
        if _number(switch) == 0:
            key = ".".join(switch.relative_to("/proc/sys").parts)
            return f"The kernel has them switched off: set {key} to a larger number with sysctl, or grade as root."
    return "A container may forbid them: start it with `--security-opt seccomp=unconfined`, or grade outside of it."


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _memory() -> Finding:
    """Which of two means measures a notebook's memory here. Both hold: the second is exact."""
    groups = cgroup.find()
    detail = f"reading /proc; no memory group can be made here{GROUPS_BY_ROOT}"
    if groups is not None:
        detail = f"a memory group of the kernel (cgroup v{groups.version}) and /proc"
    return Finding("memory counted by", True, detail)


def _sandbox(student_packages: Sequence[str]) -> Iterator[Finding]:
    """The findings of a real sandbox, each by a cell that tries it."""
    report = "Report this with what `autograder doctor --json` prints: without it strangers' code must not be graded."
    try:
        with Nursery(student_packages) as nursery:
            for name, law in LAWS.items():
                ok, detail = law(nursery)
                yield Finding(name, ok, detail, "" if ok else report)
    except MachineError as error:
        yield Finding("a sandboxed kernel", False, str(error), report)


def _runs(nursery: Nursery) -> tuple[bool, str]:
    with nursery({}, LIMITS) as kernel:
        ran = kernel.run("6 * 7")
    return ran.result_text == "42", "runs a cell" if ran.result_text == "42" else ran.message


def _hides(nursery: Nursery) -> tuple[bool, str]:
    here = str(Path(__file__).resolve())
    there = f"os.path.exists({here!r}) or importlib.util.find_spec('autograder') is not None"
    with nursery({}, LIMITS) as kernel:
        ok = kernel.run(f"import importlib.util, os\n{there}").result_text == "False"
    return ok, "grader and course are not on its disk" if ok else "the grader can be read from inside"


def _cut_off(nursery: Nursery) -> tuple[bool, str]:
    with socket.create_server(("127.0.0.1", 0)) as server, nursery({}, LIMITS) as kernel:
        ran = kernel.run(f"import socket\nsocket.create_connection({server.getsockname()!r}, 2)")
    ok = ran.outcome is Outcome.ERROR
    return ok, "a connection to this machine is refused" if ok else "a connection to this machine came about"


def _ends(limits: Limits, source: str, outcome: Outcome) -> Callable[[Nursery], tuple[bool, str]]:
    """A law: the cell ends in the outcome, and what runs after it runs."""

    def law(nursery: Nursery) -> tuple[bool, str]:
        with nursery({}, limits) as kernel:
            ran = kernel.run(source)
            ok = ran.outcome is outcome and kernel.run("1 + 1").result_text == "2"
        return ok, "holds, and the notebook goes on" if ok else f"the cell ended in: {ran.outcome}"

    return law


LAWS: dict[str, Callable[[Nursery], tuple[bool, str]]] = {
    "a sandboxed kernel": _runs,
    "the grader out of reach": _hides,
    "the network cut": _cut_off,
    "the memory limit": _ends(LIMITS, "hog = bytearray(10**10)", Outcome.MEMORY_LIMIT),
    "the time limit": _ends(SHORT, "while True: pass", Outcome.TIME_LIMIT),
}


def _trusted(student_packages: Sequence[str]) -> Finding:
    """Where there is no sandbox: whether trusted code can be run at least."""
    name = "kernels for trusted code"
    try:
        with Nursery(student_packages, trust=True) as nursery:
            ok, detail = _runs(nursery)
    except (MachineError, OSError, AttributeError) as error:
        ok, detail = False, str(error)
    return Finding(name, ok, detail, "" if ok else "Check that IPython and numpy can be imported by this Python.")


def _database() -> Finding:
    """Whether nbgrader can make a gradebook: it calls the `alembic` command for that."""
    name = "nbgrader's gradebook"
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join([beside, os.environ.get("PATH", os.defpath)])
    if shutil.which("alembic", path=path) is None:
        remedy = "Install it in this environment: pip install alembic."
        return Finding(name, False, "the command alembic, which makes the database, is missing", remedy)
    with tempfile.TemporaryDirectory() as folder:
        source = "import sys; from nbgrader.api import Gradebook; Gradebook(sys.argv[1]).close()"
        command = [sys.executable, "-c", source, f"sqlite:///{folder}/gradebook.db"]
        environment = {**os.environ, "PATH": path}
        tried = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)
        ok = tried.returncode == 0 and (Path(folder) / "gradebook.db").exists()
    plain = "" if shutil.which("alembic") else f"; nbgrader's own commands need {beside} on PATH"
    detail = f"can be made{plain}" if ok else (tried.stderr.strip().splitlines() or ["no database was made"])[-1][:300]
    return Finding(name, ok, detail, "" if ok else "Reinstall nbgrader in this environment: pip install nbgrader.")
