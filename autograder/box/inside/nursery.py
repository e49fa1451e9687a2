"""The nursery: loads the student's environment once, forks a confined process per notebook, watches their memory.

Started by the trusted side with one argument, JSON: {"control": fd, "packages": [...], "paths": [...], "uid": int or
null, "confined": bool}. It speaks on the control socket (one JSON text per packet) and never runs a student's code.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.05


@dataclass
class Child:
    """One notebook's outermost process."""

    pid: int
    memory: int
    reason: str = ""


class Nursery:
    """The loop: start, kill, reap, watch."""

    def __init__(self, control: socket.socket, options: dict[str, Any]) -> None:
        self.control = control
        self.options = options
        self.children: dict[int, Child] = {}
        import shell  # noqa: PLC0415  (after sys.path is set)

        self.runner = shell.load(options["packages"])
        gc.collect()
        gc.freeze()  # the collector of a fork leaves what it inherited alone, so those pages stay shared
        self.baseline = _anonymous(os.getpid())

    def run(self) -> None:
        """Until the trusted side is gone."""
        self.say({"event": "ready"})
        while True:
            readable, _, _ = select.select([self.control], [], [], POLL_SECONDS if self.children else None)
            if readable:
                data, fds, _, _ = socket.recv_fds(self.control, 1 << 16, 1)
                if not data:
                    return
                self.obey(json.loads(data), fds)
            self.reap()
            self.watch()

    def obey(self, order: dict[str, Any], fds: list[int]) -> None:
        """One order of the trusted side."""
        if order["op"] == "start":
            try:
                self.start(order, socket.socket(fileno=fds[0]))
            except OSError as problem:
                self.say({"event": "ended", "id": order["id"], "reason": f"start: {problem}"})
        elif order["op"] == "kill" and order["id"] in self.children:
            os.kill(self.children[order["id"]].pid, signal.SIGKILL)

    def start(self, order: dict[str, Any], channel: socket.socket) -> None:
        """Fork a notebook's process."""
        pid = os.fork()
        if pid:
            channel.close()
            self.children[order["id"]] = Child(pid, order["limits"]["memory_bytes"])
            return
        status = 1
        try:
            self.control.close()
            status = self._outer(order, channel)
        except BaseException as problem:
            os.write(2, f"a notebook's process could not be set up: {problem!r}\n".encode())
        finally:
            os._exit(status)

    def _outer(self, order: dict[str, Any], channel: socket.socket) -> int:
        """Opens the namespaces, forks the process that will hold the notebook, and waits for it."""
        import confine  # noqa: PLC0415

        limits = order["limits"]
        memory = limits["memory_bytes"]
        if self.options["confined"]:
            confine.enter_namespaces()
        pid = os.fork()
        if pid:
            channel.close()
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 0xFF
        if self.options["confined"]:
            confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)
            confine.set_limits(memory, limits["processes"], limits["file_bytes"], int(limits["notebook_seconds"]) + 60)
            confine.own_folders(max(16, memory >> 22))
            os.chdir(confine.WORK)
            os.environ["HOME"] = os.environ["MPLCONFIGDIR"] = confine.WORK
            confine.drop_capabilities()
            confine.filter_system_calls()
        else:
            os.setpgid(0, 0)
            os.chdir(order["folder"])
        import serve  # noqa: PLC0415

        sys.path.insert(0, os.getcwd())
        signal.signal(signal.SIGINT, signal.default_int_handler)
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        serve.serve_kernel(channel, self.runner)
        os._exit(0)

    def reap(self) -> None:
        """Tell the trusted side who ended."""
        for number, child in list(self.children.items()):
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                del self.children[number]
                self.say({"event": "ended", "id": number, "reason": child.reason or f"status {status}"})

    def watch(self) -> None:
        """End a notebook whose processes together hold too much memory."""
        if not self.children or not Path("/proc/self/status").exists():
            return
        families = _families({child.pid for child in self.children.values()})
        for child in self.children.values():
            held = sum(max(0, _anonymous(pid) - self.baseline) for pid in families.get(child.pid, ()))
            if held > child.memory * 1.25:
                child.reason = "memory"
                os.kill(child.pid, signal.SIGKILL)

    def say(self, event: dict[str, Any]) -> None:
        """One packet to the trusted side."""
        try:
            self.control.send(json.dumps(event).encode())
        except OSError:
            os._exit(0)


def _families(roots: set[int]) -> dict[int, list[int]]:
    """The processes below each of the roots, by pid; a child left behind belongs to its namespace's first process."""
    parents: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                text = Path(f"/proc/{name}/stat").read_text()
                parents[int(name)] = int(text.rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
    families: dict[int, list[int]] = {}
    for pid in parents:
        at, steps = pid, 0
        while at in parents and at not in roots and steps < 64:
            at, steps = parents[at], steps + 1
        if at in roots:
            families.setdefault(at, []).append(pid)
    return families


def _anonymous(pid: int) -> int:
    """Bytes of memory that belong to no file, shared memory included."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(("RssAnon:", "RssShmem:")))


def main() -> None:
    """Called with the options as the one argument."""
    options = json.loads(sys.argv[1])
    sys.path[:0] = [str(Path(__file__).parent), *options["paths"]]
    sys.dont_write_bytecode = True
    if options["uid"] is not None:
        import confine  # noqa: PLC0415

        confine.become(options["uid"])
    control = socket.socket(fileno=options["control"])
    Nursery(control, options).run()


if __name__ == "__main__":
    main()
