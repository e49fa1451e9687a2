"""Ctrl-C, TERM and HUP end a run in one and the same way: what is graded is kept, every process of ours is ended.

The first one is answered at once and ends the run, which takes seconds. The second one is told that. The third one ends
the coordinator where it stands; its workers notice, and end too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
#: So many ask for the end at once.
ENOUGH = 3


class Stopped(KeyboardInterrupt):
    """The run was asked to end by the signal `number`."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextlib.contextmanager
def stoppable(tell: Callable[[int], object] | None = None) -> Iterator[None]:
    """Raise `Stopped` in this block for the first Ctrl-C, TERM or HUP; the end of the block is not disturbed by more.

    `tell` is given the count of those that came, before anything else happens. A signal that this process was started
    to ignore, as under nohup, is ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = 0

    def stop(number: int, _: FrameType | None) -> None:
        nonlocal came
        came += 1
        with contextlib.suppress(Exception):  # a terminal that is gone stops nothing
            if tell is not None:
                tell(came)
        if came == 1:
            raise Stopped(number)
        if came >= ENOUGH:
            os._exit(128 + number)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
