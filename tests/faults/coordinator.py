"""`autograder grade`, with deadlines that a test can wait for: the seconds of a task, then the command's arguments."""

import sys

from autograder.batch import executor
from autograder.batch.worker import Task
from autograder.cli.app import main

if __name__ == "__main__":
    Task.seconds = float(sys.argv.pop(1))
    executor.LOST_SECONDS = Task.seconds
    main()
