"""What holds a notebook's processes in, one function a promise; run in a cage, with and without memory groups.

Arguments: `groups` or `count`, the file for what was found.
"""

import contextlib
import json
import os
import signal
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path

from autograder.errors import MachineError
from autograder.kernel.protocol import Limits
from autograder.outcomes import Outcome, StudentFault
from autograder.sandbox import cgroup
from autograder.sandbox.inside import watch
from autograder.sandbox.nursery import Nursery
from tests.sandbox.first_cells import FIRST_CELLS
from tests.sandbox.hogs import HOGS

LIMITS = Limits(cell_seconds=20, call_seconds=20, memory_bytes=256 << 20, processes=24)
LAWS = {}


def law(function):
    LAWS[function.__name__] = function
    return function


def hog(source):
    def holds(nursery):
        with nursery({}, LIMITS) as kernel:
            ran = kernel.run(source)
            if ran.outcome is not Outcome.MEMORY_LIMIT:
                assert ran.outcome is Outcome.PASSED, ran
                assert int(ran.result_text) <= LIMITS.memory_bytes + cgroup.COPIED_BYTES, ran.result_text
        with nursery({}, LIMITS) as kernel:
            assert kernel.run("6 * 7").result_text == "42"

    return holds


def with_limits(check):
    return lambda nursery: check(nursery, LIMITS)


LAWS |= {f"no_more_memory_than_allowed_by_{name}": hog(source) for name, source in HOGS.items()}
LAWS |= {name: with_limits(check) for name, check in FIRST_CELLS.items()}


def value(kernel, source):
    ran = kernel.run(source)
    assert ran.outcome is Outcome.PASSED, ran
    return eval(ran.result_text)


@law
def honest_work_within_the_limit_is_not_ended(nursery):
    work = (
        "import multiprocessing, numpy as np, socket\nx = np.ones(18 * 10**6)\n"
        "def f(n):\n    return float((x[:10**6] * n).sum())\n"
        "with multiprocessing.get_context('fork').Pool(3) as pool:\n    got = pool.map(f, range(6))\n"
        "pairs = [socket.socketpair() for _ in range(20)]\nopen('kept', 'wb').write(bytes(10**7))\nsum(got)"
    )
    with nursery({}, LIMITS) as kernel:
        assert value(kernel, work) == 15e6


@law
def a_hog_in_a_branch_costs_the_branch_only(nursery):
    for name in ("pairs_of_streams_of_many", "pages_of_its_own_of_many"):
        with nursery({}, LIMITS) as kernel:
            source = HOGS[name].rpartition("\n")[0]
            assert (
                kernel.run(f"{source}\ndef f():\n    return {HOGS[name].rpartition(chr(10))[2]}").outcome.name
                == "PASSED"
            )
            with kernel.branch() as branch:
                try:
                    assert branch.call("f", [], {}) <= LIMITS.memory_bytes + cgroup.COPIED_BYTES
                except Exception as caught:
                    assert "memory" in str(caught), caught
            assert kernel.run("6 * 7").result_text == "42"


CALLS = {"inotify_init1": (294, 26), "io_setup": (206, 0), "fanotify_init": (300, 262), "statmount": (457, 457),
         "listmount": (458, 458), "sched_setaffinity": (203, 122), "sched_setattr": (314, 274)}  # fmt: skip


@law
def quotas_of_the_machine_are_out_of_reach(nursery):
    column = 0 if os.uname().machine == "x86_64" else 1
    numbers = {name: both[column] for name, both in CALLS.items()}
    source = (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        f"{{name: (libc.syscall(n, 0, 0, 0, 0, 0), ctypes.get_errno()) for name, n in {numbers}.items()}}"
    )
    with nursery({}, LIMITS) as kernel:
        assert value(kernel, source) == dict.fromkeys(CALLS, (-1, 1))
        terminals = (
            "import os\nn = 0\ntry:\n    while n < 100:\n        os.openpty(); n += 1\nexcept OSError:\n    pass\nn"
        )
        assert 0 < value(kernel, terminals) <= 16


