"""The outer wall: the command line of bubblewrap around the nursery."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from autograder.box.environment import interpreter, masked_folders, python_folders, site_entries
from autograder.errors import MachineError

INSIDE = Path(__file__).parent / "inside"
SITE = "/site"
NURSERY = "/nursery"

MISSING = (
    "bubblewrap is not installed, and students' code is not run without a sandbox: install it "
    "(Debian, Ubuntu: apt install bubblewrap), or, for code that you wrote yourself, add --trust-submissions."
)
OTHER_SYSTEM = (
    f"grading strangers' code needs Linux namespaces, which {sys.platform} does not have: grade on a Linux machine, "
    "or, for code that you wrote yourself, add --trust-submissions."
)


def find() -> str:
    """bubblewrap's path; raises MachineError."""
    if not sys.platform.startswith("linux"):
        raise MachineError(OTHER_SYSTEM)
    path = shutil.which("bwrap")
    if path is None:
        raise MachineError(MISSING)
    return path


def command(packages: tuple[str, ...]) -> list[str]:
    """bubblewrap's command line, up to the program that it starts."""
    line = [find(), "--die-with-parent", "--new-session", "--clearenv"]
    line += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--hostname", "notebook"]
    if os.geteuid() == 0:
        line += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        line += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    line += _system() + _python()
    line += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp", "--perms", "0755", "--dir", SITE]
    for name, path in site_entries(packages).items():
        line += ["--ro-bind", str(path), f"{SITE}/{name}"]
    line += ["--ro-bind", str(INSIDE), NURSERY, "--chdir", "/"]
    for name, value in _environment().items():
        line += ["--setenv", name, value]
    return [*line, "--remount-ro", "/"]


def _system() -> list[str]:
    line = ["--perms", "0755", "--dir", "/usr", "--perms", "0755", "--dir", "/etc"]
    for name in ("usr/lib", "usr/lib64", "usr/lib32"):
        if Path("/", name).is_dir() and not Path("/", name).is_symlink():
            line += ["--ro-bind", f"/{name}", f"/{name}"]
    for name in ("lib", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            line += ["--symlink", str(path.readlink()), f"/{name}"]
        elif path.is_dir():
            line += ["--ro-bind", f"/{name}", f"/{name}"]
    if Path("/etc/ld.so.cache").exists():
        line += ["--ro-bind", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    return line


def _python() -> list[str]:
    line: list[str] = []
    bound = python_folders() or [interpreter()]
    for parent in _parents(bound):  # else bubblewrap makes them for root alone
        line += ["--perms", "0755", "--dir", str(parent)]
    for path in bound:
        line += ["--ro-bind", str(path), str(path)]
    for path in masked_folders():
        if path.is_relative_to("/usr/lib") or any(path.is_relative_to(folder) for folder in python_folders()):
            line += ["--tmpfs", str(path)]
    return line


def _parents(paths: list[Path]) -> list[Path]:
    """The folders above these paths, outermost first, without what `_system` mounts."""
    above = {parent for path in paths for parent in path.parents}
    return sorted(p for p in above if p not in (Path("/"), Path("/usr")) and not p.is_relative_to("/usr/lib"))


def _environment() -> dict[str, str]:
    return {
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": "/tmp",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
    }
