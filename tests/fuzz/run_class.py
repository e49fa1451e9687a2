"""Grades a class of broken and hostile submissions among healthy ones, and tells what became of all. Run in a cage.

python -m tests.fuzz.run_class COUNT SEED [FILE]     prints a summary; the findings go to FILE as JSON
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from tests.fuzz.mischief import ASSIGNMENT, NOTEBOOK, drafts
from tests.hostile.driver import course as small_course

HEALTHY = 20
LIMITS = """
c.Autograder.call_seconds = 1
c.Autograder.notebook_seconds = 10
c.Autograder.submission_mb = 20
c.Autograder.notebook_output_mb = 4
"""


def main(count: int, seed: int, out: Path | None) -> None:
    """Write the class, grade it, look at the processes meanwhile, and at what is there afterwards."""
    root = Path(tempfile.mkdtemp(prefix="fuzz-"))
    course = small_course(root, cell_seconds=1)
    (root / "gradebook.db").unlink()
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(LIMITS)
    kinds = written(course, count, seed)
    before = set(processes())
    began = time.monotonic()
    ran, peaks = watched(["grade", ASSIGNMENT, "--json"], root)
    seconds = time.monotonic() - began
    left = after_five_seconds(before)
    told = feedback(root)
    findings = {
        "seed": seed,
        "exit": ran.returncode,
        "errors": ran.stderr.decode("utf-8", "replace")[-20_000:],
        "records": json.loads(ran.stdout or b"[]"),
        "kinds": kinds,
        "peaks": peaks,
        "left": left,
        "feedback": told,
        "state_bytes": sum(p.stat().st_size for p in (root / ".autograder").rglob("*") if p.is_file()),
        "seconds": seconds,
    }
    if out is not None:
        out.write_text(json.dumps(findings))
    summary(findings)


def written(course, count: int, seed: int) -> dict[str, str]:
    """Write every submission; student (as Python shows the folder's name) -> kind."""
    (master,) = course.masters(ASSIGNMENT)
    for path in sorted(course.submitted.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    right = json.loads(json.dumps(master.released))
    right["cells"][0]["source"] = "def double(x):\n    return x + x"
    kinds = {}
    for number in range(HEALTHY):
        folder = course.submitted / f"healthy-{number:02}" / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / NOTEBOOK).write_text(json.dumps(right))
        kinds[f"healthy-{number:02}"] = "healthy"
    for kind, draft in drafts(seed, count, master.released):
        draft.write(course.submitted)
        kinds[os.fsdecode(draft.student)] = kind
    return kinds


def watched(command: list[str], root: Path) -> tuple[subprocess.CompletedProcess, dict[str, int]]:
    """Run the command line; the largest resident size of the coordinator and of a worker, in bytes."""
    peaks: dict[str, int] = defaultdict(int)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        full = [str(Path(sys.executable).parent / "autograder"), "--course", str(root), *command]
        process = subprocess.Popen(full, stdout=output, stderr=errors)
        while process.poll() is None:
            for pid, line in processes().items():
                role = "coordinator" if pid == process.pid else "worker" if "spawn_main" in line else ""
                if role:
                    peaks[role] = max(peaks[role], high_water(pid))
            time.sleep(0.2)
        texts = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read())
    return subprocess.CompletedProcess(full, process.returncode, *texts), dict(peaks)


def feedback(root: Path) -> dict[str, object]:
    """Write every page; the exit code, what was said, and whose page is there."""
    ran, _ = watched(["feedback", ASSIGNMENT], root)
    pages = sorted(path.parent.parent.name for path in (root / "feedback").glob("healthy-*/a/n.html"))
    return {"exit": ran.returncode, "errors": ran.stderr.decode("utf-8", "replace")[-5000:], "pages": pages}


def processes() -> dict[int, str]:
    """Pid -> command line of everything alive in this PID namespace but this process and the first."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) in (1, os.getpid()):
            continue
        try:
            if (folder / "stat").read_bytes().rpartition(b")")[2].split()[0] not in (b"Z", b"X"):
                found[int(folder.name)] = (
                    (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                )
        except OSError:
            continue
    return found


def high_water(pid: int) -> int:
    """The largest resident size that a process has had, in bytes."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM")), 0)


def after_five_seconds(before: set[int]) -> list[str]:
    """Command lines of the processes that are left."""
    until = time.monotonic() + 5
    while (left := {p: line for p, line in processes().items() if p not in before}) and time.monotonic() < until:
        time.sleep(0.1)
    return sorted(left.values())


def summary(findings: dict[str, object]) -> None:
    """What became of the class, kind by kind."""
    outcomes: dict[str, Counter] = defaultdict(Counter)
    by_student = {record["student"]: record for record in findings["records"]}
    for student, kind in findings["kinds"].items():
        record = by_student.get(student)
        outcomes[kind][record["outcome"] if record else "left out, with a sentence"] += 1
    for kind, counts in sorted(outcomes.items()):
        print(f"{kind:32}", ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common()))
    peaks = ", ".join(f"{role} {size >> 20} MiB" for role, size in findings["peaks"].items())
    print(
        f"seed {findings['seed']}: exit {findings['exit']} in {findings['seconds']:.0f} s; peak memory: {peaks}; ",
        end="",
    )
    print(f"records {findings['state_bytes'] >> 20} MiB; left behind: {findings['left'] or 'nothing'}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
