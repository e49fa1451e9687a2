"""The trusted end of the nursery: starts it, asks it for kernels, and is told when one ends."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.box import bubblewrap
from autograder.box.environment import interpreter
from autograder.box.kernel import SandboxedKernel
from autograder.errors import MachineError
from autograder.session.kernel import Limits

START_SECONDS = 60.0
#: Students' code runs under this user id where the grader is root; no account has it.
STUDENT_UID = 61184


class Nursery:
    """A `KernelFactory`: one process with the students' environment loaded, forked for every notebook.

    Use as a context manager. `trust` leaves out bubblewrap and the confinement: for one's own code only.
    """

    def __init__(self, student_packages: tuple[str, ...], *, trust: bool = False) -> None:
        self.packages = student_packages
        self.trust = trust
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._count = 0
        self._ended: dict[int, str] = {}
        self._folders: dict[int, Path] = {}

    def __enter__(self) -> Nursery:
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __call__(self, files: Mapping[str, bytes], limits: Limits) -> SandboxedKernel:
        """A kernel whose working directory holds `files`; raises MachineError where the machine cannot give one."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
        self._count += 1
        number = self._count
        ours, theirs = socket.socketpair()
        order: dict[str, Any] = {"op": "start", "id": number, "limits": asdict(limits)}
        if self.trust:
            self._folders[number] = Path(tempfile.mkdtemp(prefix="notebook-"))
            order["folder"] = str(self._folders[number])
        with theirs:
            self._order(order, theirs.fileno())
        return SandboxedKernel(self, number, ours, files, limits)

    def kill(self, number: int) -> None:
        """End every process of a kernel."""
        with contextlib.suppress(MachineError):
            if number not in self._ended:
                self._order({"op": "kill", "id": number})
                self.reason(number)
        self._ended.pop(number, None)
        folder = self._folders.pop(number, None)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def reason(self, number: int, seconds: float = 5.0) -> str:
        """Why a kernel ended: "memory", or what the nursery saw; empty if it is not known in time."""
        deadline = time.monotonic() + seconds
        while number not in self._ended and (left := deadline - time.monotonic()) > 0:
            event = self._event(left)
            if event is None:
                break
            if event.get("event") == "ended":
                self._ended[event["id"]] = event["reason"]
        return self._ended.get(number, "")

    def close(self) -> None:
        """End the nursery and every kernel of it."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            if self._process.stderr is not None:
                self._process.stderr.close()
            self._process = None
        for folder in self._folders.values():
            shutil.rmtree(folder, ignore_errors=True)
        self._folders.clear()

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                self._process = subprocess.Popen(
                    self._command(theirs.fileno()),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=None,
                    pass_fds=[theirs.fileno()],
                )
        except OSError as problem:
            ours.close()
            raise MachineError(f"The sandbox could not be started: {problem}.") from problem
        self._control = ours
        event = self._event(START_SECONDS)
        if event is None or event.get("event") != "ready":
            raise MachineError(self._why_not())

    def _command(self, control: int) -> list[str]:
        import os  # noqa: PLC0415

        inside = str(bubblewrap.INSIDE) if self.trust else bubblewrap.NURSERY
        options = {
            "control": control,
            "packages": _importable(self.packages),
            "paths": [] if self.trust else [bubblewrap.SITE],
            "uid": STUDENT_UID if os.geteuid() == 0 and not self.trust else None,
            "confined": not self.trust,
        }
        if self.trust:
            return [sys.executable, "-I", f"{inside}/nursery.py", json.dumps(options)]
        wall = bubblewrap.command(self.packages)
        return [*wall, str(interpreter()), "-I", "-S", f"{inside}/nursery.py", json.dumps(options)]

    def _why_not(self) -> str:
        process, self._process = self._process, None
        said = ""
        if process is not None:
            process.kill()
            said = process.communicate()[1].decode(errors="replace").strip().splitlines()[-1:]  # type: ignore[assignment]
            said = said[0] if said else f"it ended with {process.returncode}"
        self.close()
        if "namespace" in said or "uid map" in said or "Operation not permitted" in said:
            return (
                f"This machine does not let the grader make user namespaces ({said}). On Ubuntu 24.04 and later, give "
                "bubblewrap an AppArmor profile that allows them (apt install apparmor-profiles, then load "
                "bwrap-userns-restrict), or grade as root."
            )
        return f"The sandbox did not start: {said}."

    def _order(self, order: dict[str, Any], fd: int | None = None) -> None:
        if self._control is None:
            raise MachineError("The sandbox is not running.")
        try:
            socket.send_fds(self._control, [json.dumps(order).encode()], [fd] if fd is not None else [])
        except OSError as problem:
            raise MachineError(f"The sandbox ended unexpectedly ({problem}).") from problem

    def _event(self, seconds: float) -> dict[str, Any] | None:
        if self._control is None:
            return None
        self._control.settimeout(seconds)
        try:
            data = self._control.recv(1 << 16)
        except OSError:
            return None
        if not data:
            return None
        event: dict[str, Any] = json.loads(data)
        return event


def _importable(packages: tuple[str, ...]) -> list[str]:
    """Distribution names as module names, near enough: what cannot be imported is left to the student's first cell."""
    names = {"ipython": "IPython", "scikit-learn": "sklearn", "pillow": "PIL"}
    return [names.get(package.lower(), package.replace("-", "_")) for package in packages]
