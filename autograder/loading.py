"""Loading much code at once."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def at_once() -> Iterator[None]:
    """Import here what is to stay: nothing of it is looked through for garbage, neither meanwhile nor afterwards.

    Looking takes a good part of the time that loading takes, and it writes to what a fork would share.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
