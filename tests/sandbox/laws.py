"""What a sandboxed kernel promises, one function a promise. `driver` runs them, `test_kernel` reports them."""

import base64
import os
import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from autograder.kernel.protocol import Limits, Ref
from autograder.outcomes import Outcome, StudentFault

SMALL = Limits(cell_seconds=15, call_seconds=15, memory_bytes=400 << 20, output_bytes=50_000, file_bytes=1 << 20)
LAWS: dict[str, Callable[..., None]] = {}


def law(function):
    LAWS[function.__name__] = function
    return function


def fault(branch, name, *args):
    try:
        value = branch.call(name, list(args), {})
    except StudentFault as caught:
        return caught
    raise AssertionError(f"no fault but {value!r}")


@law
def no_more_processes_start_than_are_allowed(nursery):
    source = (
        "import os, time\nn = 0\ntry:\n    while n < 100:\n        if os.fork() == 0:\n            time.sleep(60)\n"
        "        n += 1\nexcept OSError:\n    pass\nn"
    )
    with nursery({}, replace(SMALL, processes=8)) as kernel:
        assert 0 < int(kernel.run(source).result_text) < 8


@law
def a_cell_sees_what_earlier_cells_defined(nursery):
    with nursery({}, SMALL) as kernel:
        assert kernel.run("x = 20").outcome is Outcome.PASSED
        assert kernel.run("x + 1").result_text == "21"


@law
def kernels_share_nothing(nursery):
    with nursery({}, SMALL) as one, nursery({}, SMALL) as other:
        one.run("x = 1; open('left', 'w').write('x'); open('/dev/shm/left', 'w').write('x')")
        assert "NameError" in other.run("x").message
        assert other.run("import os; os.listdir('.') + os.listdir('/dev/shm') + os.listdir('/tmp')").result_text == (
            "['notebook']"
        )


@law
def companion_files_lie_in_the_working_directory(nursery):
    files = {"toolkit.py": b"answer = 42", "data/a b.bin": bytes(range(256))}
    with nursery(files, SMALL) as kernel:
        assert kernel.run("import toolkit; toolkit.answer").result_text == "42"
        assert kernel.run("open('data/a b.bin', 'rb').read() == bytes(range(256))").result_text == "True"


@law
def a_figure_becomes_a_png(nursery):
    with nursery({}, SMALL) as kernel:
        ran = kernel.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
        pictures = [o["data"]["image/png"] for o in ran.outputs if "image/png" in o.get("data", {})]
        assert len(pictures) == 1
        assert base64.b64decode(pictures[0]).startswith(b"\x89PNG")
        assert not any("image/png" in o.get("data", {}) for o in kernel.run("1").outputs)


@law
def figures_are_not_rendered_when_nobody_wants_them(nursery):
    with nursery({}, SMALL) as kernel:
        ran = kernel.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", figures=False)
        assert ran.outcome is Outcome.PASSED
        assert not any("image/png" in o.get("data", {}) for o in ran.outputs)


