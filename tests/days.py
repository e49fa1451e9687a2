"""Which of many alike cases a day tries: all of them take long, and those of a few days are all."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def of_today(cases: Sequence[T], days: int, name: str) -> list[T]:
    """Every `days`-th case, from another one each day; all of them with NAME=all in the environment."""
    if os.environ.get(name) == "all":
        return list(cases)
    return list(cases[datetime.datetime.now(tz=datetime.UTC).date().toordinal() % days :: days])
