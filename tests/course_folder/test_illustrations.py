"""Which cells may carry the tag "illustration", and which ought to."""

import nbformat
import pytest

from autograder.course.illustrations import ILLUSTRATION, advised, asked_names, check_illustrations
from autograder.course.marks import Marks
from autograder.errors import CourseError

DATA = "import numpy as np\nW = np.ones(3)\nresults = []"
TEST = "### BEGIN HIDDEN TESTS\nfrom autograder.hidden import call, expect\n{}\n### END HIDDEN TESTS"


def notebook(*sources, tags=(), graded=None):
    """A source notebook: code cells, of which those in these places carry the tag, and one may be nbgrader's."""
    cells = [nbformat.v4.new_code_cell(source, id=f"c{place}") for place, source in enumerate(sources)]
    for place in tags:
        cells[place].metadata["tags"] = ["measured", ILLUSTRATION]
    for place, kind in (graded or {}).items():
        meta = {"grade_id": kind, "grade": kind == "test", "solution": kind != "test", "task": False, "locked": True}
        cells[place].metadata["nbgrader"] = meta
    return nbformat.v4.new_notebook(cells=cells)


FINE = {
    "prints": "print(W)",
    "binds what nobody else uses": "shown = W + 1\nshown[0] = 2\nprint(shown)",
    "draws from a seed": "print(np.random.default_rng(1).normal())",
    "an array that grows is a new one": "print(np.append(W, 1))",
    "takes what nobody wants": "_, ax = W\nax.set(title='')",
}
REFUSED = {
    "print(W)\nW = 2": "binds W, a name that cell 1 uses",
    "W[0] = 3": "assigns into W",
    "W.flags.writeable = False": "assigns into W",
    "W.data[0] += 1": "assigns into W",
    "del W[0]": "assigns into W",
    "results.append(1)": "calls a method of results, append(), that changes it",
    "np.copyto(W, 1)": "calls copyto()",
    "np.random.seed(1)": "calls seed()",
    "print(np.random.normal())": "draws from the global random generator",
    "import random\nprint(random.random())": "draws from the global random generator",
    "def show():\n    global shown\n    shown = 1\nshow()": "declares shown global",
    "np.set_printoptions(precision=3)": "calls set_printoptions()",
    "%matplotlib inline": "is no plain Python",
}


@pytest.mark.parametrize("source", FINE.values(), ids=FINE)
def test_a_cell_that_only_shows_something_may_carry_the_tag_and_ought_to(source):
    check_illustrations(notebook(DATA, source, tags=[1]), Marks(), "n")
    assert advised(notebook(DATA, source), Marks()) == ["cell 2"]
    assert advised(notebook(DATA, source, tags=[1]), Marks()) == []


@pytest.mark.parametrize(("source", "says"), REFUSED.items())
def test_a_cell_that_does_more_is_refused_and_not_advised(source, says):
    with pytest.raises(CourseError, match="n, cell 2 ") as refused:
        check_illustrations(notebook(DATA, source, tags=[1]), Marks(), "n")
    assert says in str(refused.value)
    assert advised(notebook(DATA, source), Marks()) == []


def test_what_a_function_of_the_course_does_counts_as_the_cells_own():
    with pytest.raises(CourseError, match="cell 2 assigns into W"):
        check_illustrations(notebook(DATA + "\ndef spoil():\n    W[0] = 1", "spoil()", tags=[1]), Marks(), "n")


@pytest.mark.parametrize("kind", ["answer", "test"])
def test_an_answer_or_a_test_is_no_illustration(kind):
    with pytest.raises(CourseError, match="is an answer or a test"):
        check_illustrations(notebook(DATA, "1", tags=[1], graded={1: kind}), Marks(), "n")
    assert advised(notebook(DATA, "print(1)", graded={1: kind}), Marks()) == []


@pytest.mark.parametrize(
    "reader",
    ["print(shown)", "def f():\n    return [shown for _ in W]", "%timeit shown", TEST.format('call("shown")')],
)
def test_nobody_else_may_use_a_name_that_it_binds(reader):
    cells = notebook(DATA, "shown = 1\nprint(shown)", reader, tags=[1], graded={2: "test"})
    with pytest.raises(CourseError, match="cell 2 binds shown, a name that cell 3"):
        check_illustrations(cells, Marks(), "n")


def test_another_illustration_may_use_its_names_and_then_both_ought_to_carry_the_tag():
    check_illustrations(notebook(DATA, "shown = 1\nprint(shown)", "print(shown)", tags=[1, 2]), Marks(), "n")
    assert advised(notebook(DATA, "shown = 1\nprint(shown)", "print(shown)"), Marks()) == ["cell 2", "cell 3"]


def test_a_definition_is_no_illustration():
    assert advised(notebook(DATA, "def f():\n    print(W)", "V = W + 1"), Marks()) == []


def test_a_hidden_test_names_what_it_asks_for_in_texts():
    head = "from autograder.hidden import call, expect, supply, Ref\n"
    assert asked_names(head + 'expect(call("f", Ref("g")), 1, what="W")') == {"f", "g"}
    assert asked_names(head + 'for name in ("f", "g"):\n    expect(call(name), 1, what="W")') == {"f", "g"}
    assert asked_names(head + 'supply("def h(x):\\n    return k(x)")') == {"h", "k"}
    assert asked_names("assert f(1) == W") == {"f", "W"}
    assert asked_names("assert f(") == {"assert", "f"}
