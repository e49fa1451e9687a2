"""The command that starts the nursery: inside bubblewrap for strangers' code, plain for trusted code."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.errors import MachineError
from autograder.sandbox import kept

MOUNTED = "/nursery/inside"
PACKAGES = "/nursery/packages"
STUDENT_UID = 61_357
ORDINARY_UID = 1000
FOLDER = "/tmp/notebook"
INSTALL = "Install bubblewrap (Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap)"
NEEDED = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec/coreutils")
ROOT_FOLDERS = ("/bin", "/lib", "/lib32", "/lib64")
SETTINGS = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives")


def environment(folder: str) -> dict[str, str]:
    """The environment variables of every student process; nothing of the grader's own."""
    return {
        "PATH": "/usr/bin:/bin", "HOME": folder, "USER": "student", "LOGNAME": "student",
        "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb",
        "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1",
        "NBGRADER_EXECUTION": "autograde",
        "MPLBACKEND": "agg", "MPLCONFIGDIR": f"{folder}/.matplotlib", "IPYTHONDIR": f"{folder}/.ipython",
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    }  # fmt: skip


def local_command(core: int | None) -> list[str]:
    """The nursery as a plain process of this user: for trusted code only."""
    kept.compile_inside()
    return [sys.executable, "-s", "-B", str(kept.INSIDE), _word(core)]


def sandbox_command(packages: Mapping[str, Path], core: int | None) -> list[str]:
    """The nursery inside bubblewrap, with these entries of packages; `MachineError` if this machine has none."""
    kept.compile_inside()
    root = os.geteuid() == 0
    mounts = list(_mounts(packages))
    _refuse_leaks(mounts)
    interpreter = Path(getattr(sys, "_base_executable", "") or sys.executable).resolve()  # below any environment
    user = str(STUDENT_UID if root else ORDINARY_UID)
    python = [str(interpreter), "-s", "-S", "-B", MOUNTED, _word(core), PACKAGES, user]
    variables = [word for name, value in environment("/tmp").items() for word in ("--setenv", name, value)]
    return [_bubblewrap(), *_namespaces(root), "--clearenv", *variables, *_file_system(mounts), "--", *python]


def _word(core: int | None) -> str:
    return "any" if core is None else str(core)


def _bubblewrap() -> str:
    if not sys.platform.startswith("linux"):
        raise MachineError(
            f"Strangers' code runs only on Linux, this is {sys.platform}: grade it there, or trusted code with "
            "--trust-submissions."
        )
    found = shutil.which("bwrap")
    if found is None:
        raise MachineError(f"There is no sandbox on this machine: {INSTALL}.")
    return found


def _namespaces(root: bool) -> list[str]:
    """Namespaces and privileges of the nursery itself; root's keeps what it needs to become another user."""
    kinds = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    user = ["--unshare-user", "--uid", str(ORDINARY_UID), "--gid", str(ORDINARY_UID)]
    if root:
        user = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*kinds, "--hostname", "notebook", "--new-session", "--die-with-parent", "--cap-drop", "ALL", *user]


def _file_system(mounts: Sequence[tuple[str, str, str]]) -> list[str]:
    """What is mounted, all of it read-only but /tmp.

    /dev/full reads as /dev/zero does, but cannot be mapped: shared pages of /dev/zero lie in no folder that is counted.
    """
    words = [word for folder in _parents(mounts) for word in ("--perms", "0755", "--dir", folder)]
    for option, source, target in mounts:
        words += [option, source, target] if source else [option, target]
    words += ["--proc", "/proc", "--dev", "/dev", "--dev-bind", "/dev/full", "/dev/zero"]
    words += ["--perms", "1777", "--tmpfs", "/tmp", "--chdir", "/tmp"]
    return [*words, "--remount-ro", "/dev", "--remount-ro", "/"]


def _mounts(packages: Mapping[str, Path]) -> Iterator[tuple[str, str, str]]:
    """(option, source, target) of everything that is visible inside, in order."""
    for path in (*NEEDED, *ROOT_FOLDERS, *SETTINGS):
        if path in ROOT_FOLDERS and Path(path).is_symlink():
            yield "--symlink", str(Path(path).readlink()), path
        elif Path(path).exists():
            yield "--ro-bind", path, path
    yield from _interpreter()
    yield "--ro-bind", str(kept.INSIDE), MOUNTED
    for name, place in packages.items():
        yield "--ro-bind", str(place), f"{PACKAGES}/{name}"


def _parents(mounts: Sequence[tuple[str, str, str]]) -> list[str]:
    """Folders above the targets: bubblewrap itself makes some of them for root's eyes only."""
    above = {str(p) for option, _, target in mounts if option == "--ro-bind" for p in Path(target).parents}
    return sorted(above - {"/", *(target for _, _, target in mounts)}, key=len)


def _interpreter() -> Iterator[tuple[str, str, str]]:
    prefix = Path(sys.base_prefix)
    if prefix.is_relative_to("/tmp"):
        raise MachineError(f"Python lies in {prefix}, an empty folder inside the sandbox: install it elsewhere.")
    if prefix != Path("/usr"):
        for part in ("bin", "lib", "lib64"):
            if (prefix / part).is_dir():
                yield "--ro-bind", str(prefix / part), str(prefix / part)
    for folder in _package_folders():
        yield "--tmpfs", "", str(folder)
        yield "--remount-ro", "", str(folder)


def _package_folders() -> list[Path]:
    """Folders of installed packages that lie inside what is mounted; all are covered."""
    roots = {Path("/usr/lib"), Path(sys.base_prefix) / "lib", Path(sysconfig.get_path("stdlib")).parent}
    found = {p for root in roots for kind in ("site-packages", "dist-packages") for p in root.glob(f"python3*/{kind}")}
    return sorted(p for p in found if p.is_dir() and not p.is_symlink())


def _refuse_leaks(mounts: Sequence[tuple[str, str, str]]) -> None:
    """`MachineError` if a mounted folder holds the grader's own code."""
    own = Path(__file__).resolve().parents[2]
    covered = [Path(target) for option, _, target in mounts if option == "--tmpfs"]
    for option, source, _ in mounts:
        shown = option == "--ro-bind" and own.is_relative_to(Path(source).resolve())
        if shown and not any(own.is_relative_to(folder) for folder in covered):
            raise MachineError(f"The grader lies in {own}, inside {source}, which students' code can read: move it.")
