import py_compile
import shutil
import struct
import sys
from pathlib import Path

import pytest

from autograder.errors import MachineError
from autograder.sandbox import bubblewrap, kept, packages
from autograder.sandbox.inside import confine, seccomp
from autograder.sandbox.nursery import Nursery


def test_no_bubblewrap_is_one_sentence_that_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(MachineError, match="apt install bubblewrap"):
        Nursery().start()


def test_another_system_refuses_strangers_code(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(MachineError, match="--trust-submissions"):
        Nursery().start()


def test_a_sandbox_that_may_make_no_namespaces_says_so(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(fake))
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(MachineError, match="autograder doctor"):
        Nursery().start()


def test_the_graders_folder_is_never_mounted():
    own = Path(bubblewrap.__file__).parents[2]
    mounts = list(bubblewrap._mounts(packages.entries(("numpy", "ipython"))))
    sources = [Path(source) for option, source, _ in mounts if option == "--ro-bind"]
    assert sources
    assert [source for source in sources if own.is_relative_to(source)] == []
    assert all(option != "--bind" for option, _, _ in mounts)


def test_a_grader_inside_a_mounted_folder_is_refused():
    own = str(Path(bubblewrap.__file__).parents[2])
    with pytest.raises(MachineError, match="students' code can read"):
        bubblewrap._refuse_leaks([("--ro-bind", own, own)])
    bubblewrap._refuse_leaks([("--ro-bind", own, own), ("--tmpfs", "", own)])


def test_a_python_below_tmp_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "base_prefix", "/tmp/python")
    with pytest.raises(MachineError, match="install it elsewhere"):
        list(bubblewrap._mounts(packages.entries(("numpy", "ipython"))))


def test_the_environment_of_students_holds_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("GRADER_SECRET", "secret")
    assert "secret" not in bubblewrap.environment("/x").values()


def test_packages_come_with_what_they_need_and_nothing_else():
    names = packages.entries(["numpy", "ipython", "matplotlib"])
    assert {"matplotlib", "numpy", "kiwisolver", "IPython"} <= set(names)
    assert not {"nbgrader", "autograder", "backprop_ref", "pytest"} & set(names)


def test_the_courses_own_packages_are_never_among_the_students():
    names = packages.entries(["numpy", "ipython", "nbgrader"])
    assert not {"nbgrader", "autograder", "backprop_ref"} & set(names)


def test_the_names_at_the_top_of_a_package_are_those_of_its_files():
    for name, distribution in packages.closure(["numpy", "ipython", "matplotlib", "jupyterlab"]).items():
        assert list(packages._tops(distribution)) == list(dict.fromkeys(f.parts[0] for f in distribution.files)), name


RECORD = """../../bin/tool,,
/etc/tool.conf,,
tool/__init__.py,sha256=x,3
"tool, too/part.py",,
single.py,,
./dotted.py,,
"""


def test_only_what_lies_in_the_folder_of_packages_is_among_the_students(monkeypatch, tmp_path):
    for name in ("tool", "tool, too"):
        (tmp_path / name).mkdir()
    (tmp_path / "single.py").touch()

    class Distribution:
        requires = ()

        def read_text(self, name):
            return RECORD if name == "RECORD" else None

        def locate_file(self, name):
            return tmp_path / name

    monkeypatch.setattr(packages.metadata, "distribution", lambda _: Distribution())
    assert packages.entries(["tool"]) == {name: tmp_path / name for name in ("tool", "tool, too", "single.py")}


