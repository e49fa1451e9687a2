"""The process that workers are forked from: it loads what they need once, and has one thread, as whoever forks must."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

#: What it loads. Every worker runs the command's own script as its main module, too: that loads nothing by itself.
_LOADED = ["autograder.batch.preloaded"]


def context() -> ForkServerContext:
    """Where processes that are its forks come from."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_LOADED)
    return found


def begin_loading() -> None:
    """Start it, if it does not run, and do not wait for it."""
    context()
    forkserver.ensure_running()
