"""Starts the nursery process and asks it for kernels: the trusted end of the sandbox."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from autograder.errors import MachineError
from autograder.kernel.protocol import Limits
from autograder.sandbox import bubblewrap, cgroup, kept
from autograder.sandbox.control import Control
from autograder.sandbox.kernel import Begun, Kernel
from autograder.sandbox.other_user import Place
from autograder.sandbox.packages import entries
from autograder.sandbox.snapshots import Snapshots

START_SECONDS = 120.0
STOP_SECONDS = 5.0
LAST_WORDS_SECONDS = 2.0
#: The folders that a notebook may write to hold this many files of the largest size.
SCRATCH_FILES = 8
STUDENT_PACKAGES = ("numpy", "matplotlib", "ipython")
NO_NAMESPACES = (
    "This machine refuses user namespaces to bubblewrap: run `autograder doctor`, which names the remedy, "
    "or grade as root."
)


class Nursery:
    """A factory of kernels (`autograder.kernel.protocol.KernelFactory`); a context manager.

    Strangers' code runs inside bubblewrap; `trust=True` runs trusted code as plain processes of this user. All
    notebooks share one `core`, if one is named. Without `memory_groups` memory is counted only, as it is where the
    machine has no groups for us. A nursery that died is started anew for the next kernel.

    `place`: strangers' code runs as another user there, without namespaces, one notebook at a time. That is weaker than
    the sandbox, and for the container of another system only: nothing chooses it by itself.

    `packages`: the names of those of the students, or, once somebody has looked, their `entries`.
    """

    def __init__(
        self,
        packages: Sequence[str] | Mapping[str, Path] = STUDENT_PACKAGES,
        trust: bool = False,
        *,
        core: int | None = None,
        memory_groups: bool = True,
        place: Place | None = None,
    ) -> None:
        self._packages = packages
        self.confined = not trust
        self.place = None if trust else place
        self.core = core
        self.memory_groups = memory_groups
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._running: _Running | None = None

    def __enter__(self) -> Nursery:
        """The nursery, started."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, files: Mapping[str, bytes], limits: Limits, first_cells: Sequence[str] = ()) -> Kernel:
        """A kernel whose working directory holds `files`; `MachineError` if this machine gives none.

        Inside the sandbox the `first_cells` are run once for all kernels with these files, which begin as copies.
        """
        running, number = self._started(), next(self._numbers)
        control = running.control
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                copied = self.confined and self.place is None
                begun = running.spawn(number, theirs, files, limits, first_cells if copied else ())
            except BaseException:
                ours.close()
                raise
        folder = None if self.confined else Path(tempfile.mkdtemp(prefix="notebook-"))
        kernel = Kernel(control, number, ours, limits, folder, begun)
        inside = bubblewrap.FOLDER if self.place is None else self.place.folder
        kernel.set_up(files, str(folder or inside))
        return kernel

    @property
    def pid(self) -> int | None:
        """The process that was started, if one runs; all others are below it."""
        running = self._running
        return running.process.pid if running is not None and running.alive else None

    def begin(self) -> None:
        """Start the nursery process unless it runs, and do not wait until it is ready; `MachineError` if it cannot."""
        with self._lock:
            if self._running is None or not self._running.alive:
                self.close()
                self._running = self._begun()
                atexit.register(self.close)

    def start(self) -> Control:
        """Start the nursery process unless it runs; `MachineError` in one sentence if it cannot."""
        return self._started().control

    def _started(self) -> _Running:
        with self._lock:
            self.begin()
            assert self._running is not None
            try:
                self._running.wait_until_ready()
            except BaseException:
                self.close()
                raise
            return self._running

    def _begun(self) -> _Running:
        if self.place is not None:
            command = self.place.command(self.core)
        elif self.confined:
            found = self._packages if isinstance(self._packages, Mapping) else entries(self._packages)
            command = bubblewrap.sandbox_command(found, self.core)
        else:
            command = bubblewrap.local_command(self.core)
        home = "" if self.confined else tempfile.mkdtemp(prefix="nursery-")
        variables = bubblewrap.environment(home or "/tmp") if self.place is None else self.place.environment
        ours, theirs = socket.socketpair()
        errors = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the process
        options = {"stdout": subprocess.DEVNULL, "stderr": errors, "env": variables}
        over = threading.Event()
        with theirs:
            process = _popen(over, command, stdin=theirs.fileno(), start_new_session=True, **options)
        groups = cgroup.find() if self.confined and self.memory_groups else None
        return _Running(process, over, Control(ours, self.confined, groups), errors, home)

    def close(self) -> None:
        """End the nursery and every kernel. May be called twice."""
        with self._lock:
            if self._running is not None:
                self._running.close()
                self._running = None
            atexit.unregister(self.close)


