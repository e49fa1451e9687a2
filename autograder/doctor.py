"""What this machine can do, found by trying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was tried."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(student_packages: Sequence[str] = ()) -> list[Finding]:
    """Every finding, in the order of what builds on what."""
    return []
