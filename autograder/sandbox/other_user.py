"""Where students' code runs without namespaces: as another user, in a tree of files of its own.

For the container of another system, which is thrown away after one submission and refuses namespaces. Ordinary grading
never comes here: nothing but `autograder.gradescope` makes a `Place`, and a test holds that.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from autograder.errors import MachineError
from autograder.sandbox import bubblewrap, kept
from autograder.sandbox.inside import other_user, watch
from autograder.sandbox.packages import entries

USERS = range(20_000, 60_000)
#: Parts of Python's library that no notebook needs.
_LEFT_OUT = (
    "site-packages",
    "dist-packages",
    "test",
    "tests",
    "idlelib",
    "ensurepip",
    "tkinter",
    "turtledemo",
    "lib2to3",
)
_SETTINGS = ("/etc/ld.so.cache", "/usr/lib/locale/C.utf8")


@dataclass(frozen=True)
class Place:
    """A tree, and the user that a notebook's processes become there."""

    tree: Path
    """Made by `make_tree`."""
    user: int
    """User and group id; no process has it, and no file outside of the tree is its."""
    own_root: bool
    """Whether the tree becomes their root folder."""

    @property
    def folder(self) -> str:
        """Where a notebook finds its files."""
        return f"{self.tree}/{other_user.SCRATCH}/notebook"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of every process of it."""
        scratch = f"{self.tree}/{other_user.SCRATCH}"
        return bubblewrap.environment(scratch) | {"TMPDIR": scratch, "PATH": "/nowhere"}

    def command(self, core: int | None) -> list[str]:
        """How the nursery is started."""
        python = [str(_python(self.tree)), "-s", "-S", "-B", str(self.tree / "nursery/inside")]
        where = [str(self.tree / "nursery/packages"), str(self.user), str(self.tree)]
        return [*python, "any" if core is None else str(core), *where, "own-root" if self.own_root else "common-root"]

    def end(self) -> None:
        """End whatever is left of a notebook's processes; `MachineError` where some cannot be ended."""
        try:
            other_user.OtherUser(self.user, str(self.tree), self.own_root).end()
        except other_user.NotEnded as error:
            raise MachineError(f"There are {error}.") from None

    @property
    def told(self) -> str:
        """What this keeps apart, in a sentence for the staff."""
        root = "a root folder of its own" if self.own_root else "file permissions only (it sees the container's files)"
        return (
            f"No namespaces are allowed here. The student's code ran as user {self.user} with {root}, without network "
            "sockets, with a system call filter and limits; its processes were ended by user id."
        )


def find_place(tree: Path, hidden: Sequence[Path]) -> Place:
    """The strongest place that this machine allows; `MachineError` where no other user can be had, or sees `hidden`."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        raise MachineError(
            "There is no sandbox here, and only root could run the student's code as another user: nothing was run."
        )
    place = Place(tree.resolve(), _unused_user(), True)
    for own_root in (True, False):
        place = replace(place, own_root=own_root)
        if _holds(partial(_is_apart, place, hidden)):
            return place
    raise MachineError(
        "Another user than root cannot be had here, or could read the hidden tests, or has no Python: nothing was run. "
        "Run the container as root, with its default rights."
    )


def _is_apart(place: Place, hidden: Sequence[Path]) -> bool:
    """Become the student's user for good: whether that sees nothing of what is hidden, and what it needs."""
    other_user.OtherUser(place.user, str(place.tree), place.own_root).enter()
    return _seen(_library(place.tree) / "os.py") and not any(map(_seen, hidden))


def _unused_user() -> int:
    used = {user for name in os.listdir("/proc") if name.isdecimal() for user in watch.users(int(name))}  # noqa: PTH208
    return secrets.choice([user for user in USERS if user not in used])


def make_tree(tree: Path, student_packages: Sequence[str]) -> None:
    """Make a folder with Python, the students' packages and the libraries that they load; all of it root's."""
    tree.mkdir(mode=0o755, parents=True)
    tree = tree.resolve()
    itself = tree / str(tree).lstrip("/")
    itself.parent.mkdir(parents=True)
    itself.symlink_to("/")  # in the tree, too, it is found under its path
    _take(Path(os.__file__).resolve().parent, _library(tree), _LEFT_OUT)
    python = _python(tree)
    python.parent.mkdir(parents=True, exist_ok=True)
    _link(_interpreter(), python)
    _take(kept.INSIDE, tree / "nursery/inside", ())
    for name, place in entries(student_packages).items():
        _take(place, tree / "nursery/packages" / name, ())
    for path in (*map(Path, _SETTINGS), *_libraries(tree)):
        if path.exists() and not _inside(tree, path).exists():
            _take(path, _inside(tree, path), ())
    (tree / other_user.SCRATCH).mkdir()  # Python looks for a folder of temporary files when it starts
    if not (tree / "tmp").exists():
        (tree / "tmp").symlink_to(other_user.SCRATCH)
    for folder in (tree, *(Path(above) / name for above, names, _ in os.walk(tree) for name in names)):
        if not folder.is_symlink():
            folder.chmod(0o755)


def _interpreter() -> Path:
    return Path(getattr(sys, "_base_executable", "") or sys.executable).resolve()


def _python(tree: Path) -> Path:
    """The interpreter in the tree: beside its library, by which it finds that."""
    return _inside(tree, Path(sys.base_prefix) / "bin" / _interpreter().name)


def _library(tree: Path) -> Path:
    return _inside(tree, Path(sys.base_prefix) / "lib" / Path(os.__file__).resolve().parent.name)


def _inside(tree: Path, path: Path) -> Path:
    return tree / str(path).lstrip("/")


def _take(source: Path, target: Path, left_out: Sequence[str]) -> None:
    """Take a file or a folder into the tree."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not source.is_dir():
        _link(source, target)
        return
    ignore = shutil.ignore_patterns(*left_out, "config-*") if left_out else None
    shutil.copytree(source, target, ignore=ignore, copy_function=_link, dirs_exist_ok=True)


def _link(source: str | Path, target: str | Path) -> str:
    """The file under another name where everybody may read it and root owns it, else a copy."""
    source, target = Path(source).resolve(), Path(target)
    status = source.stat()
    if status.st_uid == 0 and status.st_mode & 0o022 == 0 and status.st_mode & 0o004:
        try:
            os.link(source, target)
        except OSError:  # another file system
            pass
        else:
            return str(target)
    shutil.copyfile(source, target)
    target.chmod(0o755 if status.st_mode & 0o100 else 0o644)
    return str(target)


def _libraries(tree: Path) -> Iterator[Path]:
    """The machine's libraries that what lies in the tree loads, and what loads them."""
    code = [_python(tree), *(path for path in tree.rglob("*.so*") if path.is_file())]
    told = subprocess.run(["ldd", *map(str, code)], capture_output=True, text=True, check=False).stdout
    words = {word for line in told.splitlines() if not line.endswith(":") for word in line.split()}
    yield from (Path(word) for word in sorted(words) if word.startswith("/") and not Path(word).is_relative_to(tree))


def _seen(path: Path) -> bool:
    """Whether this process can look into a file or a folder."""
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def _holds(step: Callable[[], bool]) -> bool:
    """Whether a step can be done and says yes, by a process of its own."""
    pid = os.fork()
    if pid == 0:
        code = 1
        with suppress(BaseException):
            code = 0 if step() else 1
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
