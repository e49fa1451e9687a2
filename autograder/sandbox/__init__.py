"""Sandboxed kernels: a nursery inside bubblewrap, one fork per notebook, one fork of that per hidden check.

Everything in `inside` runs beyond the trust boundary; all other modules here are trusted and check what comes back.
"""

from __future__ import annotations

from autograder.sandbox.branch import Branch
from autograder.sandbox.kernel import Kernel
from autograder.sandbox.nursery import Nursery

__all__ = ["Branch", "Kernel", "Nursery"]
