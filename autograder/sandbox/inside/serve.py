"""The student's process: runs cells, and forks throwaway copies of itself in which hidden tests make calls."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import numpy as np

from . import confine, wire
from .capture import OutputLimit, Record
from .shell import CellRunner

CALL_OUTPUT_BYTES = 1 << 20


def serve(channel: socket.socket, runner: CellRunner, base: int, confined: bool) -> None:
    """Answer requests until the other side hangs up; `base` is the address space before. Never returns."""
    while True:
        try:
            request, fds = wire.receive_with_fds(channel)
            if request["do"] == "branch":
                _fork_branch(channel, request, fds, runner)
                continue
            wire.send(channel, _answer(request, runner, base, confined))
        except KeyboardInterrupt:
            continue
        except BaseException:
            os._exit(0)


def _answer(request: dict[str, Any], runner: CellRunner, base: int, confined: bool) -> dict[str, Any]:
    if request["do"] == "setup":
        _write_files(Path(request["folder"]), request["files"])
        np.random.seed(0)
        random.seed(0)
        confine.limit(request["limits"], base, confined)
        return {"id": request["id"]}
    if request["do"] == "run":
        return {"id": request["id"], **_run(request, runner)}
    raise wire.WireError("unknown request")


def _write_files(folder: Path, files: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    os.environ["HOME"] = str(folder)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.tobytes())


def _run(request: dict[str, Any], runner: CellRunner) -> dict[str, Any]:
    result = runner.run(request["source"], request["output_bytes"], figures=request["figures"])
    record = result.record
    answer = {"outcome": result.outcome, "outputs": record.outputs, "result_text": record.result_text}
    try:
        wire.pack(answer)
    except wire.Unsendable:
        return {"outcome": "output", "outputs": [], "result_text": None}
    return answer


def _fork_branch(channel: socket.socket, request: dict[str, Any], fds: list[int], runner: CellRunner) -> None:
    numbers = random.getstate()
    pid = os.fork()
    if pid == 0:
        random.setstate(numbers)  # Python seeds the module anew in every fork
        try:
            os.setpgid(0, 0)
            _serve_branch(socket.socket(fileno=fds[0]), runner, request["confined"])
        finally:
            os._exit(0)
    for fd in fds:
        os.close(fd)
    wire.send(channel, {"id": request["id"], "pid": pid})
    _reap()


def _reap() -> None:
    """Collect the throwaway copies that ended since the last one."""
    with contextlib.suppress(OSError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _serve_branch(channel: socket.socket, runner: CellRunner, confined: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if confined:  # what a function learns from a call it cannot leave for a later cell
        number = channel.fileno()
        os.closerange(3, number)
        os.closerange(number + 1, 256)
        confine.lower(resource.RLIMIT_FSIZE, 0)
    runner.restore()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    home = os.getpid()
    while True:
        request = wire.receive(channel)
        runner.attach(Record(CALL_OUTPUT_BYTES))
        try:
            answer = {"value": _branch_value(request, runner)}
            data: dict[str, Any] = {"id": request["id"], **answer}
            wire.pack(data)
        except BaseException as error:
            data = {"id": request["id"], "fault": _fault(error, runner)}
        runner.detach()
        if os.getpid() != home:  # a child that the student's function forked came back here
            return
        wire.send(channel, data)


class _Missing(Exception):
    """The student's namespace lacks a name."""


def _branch_value(request: dict[str, Any], runner: CellRunner) -> Any:
    namespace = runner.shell.user_ns
    if request["do"] == "variable":
        return _lookup(namespace, request["name"])
    if request["do"] == "supply":
        exec(compile(request["source"], "<supplied>", "exec"), namespace)
        return None
    function = _lookup(namespace, request["function"])
    args = [_argument(namespace, x) for x in request["args"]]
    kwargs = {str(k): _argument(namespace, x) for k, x in request["kwargs"].items()}
    return function(*args, **kwargs)


def _lookup(namespace: dict[str, Any], name: str) -> Any:
    if name not in namespace:
        raise _Missing(name)
    return namespace[name]


def _argument(namespace: dict[str, Any], value: Any) -> Any:
    return _lookup(namespace, value.name) if isinstance(value, wire.Ref) else value


def _fault(error: BaseException, runner: CellRunner) -> dict[str, Any]:
    """What the trusted side may know of an error: a class name and a place, nothing of its text."""
    if isinstance(error, _Missing):
        return {"kind": "missing"}
    if isinstance(error, wire.Unsendable):
        return {"kind": "value", "why": error.kind, "name": error.name[:80]}
    if isinstance(error, OutputLimit):
        return {"kind": "output"}
    cell, line = 0, 0
    with contextlib.suppress(Exception):
        cell, line = runner.cells.last_place(error.__traceback__)
    kind = "memory" if isinstance(error, MemoryError) else "exception"
    unwritten = isinstance(error, NotImplementedError)
    return {
        "kind": kind,
        "name": type(error).__name__[:80],
        "cell": cell,
        "line": line,
        "unwritten": unwritten,
    }
