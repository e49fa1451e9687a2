"""A notebook whose first exercise is a stub, graded in a real sandbox; prints what its second exercise earned."""

import json
import sys
import time

from autograder.intake.sanitise import sanitise
from autograder.kernel.protocol import Limits
from autograder.sandbox.nursery import Nursery
from autograder.session.session import item_results, run_session
from tests.session.test_builds_on import STUB, master, submission

LOOK = """import numpy as np, os
def square(x):
    try:
        double("x", "y", "z")
    except Exception:
        return double(list(x)) ** 2
def fourth(x):
    assert not hasattr(double, "__code__")
    return double(np.float64(x)) ** 4"""


def main() -> None:
    known, limits = master(), Limits(cell_seconds=15, call_seconds=15)
    with Nursery(trust="local" in sys.argv) as nursery:
        prepared = sanitise(submission(known, double=STUB, square=LOOK), known)
        ran = run_session(prepared, known, lambda first: nursery({}, limits), lambda name: name, limits, time.monotonic)
    parts = [part for item in item_results(ran) for part in item.parts]
    print(json.dumps([(part.points, part.finding.message if part.finding else "") for part in parts]))


if __name__ == "__main__":
    main()
