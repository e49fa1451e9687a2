"""Ends a coordinator in the middle of its work and tells what is alive five seconds later. Started in a cage.

Arguments: the name of a signal, `sandbox` or `trust`. Prints one line for each process that is left.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PATIENCE = 120


def coordinator(trust: bool) -> None:
    """Grade two notebooks that never end, with two workers."""
    from autograder.batch.executor import LocalProcesses
    from autograder.batch.stopping import stoppable
    from autograder.batch.worker import Task
    from autograder.grading import make_graders, read
    from tests.batch.test_run import hand_in
    from tests.hostile.driver import course as small_course

    signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background inherits that it is ignored
    course = small_course(Path(tempfile.mkdtemp()), cell_seconds=300)
    for student in ("ada", "bob"):
        sign = f"open({str(course.root / student)!r}, 'w').close()\n" if trust else ""
        hand_in(course, student, f"{sign}import time\nwhile True: time.sleep(0.01)")
    (grader,) = make_graders(course, "a")
    print(course.root, flush=True)
    with stoppable():
        for _ in LocalProcesses(2, ("numpy", "ipython"), trust=trust).run(
            Task(grader, read(course, student, "a")) for student in ("ada", "bob")
        ):
            pass


def others() -> dict[int, str]:
    """Pid -> command line of every process in this PID namespace but this one and the first."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) in (1, os.getpid()):
            continue
        try:
            if (folder / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")[:200]
        except OSError:
            continue
    return found


def main(name: str, mode: str) -> None:
    """Wait until both workers have a nursery with a notebook in it, send the signal, look."""
    command = [sys.executable, "-m", "tests.batch.leaving", "coordinator", mode]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not _both_run(mode):
        time.sleep(0.2)
    if time.monotonic() > until:
        sys.exit("the workers did not start")
    os.kill(process.pid, getattr(signal, name))
    process.wait(PATIENCE)
    until = time.monotonic() + 5
    while others() and time.monotonic() < until:
        time.sleep(0.1)
    print("\n".join(others().values()))


def _both_run(mode: str) -> bool:
    """Below each of two workers a nursery, and the processes of a notebook."""
    return sum("inside" in line for line in others().values()) >= (6 if mode == "sandbox" else 4)


if __name__ == "__main__":
    if sys.argv[1] == "coordinator":
        coordinator(sys.argv[2] == "trust")
    else:
        main(sys.argv[1], sys.argv[2])
