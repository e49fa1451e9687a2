"""Starts a nursery, has a deaf cell run in it, and goes down in every way; what is left is written down. In a cage.

Arguments: the file for what was found. Started by itself with: the way of running, the thread that starts.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from autograder.kernel.protocol import Limits
from autograder.sandbox.inside import watch
from autograder.sandbox.nursery import Nursery

SECONDS = 5.0
SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT", "SIGKILL")
WAYS = ("sandboxed", "trusted")
THREADS = ("main", "passing", "sibling")
DEAF = (
    "import os, signal, time\nfor n in range(1, 32):\n    try:\n        signal.signal(n, signal.SIG_IGN)\n"
    "    except OSError:\n        pass\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
    "        while True: time.sleep(1)\nprint('deaf')\n"
)


def work(way: str) -> None:
    """A nursery whose notebook has ignored every signal and left a child behind."""
    nursery = Nursery(trust=way == "trusted")
    nursery({}, Limits()).run(DEAF)
    KEPT.append(nursery)


KEPT: list[Nursery] = []


def victim(way: str, thread: str) -> None:
    """Be the process that is going to end; says when it is ready."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background inherits that it is ignored
    if thread == "main":
        work(way)
    else:
        for _ in range(1 if thread == "passing" else 2):  # the second one starts beside the first one's open socket
            passing = threading.Thread(target=work, args=(way,))
            passing.start()
            passing.join()
    if os.fork() == 0:  # a fork that lives on holds nothing open that keeps a nursery alive
        os.setsid()
        time.sleep(2 * SECONDS)
        os._exit(0)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    time.sleep(600)


def left(known: set[int]) -> list[str]:
    """The command lines of the processes that were not there before, the sleeping fork apart."""
    found = []
    for pid in set(watch.tree(1)) - known:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"tests.sandbox.leaving" not in words:
            found.append(b" ".join(words)[:200].decode())
    return found


def outcome(way: str, thread: str, number: str) -> list[str]:
    """What is left of one of them."""
    known = set(watch.tree(1))
    command = [sys.executable, "-m", "tests.sandbox.leaving", way, thread]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        assert left(known)
        process.send_signal(getattr(signal, number))
        process.wait()
        until = time.monotonic() + SECONDS
        while (rest := left(known)) and time.monotonic() < until:
            time.sleep(0.05)
        return rest


def main() -> None:
    """Every way to go."""
    if len(sys.argv) > 2:
        victim(*sys.argv[1:])
        return
    found = {
        f"{way}-{thread}-{number}": outcome(way, thread, number)
        for way in WAYS
        for thread in THREADS
        for number in (SIGNALS if thread == "main" else ("SIGKILL",))
    }
    Path(sys.argv[1]).write_text(json.dumps(found))


if __name__ == "__main__":
    main()
