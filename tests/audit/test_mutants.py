import json

import pytest
from click.testing import CliRunner

from autograder.audit.mutants import MutantsTask, stale
from autograder.audit.mutate import mutants
from autograder.cli.app import cli
from autograder.course.marks import Marks
from autograder.errors import CourseError
from tests.audit.test_audit import course
from tests.course_folder.courses import check, solution, write_course

KEYS = (b"one", b"two")


def changes(body, parameters="a, b"):
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    cell = f"def f({parameters}):\n    ### BEGIN SOLUTION\n{lines}\n    ### END SOLUTION"
    return {(m.line, m.becomes) for m in mutants(cell, Marks().solution)}


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("return a + b", "return (a - b)"),
        ("return a - b", "return (b - a)"),
        ("return a @ b", "return (a.T @ b)"),
        ("return a.T", "return a"),
        ("return a < b", "return (a <= b)"),
        ("return a + 2", "return a + 3"),
        ("return a * 0.5", "return a * 0.0"),
        ("return a[1:]", "return a[:]"),
        ("return a[:, b]", "return a[b, :]"),
        ("return np.sum(a, axis=0)", "return np.sum(a)"),
        ("return np.sum(a, axis=0)", "return np.sum(a, axis=1)"),
        ("return g(a, b)", "return g(b, a)"),
        ("return g(a)", "return a"),
        ("return a.copy()", "return a"),
        ("return a, b", "return (b, a)"),
        ('return {"p": a, "q": b}', "return {'p': b, 'q': a}"),
        ('return {"p": a, "q": b}', """return {'q': b}"""),
        ("return a if b else 0", "return (0 if b else a)"),
        ("return not a", "return a"),
        ("return a and b", "return (a or b)"),
        ("return True", "return False"),
        ("return a", "return None"),
        ("a += b", "pass"),
        ("a += b", "a = a + (b)"),
        ("a = a + b", "a += b"),
        ("return a[0] - b", "return a[0].__isub__(b)"),
        ("return [x for x in a if x]", "return [x for x in a]"),
        ("return a['p'] + b['q']", "return a['q'] + b['q']"),
    ],
)
def test_what_students_get_wrong_is_among_the_mutants(line, becomes):
    assert (line, becomes) in changes(line)


def test_only_the_solution_is_changed_and_every_mutant_is_another_program():
    cell = "def f(a, h=1):\n    ### BEGIN SOLUTION\n    return a + a\n    ### END SOLUTION\n\nf(1)"
    found = mutants(cell, Marks().solution)
    assert all("h=1" in m.source and m.source.endswith("f(1)") for m in found)
    assert len({m.source for m in found}) == len(found)
    assert all(m.function == "f" for m in found)


def test_text_inside_of_strings_and_what_is_no_value_stays():
    assert not any("f'" in becomes for _, becomes in changes('return f"{a}"'))
    assert ("return np.sum(a)", "return np") not in changes("return np.sum(a)")


def test_the_order_of_what_is_searched_is_no_mutant():
    found = changes("return a in (b, 2)")
    assert ("return a in (b, 2)", "return a in (2, b)") not in found
    assert ("return a in (b, 2)", "return a in (b,)") in found


def test_what_the_hidden_test_does_not_tell_from_the_solution_survives(tmp_path):
    result = MutantsTask(course(tmp_path).root, "one", KEYS).run(lambda: None)
    assert result.killed > 5
    assert result.survivors == []
    assert result.score == 1
    assert "score 100 %" in str(result)


LAX = """### BEGIN HIDDEN TESTS
from autograder.hidden import call, expect, part

with part("one", points=2):
    expect(call("larger", 1, 2), 2, what="the larger one")
### END HIDDEN TESTS"""
LARGER = """def larger(a, b):
    ### BEGIN SOLUTION
    while a < 0:
        a += 1
    return a if a > b else b
    ### END SOLUTION"""


def lax(folder, listed=""):
    made = write_course(folder, [solution(LARGER, "larger"), check(LAX, "test-larger")])
    (folder / "simulation" / "one").mkdir(parents=True)
    (folder / "simulation" / "one" / "larger.py").write_text(
        "# %% right: max\ndef larger(a, b):\n    return max(a, b)\n"
    )
    (folder / "simulation" / "one" / "equivalent-mutants.toml").write_text(listed)
    return made


ENTRY = """[[larger]]
line = "return a if a > b else b"
becomes = ["return a if (a >= b) else b", "return b"]
reason = "the same number"
"""


def test_loops_without_an_end_are_killed_and_listed_mutants_are_equivalent(tmp_path):
    result = MutantsTask(lax(tmp_path, ENTRY).root, "one", KEYS).run(lambda: None)
    assert result.equivalent == 2
    assert [s.becomes for s in result.survivors if s.line.startswith("while")] != []
    assert not any(s.becomes == "while (a > 0):" for s in result.survivors)  # it never ends
    assert 0 < result.score < 1
    assert result.problems == []


def test_a_listed_mutant_that_is_caught_or_is_none_any_more_is_told(tmp_path):
    made = lax(tmp_path, ENTRY.replace('"return b"', '"return a", "return c"'))
    told = MutantsTask(made.root, "one", KEYS).run(lambda: None).problems
    assert told == ["larger: listed as equivalent, and caught: 'return a if a > b else b' becomes 'return a'."]
    assert stale(tmp_path / "simulation" / "one", made.masters("one")) == [
        "larger: listed as equivalent, and no mutant of the solution: 'return a if a > b else b' becomes 'return c'."
    ]


def test_mutants_of_a_line_that_is_free_survive_or_are_caught(tmp_path):
    free = '[[larger]]\nline = "return a if a > b else b"\nbecomes = "..."\nreason = "a free choice"'
    result = MutantsTask(lax(tmp_path, free).root, "one", KEYS).run(lambda: None)
    assert result.equivalent > 2
    assert not any(s.line.startswith("return") for s in result.survivors)
    assert result.problems == []  # "return a" is among them, and caught


@pytest.mark.parametrize("listed", ["[[larger]]\nline = 1", "nonsense", ENTRY.replace("the same number", " ")])
def test_a_list_that_cannot_be_read_is_told_in_one_sentence(tmp_path, listed):
    made = lax(tmp_path, listed)
    with pytest.raises(CourseError, match=r"equivalent-mutants\.toml"):
        MutantsTask(made.root, "one", KEYS).run(lambda: None)


@pytest.mark.integration
def test_the_command_prints_survivors_as_entries_of_the_list_and_exits_with_1(tmp_path):
    made = lax(tmp_path)
    ran = CliRunner().invoke(cli, ["--course", str(made.root), "audit", "--mutants"])
    assert ran.exit_code == 1, ran.output
    assert "[[larger]]\nfunction = \"larger\"\nline = 'return a if a > b else b'\n" in ran.output
    told = CliRunner().invoke(cli, ["--course", str(made.root), "audit", "one", "--mutants", "--json"])
    (result,) = json.loads(told.stdout)
    assert result["score"] < 1
    assert "return b" in [survivor["becomes"] for survivor in result["surviving"]]
