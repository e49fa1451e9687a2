"""The command line, one module for each command; `app` has the list.

`shown` prints what strangers wrote, `names` reads what is asked for, `progress` shows a run, `app` puts all together.
Every failure of the `AutograderError` tree is one sentence on stderr and exit code 2. `grade` exits with 1 where
something could not be judged or written, `feedback` where a page could not be written; what students did wrong is never
a failure of the command. A command that is stopped exits with 128 and the signal's number: 130 for Ctrl-C, 143 for
TERM, 129 for HUP.
"""

from __future__ import annotations


def main() -> None:
    """Entry point of the console script; worker processes run that too, up to the call: it loads nothing before."""
    from autograder.cli import app  # noqa: PLC0415

    app.main()
