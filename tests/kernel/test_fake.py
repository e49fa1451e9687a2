"""The kernel without a process lets across what the wire lets across, and no more of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.kernel.fake import NamespaceBranch
from autograder.kernel.protocol import Oracle
from autograder.kernel.values import MOST_ANSWERED, MOST_ASKED
from autograder.outcomes import StudentFault


def branch(source: str) -> NamespaceBranch:
    names: dict[str, Any] = {"np": np}
    exec(source, names)
    return NamespaceBranch(names)


def test_an_answer_that_is_too_large_is_none() -> None:
    many = branch("def f(n):\n    return {1: np.zeros(n)}")
    assert many.call("f", [1000], {})[1].shape == (1000,)
    with pytest.raises(StudentFault, match="returns more data than can be judged"):
        many.call("f", [MOST_ANSWERED // 8 + 1], {})


def test_a_function_of_ours_takes_a_few_megabytes_and_then_raises_as_any_function() -> None:
    asks = branch("def f(g, n):\n    return g(np.zeros(n))")
    size = Oracle(lambda x: float(x.size))
    assert asks.call("f", [size, MOST_ASKED // 16], {}) == MOST_ASKED // 16
    with pytest.raises(StudentFault, match="raised TypeError"):
        asks.call("f", [size, MOST_ASKED // 8 + 1], {})
