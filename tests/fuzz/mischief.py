"""Broken and hostile submissions, drawn from a seed: names, bytes, JSON, metadata, sizes, links, times, replies, deeds.

Each kind is a function that gets a `Draft` (a wrong, otherwise ordinary submission of assignment `a`, notebook `n`) and
spoils it. None of them answers the exercise, so none may earn a point.
"""

import copy
import json
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ASSIGNMENT, NOTEBOOK = "a", "n.ipynb"
WRONG = "def double(x):\n    return 3 * x"
JUNK: tuple[Any, ...] = (
    None, True, -1, 1e308, 10**400, "", "x" * 5000, "\ud83d", "\x00\x1b[2J", [], {}, [[]], {"": ""},
    [{"cell_type": "code"}], "code", "markdown", ["a", None, 3], {"nbgrader": None}, {"nbgrader": []},
)  # fmt: skip
NAMES = (
    b"L\xf6sung.png", b"\xff\xfe", b"back\\slash.txt", b"\x1b[2J\x1b[31mred.txt", b"[bold]markup[/].txt", b"new\nline.txt",
    b"=cmd|' /C calc'!A0.csv", b"a" * 251 + b".txt", b"b" * 255, "🐍.txt".encode(), b"-rf", b"~", b"$(id)", b"%s%n",
    "\u202egpj.exe".encode(), b"toolkit.py", b"timestamp.txt", b"n", b"n.ipynb.bak", b".ipynb", b"._n.ipynb", b" ",
)  # fmt: skip
STUDENTS = (
    b"\xf6sterreich", b"[red]ada[bold]", b"\x1b]0;title\x07eve", b"=1+1", b"@sum", b"a,b", b'o\'neil, "pat"', b"x" * 200,
    "Þórr Ægir".encode(), b"line\nbreak", b"--help", b"%00", "\u202eevil".encode(), b"y" * 255, b"[link=x]y[@click=z]",
)  # fmt: skip
TIMES = (
    "", "yesterday", "2026-01-30", "05.12.2025 18:00", "12/05/2025", "10:30 CEST", "2026-13-45 99:99", "1e309", "9" * 500,
    "2026-01-30 18:00:00 XYZ", "0000-00-00", "\x1b[31m2026", "2026-01-30 18:00:00 +99:99", "now", "1700000000", "T", "-",
)  # fmt: skip
REPLIES = (
    "b'junk'", "b'AGW1' + b'\\xff' * 12", "b'AGW1\\x00\\x00\\x00\\x02' + b'\\x00' * 8 + b'{}'", "b'\\x00' * 100000",
    "frame({'id': [1], 'outcome': 'passed', 'outputs': [], 'result_text': None})",
    "frame({'id': {'t': 'a', 'd': '<f8', 's': [2]}, 'value': 1}, b'\\x00' * 16)",
    "frame({'t': 'd', 'v': [['id', {'t': 'a', 'd': '<f8', 's': [2]}], ['outcome', {'t': 'a', 'd': '|u1', 's': [3]}]]}, b'0' * 19)",
    "frame({'t': 'd', 'v': [['value', {'t': 'a', 'd': '<f8', 's': [1 << 26]}]]})",
    "frame({'t': 'd', 'v': [['fault', {'t': 'd', 'v': [['kind', [1]], ['name', None], ['line', 'x']]}]]})",
    "frame([[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]])",
)  # fmt: skip
SEND = """import gc, json, socket, struct
def frame(tree, body=b''):
    head = json.dumps(tree).encode()
    return struct.pack('!4sIQ', b'AGW1', len(head), len(body)) + head + body
for s in [o for o in gc.get_objects() if type(o) is socket.socket]:
    try:
        s.setblocking(False)
        for _ in range({times}):
            s.send({reply})
    except Exception:
        pass
"""
DEEDS = (
    "import os; os._exit(7)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit(3)", "exit()",
    "import os\nwhile True:\n    try: os.fork()\n    except OSError: break", "x = bytearray(10**11)",
    "x = []\nwhile True: x.append(bytearray(10**6))", "while True: print('x' * 10000)",
    "import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf()", "import ctypes; ctypes.string_at(0)",
    "from IPython.display import Image, display\nimport os\nfor _ in range(3000): display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + os.urandom(100000), format='png'))",
    "import socket\nkept = []\nwhile True:\n    try:\n        a, b = socket.socketpair(); a.setblocking(False); kept += [a, b]\n        while True: a.send(b'x' * 65536)\n    except BlockingIOError: pass\n    except OSError: break",
    "import mmap\nkept = [mmap.mmap(-1, 1 << 28) for _ in range(8)]\nfor m in kept: m.write(b'x' * (1 << 28))",
    "import os\nfor i in range(5000): open(f'file{i}', 'w').write('x' * 100000)", "import threading\nfor _ in range(500): threading.Thread(target=input).start()",
    "import sys; sys.stdout = sys.stderr = None", "import builtins; builtins.isinstance = lambda *a: True",
    "import numpy as np; np.allclose = np.array_equal = lambda *a, **k: True", "del __builtins__", "import os; os.chdir('/')",
    "import signal\nfor n in range(1, 64):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass",
    "import gc\nfor o in gc.get_objects():\n    if type(o) is dict and o.get('__name__', '').startswith('inside'): o.clear()",
)  # fmt: skip
ANSWERS = (
    "['x' * 1000] * 1000", "[['y'] * 100] * 2000", "'z' * 10**7", "[0] * 10**6", "__import__('numpy').zeros(10**7)",
    "{i: i for i in range(10**5)}", "(lambda f: f(f, 60))(lambda f, n: [f(f, n - 1)] if n else [])", "float('nan')", "None",
    "__import__('numpy').array(['a', None], dtype=object)", "type('T', (), {'__array__': lambda *a: exit()})()", "10**4000",
    "__import__('numpy').zeros((0, 10**6))", "[1j, 2]", "{'\\ud83d': 1}", "b'x' * 10**6", "iter(int, 1)", "1e400", "double",
    "__import__('numpy').float16(1)", "__import__('numpy').ones((1,) * 30)", "['x' * 100000] + ['y'] * 100000",
)  # fmt: skip


