"""The secrets under which an audit draws hidden inputs. They are no secrets: each is printed where something fails."""

from __future__ import annotations

import hashlib
import secrets

from autograder.errors import CourseError

#: Bytes of a key.
LENGTH = 8


def fresh(n: int) -> tuple[bytes, ...]:
    """N keys that nobody has seen before."""
    return tuple(secrets.token_bytes(LENGTH) for _ in range(n))


def numbered(first: int, n: int) -> tuple[bytes, ...]:
    """The keys number `first`, `first` + 1, ...: the same at every call."""
    return tuple(hashlib.sha256(f"audit {first + i}".encode()).digest()[:LENGTH] for i in range(n))


def from_hex(text: str) -> bytes:
    """A key as it was printed; raises CourseError for anything else."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise CourseError(f"{text!r} is no key: a key is printed as hex digits, like {fresh(1)[0].hex()}.") from None