BURN = (
    "import os, signal, time, threading\ndef burn():\n    began = time.process_time()\n"
    "    while time.process_time() - began < 0.4: pass\n"
)
BURNERS = {
    "itself": "burn()",
    "a_thread": "t = threading.Thread(target=burn); t.start(); t.join()",
    "a_child": "pid = os.fork()\nif pid == 0:\n    burn(); os._exit(0)\nos.waitpid(pid, 0);",
    "a_child_that_nobody_waits_for": "r, w = os.pipe()\nif os.fork() == 0:\n    burn(); os._exit(0)\n"
    "os.close(w); os.read(r, 1);",
    "many_short_children_that_were_to_be_ignored": "try:\n    signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
    "except OSError:\n    pass\nfor _ in range(30):\n    pid = os.fork()\n    if pid == 0:\n"
    "        end = time.process_time() + 0.01\n        while time.process_time() < end:\n            pass\n"
    "        os._exit(0)\n"
    "    try:\n        os.waitpid(pid, 0)\n    except ChildProcessError:\n        pass",
    "an_orphan": "r, w = os.pipe()\nif os.fork() == 0:\n    if os.fork() == 0:\n        os.setsid(); burn()\n"
    "    os._exit(0)\nos.close(w); os.wait(); os.read(r, 1);",
}


@law
def cpu_time_is_counted_whoever_uses_it(nursery):
    for name, source in BURNERS.items():
        with nursery({}, LIMITS) as kernel:
            assert kernel.run(BURN).outcome is Outcome.PASSED
            with kernel.branch() as branch:
                before = branch.cpu_seconds()
            assert kernel.run(source).outcome is Outcome.PASSED, name
            with kernel.branch() as branch:
                assert 0.3 <= branch.cpu_seconds() - before <= 0.9, (name, branch.cpu_seconds(), before)


SERVE = (
    "import os, socket, threading, time\n"
    "def serve():\n    s = socket.socket(socket.AF_UNIX); s.bind('\\0helper'); s.listen()\n    ready()\n"
    "    while True:\n        c, _ = s.accept(); c.send(b'hint'); c.close()\n"
    "def ask():\n    try:\n        with socket.socket(socket.AF_UNIX) as s:\n"
    "            s.settimeout(1); s.connect('\\0helper'); return s.recv(10).decode()\n"
    "    except OSError:\n        return 'nobody'\n"
    "r, w = os.pipe()\ndef ready():\n    os.write(w, b'x')\n"
)
HELPERS = {
    "a_child": "if os.fork() == 0:\n    serve()\nos.read(r, 1); ask()",
    "an_orphan": "if os.fork() == 0:\n    if os.fork() == 0:\n        os.setsid(); serve()\n    os._exit(0)\n"
    "os.read(r, 1); ask()",
    "a_thread": "threading.Thread(target=serve, daemon=True).start(); os.read(r, 1); ask()",
}


@law
def what_earlier_cells_left_running_does_not_answer_a_branch(nursery):
    for name, source in HELPERS.items():
        with nursery({}, LIMITS) as kernel:
            assert value(kernel, SERVE + source) == "hint"
            with kernel.branch() as branch:
                nursery.start().seal_branch(kernel._number)
                assert branch.call("ask", [], {}) == "nobody", name
            assert kernel.run("6 * 7").result_text == "42"


