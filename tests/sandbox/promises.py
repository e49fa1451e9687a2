"""What calls, their faults and their time promise, one function a promise; run in a cage, with and without a sandbox.

Arguments: `local` or `sandboxed`, the file for what was found.
"""

import json
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.errors import CannotJudge
from autograder.kernel.protocol import Limits, Oracle, Ref
from autograder.outcomes import Outcome, StudentFault
from autograder.sandbox.nursery import Nursery


@dataclass(frozen=True)
class Asleep(Limits):
    """Limits whose clock runs out soon, and nothing else."""

    cell_seconds: float = 100
    call_seconds: float = 100

    @staticmethod
    def clock(seconds: float) -> float:
        return 4


@dataclass(frozen=True)
class Awake(Limits):
    """Limits that only computing reaches, on a crowded machine too."""

    cell_seconds: float = 0.5
    call_seconds: float = 0.5

    @staticmethod
    def clock(seconds: float) -> float:
        return 120


SMALL = Limits(cell_seconds=15, call_seconds=15, memory_bytes=400 << 20, output_bytes=50_000, file_bytes=1 << 20)
PROMISES: dict[str, Callable[..., None]] = {}


def promise(function):
    PROMISES[function.__name__] = function
    return function


def fault(branch, name, *args):
    try:
        value = branch.call(name, list(args), {})
    except StudentFault as caught:
        return caught
    raise AssertionError(f"no fault but {value!r}")


def add(a, b):
    return a + b


# functions of the trusted side


@promise
def a_function_of_ours_computes_above_the_boundary(nursery):
    seen = []
    with nursery({}, SMALL) as kernel:
        kernel.run("import os\ndef f(g, x):\n    return [g(x), g(x, k=(1, 2)), repr(g), os.getpid()]")
        with kernel.branch() as branch:
            oracle = Oracle(lambda x, k=None: seen.append((x.tolist(), k)) or x.sum())
            first, second, shown, _ = branch.call("f", [oracle, np.ones(3)], {})
    assert (first, second) == (3.0, 3.0)
    assert seen == [([1, 1, 1], None), ([1, 1, 1], (1, 2))]
    assert shown == "a function of the course"


@promise
def functions_of_ours_stand_anywhere_in_the_arguments(nursery):
    table = {"add": Oracle(add), "unary": [Oracle(np.negative), (Oracle(np.exp), Ref("own"))]}
    source = "def own(x):\n    return 7\ndef f(t, *, w):\n    neg, (exp, mine) = t['unary']\n"
    source += "    return [t['add'](1, 2), neg(3.0), exp(0.0), mine(0), w['g'](1, 1)]"
    with nursery({}, SMALL) as kernel:
        kernel.run(source)
        with kernel.branch() as branch:
            assert branch.call("f", [table], {"w": {"g": Oracle(add)}}) == [3, -3.0, 1.0, 7, 2]


