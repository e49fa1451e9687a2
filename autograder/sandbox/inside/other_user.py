"""A notebook without namespaces: another user in a folder of its own. For a container that refuses namespaces, only.

The nursery stays root here: the student's processes have another user id, and so can neither signal nor read it. What
is theirs is found, measured and ended by that id.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import confine, watch

SCRATCH = "scratch"
END_SECONDS = 10.0
PAUSE_SECONDS = 0.01


class NotEnded(Exception):
    """Processes of the student's cannot be ended; one sentence."""


@dataclass(frozen=True)
class OtherUser:
    """Who the student's processes are, and where."""

    user: int
    """Their user and group id; nobody else's."""
    tree: str
    """The folder that holds Python, the packages and the scratch folder; inside itself it is found by the same path."""
    own_root: bool
    """Whether it becomes their root folder, so that no other path exists for them."""

    @property
    def scratch(self) -> Path:
        """The only folder that they can write to."""
        return Path(self.tree, SCRATCH)

    def clear(self) -> None:
        """End what a notebook has left, and make the scratch folder anew; `NotEnded` where that fails."""
        self.end()
        aside = Path(self.tree).with_name(f"left-{secrets.token_hex(8)}")
        with contextlib.suppress(FileNotFoundError):
            self.scratch.rename(aside)  # in one step, however deep it is
        self.scratch.mkdir(mode=0o700)
        os.chown(self.scratch, self.user, self.user)
        with contextlib.suppress(OSError, RecursionError):
            aside.chmod(0o700)
            shutil.rmtree(aside)

    def enter(self) -> None:
        """Become that user for good, in the tree, without privileges; `OSError` where a step of it fails."""
        confine.drop_bounding_set()
        if self.own_root:
            os.chroot(self.tree)
        os.chdir(self.tree)
        confine.drop_user(self.user)
        if os.getresuid() != (self.user,) * 3 or os.getresgid() != (self.user,) * 3 or os.getgroups():
            raise OSError("the student's process did not become another user")
        os.umask(0o077)
        confine.give_up_privileges(offline=True)

    def end(self) -> None:
        """End every process of that user; `NotEnded` where some live on."""
        until = time.monotonic() + END_SECONDS
        while living := self.living():
            for number in (signal.SIGSTOP, signal.SIGKILL):  # what is stopped forks no more
                for pid in living:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, number)
            self._kill_each_at_once()
            if time.monotonic() > until:
                raise NotEnded("processes of the submission could not be ended")
            time.sleep(PAUSE_SECONDS)

    def living(self) -> list[int]:
        """Pids of that user's processes that have not ended."""
        return [pid for pid, one in watch.processes().items() if one.alive and self.user in watch.users(pid)]

    def _kill_each_at_once(self) -> None:
        """As that user: the kernel kills all that it may signal in one step, and not the process that asks."""
        pid = os.fork()
        if pid == 0:
            try:
                confine.drop_user(self.user)
                if self.user and os.getresuid() == (self.user,) * 3:
                    os.kill(-1, signal.SIGKILL)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Look at files, those of /proc too, with the rights of that user, whom nobody may signal for it."""
        c = confine.libc()
        _check_fs(c.setfsgid, self.user)
        _check_fs(c.setfsuid, self.user)
        try:
            yield
        finally:
            _check_fs(c.setfsuid, os.geteuid())
            _check_fs(c.setfsgid, os.getegid())

    def scratch_bytes(self) -> int:
        """Bytes of the files in the scratch folder; more than any limit where it has too many entries to look at."""
        used, entries, todo = 0, 0, [str(self.scratch)]
        with self.reading():
            while todo:
                with contextlib.suppress(OSError), os.scandir(todo.pop()) as found:
                    for entry in found:
                        entries += 1
                        if entries > confine.SCRATCH_ENTRIES:
                            return 1 << 62
                        with contextlib.suppress(OSError):
                            used += entry.stat(follow_symlinks=False).st_blocks * 512
                            if entry.is_dir(follow_symlinks=False):
                                todo.append(entry.path)
        return used


def _check_fs(call: ctypes._FuncPointer, wanted: int) -> None:
    """Set the id for files: these calls tell the id before, and no error."""
    call(wanted)
    if call(-1) != wanted:
        raise OSError("the user id for files cannot be set")
