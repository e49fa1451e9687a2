"""The end of servers that tests start."""

import subprocess

#: Seconds that a server has to end when it is asked to: far more than it needs, since both cores may be busy.
PATIENCE = 120


def end(process: subprocess.Popen, patience: float = PATIENCE) -> None:
    """Ask a server to end; one that does not is killed, so that nothing of a test goes on behind it."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