@law
def memory_is_measured_while_a_process_does_not_stand_still(nursery):
    """A thread that waits in the kernel for a child cannot be stopped; meanwhile the branch holds too much."""
    source = """
import ctypes, os, threading, time
libc, me = ctypes.CDLL(None), os.getpid()
stack = ctypes.create_string_buffer(1 << 16)
top = ctypes.c_void_p(ctypes.addressof(stack) + (1 << 16) - 64 & ~15)
pause = ctypes.cast(libc.pause, ctypes.c_void_p)
CLONE_VM, CLONE_VFORK, SIGCHLD = 0x100, 0x4000, 17

def trapped():
    libc.clone(pause, top, CLONE_VM | CLONE_VFORK | SIGCHLD, None)

def in_parent():
    if os.getpid() == me:
        threading.Thread(target=trapped, daemon=True).start()
        time.sleep(0.05)

def in_child():
    if os.getppid() == me:
        for _ in range(4):
            if os.fork() == 0:
                held = bytearray(os.urandom(1) * (100 << 20))
                time.sleep(2)
                os._exit(0)

def f():
    time.sleep(1)
    return 7

os.register_at_fork(after_in_parent=in_parent, after_in_child=in_child)
"""
    with nursery({}, LIMITS) as kernel:
        assert kernel.run(source).outcome is Outcome.PASSED
        with kernel.branch() as branch:
            try:
                branch.call("f", [], {})
            except StudentFault as caught:
                assert caught.outcome is Outcome.MEMORY_LIMIT, caught
            else:
                raise AssertionError("400 MB were held")


@law
def a_branch_cannot_wake_what_stands_still_for_long(nursery):
    with nursery({}, LIMITS) as kernel:
        kernel.run(
            "import os, signal, threading, time\nn = [0]\ndef count():\n    while True:\n"
            "        n[0] += 1; time.sleep(0.001)\nthreading.Thread(target=count, daemon=True).start()\ndef wake():\n"
            "    os.kill(os.getppid(), signal.SIGCONT)\n    time.sleep(2)\n    return 1"
        )
        before = value(kernel, "n[0]")
        with kernel.branch() as branch:
            nursery.start().seal_branch(kernel._number)
            assert branch.call("wake", [], {}) == 1
        assert value(kernel, "n[0]") - before < 600


@law
def a_branch_whose_own_limits_were_patched_away_writes_no_file(nursery):
    with nursery({}, LIMITS) as kernel:
        kernel.run(
            "import os, sys, resource\nresource.setrlimit = lambda *a: None\n"
            "for name, module in list(sys.modules.items()):\n    if name.endswith('confine'):\n"
            "        module.lower = lambda *a: None\n"
            "def keep():\n    done = 0\n    for path in ('kept', '/dev/shm/kept', '/tmp/kept'):\n        try:\n"
            "            done += os.write(os.open(path, os.O_CREAT | os.O_RDWR), b'hidden')\n"
            "        except OSError:\n            pass\n    return done"
        )
        with kernel.branch() as branch:
            branch.cpu_seconds()
            assert branch.call("keep", [], {}) == 0
        assert kernel.run("open('fresh', 'w').write('still')").outcome is Outcome.PASSED


TRACES = {
    "a_folder": "os.mkdir('kept')",
    "a_name": "os.rename('there', 'kept')",
    "a_length": "os.truncate('there', 3)",
    "a_link": "os.symlink('hidden', 'kept')",
    "a_time": "os.utime('there', (5, 5))",
    "a_mode": "os.chmod('there', 0o123)",
    "an_absence": "os.unlink('there')",
    "shared_memory": "os.close(os.open('/dev/shm/kept', os.O_CREAT))",
    "mapped_pages": "m = mmap.mmap(os.open('there', os.O_RDWR), 4096); m[0] = 7; m.flush()",
}


@law
def a_branch_leaves_no_trace_in_the_files(nursery):
    for name, act in TRACES.items():
        with nursery({}, LIMITS) as kernel:
            kernel.run(
                "import mmap, os\nopen('there', 'wb').write(bytes(5000))\n"
                "def look():\n    return [(n, os.lstat(n)[:7], os.lstat(n)[8], open(n, 'rb').read()[:1])"
                " for f in ('.', '/tmp', '/dev/shm') for n in sorted(os.listdir(f)) if os.path.isfile(n)], "
                "sorted(os.listdir('.') + os.listdir('/dev/shm'))\n"
                f"def f():\n    try:\n        {act}\n        return 1\n    except OSError:\n        return 0"
            )
            before = kernel.run("look()").result_text
            with kernel.branch() as branch:
                assert branch.call("f", [], {}) == 0, name
            assert kernel.run("look()").result_text == before, name
            assert kernel.run("f()").result_text == "1", name


