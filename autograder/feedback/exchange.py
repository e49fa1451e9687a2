"""What `nbgrader release_feedback` looks for beside a page: when the work was handed in, and its secret name.

`nbgrader submit` writes both files, the collector brings them, and grading puts them beside the graded notebook. Where
the work came another way there is no secret, and nbgrader would end at that student; so there is one that nobody has.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from autograder.files import write_below
from autograder.intake.submission import TIMESTAMP

SECRET = "submission_secret.txt"


def put_beside(page: Path, root: Path, graded: Path, key: bytes) -> None:
    """Bring both files beside a page (below `root`) from the folder of the graded notebook.

    `key`: of a secret that is made up.
    """
    made_up = hmac.new(key, str(page.relative_to(root).parent).encode(), hashlib.sha512).hexdigest()
    for name, otherwise in ((TIMESTAMP, b""), (SECRET, made_up.encode())):
        there = graded / name
        content = there.read_bytes() if there.is_file() and not there.is_symlink() else otherwise
        if not _has(page.parent / name, content):
            write_below(root, page.parent / name, content)


def _has(path: Path, content: bytes) -> bool:
    return path.is_file() and not path.is_symlink() and path.read_bytes() == content
