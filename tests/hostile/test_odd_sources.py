"""Programs that Python's parser stumbles over: looked through for the names that they define, within 2 GiB."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

N = 60_000
PROGRAMS = {
    "attributes": "a" + ".a" * N,
    "subscripts": "a" + "[0]" * N,
    "calls": "a" + "()" * N,
    "signs": "-" * N + "1",
    "sums": "1+" * N + "1",
    "powers": "2**" * N + "1",
    "comparisons": "a<" * N + "a",
    "lambdas": "lambda:" * N + "1",
    "conditions": "1 if 1 else " * (N // 2) + "1",
    "branches": "if a:\n pass\n" + "elif a:\n pass\n" * (N // 4),
    "brackets": "(" * N + ")" * N,
    "decorators": "@a\n" * N + "def f(): pass",
    "formatted": "f'" + "{" * 140 + "}" * 140 + "'",
    "patterns": "match a:\n case " + "a|" * N + "b: pass",
    "digits": "9" * N,
    "nulls": "def f():\n    return 1\0",
    "blocks": "".join(" " * i + "if 1:\n" for i in range(99)) + " " * 99 + "pass",
}
PARSE = """
import json, sys
from autograder.intake.recognise import Found
for source in json.load(sys.stdin):
    Found().defined({"cell_type": "code", "source": source})
"""


def _cap():
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@pytest.mark.integration
def test_no_program_ends_the_process_that_looks_for_its_names():
    options = {"capture_output": True, "text": True, "cwd": Path(__file__).parents[2], "preexec_fn": _cap}
    given = json.dumps(list(PROGRAMS.values()))
    ran = subprocess.run([sys.executable, "-c", PARSE], input=given, check=False, **options)
    assert ran.returncode == 0, ran.stderr[-300:]
