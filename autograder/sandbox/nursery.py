"""Starts the nursery process and asks it for kernels: the trusted end of the sandbox."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from autograder.errors import MachineError
from autograder.kernel.protocol import Limits
from autograder.sandbox import bubblewrap
from autograder.sandbox.inside import wire
from autograder.sandbox.kernel import Kernel

START_SECONDS = 120.0
CONTROL_SECONDS = 30.0
STUDENT_PACKAGES = ("numpy", "matplotlib", "ipython")
NO_NAMESPACES = (
    "This machine refuses user namespaces to bubblewrap: run `autograder doctor`, which names the remedy, "
    "or grade as root."
)


class Nursery:
    """A factory of kernels (`autograder.kernel.protocol.KernelFactory`); a context manager.

    Strangers' code runs inside bubblewrap; `trust=True` runs trusted code as plain processes of this user.
    """

    def __init__(self, student_packages: Sequence[str] = STUDENT_PACKAGES, trust: bool = False) -> None:
        self.student_packages = tuple(student_packages)
        self.confined = not trust
        self._lock = threading.RLock()
        self._owner = os.getpid()
        self._inherited: tuple[object, ...] = ()
        self._numbers = itertools.count(1)
        self._lost: list[int] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._errors: IO[bytes] | None = None
        self._home = ""

    def __enter__(self) -> Nursery:
        """The nursery, started."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, files: Mapping[str, bytes], limits: Limits) -> Kernel:
        """A kernel whose working directory holds `files`; `MachineError` if this machine gives none."""
        with self._lock:
            self.start()
            self._end_lost()
            number = next(self._numbers)
            ours, theirs = socket.socketpair()
            with theirs:
                request = {
                    "do": "spawn",
                    "kernel": number,
                    "scratch_bytes": 8 * limits.file_bytes,
                    "memory_bytes": limits.memory_bytes,
                }
                try:
                    self._ask(request, (theirs.fileno(),))
                except BaseException:
                    ours.close()
                    raise
        folder = None if self.confined else Path(tempfile.mkdtemp(prefix="notebook-"))
        kernel = Kernel(self, number, ours, limits, folder)
        kernel.set_up(files, str(folder or bubblewrap.FOLDER))
        return kernel

    def start(self) -> None:
        """Start the nursery process unless it runs; `MachineError` in one sentence if it cannot."""
        with self._lock:
            if self._owner != os.getpid():  # a forked worker has its own nursery and leaves its parent's alone
                self._owner, self._inherited = os.getpid(), (self._process, self._control, self._errors)
                self._process = self._control = self._errors = None
                self._home = ""
            if self._process is not None and self._process.poll() is None:
                return
            self.close()
            ours, theirs = socket.socketpair()
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 -- closed in close()
            try:
                with theirs:
                    self._process = self._popen(theirs, self._errors)
                self._control = ours
                answer = wire.receive(ours, time.monotonic() + START_SECONDS)
            except (wire.WireError, TimeoutError, OSError) as error:
                self._control = ours
                raise self._failure(str(error)) from error
            except MachineError:
                ours.close()
                self.close()
                raise
            if answer.get("ready") is not True:
                raise self._failure(str(answer.get("error")))
            atexit.register(self.close)

    def _popen(self, control: socket.socket, errors: IO[bytes]) -> subprocess.Popen[bytes]:
        if self.confined:
            main = threading.current_thread() is threading.main_thread()  # the signal follows the starting thread
            command, folder = bubblewrap.sandbox_command(self.student_packages, die_with_parent=main), "/tmp"
        else:
            self._home = tempfile.mkdtemp(prefix="nursery-")
            command, folder = bubblewrap.local_command(), self._home
        environment = bubblewrap.environment(folder)
        return subprocess.Popen(
            command,
            stdin=control.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
            start_new_session=True,
        )

    def _failure(self, why: str) -> MachineError:
        """The error of a nursery that did not start, in one sentence, after clearing up."""
        said = b""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
        if self._errors is not None:
            self._errors.seek(0)
            said = self._errors.read(4000)
        self.close()
        text = said.decode("utf-8", "replace")
        if any(sign in text + why for sign in ("namespace", "uid map", "unshare", "clone")):
            return MachineError(NO_NAMESPACES)
        last = text.strip().splitlines()[-1] if text.strip() else why
        return MachineError(f"The sandbox did not start: {last[:300]}")

    def tell(self, word: str, kernel: int, **more: Any) -> dict[str, Any]:
        """Ask the nursery for something about a kernel."""
        with self._lock:
            return self._ask({"do": word, "kernel": kernel, **more})

    def end(self, kernel: int) -> dict[str, Any]:
        """End a kernel; what became of it, nothing if the nursery itself is gone."""
        with self._lock:
            if self._control is None or self._owner != os.getpid():
                return {}
            with suppress(MachineError):
                return self._ask({"do": "end", "kernel": kernel})
        return {}

    def lose(self, kernel: int) -> None:
        """End a kernel that nobody closed, some time later. Called by the garbage collector, at any moment."""
        self._lost.append(kernel)

    def _end_lost(self) -> None:
        while self._lost:
            self._ask({"do": "end", "kernel": self._lost.pop()})

    def _ask(self, request: dict[str, Any], fds: Sequence[int] = ()) -> dict[str, Any]:
        if self._control is None or self._owner != os.getpid():
            raise MachineError("The sandbox is not running.")
        deadline = time.monotonic() + CONTROL_SECONDS
        try:
            wire.send(self._control, request, fds, deadline)
            answer = wire.receive(self._control, deadline)
        except (wire.WireError, TimeoutError) as error:
            self.close()
            raise MachineError("The sandbox stopped working in the middle of a run.") from error
        except BaseException:  # interrupted between question and answer: the next answer would be the wrong one
            self.close()
            raise
        if "error" in answer:
            raise MachineError(f"A sandboxed kernel could not be started: {answer['error']}.")
        return answer

    def close(self) -> None:
        """End the nursery and every kernel. May be called twice."""
        with self._lock:
            if self._owner != os.getpid():
                return
            if self._control is not None:
                self._control.close()
                self._control = None
            if self._process is not None:
                _stop(self._process)
                self._process = None
            if self._errors is not None:
                self._errors.close()
                self._errors = None
            if self._home:
                shutil.rmtree(self._home, ignore_errors=True)
                self._home = ""
            atexit.unregister(self.close)


class LocalNursery(Nursery):
    """The same kernels without a sandbox: for trusted code, on any Unix."""

    def __init__(self, student_packages: Sequence[str] = STUDENT_PACKAGES) -> None:
        super().__init__(student_packages, trust=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process, gently at first: it ends its children when the control socket closes."""
    try:
        process.wait(10 if sys.platform != "linux" else 5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
