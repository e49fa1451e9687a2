"""The student's process: runs cells, and forks throwaway copies of itself in which hidden tests make calls."""

from __future__ import annotations

import contextlib
import io
import os
import random
import resource
import signal
import socket
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from . import confine, wire
from .branch import Copy
from .capture import Record
from .shell import CellRunner


def serve(channel: socket.socket, runner: CellRunner, base: int, confined: bool, *, begun: bool = False) -> None:
    """Answer requests until the other side hangs up; `base` is the address space before. Never returns.

    Where it has `begun`, the first cells have been run in the process that this one is a copy of.
    """
    while True:
        try:
            request, fds = wire.receive_with_fds(channel)
            if request["do"] == "branch":
                _fork_branch(channel, request, fds, runner)
            else:
                wire.write(channel, _answer(request, runner, base, confined, begun))
        except KeyboardInterrupt:
            continue
        except BaseException:
            os._exit(0)


def _answer(request: dict[str, Any], runner: CellRunner, base: int, confined: bool, begun: bool) -> bytes:
    if request["do"] == "setup":
        folder = Path(request["folder"])
        write_files(folder, request["files"])
        if not begun:
            settle(folder)
        confine.limit(request["limits"], base, confined)
        return wire.pack({"id": request["id"]})
    if request["do"] == "run":
        return _run(request, runner)
    raise wire.WireError("unknown request")


def write_files(folder: Path, files: dict[str, Any]) -> None:
    """Make the folder the working directory, and write the files into it."""
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.tobytes())


def settle(folder: Path) -> None:
    """What a fresh notebook begins with: modules from its folder, a home, and the same random numbers every time."""
    sys.path.insert(0, str(folder))
    os.environ["HOME"] = str(folder)
    np.random.seed(0)
    random.seed(0)


def _run(request: dict[str, Any], runner: CellRunner) -> bytes:
    record = Record(request["output_bytes"], request["most_outputs"], request["picture_bytes"])
    outcome = runner.run_into(record, request["source"], figures=request["figures"])
    answer = {"id": request["id"], "outcome": outcome, "outputs": record.outputs, "result_text": record.result_text}
    try:
        return wire.pack(answer, request["most_bytes"])
    except wire.Unsendable:
        return wire.pack(answer | {"outcome": "output", "outputs": [], "result_text": None})


def _fork_branch(channel: socket.socket, request: dict[str, Any], fds: list[int], runner: CellRunner) -> None:
    numbers = random.getstate()
    in_order = False
    with contextlib.suppress(Exception):  # where the student's objects make it fail, that costs this copy alone
        runner.restore()
        in_order = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads: an answer may have made errors of warnings
        pid = os.fork()
    if pid == 0:
        random.setstate(numbers)  # Python seeds the module anew in every fork
        try:
            if not in_order:
                os._exit(0)
            os.setpgid(0, 0)
            _serve_branch(socket.socket(fileno=fds[0]), runner, request["confined"])
        finally:
            os._exit(0)
    for fd in fds:
        os.close(fd)
    wire.send(channel, {"id": request["id"], "pid": pid})
    with contextlib.suppress(OSError):  # the throwaway copies that ended since the last one
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _serve_branch(channel: socket.socket, runner: CellRunner, confined: bool) -> None:
    if confined:  # what a function learns from a call it cannot leave for a later cell
        number = channel.fileno()
        os.closerange(3, number)
        os.closerange(number + 1, 256)
        confine.lower(resource.RLIMIT_FSIZE, 0)
        sys.stdin = io.StringIO()  # as empty as the one that was closed, and no file, of which there may be none here
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Copy(channel, runner).serve()
