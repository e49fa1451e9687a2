"""Runs everything hostile in one nursery and writes down what became of it. Started by `conftest`, in a cage.

Arguments: the file for the findings.
"""

import json
import os
import secrets
import socket
import sys
import tempfile
import time
import traceback
from pathlib import Path

from autograder.kernel.protocol import Limits
from autograder.sandbox.inside import watch
from autograder.sandbox.nursery import Nursery
from tests.sandbox import laws

HOSTILE = Path(__file__).parent / "hostile"
LIMITS = Limits(
    cell_seconds=2,
    call_seconds=2,
    notebook_seconds=30,
    memory_bytes=300 << 20,
    output_bytes=100_000,
    processes=16,
    file_bytes=4 << 20,
)
NEXT_CELL = "print('next', 6 * 7)\n'cell'"
HONEST = "def honest(x):\n    return x + 1"


def plant(folder: Path) -> dict[str, str]:
    """A course with secrets in it, and two sockets that wait to be found."""
    for name in ("source/a/a.ipynb", "gradebook.db", "submitted/someone-else/a/a.ipynb"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("secret")
    return {"course": str(folder)}


def attack(nursery: Nursery, path: Path, words: dict[str, str]) -> dict[str, object]:
    """What became of one hostile cell, of the cell after it and of an honest function after that."""
    source = path.read_text()
    for word, value in words.items():
        source = source.replace("{" + word + "}", value)
    began, before = time.monotonic(), left(nursery)
    with nursery({}, LIMITS) as kernel:
        first = kernel.run(source)
        found = {"outcome": first.outcome.name, "alive": first.alive, "message": first.message}
        found["outputs"] = list(first.outputs)
        then = kernel.run(NEXT_CELL)
        found["next"] = [then.outcome.name, list(then.outputs)]
        kernel.run(HONEST)
        try:
            with kernel.branch() as branch:
                found["honest"] = branch.call("honest", [41], {})
        except Exception as error:
            found["honest"] = f"{type(error).__name__}: {error}"
    found["seconds"] = time.monotonic() - began
    found["left"] = left(nursery) - before
    return found


def left(nursery: Nursery) -> int:
    """How many processes the nursery consists of, itself and its wrappers counted."""
    return len(watch.tree(nursery.pid))


def main() -> None:
    """Attack, hold the laws against it, write the findings."""
    findings = {"hostile": {}, "laws": {}}
    tcp, abstract = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)
    words = {"port": str(tcp.getsockname()[1]), "abstract": f"grader-{secrets.token_hex(4)}"}
    abstract.bind("\0" + words["abstract"])
    abstract.listen()
    with tcp, abstract, tempfile.TemporaryDirectory() as folder, Nursery() as nursery:
        words |= plant(Path(folder))
        pid = nursery.pid
        for path in sorted(HOSTILE.glob("*.py")):
            try:
                findings["hostile"][path.stem] = attack(nursery, path, words)
            except Exception:
                findings["hostile"][path.stem] = {"trusted_side": traceback.format_exc()}
        findings["survived"] = nursery.pid == pid
        for name, law in laws.LAWS.items():
            try:
                law(nursery)
                findings["laws"][name] = ""
            except BaseException:
                findings["laws"][name] = traceback.format_exc()
    findings["user"] = os.getuid()
    Path(sys.argv[1]).write_text(json.dumps(findings))


if __name__ == "__main__":
    main()