@law
def a_nursery_that_dies_costs_one_kernel_and_is_started_anew(nursery):
    with Nursery(memory_groups=nursery.memory_groups) as other:
        kernel = other({}, LIMITS)
        os.kill(other.pid, signal.SIGKILL)
        with contextlib.suppress(MachineError):  # where the kernel still runs while the nursery is asked for its time
            while kernel.run("1").outcome is Outcome.PASSED:
                time.sleep(0.01)
        kernel.close()
        with contextlib.suppress(MachineError):
            other({}, LIMITS)
        with other({}, LIMITS) as fresh:
            assert fresh.run("6 * 7").result_text == "42"


@law
def whoever_holds_nearly_all_of_the_memory_may_be_asked(nursery):
    for share in (0.5, 0.7, 0.9):
        size = int(share * LIMITS.memory_bytes)
        with nursery({}, LIMITS) as kernel:
            assert kernel.run(f"x = bytearray(b'1') * {size}\ndef f():\n    return len(x)").outcome is Outcome.PASSED
            for _ in range(3):
                with kernel.branch() as branch:
                    assert branch.call("f", [], {}) == size


@law
def notebooks_stay_on_the_core_that_they_were_given(nursery):
    core = max(os.sched_getaffinity(0))
    with Nursery(memory_groups=nursery.memory_groups, core=core) as other, other({}, LIMITS) as kernel:
        source = (
            "import os, subprocess\ntry:\n    os.sched_setaffinity(0, range(64))\n    moved = True\n"
            "except PermissionError:\n    moved = False\n"
            "moved, os.sched_getaffinity(0), subprocess.run(['nproc'], capture_output=True, text=True).stdout.strip()"
        )
        assert value(kernel, source) == (False, {core}, "1")


@law
def processes_that_a_branch_forks_without_end_do_not_outlive_it(nursery):
    with nursery({}, replace(LIMITS, processes=16)) as kernel:
        kernel.run(
            "import os, time\ndef bomb():\n    if os.fork() == 0:\n        while True:\n            try:\n"
            "                if os.fork() == 0:\n                    os.setsid(); time.sleep(0.01)\n"
            "                else:\n                    time.sleep(0.001); os._exit(0)\n"
            "            except OSError:\n                time.sleep(0.001)\n    return 1"
        )
        before = len(watch.tree(nursery.pid))
        with kernel.branch() as branch:
            assert branch.call("bomb", [], {}) == 1
        kernel.run("pass")  # the next step of a notebook, whatever it is, ends the branch first
        assert len(watch.tree(nursery.pid)) <= before


@law
def no_memory_group_is_left_when_its_kernel_has_ended(nursery):
    groups = cgroup.find()
    if groups is None or not nursery.memory_groups:
        return
    ours = f"autograder-{cgroup.SPACE.stat().st_ino}-{os.getpid()}-*"
    with nursery({}, LIMITS) as kernel:
        assert len(list(groups.parent.glob(ours))) == 1
        kernel.run("1")
    assert list(groups.parent.glob(ours)) == []


def main() -> None:
    """Hold every law, write down what failed."""
    wanted = sys.argv[3:]
    findings = {}
    with Nursery(memory_groups=sys.argv[1] == "groups") as nursery:
        for name, holds in LAWS.items():
            if wanted and not any(word in name for word in wanted):
                continue
            began = time.monotonic()
            try:
                holds(nursery)
                findings[name] = ""
            except BaseException:
                findings[name] = traceback.format_exc()
            print(f"{time.monotonic() - began:6.2f} {'ok' if not findings[name] else 'FAILED'} {name}", file=sys.stderr)
    Path(sys.argv[2]).write_text(json.dumps(findings))


if __name__ == "__main__":
    main()
