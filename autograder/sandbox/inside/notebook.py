"""The processes of one notebook, as the nursery sees them: it signals, measures, confines and ends them."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time
from pathlib import Path

from . import confine, watch
from .other_user import OtherUser
from .watch import Process

SWEEP_SECONDS = 3.0
END_SECONDS = 10.0
PAUSE_SECONDS = 0.02
STOP_SECONDS = 0.0005
#: So long a student's process may take to stand still: the memory of all is measured meanwhile, and others wait.
STILL_SECONDS = 0.25
#: So often what is over its memory is measured again while its processes come and go.
MEASURED_AGAIN = 5
#: A machine short of memory takes from branches first.
OOM_FIRST = "1000"


class Notebook:
    """An init process, the student's process below it, and whatever that starts."""

    def __init__(
        self,
        init: int,
        student: int,
        memory_bytes: int,
        shared_bytes: int,
        confined: bool,
        other: OtherUser | None = None,
    ) -> None:
        """`shared_bytes` are the nursery's own: what a fork of it holds from its first moment is not the student's.

        `other`: whom its processes belong to where there are no namespaces.
        """
        self.init = init
        self.student = student
        self.memory_bytes = memory_bytes
        self.shared_bytes = shared_bytes
        self.confined = confined
        self.out_of_memory = False
        self._clock = watch.Clock()
        self._marks: list[set[int]] = []
        self._sealed = False
        self._bound: set[int] = set()
        self._ended = False
        self._other = other
        self._keeper = confine.Keeper(init) if confined and other is None else None

    def signal(self, pid: int, number: int) -> None:
        """Send a signal to a process of a notebook that has not ended."""
        if not self.ended():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def ended(self) -> bool:
        """Whether the init process is gone, and everything below it."""
        if not self._ended:
            with contextlib.suppress(ChildProcessError):
                self._ended = os.waitpid(self.init, os.WNOHANG)[0] != 0
        return self._ended

    def interrupt(self) -> None:
        """Stop what the student's process does."""
        self.signal(self.student, signal.SIGINT)

    def begin_branch(self, ended: int | None = None) -> None:
        """A copy of the student's process comes next. What earlier cells left running is killed: it could help it.

        Nothing that the copy learns gets into a file. What remains: pages of a file that the student's process had
        mapped before, sockets and pipes that it had open; but nobody is there to read them until the branch has ended.
        Where a branch has `ended`, which no cell followed, all is as that one found it.
        """
        self.out_of_memory = False
        if ended is not None and self._marks:
            before = self._marks.pop()
            self._sweep(before, ended)
            self._unseal()
            self._marks.append(before)
            return
        self._unseal()
        if self.confined and not self._marks:
            self._kill_all_but({self.init, self.student})
            self._make_scratch(writable=False)  # where it fails, `_bind` holds alone
        self._marks.append(set(watch.tree(self.init)))

    def seal_branch(self) -> None:
        """The copy is there: it is bound, and the student's own process stands still until it ends, threads and all."""
        if self.confined:
            self._sealed = True
            self._bind(set(watch.tree(self.init)) - self._marks[-1])
            self.signal(self.student, signal.SIGSTOP)
            until = time.monotonic() + STILL_SECONDS
            while not watch.stands_still(self.student) and time.monotonic() < until:
                time.sleep(STOP_SECONDS)
                self.look()

    def end_branch(self, branch: int) -> None:
        """Kill what has come since `begin_branch`; `branch` is the copy's pid, as the student's process tells it."""
        self._sweep(self._marks.pop(), branch)
        if self.confined and not self._marks:
            self._make_scratch(writable=True)
        self._unseal()

    def _sweep(self, before: set[int], branch: int) -> None:
        if not self.confined and not before:  # no /proc: the branch is the leader of its process group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(branch, signal.SIGKILL)
        self._kill_all_but(before)

    def _make_scratch(self, *, writable: bool) -> None:
        if self._keeper is not None:
            self._keeper.make_scratch(writable=writable)

    def _unseal(self) -> None:
        self._sealed = False
        self.signal(self.student, signal.SIGCONT)

    def _kill_all_but(self, keep: set[int]) -> None:
        """Kill all others, until none is left; one that forks faster than it can be killed costs the notebook.

        The init process ends whatever is left when it ends, at once.
        """
        until = time.monotonic() + SWEEP_SECONDS
        while new := set(watch.tree(self.init)) - keep:
            for pid in new:
                self.signal(pid, signal.SIGKILL)
            for pid in new:
                watch.wait_for(pid, PAUSE_SECONDS)
            if time.monotonic() > until:
                self.end()

    def end(self) -> None:
        """Kill all processes and wait until they are gone."""
        if self._keeper is not None:
            self._keeper.end()
        if not self.confined:
            for pid in watch.tree(self.init):
                self.signal(pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.init, signal.SIGKILL)
        self.signal(self.init, signal.SIGKILL)
        until = time.monotonic() + END_SECONDS
        while not self.ended() and time.monotonic() < until:
            watch.wait_for(self.init, PAUSE_SECONDS)
        if self._other is not None:
            self._other.end()

    def cpu(self) -> float:
        """Seconds of CPU time of all processes so far, as of the last look."""
        return self._clock.seconds

    def look(self, seen: dict[int, Process] | None = None) -> None:
        """Measure, bind what an open branch has started, and end what holds more memory than it may."""
        seen = watch.processes() if seen is None else seen
        self._clock.look(watch.family(self.init, seen))
        living = watch.tree(self.init, seen)
        new = set(living) - self._marks[-1] if self._marks else set()
        if self.confined:
            self._bind(new)
        if self._sealed:
            self.signal(self.student, signal.SIGSTOP)
        if self._memory(living) > self.memory_bytes and self._surely_holds_too_much():
            self.free()
            if self._marks and not new:  # it is not the branch's doing
                self.signal(self.init, signal.SIGKILL)

    def _surely_holds_too_much(self) -> bool:
        """Measure again: what forks while it is measured is counted twice."""
        for _ in range(MEASURED_AGAIN):
            living = watch.tree(self.init)
            if self._memory(living) <= self.memory_bytes:
                return False
            if set(watch.tree(self.init)) == set(living):
                return True
        return True

    def free(self) -> None:
        """End what holds too much: an open branch with all of its children, else the notebook."""
        self.out_of_memory = True
        if self._marks:
            self._kill_all_but(self._marks[-1])
        else:
            self.signal(self.init, signal.SIGKILL)

    def _bind(self, new: set[int]) -> None:
        """Bind a branch's processes from outside: no file grows, and they are the first to go where memory is short."""
        for pid in new - self._bound:
            with contextlib.suppress(OSError, ValueError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))
            with contextlib.suppress(OSError):
                Path(f"/proc/{pid}/oom_score_adj").write_text(OOM_FIRST)
        self._bound = new

    def _memory(self, living: dict[int, Process]) -> int:
        """The most bytes that the processes hold, what they share with the nursery taken off once."""
        if self._other is not None:
            return self._memory_of(self._other, living)
        held = -self.shared_bytes
        if self.confined:
            held += sum(map(watch.files, living)) + watch.sockets(self.init) + watch.scratch(self.init)
        most = held + sum(one.resident for one in living.values())
        if most <= self.memory_bytes and not watch.swaps():
            return most
        return held + sum(watch.pages(pid, one.resident) for pid, one in living.items())

    def _memory_of(self, other: OtherUser, living: dict[int, Process]) -> int:
        """The same where the processes are another user's; our own above them is not counted."""
        theirs = {pid: one for pid, one in living.items() if pid != self.init}
        held = other.scratch_bytes() - self.shared_bytes
        most = held + sum(one.resident for one in theirs.values())
        with other.reading():
            most += sum(map(watch.files, theirs))
            if most <= self.memory_bytes and not watch.swaps():
                return most
            shares = sum(watch.pages(pid, one.resident) for pid, one in theirs.items())
            return held + shares + sum(map(watch.files, theirs))