@dataclass
class _Running:
    """A nursery process and what belongs to it."""

    process: subprocess.Popen[bytes]
    """The process itself, or bubblewrap around it."""
    over: threading.Event
    """Set when it has ended: nobody needs its parent any more."""
    control: Control
    """The connection to it."""
    errors: IO[bytes]
    """What it wrote to its standard error."""
    home: str
    """Its folder outside of a sandbox, empty inside one."""
    owner: int = field(default_factory=os.getpid)
    """The process that started it; a fork of that leaves it alone."""
    ready: bool = False
    """Whether it has said that it is."""

    def __post_init__(self) -> None:
        self.snapshots = Snapshots(self.control, bubblewrap.FOLDER)

    def spawn(
        self,
        number: int,
        channel: socket.socket,
        files: Mapping[str, bytes],
        limits: Limits,
        first_cells: Sequence[str],
    ) -> tuple[Begun, ...]:
        """Start the processes of a notebook; the cells that they have run already."""
        name, begun = self.snapshots.of(files, limits, first_cells) if first_cells else (None, ())
        start = functools.partial(
            self.control.spawn,
            number,
            channel,
            scratch_bytes=SCRATCH_FILES * limits.file_bytes,
            memory_bytes=limits.memory_bytes,
        )
        if name is not None:
            try:
                start(snapshot=name)
            except MachineError:
                if not self.control.alive:
                    raise
                self.snapshots.forget(name)
            else:
                return begun
        start()
        return ()

    def wait_until_ready(self) -> None:
        """Until it serves; `MachineError` in one sentence if it does not."""
        if self.ready:
            return
        word = self.control.wait_until_ready(START_SECONDS)
        if word.get("ready") is not True:
            self.control.close()
            raise self.failure(str(word.get("error")))
        kept.keep_fonts(word.get("fonts"))
        self.ready = True

    @property
    def alive(self) -> bool:
        """Whether this process may still ask it for something."""
        return self.owner == os.getpid() and self.control.alive and self.process.poll() is None

    def close(self) -> None:
        """End it: it ends its children when the control socket closes."""
        if self.owner != os.getpid():
            return
        self.control.close()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.over.set()
        self.errors.close()
        if self.home:
            shutil.rmtree(self.home, ignore_errors=True)

    def failure(self, why: str) -> MachineError:
        """The error of a nursery that did not start, in one sentence."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(LAST_WORDS_SECONDS)
        self.errors.seek(0)
        text = self.errors.read(4000).decode("utf-8", "replace").strip()
        if any(sign in text + why for sign in ("namespace", "uid map", "unshare", "clone")):
            return MachineError(NO_NAMESPACES)
        last = text.splitlines()[-1] if text else why
        return MachineError(f"The sandbox did not start: {last[:300]}")


def _popen(over: threading.Event, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """`subprocess.Popen(command, **options)`, by a thread of its own that lives until it is `over`.

    Bubblewrap's --die-with-parent follows the thread that started it, not the process: a nursery that some passing
    thread started would end with that thread.
    """
    started: Future[subprocess.Popen[bytes]] = Future()

    def start() -> None:
        try:
            started.set_result(subprocess.Popen(command, **options))
        except BaseException as error:
            started.set_exception(error)
        else:
            over.wait()

    threading.Thread(target=start, daemon=True, name="parent of a nursery").start()
    return started.result()
