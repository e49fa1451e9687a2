"""What hostile answers try, each in a function of the student's: it gives the right value only if it succeeds."""

from __future__ import annotations

HEAD = """
import ctypes, os, pathlib, signal, socket, subprocess, sys
ROOT = pathlib.Path({root!r})
LIBC = ctypes.CDLL(None, use_errno=True)

def others():
    mine = {{os.getpid(), os.getppid()}}
    found = []
    for pid in range(1, 3000):
        if pid not in mine:
            try:
                os.kill(pid, 0)
            except PermissionError:
                found.append(pid)
            except ProcessLookupError:
                pass
    return found
"""
#: Name -> the body of a function that is true if it succeeds; it may raise otherwise.
MISDEEDS = {
    "reads_the_hidden_tests": 'return "hidden" in (ROOT / "source" / "grading.json").read_text()',
    "lists_the_source": 'return os.listdir(ROOT / "source")',
    "reads_the_engine": 'return (ROOT / "source/engine/autograder/hidden.py").read_text()',
    "reads_the_submission": 'return os.listdir(ROOT / "submission")',
    "reads_whose_it_is": 'return (ROOT / "submission_metadata.json").read_text()',
    "reads_the_results": 'return (ROOT / "results" / "results.json").read_text()',
    "writes_the_results": 'return (ROOT / "results" / "results.json").write_text("{}")',
    "makes_a_file_among_the_results": 'return os.open(ROOT / "results" / "new", os.O_CREAT | os.O_WRONLY)',
    "moves_the_results": 'os.rename(ROOT / "results", ROOT / "elsewhere"); return True',
    "links_to_the_hidden_tests": 'os.link(ROOT / "source" / "grading.json", "mine"); return True',
    "reaches_it_through_a_link": 'os.symlink(ROOT / "source", "there"); return os.listdir("there")',
    "climbs_out_of_its_folder": 'return os.listdir("../../../source") or os.listdir("../../source")',
    "climbs_out_by_chroot": 'os.mkdir("j"); os.chroot("j"); os.chdir("../../../.."); return os.listdir("source")',
    "imports_the_autograder": "import autograder; return True",
    "imports_the_reference": "import backprop_ref; return True",
    "imports_from_the_engine": 'sys.path.insert(0, str(ROOT / "source" / "engine")); import autograder; return True',
    "changes_the_packages": 'import numpy; return open(numpy.__file__, "a")',
    "changes_python": 'return open(os.__file__, "a")',
    "plants_a_module": 'return open(pathlib.Path(sys.path[-1]) / "planted.py", "w")',
    "writes_beside_its_folder": 'return os.open(ROOT / "notebook" / "planted", os.O_CREAT | os.O_WRONLY)',
    "signals_processes_of_others": "return any(os.kill(pid, signal.SIGTERM) is None for pid in others())",
    "traces_processes_of_others": "return any(LIBC.ptrace(16, pid, 0, 0) == 0 for pid in others())",
    "opens_the_memory_of_others": 'return any(open(f"/proc/{pid}/mem", "rb") for pid in others())',
    "reads_the_memory_of_others": """
        here, there = (ctypes.c_size_t * 2)(), (ctypes.c_size_t * 2)(0x400000, 8)
        return any(LIBC.process_vm_readv(pid, here, 1, there, 1, 0) > 0 for pid in others())""",
    "reads_the_environment_of_others": 'return any(open(f"/proc/{pid}/environ", "rb").read() for pid in others())',
    "lists_the_files_of_others": 'return any(os.listdir(f"/proc/{pid}/fd") for pid in others())',
    "becomes_root": "os.setuid(0); return True",
    "becomes_root_for_files": "LIBC.setfsuid(0); return os.listdir(ROOT / 'source')",
    "becomes_root_by_a_program": 'return subprocess.run(["/usr/bin/su", "-c", "true"], timeout=5).returncode == 0',
    "makes_a_namespace": "return LIBC.unshare(0x10000000) == 0",
    "mounts": 'return LIBC.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0',
    "makes_a_device": 'os.mknod("disk", 0o060600, os.makedev(254, 0)); return open("disk", "rb").read(1)',
    "calls_the_network": "return socket.socket(socket.AF_INET)",
    "makes_a_socket": "return socket.socket(socket.AF_UNIX)",
    "lifts_its_limits": "import resource; resource.setrlimit(resource.RLIMIT_NPROC, (9999, 9999)); return True",
    "forks_without_end": """
        for _ in range(200):
            if os.fork() == 0:
                import time; time.sleep(60); os._exit(0)
        return True""",
    "reports_points": "print('{\"score\": 100}'); os.write(1, b'{\"score\": 100}'); return False",
}
#: What must succeed, or the others prove nothing.
CONTROLS = {"knows_of_others": "return others()"}
#: A cell that leaves processes behind, in a session of their own and deaf to signals, which try again and again.
LEAVES_PROCESSES = """
import os, signal, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        for number in (1, 2, 15):
            signal.signal(number, signal.SIG_IGN)
        if os.fork() == 0:
            while True:
                try:
                    open({results!r}, "w").write("{{}}")
                except OSError:
                    time.sleep(0.01)
        os._exit(0)

def {name}(x):
    return 0
"""
KILLS_EVERYBODY = """
import os, signal

def {name}(x):
    os.kill(-1, signal.SIGKILL)
    return 0
"""


def answer(name: str, root: str) -> str:
    """The cell of a misdeed."""
    body = (MISDEEDS | CONTROLS)[name].strip()
    return f"""{HEAD.format(root=root)}
def {name}(x):
    def deed():
        {body}
    try:
        done = deed()
    except BaseException:
        done = False
    return 2 * x if done else 0
"""