@promise
def a_provided_name_is_known_in_its_branch_only(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("def f():\n    return given(20, b=1), given.__name__")
        with kernel.branch() as branch:
            branch.provide("given", Oracle(add))
            assert branch.call("f", [], {}) == (21, "given")
        assert "NameError" in kernel.run("given").message


@promise
def a_function_of_ours_can_be_copied_and_mapped_like_any_other(nursery):
    source = "import copy, numpy as np\ndef f(g):\n    h = copy.deepcopy({'g': g})['g']\n"
    source += "    return [h is g, copy.copy(g)(1, 2), list(map(g, [1], [2])), np.vectorize(g)([1, 2], 1).tolist()]"
    with nursery({}, SMALL) as kernel:
        kernel.run(source)
        with kernel.branch() as branch:
            assert branch.call("f", [Oracle(add)], {}) == [True, 3, [3], [2, 3]]


@promise
def what_a_function_of_ours_cannot_take_is_an_error_of_the_students(nursery):
    odd = ["'x'", "None", "[1]", "{}", "np.ones((2, 3))", "1e400", "()", "{'a': [None]}", "1, 2, 3", "", "k=1"]
    odd += ["np.array([None])"]
    strange = ["object()", "g", "{1, 2}", "np.ones(10**6)"]
    source = "import numpy as np\ndef f(g, i):\n    "
    source += "\n    ".join(f"if i == {i}: return g({args})" for i, args in enumerate(odd + strange))
    with nursery({}, SMALL) as kernel:
        kernel.run(source)
        strict = Oracle(lambda x, y: np.linalg.inv(x["a"][0] @ y) / len(x))
        with kernel.branch() as branch:
            for i in range(len(odd)):
                assert fault(branch, "f", strict, i).message == "`f()` raised ValueError."
            for i in range(len(odd), len(odd + strange)):
                assert fault(branch, "f", strict, i).message == "`f()` raised TypeError."
            assert fault(branch, "f", Oracle(lambda x: x / 0), 0).message.startswith("`f()` raised ")


@promise
def an_error_of_a_function_of_ours_can_be_caught_as_any_other(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("def f(g):\n    try:\n        g('x', 1)\n    except ValueError as error:\n        return str(error)")
        with kernel.branch() as branch:
            told = branch.call("f", [Oracle(add)], {})
    assert told == "the function of the course cannot take these arguments"


@promise
def a_fault_that_a_function_of_ours_raises_ends_the_check(nursery):
    def stop(x):
        raise StudentFault(Outcome.FAILED, "Enough.")

    with nursery({}, SMALL) as kernel:
        kernel.run(
            "def f(g):\n    try:\n        g(1)\n    except BaseException:\n        return 1\ndef h():\n    return 1"
        )
        with kernel.branch() as branch:
            assert fault(branch, "f", Oracle(stop)).message == "Enough."
            assert fault(branch, "h").message == "Enough."
        with kernel.branch() as branch:
            assert branch.call("h", [], {}) == 1


@promise
def a_fault_of_ours_in_a_function_of_ours_stays_ours(nursery):
    def broken(x):
        raise CannotJudge("ours")

    for oracle in (Oracle(broken), Oracle(lambda x: object())):
        with nursery({}, SMALL) as kernel:
            kernel.run("def f(g):\n    return g(1)")
            with kernel.branch() as branch:
                try:
                    branch.call("f", [oracle], {})
                except CannotJudge:
                    continue
            raise AssertionError("no CannotJudge")


@promise
def calls_of_a_function_of_ours_are_counted_over_the_whole_branch(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run(
            "def f(g, n):\n    for _ in range(n):\n        try: g(1, 1)\n        except Exception: pass\n    return n"
        )
        counted = Oracle(add, most_calls=10)
        with kernel.branch() as branch:
            assert branch.call("f", [counted, 6], {}) == 6
            caught = fault(branch, "f", counted, 6)
        assert caught.outcome is Outcome.TIME_LIMIT
        assert caught.message == "`f()` calls a function of the course more than 10 times."
        with kernel.branch() as branch:
            assert branch.call("f", [counted, 10], {}) == 10


@promise
def endless_calls_of_a_function_of_ours_run_out_of_time(nursery):
    with nursery({}, Awake()) as kernel:
        kernel.run("def f(g):\n    while True:\n        g(1, 1)")
        with kernel.branch() as branch:
            assert fault(branch, "f", Oracle(add, most_calls=10**9)).outcome is Outcome.TIME_LIMIT


@promise
def threads_ask_one_after_the_other(nursery):
    source = "import threading\ndef f(g):\n    got = []\n"
    source += (
        "    todo = [threading.Thread(target=lambda i=i: got.extend(g(i, j) for j in range(20))) for i in range(4)]\n"
    )
    source += "    [t.start() for t in todo]; [t.join() for t in todo]\n    return sorted(got)"
    with nursery({}, SMALL) as kernel:
        kernel.run(source)
        with kernel.branch() as branch:
            got = branch.call("f", [Oracle(add)], {})
    assert got == sorted(i + j for i in range(4) for j in range(20))


@promise
def nobody_asks_when_no_call_runs_or_from_another_process(nursery):
    source = (
        "import os, threading, time\nseen = []\n"
        "def late(g):\n    def go():\n        time.sleep(0.2)\n        try:\n            g(1, 1)\n"
        "        except RuntimeError as error:\n            seen.append(str(error))\n"
        "    threading.Thread(target=go).start()\n"
        "def look():\n    time.sleep(0.6)\n    return seen\n"
        "def fork(g):\n    pid = os.fork()\n    if pid == 0:\n        try:\n            g(1, 1)\n"
        "        except RuntimeError:\n            os._exit(7)\n        os._exit(0)\n"
        "    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), g(1, 1)\n"
    )
    with nursery({}, SMALL) as kernel:
        kernel.run(source)
        with kernel.branch() as branch:
            assert branch.call("fork", [Oracle(add)], {}) == (7, 2)
            branch.call("late", [Oracle(add)], {})
            time.sleep(0.3)
            assert len(branch.call("look", [], {})) == 1


@promise
def forged_questions_end_as_the_students_fault(nursery):
    source = (
        "import gc, json, struct, socket\n"
        "def f(g, i):\n"
        "    copy = next(x for x in gc.get_objects() if type(x).__name__ == 'Copy')\n"
        "    wire = __import__('sys').modules[type(copy).__module__.rpartition('.')[0] + '.wire']\n"
        "    me = copy._running['id']\n"
        "    bad = [{'oracle': 99}, {'oracle': -1}, {'oracle': 0, 'args': 1, 'kwargs': {}}, {'oracle': [0]},\n"
        "           {'oracle': 0, 'args': [], 'kwargs': {1: 2}}, {'oracle': None}]\n"
        "    wire.write(copy._sock, wire.pack({'id': me, **bad[i]}))\n"
        "    return copy._inbox.receive() and 1\n"
    )
    with nursery({}, SMALL) as kernel:
        kernel.run(source)
        for i in range(6):
            with kernel.branch() as branch:
                assert fault(branch, "f", Oracle(add), i).outcome is Outcome.DIED


# time


@promise
def computing_is_what_is_counted(nursery):
    with nursery({}, Awake()) as kernel:
        kernel.run("import time\nx = 1\ndef f():\n    while True: pass\ndef g(s):\n    time.sleep(s)\n    return s")
        assert kernel.run("time.sleep(1.5); x").result_text == "1"
        ran = kernel.run("while True: pass")
        assert (ran.outcome, ran.alive) == (Outcome.TIME_LIMIT, True)
        assert ran.message == "The cell used more than 0.5 seconds of computing time."
        assert kernel.run("x").result_text == "1"
        with kernel.branch() as branch:
            assert branch.call("g", [1.5], {}) == 1.5
            assert fault(branch, "f").message == "`f()` used more than 0.5 seconds of computing time."


@promise
def computing_of_children_is_counted_too(nursery):
    with nursery({}, Awake()) as kernel:
        ran = kernel.run("import os, time\nif os.fork() == 0:\n    while True: pass\ntime.sleep(1000)")
        assert "computing time" in ran.message


@promise
def what_sleeps_for_ever_is_ended_by_the_clock(nursery):
    with nursery({}, Asleep()) as kernel:
        kernel.run("import time\ndef g():\n    time.sleep(1000)")
        ran = kernel.run("g()")
        assert (ran.outcome, ran.message) == (Outcome.TIME_LIMIT, "The cell did not finish within 4 seconds.")
        with kernel.branch() as branch:
            caught = fault(branch, "g")
            assert (caught.outcome, caught.message) == (Outcome.TIME_LIMIT, "`g()` did not finish within 4 seconds.")


@promise
def at_the_deadline_of_the_notebook_everything_ends(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("import time\nx = 1\ndef f(s):\n    time.sleep(s)\n    return s")
        ran = kernel.run("time.sleep(100)", deadline=time.monotonic() + 1)
        assert ran.outcome is Outcome.TIME_LIMIT
        assert ran.message == "The cell did not finish before the time limit of the whole notebook."
        with kernel.branch(deadline=time.monotonic() + 3) as branch:
            assert branch.call("f", [0.1], {}) == 0.1
            assert "of the whole notebook" in fault(branch, "f", 100).message
        past = kernel.run("x", deadline=time.monotonic() - 1)
        assert (past.outcome, past.alive, past.outputs) == (Outcome.TIME_LIMIT, True, ())
        with kernel.branch(deadline=time.monotonic() - 1) as branch:
            assert "of the whole notebook" in fault(branch, "f", 0).message


@promise
def a_crowded_machine_is_no_fault(nursery):
    """Neighbours take all of the machine; what needs little computing ends all the same."""
    limits, ended = Awake(cell_seconds=2), []
    with nursery({}, limits) as one, nursery({}, limits) as two, nursery({}, limits) as three, nursery({}, SMALL) as me:
        busy = [
            threading.Thread(target=lambda k=kernel: ended.append(k.run("while True: pass").outcome))
            for kernel in (one, two, three)
        ]
        for thread in busy:
            thread.start()
        assert me.run("sum(i * i for i in range(10**6)) > 0").result_text == "True"
        for thread in busy:
            thread.join()
    assert ended == [Outcome.TIME_LIMIT] * 3


@promise
def cpu_seconds_count_what_a_call_computes(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run(
            "import time\ndef f():\n    end = time.process_time() + 0.5\n    while time.process_time() < end: pass"
        )
        with kernel.branch() as branch:
            before = branch.cpu_seconds()
            branch.call("f", [], {})
            assert 0.4 <= branch.cpu_seconds() - before <= 2


# replies


@promise
def a_large_answer_at_the_deadline_is_the_time_limit(nursery):
    source = (
        "import gc, os, socket, struct, time\n"
        "def drip(n):\n"
        "    for sock in [x for x in gc.get_objects() if isinstance(x, socket.socket)]:\n"
        "        try: sock.sendall(struct.pack('!4sIQ', b'AGW1', 100, n))\n"
        "        except OSError: pass\n"
        "        else: break\n"
        "    while True:\n        sock.sendall(b'x'); time.sleep(0.3)\n"
    )
    for n in (0, 10**6):
        with nursery({}, Asleep()) as kernel:
            kernel.run(source)
            with kernel.branch() as branch:
                assert fault(branch, "drip", n).outcome is Outcome.TIME_LIMIT
            ran = kernel.run(f"drip({n})")
            assert ran.outcome is Outcome.TIME_LIMIT, ran
            assert kernel.alive is False or kernel.run("1").result_text == "1"


@promise
def an_answer_has_the_size_that_the_asker_allows(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("import numpy as np\ndef f(n):\n    return np.zeros(n)\ndef g(n):\n    return [0] * n")
        with kernel.branch() as branch:
            assert branch.call("f", [1000], {}, most_bytes=8000).shape == (1000,)
            for name, n, most in (
                ("f", 1001, 8000),
                ("f", 3 << 20, 16 << 20),
                ("g", 5000, 8000),
                ("g", 10**6, 64 << 20),
            ):
                try:
                    branch.call(name, [n], {}, most_bytes=most)
                except StudentFault as caught:
                    assert caught.message == f"`{name}()` returns more data than can be judged."
                else:
                    raise AssertionError(name)
            assert branch.call("g", [1], {}) == [0]


# messages


@promise
def a_fault_tells_a_place_beside_it_and_no_values(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("x = 1")
        kernel.run("  ")
        kernel.run("%matplotlib inline\ndef f(x):\n\n    raise ValueError(\n        f'the hidden input is {x}')")
        with kernel.branch() as branch:
            caught = fault(branch, "f", 12345)
        assert (caught.outcome, caught.message) == (Outcome.ERROR, "`f()` raised ValueError.")
        assert caught.place == "See line 4 of cell In[2]."


@promise
def a_recursion_that_is_too_deep_is_told_what_to_do_instead(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("def f(n):\n    return f(n - 1) + 1 if n else 0")
        with kernel.branch() as branch:
            assert branch.call("f", [100], {}) == 100
            caught = fault(branch, "f", 100_000)
        assert "`f()` raised RecursionError: a recursion deeper" in caught.message
        assert caught.place == "See line 2 of cell In[1]."


@promise
def no_message_carries_a_hidden_value(nursery):
    source = (
        "import numpy as np\n"
        "def make(n):\n"
        "    def named(*a): raise NotImplementedError\n    named.__code__ = named.__code__.replace(co_name=f'f{n}')\n"
        "    raised = type(f'E{n}', (Exception,), {})\n    kind = type(f'T{n}', (), {})\n"
        "    def error(): raise raised()\n    def odd(): return kind()\n"
        "    def dtype(): return np.array([b'x' * (n % 1000)])\n"
        "    def lines(): exec(compile('\\n' * (n % 1000) + '1 / 0', '<cell 1>', 'exec'))\n"
        "    return [named, error, odd, dtype, lines]\n"
        "def f(n, i): return make(n)[i]()"
    )
    with nursery({}, SMALL) as kernel:
        kernel.run(source)
        with kernel.branch() as branch:
            for i in range(5):
                told = {(fault(branch, "f", n, i).message, fault(branch, "f", n, i).outcome) for n in (12345, 54321)}
                assert len(told) == 1, told


@promise
def what_is_not_written_is_named_truly(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run('def stub(x):\n    """To do."""\n    # YOUR CODE HERE\n    raise NotImplementedError()')
        kernel.run("def other():\n    raise NotImplementedError")
        kernel.run("def f(x):\n    return stub(x)\ndef g(x):\n    return other() if x else stub(x)")
        kernel.run("class A:\n    def __float__(self): raise NotImplementedError\ndef h(x):\n    return float(A())")
        with kernel.branch() as branch:
            asked = fault(branch, "stub", 1)
            assert asked.outcome is Outcome.UNANSWERED
            assert asked.message == "`stub()` is not written yet: it raises NotImplementedError."
            built = fault(branch, "f", 1)
            assert built.outcome is Outcome.ERROR
            assert built.message == "`f()` calls `stub()`, which is not written yet: it raises NotImplementedError."
            assert "`other()`" in fault(branch, "g", 1).message
            assert "something" in fault(branch, "g", 0).message  # a choice between names would be a bit of the input
            assert fault(branch, "missing").message == "There is no function named `missing`."


@promise
def a_recursion_limit_that_a_cell_sets_holds_in_calls(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("import sys\nsys.setrecursionlimit(20_000)\ndef f(n):\n    return f(n - 1) + 1 if n else 0")
        with kernel.branch() as branch:
            assert branch.call("f", [10_000], {}) == 10_000
        assert kernel.run("f(10_000)").result_text == "10000"
        kernel.run("sys.setrecursionlimit(len(__import__('inspect').stack()) + 20)")
        assert kernel.run("f(500)").result_text == "500"


# what the student's objects do


@promise
def standard_input_is_empty_in_a_call_too(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("def f():\n    try:\n        input()\n    except EOFError:\n        return 'empty'")
        with kernel.branch() as branch:
            assert branch.call("f", [], {}) == "empty"


@promise
def what_is_slow_to_go_costs_no_check(nursery):
    source = "import sys, time\nclass Log:\n    def write(self, text): pass\n"
    source += "    def __del__(self): time.sleep(5.5)\nsys.stdout = Log()\ndef f():\n    return 7"
    with nursery({}, SMALL) as kernel:
        kernel.run(source)
        with kernel.branch() as branch:
            assert branch.call("f", [], {}) == 7


@promise
def what_fails_while_it_is_put_aside_costs_one_copy_at_most(nursery):
    source = "shell = get_ipython()\nshell.observe(lambda change: 1 / 0, 'display_formatter')\n"
    source += "try:\n    shell.display_formatter = type(shell.display_formatter)(parent=shell)\n"
    source += "except ZeroDivisionError:\n    pass\ndef f():\n    return 7"
    with nursery({}, SMALL) as kernel:
        assert kernel.run(source).outcome is Outcome.PASSED
        with kernel.branch() as branch:
            assert fault(branch, "f").outcome is Outcome.DIED
        with kernel.branch() as branch:
            assert branch.call("f", [], {}) == 7
        assert kernel.run("1 + 1").result_text == "2"


def main() -> None:
    """Keep the promises, write down which were broken."""
    kind, path = sys.argv[1:]
    found = {}
    with Nursery(trust=kind == "local") as nursery:
        for name, check in PROMISES.items():
            try:
                check(nursery)
                found[name] = ""
            except BaseException:
                found[name] = traceback.format_exc()
    Path(path).write_text(json.dumps(found))


if __name__ == "__main__":
    main()
