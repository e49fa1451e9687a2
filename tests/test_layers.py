"""The road goes one way: each package of `autograder` imports only those before it."""

import ast
import re
import tomllib
from pathlib import Path

import autograder
import backprop_ref

#: Each layer may import itself and those above it in this list; names in one tuple do not know each other.
LAYERS = [
    ("errors", "outcomes", "files", "loading", "spreadsheet"),
    ("record",),
    ("kernel",),
    ("judge",),
    ("hidden",),
    ("course",),
    ("intake",),
    ("session",),
    ("sandbox",),
    ("grading",),
    ("verified",),
    ("gradebook",),
    ("release", "feedback", "simulate", "doctor", "lms"),
    ("report", "formgrader", "gradescope"),
    ("audit",),
    ("authoring",),
    ("batch",),
    ("cli",),
    ("",),
]


def rank(module: str) -> int:
    """The layer of the longest name that is a prefix of the module's."""
    name = module.removeprefix("autograder").lstrip(".")
    known = {entry: level for level, entries in enumerate(LAYERS) for entry in entries}
    fitting = [entry for entry in known if entry in ("", name) or name.startswith(entry + ".")]
    return known[max(fitting, key=len)]


def modules(package) -> dict[str, Path]:
    root = Path(package.__path__[0])
    return {
        ".".join((package.__name__, *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in root.rglob("*.py")
    }


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_import_goes_to_an_earlier_package():
    ours = modules(autograder)
    against = []
    for module, path in ours.items():
        for imported in imports(path):
            if not imported.startswith("autograder.") or imported == "autograder.__version__":
                continue
            target = imported if imported in ours else imported.rpartition(".")[0]
            if rank(target) > rank(module):
                against.append(f"{module} imports {target}")
    assert against == []


def test_the_reference_knows_nothing_of_the_autograder():
    for path in modules(backprop_ref).values():
        assert not any(name.split(".")[0] == "autograder" for name in imports(path)), path


def test_the_autograder_never_imports_the_reference():
    importers = [
        module
        for module, path in modules(autograder).items()
        if any(name.split(".")[0] == "backprop_ref" for name in imports(path))
    ]
    assert importers == []


def test_what_runs_below_the_boundary_imports_nothing_of_ours():
    inside = Path(autograder.__path__[0]) / "sandbox" / "inside"
    files = list(inside.rglob("*.py"))
    assert files
    for path in files:
        assert not any(name.split(".")[0] in ("autograder", "backprop_ref") for name in imports(path)), path


def test_the_lock_pins_every_named_dependency_with_hashes_and_no_address():
    root = Path(__file__).parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    pinned = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    groups = [entry for group in project["dependency-groups"].values() for entry in group if isinstance(entry, str)]
    named = [re.match(r"[\w.-]+", text)[0] for text in [*project["project"]["dependencies"], *groups]]
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in named} <= pinned
    assert lock.count("--hash=sha256:") >= len(pinned)
    assert "://" not in lock