@dataclass
class Draft:
    """A submission before it is written to disk."""

    rng: random.Random
    student: bytes
    notebook: dict[str, Any]
    content: bytes | None = None
    """What stands in the notebook's place; None: the notebook as JSON."""
    name: bytes = NOTEBOOK.encode()
    files: dict[bytes, bytes] = field(default_factory=dict)
    after: list[Callable[[Path], None]] = field(default_factory=list)
    """What is done to the folder when all is written."""

    @property
    def text(self) -> bytes:
        return json.dumps(self.notebook).encode()

    def write(self, submitted: Path) -> None:
        """The submission as files below `submitted`."""
        folder = os.path.join(os.fsencode(submitted), self.student, ASSIGNMENT.encode())
        os.makedirs(folder, exist_ok=True)
        files = {**self.files}
        if self.name:
            files[self.name] = self.text if self.content is None else self.content
        for name, content in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
        for spoil in self.after:
            spoil(Path(os.fsdecode(folder)))


def names_of_files(draft: Draft) -> None:
    for name in draft.rng.sample(NAMES, 3):
        draft.files.setdefault(name, b"content")


def folders_in_the_place_of_files(draft: Draft) -> None:
    name = draft.rng.choice([b"toolkit.py", b"timestamp.txt", b"n", b"n.ipynb", b"n.html"])
    draft.files[name + b"/inner"] = b"x"
    if name == b"n.ipynb":
        draft.name = b""


def name_of_the_student(draft: Draft) -> None:
    draft.student = draft.rng.choice(STUDENTS) + b"%d" % draft.rng.randrange(10**6)
    draft.student = draft.student[-255:]


def name_of_the_notebook(draft: Draft) -> None:
    names = (
        b"N.IPYNB",
        b"n (1).ipynb",
        b"n-Copy1.ipynb",
        b"sub/n.ipynb",
        b"n.ipynb.txt",
        b"n.json",
        b"other.ipynb",
        b"n.pdf",
    )
    draft.name = draft.rng.choice(names)
    if draft.rng.random() < 0.5:
        draft.files[b"Untitled.ipynb"] = draft.rng.choice([b"{}", draft.text, b""])


def deep_folders(draft: Draft) -> None:
    draft.files[b"/".join([b"d"] * draft.rng.randrange(5, 60)) + b"/f"] = b"x"


def many_files(draft: Draft) -> None:
    draft.files |= {b"many/%d" % i: b"" for i in range(draft.rng.choice([400, 700]))}


def bytes_of_the_notebook(draft: Draft) -> None:
    text, rng = draft.text, draft.rng
    cut = rng.randrange(len(text))
    flipped = bytearray(text)
    for _ in range(rng.randrange(1, 20)):
        flipped[rng.randrange(len(text))] ^= 1 << rng.randrange(8)
    choices = (
        text[:cut], bytes(flipped), b"\xef\xbb\xbf" + text, text.decode().encode("utf-16"), text.replace(b"\n", b"\r\n"), b"",
        b"\x00" * 1000, rng.randbytes(2000), b"%PDF-1.7\n" + rng.randbytes(500), b"<<<<<<< HEAD\n" + text + b"\n=======\n",
        b"[" * 200000, text * 2, b"null", b"[]", b'"text"', b"1" * 100000, text.replace(b"return", b"ret\xed\xa0\xbdurn"),
    )  # fmt: skip
    draft.content = rng.choice(choices)


def json_of_the_notebook(draft: Draft) -> None:
    """Some places of the notebook's JSON hold something else."""
    for _ in range(draft.rng.randrange(1, 5)):
        places = list(_places(draft.notebook))
        holder, key = draft.rng.choice(places)
        holder[key] = copy.deepcopy(draft.rng.choice(JUNK))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield value, key
        yield from _places(inner)


def formats(draft: Draft) -> None:
    draft.notebook["nbformat"] = draft.rng.choice([1, 2, 3, 5, 99, "4", -4, 4.0, None, True])