@pytest.mark.parametrize("forbidden", [False, True])
def test_what_runs_inside_is_compiled_once_where_byte_code_may_be_written(monkeypatch, tmp_path, forbidden):
    (tmp_path / "one.py").write_text("x = 1\n")
    monkeypatch.setattr(kept, "INSIDE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", forbidden)
    written = []
    for _ in range(2):
        bubblewrap.local_command(None)
        written.append([(path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*.pyc")])
    assert written[0] == written[1]
    assert len(written[0]) == (0 if forbidden else 1)


def test_a_user_who_may_not_write_byte_code_grades_without(monkeypatch, tmp_path):
    def refuse(*_, **__):
        raise PermissionError

    (tmp_path / "one.py").write_text("x = 1\n")
    monkeypatch.setattr(kept, "INSIDE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(py_compile, "compile", refuse)
    assert str(tmp_path) in bubblewrap.local_command(None)
    assert list(tmp_path.rglob("*.pyc")) == []


FONTS = "matplotlib-3.11.2-fontlist-v3.11.0.json"


@pytest.mark.parametrize("forbidden", [False, True])
def test_a_list_of_fonts_is_kept_where_byte_code_may_be_written(monkeypatch, tmp_path, forbidden):
    (tmp_path / "__pycache__").mkdir()
    monkeypatch.setattr(kept, "INSIDE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", forbidden)
    kept.keep_fonts({FONTS: "{}"})
    assert [path.name for path in tmp_path.rglob("*.json")] == ([] if forbidden else [FONTS])


@pytest.mark.parametrize(
    "lists",
    [
        {f"../{FONTS}": "{}"}, {f"/tmp/{FONTS}": "{}"}, {"nursery.pyc": "{}"}, {f"{FONTS}.py": "{}"}, {FONTS: b"{}"},
        {FONTS: "x" * (1 << 21)}, {3: "{}"}, [FONTS], None,
    ],
)  # fmt: skip
def test_nothing_else_is_kept_of_what_a_nursery_says(monkeypatch, tmp_path, lists):
    (tmp_path / "inside" / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr(kept, "INSIDE", tmp_path / "inside")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept.keep_fonts(lists)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_second_nursery_is_given_the_fonts_that_the_first_one_read(monkeypatch, tmp_path):
    inside = tmp_path / "inside"
    shutil.copytree(kept.INSIDE, inside, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(kept, "INSIDE", inside)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    told = []
    monkeypatch.setattr(kept, "keep_fonts", lambda lists, keep=kept.keep_fonts: (told.append(list(lists)), keep(lists)))
    for _ in range(2):
        with Nursery(("matplotlib",)) as nursery:
            nursery.start()
    (name,) = [path.name for path in inside.rglob("*.json")]
    assert told == [[name], []]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["numpy", "ipython", "no-such-package"], "'no-such-package' .* pip install"),
        (["numpy", "ipython", "no such package"], "not the name of a package"),
        (["numpy", "ipython", "-e ."], "not the name of a package"),
    ],
)
def test_packages_that_cannot_be_had_are_one_sentence(names, said):
    with pytest.raises(MachineError, match=said) as caught:
        packages.closure(names)
    assert "\n" not in str(caught.value)
    with pytest.raises(MachineError, match=said):
        Nursery(names).start()


@pytest.mark.parametrize("names", [[], ["numpy"], ["packaging"]])
def test_what_a_notebook_itself_needs_is_there_whatever_a_list_names(names):
    assert {"ipython", "numpy", *names} <= set(packages.closure(names))


REQUIREMENTS = {
    "numpy": [],
    "ipython": ["always>=1", "never; python_version < '3'", "more; extra == 'all'"],
    "always": ["Other_Name[side]"],
    "other.name": ["left; extra == 'side'", "right; extra == 'other' and python_version > '3'"],
    "more": [],
    "never": [],
    "left": [],
    "right": [],
}


@pytest.mark.parametrize(
    ("asked", "also"),
    [("ipython", set()), ("ipython[all]", {"more"}), ("IPython [all] >= 1", {"more"}), ("ipython[none]", set())],
)
def test_markers_and_extras_decide_what_is_needed(monkeypatch, asked, also):
    class Distribution:
        def __init__(self, name):
            known = {packages.canonicalize_name(key): value for key, value in REQUIREMENTS.items()}
            self.requires = known[packages.canonicalize_name(name)]

    monkeypatch.setattr(packages.metadata, "distribution", Distribution)
    assert set(packages.closure(["numpy", asked])) == {"numpy", "ipython", "always", "other-name", "left"} | also


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_call_filter_refuses_what_it_lists_and_allows_the_rest(machine):
    code = seccomp.program(machine)
    column, audit = seccomp.ARCHITECTURES[machine]
    for name, numbers in seccomp.REFUSED.items():
        if numbers[column] is not None:
            assert evaluate(code, audit, numbers[column]) == seccomp.ERRNO | seccomp.EPERM, name
    assert evaluate(code, audit, seccomp.CLONE3) == seccomp.ERRNO | seccomp.ENOSYS
    known = {r.numbers[column] for r in seccomp.RULES} | {n[column] for n in seccomp.REFUSED.values()}
    for number in set(range(500)) - known - {seccomp.CLONE3}:
        assert evaluate(code, audit, number, *range(6)) == seccomp.ALLOW, number
    assert evaluate(code, 0x40000003, 1) == seccomp.KILL


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize(
    ("name", "argument", "refused", "allowed"),
    [
        ("clone", 0, (0x10000000 | 17, 0x20000, 0x40000000), (0x01200011, 0x3D0F00)),
        ("socket", 0, (0, 16, 38, 40), (1, 2, 10)),
        ("socketpair", 0, (0, 16, 38, 40), (1,)),
        ("mmap", 3, (0x21, 0x121, 0x23), (0x01, 0x02, 0x22, 0x20022)),
        ("setsockopt", 2, (7, 8, 32, 33), (2, 16, 20)),
        ("fcntl", 1, (1031, 6, 7, 37, 38, 1024, 1026), (0, 1, 2, 3, 4, 1030, 1032)),
        ("prctl", 0, (4,), (3, 15, 38)),
    ],
)
def test_the_call_filter_looks_at_the_argument_that_matters(machine, name, argument, refused, allowed):
    code = seccomp.program(machine)
    column, audit = seccomp.ARCHITECTURES[machine]
    (rule,) = (rule for rule in seccomp.RULES if rule.name == name)
    for value in (*refused, *allowed):
        given = [0] * argument + [value]
        decided = evaluate(code, audit, rule.numbers[column], *given)
        assert decided == (seccomp.ERRNO | rule.error if value in refused else seccomp.ALLOW), value


@pytest.mark.parametrize("machine", ["riscv64", "i686", "armv7l", ""])
def test_a_machine_whose_calls_are_not_known_gets_no_notebook(monkeypatch, machine):
    class Anything:
        def __getattr__(self, name):
            return lambda *_: 0

    assert seccomp.program(machine) is None
    monkeypatch.setattr(confine.platform, "machine", lambda: machine)
    monkeypatch.setattr(confine, "libc", Anything)
    with pytest.raises(OSError, match="no system call filter is known"):
        confine.give_up_privileges()


def evaluate(code: bytes, audit: int, number: int, *arguments: int) -> int:
    """What the kernel would decide: a small interpreter of the instructions that the filter uses."""
    data = {0: number, 4: audit} | {16 + 8 * i: 0 for i in range(6)} | {16 + 8 * i: x for i, x in enumerate(arguments)}
    steps = list(struct.iter_unpack("=HBBI", code))
    value = at = 0
    while True:
        op, yes, no, k = steps[at]
        at += 1
        if op == seccomp.RETURN:
            return k
        if op == seccomp.LOAD:
            value = data[k]
            continue
        if op == seccomp.AND:
            value &= k
            continue
        holds = {seccomp.JUMP_EQUAL: value == k, seccomp.JUMP_GREATER_EQUAL: value >= k}[op]
        at += yes if holds else no
