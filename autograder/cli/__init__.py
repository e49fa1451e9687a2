"""The command line: `autograder release | simulate | grade | feedback | doctor`, one module each.

Every failure of the `AutograderError` tree is one sentence on stderr and exit code 2. `grade` exits with 1 where
something could not be judged; what students did wrong is never a failure of the command.
"""

from __future__ import annotations

from autograder.cli.app import main

__all__ = ["main"]
