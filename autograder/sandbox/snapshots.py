"""Which first cells of an assignment a nursery has run, and what they showed: the trusted end of `inside.snapshot`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.errors import MachineError
from autograder.kernel.protocol import Execution, Limits
from autograder.outcomes import Outcome
from autograder.sandbox.control import Control
from autograder.sandbox.inside import wire
from autograder.sandbox.kernel import Begun, content, execution, shown_at_most


class Snapshots:
    """The snapshots of one nursery process."""

    def __init__(self, control: Control, folder: str) -> None:
        """`folder` is where a notebook finds its files."""
        self._control = control
        self._folder = folder
        self._begun: dict[str, tuple[Begun, ...]] = {}
        self._useless: set[str] = set()

    def of(
        self, files: Mapping[str, bytes], limits: Limits, cells: Sequence[str]
    ) -> tuple[str | None, tuple[Begun, ...]]:
        """The name of a snapshot behind these cells, and what they showed; None where a fresh kernel runs them.

        They are run beside these files, unless they were before.
        """
        name = _name(files, limits, cells)
        if name not in self._begun and name not in self._useless:
            self._take(name, files, limits, cells)
        return (name, self._begun[name]) if name in self._begun else (None, ())

    def forget(self, name: str) -> None:
        """It is gone: the next one who asks has it taken anew."""
        self._begun.pop(name, None)

    def _take(self, name: str, files: Mapping[str, bytes], limits: Limits, cells: Sequence[str]) -> None:
        seconds = limits.clock(limits.cell_seconds)
        request = {"snapshot": name, "folder": self._folder, "cells": list(cells), **shown_at_most(limits)}
        try:
            answer = self._control.prepare({**request, "files": content(files)}, seconds)
            begun = _checked(answer.get("ran"), cells, limits)
        except (wire.WireError, MachineError):
            if not self._control.alive:
                raise
            begun = None
        else:
            known = answer.get("known", ())
            self._begun = {one: shown for one, shown in self._begun.items() if one in known}
        if begun is None:
            self._useless.add(name)
        else:
            self._begun[name] = begun


def _checked(ran: Any, cells: Sequence[str], limits: Limits) -> tuple[Begun, ...] | None:
    """The cells with what they showed; None where one of them did not run to its end."""
    if type(ran) is not list or len(ran) != len(cells):
        return None
    shown: list[Execution] = [execution(one, limits) for one in ran]
    if any(one.outcome is not Outcome.PASSED for one in shown):
        return None
    return tuple(zip(cells, shown, strict=True))


def _name(files: Mapping[str, bytes], limits: Limits, cells: Sequence[str]) -> str:
    beside = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    told = json.dumps([beside, shown_at_most(limits), list(cells)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