def metadata(draft: Draft) -> None:
    cell = draft.rng.choice(draft.notebook["cells"])
    mark = {"grade_id": draft.rng.choice(["double", "test-double", "x" * 500, ""]), "points": 100, "grade": True}
    forged = (
        {}, {"nbgrader": {}}, {"nbgrader": mark}, {"tags": ["skip-execution", "remove-cell"]}, {"nbgrader": mark | {"solution": 3}},
        {"nbgrader": {"grade_id": ["double"]}}, {"nbgrader": {"grade_id": {"a": 1}}, "deletable": "no"},
    )  # fmt: skip
    cell["metadata"] = draft.rng.choice(forged)
    if draft.rng.random() < 0.5:
        draft.notebook["cells"].append(json.loads(json.dumps(draft.rng.choice(draft.notebook["cells"]))))
    draft.rng.shuffle(draft.notebook["cells"])


def surrogates(draft: Draft) -> None:
    for cell in draft.notebook["cells"]:
        cell["source"] = "".join(cell["source"]) + "\n# \ud83d"
    draft.notebook["metadata"]["\udc00"] = "\udfff"


def sizes(draft: Draft) -> None:
    cells = draft.notebook["cells"]
    kind = draft.rng.randrange(4)
    if kind == 0:
        cells += [{"cell_type": "code", "source": "", "metadata": {}, "outputs": []}] * draft.rng.choice([600, 30000])
    elif kind == 1:
        cells[0]["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": "x" * draft.rng.choice([10**6, 3 * 10**7])}
        ]
    elif kind == 2:
        cells[0]["source"] = WRONG + "\n#" + "y" * draft.rng.choice([10**6, 5 * 10**6])
    else:
        draft.files[b"large"] = b"\x00" * (draft.rng.choice([1, 30]) << 20)


def links(draft: Draft) -> None:
    target = draft.rng.choice(["/etc/passwd", "../../../gradebook.db", "nowhere", ".", "/dev/zero", "../../../source"])
    place = draft.rng.choice(["n.ipynb", "n", "toolkit.py", "data", "timestamp.txt", "sub"])

    def link(folder: Path) -> None:
        path = folder / place
        if path.is_file():
            path.unlink()
        path.symlink_to(target)

    draft.after.append(link)


def special_files(draft: Draft) -> None:
    def special(folder: Path) -> None:
        os.mkfifo(folder / draft.rng.choice(["pipe", "pipe.ipynb"]))
        os.link(folder / NOTEBOOK, folder / "hard.txt")

    draft.after.append(special)


def times(draft: Draft) -> None:
    text = draft.rng.choice(TIMES)
    draft.files[b"timestamp.txt"] = draft.rng.choice([text.encode(), text.encode("utf-16"), b"\xff" + text.encode()])


def archives(draft: Draft) -> None:
    def pack(folder: Path) -> None:
        names = draft.rng.choice(
            [["n.ipynb"], ["../../n.ipynb"], ["/n.ipynb"], ["a/n.ipynb", "b/n.ipynb"], ["x" * 60000]]
        )
        with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for name in names:
                packed.writestr(name, draft.rng.choice([draft.text, b"\x00" * (50 << 20), b"junk"]))
        (folder / NOTEBOOK).unlink()

    draft.after.append(pack)


def replies(draft: Draft) -> None:
    source = SEND.replace("{reply}", draft.rng.choice(REPLIES)).replace("{times}", str(draft.rng.choice([1, 3, 1000])))
    if draft.rng.random() < 0.5:
        source = "def double(x):\n" + "".join(f"    {line}\n" for line in source.splitlines()) + "    return 3 * x"
    draft.notebook["cells"][0]["source"] = source


def deeds(draft: Draft) -> None:
    deed = draft.rng.choice(DEEDS)
    if draft.rng.random() < 0.5:
        deed = "def double(x):\n" + "".join(f"    {line}\n" for line in deed.splitlines()) + "    return 3 * x"
    draft.notebook["cells"][0]["source"] = deed


def answers(draft: Draft) -> None:
    draft.notebook["cells"][0]["source"] = f"def double(x):\n    return {draft.rng.choice(ANSWERS)}"


KINDS: tuple[Callable[[Draft], None], ...] = (
    names_of_files, folders_in_the_place_of_files, name_of_the_student, name_of_the_notebook, deep_folders, many_files,
    bytes_of_the_notebook, json_of_the_notebook, json_of_the_notebook, formats, metadata, surrogates, sizes, links,
    special_files, times, archives, replies, deeds, answers,
)  # fmt: skip


def drafts(seed: int, count: int, released: dict[str, Any]) -> Iterator[tuple[str, Draft]]:
    """(kind, draft) of `count` submissions; the same seed gives the same ones."""
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        notebook = json.loads(json.dumps(released))
        notebook["cells"][0]["source"] = WRONG
        draft = Draft(rng, b"m%05d" % number, notebook)
        kind = KINDS[number % len(KINDS)]
        kind(draft)
        yield kind.__name__, draft