@law
def an_error_shows_the_students_lines_and_none_of_ours(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("def f(x):\n    return 1 / x")
        ran = kernel.run("f(0)")
        text = "\n".join(ran.outputs[-1]["traceback"])
        assert "Cell In[1], line 2, in f" in text
        assert "Cell In[2], line 1" in text
        assert "return 1 / x" in text
        assert "/nursery" not in text
        assert "interactiveshell" not in text
        assert ran.message == "The cell raised ZeroDivisionError: division by zero"


@law
def an_interrupted_kernel_keeps_its_state(nursery):
    with nursery({}, replace(SMALL, cell_seconds=1)) as kernel:
        kernel.run("x = 1")
        assert kernel.run("while True: x += 1").outcome is Outcome.TIME_LIMIT
        assert kernel.run("x > 1").result_text == "True"


@law
def values_cross_with_their_types(nursery):
    sent = [
        None, True, 3, 2**70, -1.5, float("inf"), 1 + 2j, "text" * 200, [1, [2]], (1, (2,)), {1: "a", "b": {2: 3}},
        np.arange(6).reshape(2, 3), np.ones((0, 3), np.float32), np.array([True, False]), np.float32(0.1),
        np.complex128(1j),
    ]  # fmt: skip
    with nursery({}, SMALL) as kernel:
        kernel.run("def same(x):\n    return x")
        with kernel.branch() as branch:
            for x in sent:
                got = branch.call("same", [x], {})
                assert type(got) is type(x), (got, x)
                if isinstance(x, np.ndarray | np.generic):
                    assert got.dtype == x.dtype
                    assert got.shape == x.shape
                    assert np.array_equal(got, x)
                else:
                    assert got == x


@law
def arguments_arrive_as_writable_copies(nursery):
    x = np.zeros(3)
    with nursery({}, SMALL) as kernel:
        kernel.run("def spoil(x):\n    x += 1\n    return x")
        with kernel.branch() as branch:
            assert branch.call("spoil", [x], {}).tolist() == [1, 1, 1]
    assert x.tolist() == [0, 0, 0]


@law
def an_answer_is_a_fresh_writable_array(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("import numpy as np\na = np.zeros(3)")
        with kernel.branch() as branch:
            one, other = branch.variable("a"), branch.variable("a")
            one += 1
            assert other.tolist() == [0, 0, 0]


@law
def a_branch_leaves_no_trace(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run(
            "import numpy as np, random\nn = 0\ndef f():\n    global n\n    n += 1\n"
            "    return np.random.rand(), random.random(), n"
        )
        with kernel.branch() as branch:
            first = branch.call("f", [], {})
            second = branch.call("f", [], {})
        with kernel.branch() as branch:
            again = branch.call("f", [], {})
        assert first == again
        assert second[2] == 2
        assert kernel.run("n").result_text == "0"


@law
def what_a_branch_writes_to_files_and_pipes_is_lost(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run(
            "import os\nr, w = os.pipe()\nos.set_blocking(r, False)\n"
            "def keep(x):\n"
            "    done = []\n"
            "    for act in (lambda: os.write(w, b'hidden'), lambda: os.write(os.open('kept', 65), b'hidden')):\n"
            "        try:\n            act()\n            done.append(1)\n"
            "        except OSError:\n            done.append(0)\n"
            "    return done"
        )
        with kernel.branch() as branch:
            assert branch.call("keep", [1.0], {}) == [0, 0]
        assert "hidden" not in str(kernel.run("open('kept').read()").outputs)
        assert "BlockingIOError" in kernel.run("os.read(r, 10)").message


@law
def children_of_a_branch_end_with_it(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run(
            "import os, time\ndef f():\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
            "            time.sleep(1000)\n        os._exit(0)\n    return 1"
        )
        before = len(_below(nursery))
        with kernel.branch() as branch:
            assert branch.call("f", [], {}) == 1
        with kernel.branch():
            assert len(_below(nursery)) == before + 1  # the next branch alone
        kernel.run("pass")
        assert len(_below(nursery)) == before


@law
def supplied_code_lives_in_the_branch_only(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("def apply(f, x):\n    return f(x)")
        with kernel.branch() as branch:
            branch.supply("def cube(x):\n    return x**3")
            assert branch.call("apply", [Ref("cube"), 2.0], {}) == 8.0
            assert branch.call("apply", [], {"f": Ref("cube"), "x": 3}) == 27
        assert "NameError" in kernel.run("cube").message


@law
def a_function_that_is_not_written_is_not_answered(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()")
        with kernel.branch() as branch:
            assert fault(branch, "f", 1).outcome is Outcome.UNANSWERED
            missing = fault(branch, "g", 1)
            assert (missing.outcome, missing.message) == (Outcome.ERROR, "There is no function named `g`.")


@law
def a_call_that_does_not_come_back_ends_the_branch_and_not_the_kernel(nursery):
    with nursery({}, replace(SMALL, call_seconds=1)) as kernel:
        kernel.run("x = 7\ndef f():\n    while True: pass\ndef g():\n    return 1")
        with kernel.branch() as branch:
            assert fault(branch, "f").outcome is Outcome.TIME_LIMIT
            assert fault(branch, "g").outcome is Outcome.TIME_LIMIT
        with kernel.branch() as branch:
            assert branch.call("g", [], {}) == 1
        assert kernel.run("x").result_text == "7"


@law
def a_call_that_ends_its_process_ends_the_branch_and_not_the_kernel(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run(
            "import os, sys\ndef f():\n    os._exit(0)\ndef g():\n    sys.exit()\ndef h():\n    os.closerange(0, 256)"
        )
        for name, outcome in (("f", Outcome.DIED), ("h", Outcome.DIED), ("g", Outcome.ERROR)):
            with kernel.branch() as branch:
                assert fault(branch, name).outcome is outcome, name
        assert kernel.run("1").outcome is Outcome.PASSED


@law
def a_call_that_needs_too_much_memory_ends_at_most_the_branch(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run(
            "import numpy as np, os, time\ndef f():\n    return np.ones(10**10)\n"
            "def g():\n    for _ in range(6):\n        if os.fork() == 0:\n"
            "            hog = bytearray(b'x') * 120_000_000\n            time.sleep(60)\n    time.sleep(60)"
        )
        with kernel.branch() as branch:
            assert fault(branch, "f").outcome is Outcome.MEMORY_LIMIT
            assert fault(branch, "g").outcome is Outcome.MEMORY_LIMIT
        assert kernel.run("1").outcome is Outcome.PASSED


@law
def a_large_state_is_not_counted_twice_in_a_branch(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("import numpy as np\nstate = np.ones(30 * 10**6)\ndef total():\n    return float(state.sum())")
        with kernel.branch() as branch:
            for _ in range(20):
                assert branch.call("total", [], {}) == 3e7


@law
def odd_values_are_the_students_fault(nursery):
    source = (
        "import numpy as np\nclass Liar:\n    __class__ = property(lambda self: list)\n"
        "    def __array__(self, *a, **k):\n        raise SystemExit\n"
        "    def __eq__(self, o):\n        raise KeyboardInterrupt\n"
        "class Slow(np.ndarray):\n    def __array_finalize__(self, o):\n        raise MemoryError\n"
        "loop = []\nloop.append(loop)\n"
        "values = dict(liar=Liar(), function=len, module=np, loop=loop, raw=b'x', kind=int, text=np.array([b'a']),\n"
        "    big=np.zeros(10**7), many=[0.0] * 10**6, huge=10**5000, some={1, 2}, endless=iter(int, 1))\n"
        "def give(name):\n    return values[name]"
    )
    with nursery({}, SMALL) as kernel:
        assert kernel.run(source).outcome is Outcome.PASSED
        names = kernel.run("list(values)").result_text.strip("[]").replace("'", "").split(",")
        with kernel.branch() as branch:
            for name in names:
                caught = fault(branch, "give", name.strip())
                assert caught.outcome in (Outcome.ERROR, Outcome.MEMORY_LIMIT), (name, caught)
            assert "type set" in fault(branch, "give", "some").message
            assert "dtype bytes" in fault(branch, "give", "text").message


@law
def odd_forms_of_plain_data_are_read_in_the_students_process(nursery):
    source = (
        "import os\nimport numpy as np\nfrom fractions import Fraction\nhome = os.getpid()\n"
        "class Pid:\n    def __float__(self):\n        return float(os.getpid())\n"
        "def give():\n    return {np.int64(1): (i / 2 for i in range(3)), 2.0: np.ones((2, 1), np.longdouble),\n"
        "        np.str_('a'): np.array([Fraction(1, 2), 1]), 'pid': Pid(),\n"
        "        'words': np.array(['x', 'y']), 'print': print}\n"
        "def pid():\n    return os.getpid()"
    )
    with nursery({}, SMALL) as kernel:
        assert kernel.run(source).outcome is Outcome.PASSED
        with kernel.branch() as branch:
            got, pid = branch.call("give", [], {}), branch.call("pid", [], {})
        assert list(got) == [1, 2, "a", "pid", "words", "print"]
        assert got[1] == [0.0, 0.5, 1.0]
        assert got[2].dtype == got["a"].dtype == np.float64
        assert got["a"].tolist() == [0.5, 1.0]
        assert got["words"] == ["x", "y"]
        assert got["pid"] == pid != os.getpid()
        assert not callable(got["print"])


@law
def what_a_cell_does_to_warnings_and_error_states_ends_no_call(nursery):
    source = (
        "import warnings\nimport numpy as np\nnp.seterr(all='raise')\nwarnings.simplefilter('error')\n"
        "def f(x):\n    warnings.warn('x')\n    return np.exp(x) * np.exp(-x) + float(np.exp(-800.0))"
    )
    with nursery({}, SMALL) as kernel:
        assert kernel.run(source).outcome is Outcome.PASSED
        with kernel.branch() as branch:
            assert np.isnan(branch.call("f", [np.array([800.0])], {})).all()


@law
def a_function_that_forks_answers_once(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("import os\ndef f(x):\n    os.fork()\n    return x")
        with kernel.branch() as branch:
            assert [branch.call("f", [i], {}) for i in range(5)] == list(range(5))


@law
def a_function_that_prints_without_end_is_stopped(nursery):
    with nursery({}, SMALL) as kernel:
        kernel.run("def f():\n    while True: print('x' * 1000)")
        with kernel.branch() as branch:
            assert fault(branch, "f").outcome is Outcome.OUTPUT_LIMIT


@law
def a_dead_kernel_says_so_and_a_new_one_can_be_had(nursery):
    with nursery({}, SMALL) as kernel:
        assert kernel.run("import os; os._exit(1)").outcome is Outcome.DIED
        assert not kernel.alive
        assert kernel.run("1").alive is False
        with kernel.branch() as branch:
            assert fault(branch, "f").outcome is Outcome.DIED
        kernel.close()
    with nursery({}, SMALL) as kernel:
        assert kernel.run("1").outcome is Outcome.PASSED


@law
def many_kernels_run_at_once(nursery):
    results = {}

    def work(n):
        with nursery({}, SMALL) as kernel:
            kernel.run(f"x = {n}\nimport time; time.sleep(0.1)")
            with kernel.branch() as branch:
                results[n] = branch.variable("x")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {n: n for n in range(12)}


@law
def a_kernel_that_nobody_closes_ends_with_the_next_one(nursery):
    before = len(_below(nursery))
    kernel = nursery({}, SMALL)
    assert len(_below(nursery)) > before
    del kernel
    nursery({}, SMALL).close()
    assert len(_below(nursery)) == before


@law
def unseeded_numbers_are_the_same_in_every_kernel(nursery):
    drawn = set()
    for _ in range(2):
        with nursery({}, SMALL) as kernel:
            drawn.add(
                kernel.run("import numpy as np, random\n(np.random.rand(), random.random(), hash('x'))").result_text
            )
    assert len(drawn) == 1


@law
def no_variable_of_the_graders_environment_is_seen(nursery):
    os.environ["GRADER_SECRET"] = "secret"
    with nursery({}, SMALL) as kernel:
        assert kernel.run("import os; 'GRADER_SECRET' in os.environ").result_text == "False"
        assert kernel.run("import socket; socket.gethostname()").result_text == "'notebook'"


@law
def file_names_that_leave_the_folder_are_refused(nursery):
    from autograder.errors import MachineError

    for name in ("../x", "/etc/x", "a/../../x", "", "a//b"):
        try:
            nursery({name: b""}, SMALL).close()
        except MachineError:
            continue
        raise AssertionError(name)


def _below(nursery):
    from autograder.sandbox.inside import watch

    return watch.tree(nursery.pid)
