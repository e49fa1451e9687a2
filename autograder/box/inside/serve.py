"""Answers the trusted side from within a notebook's own process, and from within the throwaway forks of it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

import wire
from shell import Runner

_PARENT_ONLY = ("branch", "run")


def serve_kernel(channel: socket.socket, runner: Runner) -> None:
    """Cells and forks, until the trusted side closes the channel."""
    limits: dict[str, Any] = {}
    while True:
        try:
            request = wire.receive(channel)
        except (EOFError, OSError, wire.WireError):
            return
        reply: dict[str, Any] = {"nonce": request["nonce"]}
        if request["op"] == "open":
            limits = request["limits"]
            _write_files(request["files"])
        elif request["op"] == "run":
            reply |= runner.run(
                request["source"], limits["cell_seconds"], limits["output_bytes"], figures=request["figures"]
            )
        elif request["op"] == "branch":
            _, (theirs,), _, _ = socket.recv_fds(channel, 1, 1)
            reply |= _fork_branch(channel, socket.socket(fileno=theirs), runner, limits["call_seconds"])
        _send(channel, reply)


def _write_files(files: dict[str, Any]) -> None:
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.tobytes())


def _fork_branch(channel: socket.socket, theirs: socket.socket, runner: Runner, seconds: float) -> dict[str, Any]:
    try:
        pid = os.fork()
    except OSError:
        theirs.close()
        return {"fault": "fork"}
    if pid:
        theirs.close()
        return {}
    try:
        channel.close()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends this process, whatever it is in
        serve_branch(theirs, runner.namespace, seconds)
    finally:
        os._exit(0)


def serve_branch(channel: socket.socket, namespace: dict[str, Any], seconds: float) -> None:
    """Calls into the student's functions, until the trusted side closes the channel."""
    sink = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  (lives as long as this process)
    sys.stdout = sys.stderr = sink
    while True:
        try:
            request = wire.receive(channel)
        except (EOFError, OSError, wire.WireError):
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        reply = _answer(request, namespace)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(channel, {"nonce": request["nonce"]} | reply)


def _answer(request: dict[str, Any], namespace: dict[str, Any]) -> dict[str, Any]:
    try:
        if request["op"] == "supply":
            exec(compile(request["source"], "<course>", "exec"), namespace)
            return {}
        name = request["name"]
        if name not in namespace:
            return {"fault": "missing"}
        value = namespace[name]
        if request["op"] == "call":
            if not callable(value):
                return {"fault": "not callable"}
            value = value(*_named(request["args"], namespace), **_named(request["kwargs"], namespace))
        wire.encode(value)
        return {"value": value}
    except wire.WireError as problem:
        return {"fault": "value", "ename": str(problem)}
    except BaseException as problem:
        return {"fault": "raised", "ename": type(problem).__name__, "line": _line(problem)}


def _named(values: Any, namespace: dict[str, Any]) -> Any:
    if isinstance(values, dict):
        return {key: _resolve(value, namespace) for key, value in values.items()}
    return [_resolve(value, namespace) for value in values]


def _resolve(value: Any, namespace: dict[str, Any]) -> Any:
    return namespace[value.name] if isinstance(value, wire.Marker) else value


def _line(problem: BaseException) -> int:
    """The line of the last frame that lies in one of the student's cells."""
    frames = traceback.extract_tb(problem.__traceback__)
    lines = [frame.lineno for frame in frames if "ipython-input" in frame.filename or "ipykernel" in frame.filename]
    return lines[-1] or 0 if lines else 0


def _send(channel: socket.socket, reply: dict[str, Any]) -> None:
    try:
        wire.send(channel, reply)
    except wire.WireError as problem:
        wire.send(channel, {"nonce": reply["nonce"], "fault": "value", "ename": str(problem)})
    except OSError:
        os._exit(0)
