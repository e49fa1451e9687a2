"""The last step of setup.sh: makes the folder in which students' code runs where there are no namespaces."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from autograder.errors import AutograderError
from autograder.gradescope import carried
from autograder.gradescope.layout import Layout
from autograder.sandbox.other_user import make_tree


def main(root: str) -> int:
    """Make it anew; the exit code."""
    layout = Layout(Path(root))
    try:
        packages = carried.read(layout.grading).student_packages
        shutil.rmtree(layout.tree, ignore_errors=True)
        make_tree(layout.tree, packages)
    except (AutograderError, OSError) as problem:
        print(f"The container cannot be prepared: {problem}", file=sys.stderr)
        return 1
    print("Ready.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
