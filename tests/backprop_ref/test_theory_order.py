"""The folder is the theory: every module imports only what comes before it in the package's docstring."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import backprop_ref
from backprop_ref.steps import Table

FOLDER = Path(backprop_ref.__file__).parent
ORDER = re.findall(r"^    (\w+)  ", backprop_ref.__doc__ or "", flags=re.M)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names |= {f"backprop_ref.{a.name}" for a in node.names} if module == "backprop_ref" else {module}
    return names


def owner(path: Path) -> str:
    return path.relative_to(FOLDER).parts[0].removesuffix(".py")


def test_the_docstring_names_every_module() -> None:
    names = {
        path.stem if path.is_file() else path.name for path in FOLDER.iterdir() if path.suffix == ".py" or path.is_dir()
    } - {"__init__", "__pycache__"}
    assert set(ORDER) == names


def test_every_import_goes_to_an_earlier_module() -> None:
    for path in FOLDER.rglob("*.py"):
        if path.parent == FOLDER and path.stem == "__init__":
            continue
        for name in imported(path):
            if name.startswith("backprop_ref."):
                target, here = name.split(".")[1], owner(path)
                assert ORDER.index(target) < ORDER.index(here) or target == here, f"{path.name} imports {name}"


def test_what_reads_strangers_answers_knows_of_the_theory_what_a_graph_is_and_no_more() -> None:
    for path in (FOLDER / "answers").glob("*.py"):
        known = {name.split(".")[1] for name in imported(path) if name.startswith("backprop_ref.")}
        assert known <= {"graph", "primitives", "answers"}, path.name


def test_every_step_is_a_documented_function_of_the_module_that_has_its_table() -> None:
    tables = 0
    for name in ORDER:
        module = importlib.import_module(f"backprop_ref.{name}")
        if not isinstance(getattr(module, "step", None), Table):
            continue
        tables += 1
        for step in module.STEPS:
            assert getattr(module, step).__doc__, f"{name}.{step}"
            assert getattr(module, step).__module__ == module.__name__, f"{name}.{step}"
    assert tables >= 9


def test_only_numpy_is_needed() -> None:
    for path in FOLDER.rglob("*.py"):
        outside = {name.split(".")[0] for name in imported(path)} - {"backprop_ref"}
        assert outside <= {"numpy", *sys.stdlib_module_names}, path.name


def test_the_mistakes_are_there_without_matplotlib_and_without_the_grader() -> None:
    code = "import sys, backprop_ref.mistakes; print(sorted({'matplotlib', 'autograder', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
