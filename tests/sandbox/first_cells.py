"""What a kernel promises that begins as a copy: it is what a fresh one would be, and its neighbours are none the wiser.

One function a promise, run with the laws of `confinement`.
"""

import functools
import os
import signal

from autograder.outcomes import Outcome, StudentFault
from autograder.sandbox.inside import watch
from autograder.sandbox.nursery import Nursery

FILES = {"course.py": b"value = [1]\n", "data/numbers.csv": b"1,2\n"}
FIRST = (
    "import random, sys, warnings\nimport numpy as np\nimport course\nx = np.random.rand() + random.random()",
    "print('shown')\nwarnings.simplefilter('ignore', DeprecationWarning)\nopen('data/numbers.csv').read()",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('$x$');",
)
STATE = """import os
where = [os.getcwd(), os.environ['HOME'], sorted(sys.path), sorted(os.listdir()), os.listdir('data'), course.__file__]
numbers = [x, random.random(), float(np.random.rand()), len(In), get_ipython().execution_count, In[1:3], Out.get(2)]
rest = [sorted(n for n in globals() if not n.startswith('_')), len(warnings.filters), sys.getrecursionlimit()]
more = [plt.get_fignums(), sorted(os.environ), sys.stdin.read(), course.value]
[where, numbers, rest, more]"""
USELESS = {
    "a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "an open file": "kept = open('course.py')",
    "a shared mapping": "import mmap\nkept = mmap.mmap(-1, 4096)",
    "a process": "import os, time\nif os.fork() == 0:\n    time.sleep(60)\n    os._exit(0)",
    "a file of its own": "open('new', 'w').write('1')",
    "an error": "1 / 0",
    "the end": "import os\nos._exit(3)",
}
FIRST_CELLS = {}


def promise(function):
    FIRST_CELLS[function.__name__] = function
    return function


def begun(nursery, limits, first=FIRST):
    """A kernel that was told what it will run first, and has run it; what it showed."""
    kernel = nursery(FILES, limits, first)
    return kernel, [kernel.run(source) for source in first]


def snapshots(nursery):
    """Pids of the processes that wait with first cells behind them, while no notebook runs."""
    living = watch.tree(nursery.pid)
    children = {one.parent for one in living.values()}
    server = max(children, key=lambda pid: living[pid].started if pid in living else -1)
    return sorted(pid for pid, one in living.items() if one.parent == server and pid not in children)


def of_its_own(check):
    """With a nursery in which nothing was run before."""

    def checked(nursery, limits):
        with Nursery(memory_groups=nursery.memory_groups) as fresh:
            check(fresh, limits)

    return functools.wraps(check)(checked)


@promise
def a_copy_is_as_if_it_had_run_its_first_cells_itself(nursery, limits):
    fresh = nursery(FILES, limits)
    with fresh:
        ran = [fresh.run(source) for source in FIRST]
        expected = fresh.run(STATE)
    for _ in range(2):
        kernel, shown = begun(nursery, limits)
        with kernel:
            assert shown[:2] == ran[:2], shown
            assert kernel.run(STATE) == expected
            wrong = kernel.run("1 / 0")
            assert "In[5]" in wrong.outputs[0]["traceback"][0], wrong
            with kernel.branch() as branch:
                assert branch.variable("x") == eval(expected.result_text)[1][0]


@promise
def a_copy_is_judged_by_its_own_cells_numbers(nursery, limits):
    kernel, _ = begun(nursery, limits)
    with kernel:
        kernel.run("def f(x):\n    return [x][1]")
        with kernel.branch() as branch:
            try:
                branch.call("f", [1], {})
                place = ""
            except StudentFault as fault:
                place = fault.place
            assert place == "See line 2 of cell In[4].", place


@promise
def what_a_copy_does_its_neighbours_do_not_see(nursery, limits):
    for _ in range(2):
        kernel, _ = begun(nursery, limits)
        with kernel:
            ran = kernel.run("(course.value, hasattr(np, 'mine'), __import__('os').path.exists('mine'), x == 0)")
            assert ran.result_text == "([1], False, False, False)", ran
            kernel.run("course.value.append(2)\nnp.mine = 1\nopen('mine', 'w').write('1')\nx *= 0")


@promise
def first_cells_that_leave_more_than_values_are_run_by_each_notebook(nursery, limits):
    for what, source in USELESS.items():
        before = snapshots(nursery)
        kernel, (ran,) = begun(nursery, limits, (source,))
        with kernel:
            assert kernel.alive is (what != "the end"), what
            refused = ("a shared mapping", "an error", "the end")  # a notebook by itself may not share memory
            assert (ran.outcome is Outcome.PASSED) is (what not in refused), (what, ran)
        assert snapshots(nursery) == before, what


@promise
def first_cells_that_never_end_are_given_up(nursery, limits):
    class Short(type(limits)):
        @staticmethod
        def clock(seconds):
            return 2

    short = Short(cell_seconds=1, memory_bytes=limits.memory_bytes)
    kernel = nursery({}, short, ("while True:\n    pass",))
    with kernel:
        assert kernel.run("while True:\n    pass").outcome is Outcome.TIME_LIMIT
    with nursery({}, limits) as kernel:
        assert kernel.run("6 * 7").result_text == "42"


@promise
@of_its_own
def a_snapshot_that_is_gone_is_made_anew(nursery, limits):
    kernel, _ = begun(nursery, limits)
    kernel.close()
    for pid in snapshots(nursery):
        os.kill(pid, signal.SIGKILL)
    for _ in range(2):
        kernel, _ = begun(nursery, limits)
        with kernel:
            assert kernel.run("course.value").result_text == "[1]"
    assert len(snapshots(nursery)) == 1


@promise
@of_its_own
def the_oldest_of_many_snapshots_goes_first(nursery, limits):
    for number in range(6):
        kernel, _ = begun(nursery, limits, (f"y = {number}",))
        with kernel:
            assert kernel.run("y").result_text == str(number)
    assert len(snapshots(nursery)) == 4
    with begun(nursery, limits, ("y = 0",))[0] as kernel:
        assert kernel.run("y").result_text == "0"


@promise
def what_one_assignment_has_beside_it_is_no_trace_of_the_next(nursery, limits):
    for number in range(2):
        first = (f"number = {number}",)
        with nursery({f"{number}.csv": b"1"}, limits, first) as kernel:
            kernel.run(*first)
            assert kernel.run("import os; os.listdir()").result_text == f"['{number}.csv']"
    assert len(nursery._started().snapshots._useless & nursery._started().snapshots._begun.keys()) == 0
    assert any(begun[0][0] == "number = 1" for begun in nursery._started().snapshots._begun.values())


@promise
def what_the_first_cells_hold_is_not_a_notebooks_own_memory(nursery, limits):
    first = (f"import numpy as np\nlarge = np.ones({(limits.memory_bytes * 6 // 10) // 8})",)
    more = f"more = np.ones({(limits.memory_bytes * 6 // 10) // 8})"
    kernel, _ = begun(nursery, limits, first)
    with kernel:
        assert kernel.run(more).outcome is Outcome.PASSED
    kernel, _ = begun(nursery, limits, first)
    with kernel:
        assert kernel.run(more + "\n" + more.replace("more", "again")).outcome is Outcome.MEMORY_LIMIT


@promise
def without_a_sandbox_every_notebook_runs_its_own(nursery, limits):
    with Nursery(trust=True) as trusting:
        kernel, shown = begun(trusting, limits)
        with kernel:
            assert [one.outcome for one in shown] == [Outcome.PASSED] * 3
            assert not trusting._started().snapshots._begun
