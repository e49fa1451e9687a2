"""The course's secret: 32 random bytes that key every hidden input. Created once, never shown, never committed."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from autograder.errors import CourseError

SECRET_BYTES = 32


def read_or_create(state: Path) -> bytes:
    """The secret in `state`, made on the first call. Safe when several processes ask at once: one of them wins."""
    prepare_state(state)
    path = state / "secret"
    if not path.exists():
        _create(path)
    try:
        with contextlib.suppress(OSError):  # a file system without modes keeps its own
            path.chmod(0o600)
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}); its owner must run the grader.") from error
    if len(content) != SECRET_BYTES:
        raise CourseError(
            f"{path} is damaged ({len(content)} bytes instead of {SECRET_BYTES}); restore it from a backup, "
            "or delete it, after which hidden inputs are drawn anew."
        )
    return content


def prepare_state(state: Path) -> None:
    """Make the state folder, private to its owner and ignored by git."""
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        ignore = state / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{state} cannot be written ({error.strerror}); give yourself write permission.") from error


def _create(path: Path) -> None:
    """Write beside, then link: the name appears at once with its whole content, and only if it is not taken."""
    beside = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was faster; its secret counts
            os.link(beside, path)
    except OSError as error:
        raise CourseError(f"{path} cannot be written ({error.strerror}); give yourself write permission.") from error
    finally:
        beside.unlink(missing_ok=True)
