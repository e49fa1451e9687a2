"""What assignment 04 promises beyond the law for all notebooks."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from backprop_ref import matrix_calculus as mc
from backprop_ref import polls
from tests.course.material import SOURCE, Variant, nbgrader, read, solved_namespace, visible
from tests.course.test_notebooks import released
from tests.course.test_variants import earned, verdict

NAME = "04-chain-rule-poll"
PATH = SOURCE / NAME / f"{NAME}.ipynb"
POINTS = {
    "test-option-shape": 3,
    "test-poll-answer": 2,
    "test-layouts": 2,
    "test-chain-rule": 3,
    "test-chain-rule-three": 2,
    "why-this-order": 2,
}


def text(cell_id: str) -> str:
    return str(next(cell.source for cell in read(PATH).cells if cell.id == cell_id))


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    return solved_namespace(PATH)


def test_the_items_and_their_points_are_the_agreed_ones() -> None:
    items = {nbgrader(c)["grade_id"]: nbgrader(c)["points"] for c in read(PATH).cells if nbgrader(c).get("grade")}
    assert items == POINTS


def test_the_derivative_that_is_known_first_is_what_the_reference_computes(names: dict[str, Any]) -> None:
    x, dy_du, du_dx = names["x"], names["dy_du"], names["du_dx"]
    shaken = names["tk"].numerical_gradient(lambda v: names["g"](names["h"](v)), x)
    np.testing.assert_allclose(mc.chain_rule(dy_du, du_dx), shaken, atol=1e-9)
    assert mc.chain_rule(dy_du, du_dx).ravel().tolist() == [4, -5, 3]
    assert "$[4; -5; 3]$" in text("known-reading")
    assert (du_dx[1] @ dy_du).item() == 2 * -4 + 1 * 3 == -5
    assert r"2 \cdot (-4) + 1 \cdot 3 = -5" in text("paths-reading")
    assert du_dx[0].tolist() == [-1, 0]
    assert "by $x_2 = -1$ times" in text("parts-reading")
    assert (x - 0.1 * shaken.T).shape == (3, 3)
    assert r"$3 \times 3$" in text("row-reading")


def test_what_is_said_of_small_sizes_is_so() -> None:
    conform = {(P, K): {o for o in "ABCDE" if mc.poll_option_shape(o, P, K)} for P in range(1, 6) for K in range(1, 6)}
    for (P, K), options in conform.items():
        accident = P == 1 or K in (1, P)
        assert (options > {"D"}) == accident
        assert accident or options == {"D"}
    assert conform[1, 1] == set("ABCDE")
    assert {mc.poll_option_shape(o, 1, 1) for o in "ABCDEF"} == {(1, 1)}


def test_one_more_matrix_product_costs_five_hundred_times_as_much_at_1000() -> None:
    n = 1000
    assert round((n**3 + n**2) / (2 * n**2), -2) == 500
    assert "about 500 times" in text("brackets-reading")


def test_the_recursion_of_the_lecture_is_the_chain_rule_of_three_factors() -> None:
    rng = np.random.default_rng(1)
    W, s, delta = rng.standard_normal((2, 3)), rng.standard_normal((3, 1)), rng.standard_normal((2, 1))
    slope = 1 - np.tanh(s) ** 2
    three = mc.STEPS.chain_rule_three(delta, W.T, np.diagflat(slope))
    np.testing.assert_allclose(three, (W.T @ delta) * slope)


def test_what_students_get_does_not_say_the_letter() -> None:
    given = "\n".join(cell.source for cell in released(PATH).cells)
    for told in ('return "F"', "answer is F", "is **F**", "**F**", "F is right", *polls.RIGHT):
        assert told not in given
    check = visible(next(cell for cell in read(PATH).cells if cell.id == "test-poll-answer"))
    assert "du_dx @ dy_du" not in given
    assert "known" not in check
    assert '"F"' not in check


@pytest.mark.parametrize("letter", "ABCDE")
@pytest.mark.parametrize("form", ["{}", " {} ", "({})", "option {}"])
def test_a_wrong_letter_earns_nothing_and_the_reasoning_behind_it_is_named(letter: str, form: str) -> None:
    for change in ("upper", "lower"):
        code = "def poll_answer(options):\n    letters = {option: letter for letter, option in options.items()}\n"
        code += f"    letter = letters.get({polls.OPTIONS[letter]!r}, letters['none of the above'])\n"
        code += f"    return {form!r}.format(letter.{change}())"
        result, _ = verdict(Variant(NAME, "poll-answer", "mistake", 0, letter, code), "poll")
        assert earned(result) == 0
        assert [charge.mistake.number for charge in result.charges] == [261 + "ABCDE".index(letter)]


RIGHT = f"""def poll_answer(options):
    letters = {{option: letter for letter, option in options.items()}}
    right = [letters[option] for option in {(*polls.RIGHT, polls.NONE)!r} if option in letters][0]
    return """


@pytest.mark.parametrize("written", ["{}", " {} ", "({})", "{}.", "Option {}", "{}: none of the above"])
def test_the_right_letter_earns_all_however_it_is_written(written: str) -> None:
    code = f"{RIGHT}{written!r}.format(right.lower())"
    result, points = verdict(Variant(NAME, "poll-answer", "right", 0, written, code), "poll")
    assert earned(result) == points


@pytest.mark.parametrize("letter", "ABCDEF")
def test_no_letter_is_an_answer_to_the_poll(letter: str, names: dict[str, Any], capsys: Any) -> None:
    code = f"def poll_answer(options):\n    return {letter!r}"
    result, _ = verdict(Variant(NAME, "poll-answer", "mistake", 0, letter, code), "dealt")
    assert earned(result) == 0
    assert earns_all_and_is_called_right(code, names, "test-poll-answer", capsys) == (False, False)


def test_who_is_right_about_the_poll_sees_the_product_that_was_missing_and_nobody_else_does() -> None:
    right, _ = verdict(Variant(NAME, "poll-answer", "right", 0, "right", RIGHT + "right"), "seen")
    told = right.parts[0].finding
    assert told is not None
    assert [(s.before, s.name, s.rows, s.columns) for s in told.strips] == [
        ("", "du/dx", 3, 2), ("·", "dy/du", 2, 1), ("=", "dy/dx", 3, 1),
    ]  # fmt: skip
    wrong, _ = verdict(
        Variant(NAME, "poll-answer", "mistake", 0, "A", "def poll_answer(options):\n    return 'A'"), "seen"
    )
    assert all(part.finding and part.finding.strips == () for part in wrong.parts)


def test_the_vote_comes_before_the_analysis_is_kept_and_judged_nowhere() -> None:
    cells = read(PATH).cells
    ids = [cell.id for cell in cells]
    vote, answer = ids.index("my-guess"), ids.index("poll-answer")
    assert ids.index("poll-heading") < vote < ids.index("conform-text") < ids.index("option-shape") < answer
    reads = [cell for cell in cells if "my_guess" in cell.source and cell.id != "my-guess"]
    assert [cell.id for cell in reads] == ["guess-figure"]
    assert not any(nbgrader(cell) for cell in (cells[vote], *reads))
    assert ids.index("test-poll-answer") < ids.index("guess-figure")


def test_an_order_that_is_wrong_and_conforms_is_named_on_square_sizes() -> None:
    code = "def chain_rule(dy_du, du_dx):\n    return dy_du @ du_dx if len(dy_du) == len(du_dx) else du_dx @ dy_du"
    result, points = verdict(Variant(NAME, "chain-rule", "mistake", 59, "square", code), "square")
    assert earned(result) == points - 1
    assert [charge.mistake.number for charge in result.charges] == [59]


@pytest.mark.parametrize(
    ("number", "body"),
    [
        (60, "(lambda y: y.ravel() if 1 in y.shape else y)(du_dx @ dy_du)"),
        (59, "dy_du @ du_dx if dy_du.shape[1] == du_dx.shape[0] else du_dx @ dy_du"),
        (277, "du_dx @ dy_du.T if dy_du.shape[0] == dy_du.shape[1] else du_dx @ dy_du"),
    ],
)
def test_a_mistake_in_the_chain_rule_is_not_charged_again_for_three_functions(number: int, body: str) -> None:
    code = f"def chain_rule(dy_du, du_dx):\n    return {body}\n\n\n"
    twice = "def chain_rule_three(dy_dz, dz_du, du_dx):\n    return chain_rule(chain_rule(dy_dz, dz_du), du_dx)"
    first, _ = verdict(Variant(NAME, "chain-rule", "mistake", number, body, code), "carried")
    assert [charge.mistake.number for charge in first.charges] == [number]
    variant = Variant(NAME, "chain-rule-three", "mistake", number, body, code + twice)
    result, points = verdict(variant, "carried", charged={"test-chain-rule": first.charges})
    assert earned(result) == points
    without, _ = verdict(variant, "carried")
    assert earned(without) < points


def earns_all_and_is_called_right(code: str, names: dict[str, Any], test: str, capsys: Any) -> tuple[bool, bool]:
    """What the hidden test and the visible check say of an answer."""
    grade_id = test.removeprefix("test-")
    result, points = verdict(Variant(NAME, grade_id, "right", 0, code, code), "alike")
    own = dict(names)
    exec(code, own)
    exec(visible(next(cell for cell in read(PATH).cells if cell.id == test)), own)
    plt.close("all")
    return earned(result) == points, ": right" in capsys.readouterr().out


@pytest.mark.parametrize(
    "pair",
    [
        "('row', 'KxP')",
        "['Row ', 'K x P']",
        "('ROW', 'k×p')",
        "np.array(['row', 'KxP'])",
        "('row', 'KP')",
        "'row, KxP'",
    ],
)
@pytest.mark.parametrize(
    "letter", ["letter", "letter.lower()", "f' {letter} '", "'option ' + letter", "np.str_(letter)", "1"]
)
def test_the_check_of_layouts_reads_words_as_the_judge_does(
    names: dict[str, Any], capsys: pytest.CaptureFixture[str], letter: str, pair: str
) -> None:
    rest = "'dy/du^T du/dx': ('column', 'KxP'), 'dy/du du/dx^T': ('row', 'PxK'), 'dy/du^T du/dx^T': ('column', 'PxK')"
    code = f"import numpy as np\npairs = {{'dy/du du/dx': {pair}, {rest}}}\n"
    code += "named = lambda letter, option: letter if option != 'dy/du du/dx' else WRITTEN\n".replace("WRITTEN", letter)
    code += (
        "def layouts(options):\n    return {named(letter, option): pairs[option] for letter, option in options.items()}"
    )
    judged, seen = earns_all_and_is_called_right(code, names, "test-layouts", capsys)
    assert judged == seen


@pytest.mark.parametrize(
    "written", ["{}", " {} ", "({})", "'{}'", "option {}", "{}: none of the above", "D or {}", "", "G", "6"]
)
def test_the_check_of_the_poll_reads_letters_as_the_judge_does(
    names: dict[str, Any], capsys: pytest.CaptureFixture[str], written: str
) -> None:
    code = f"{RIGHT}{written!r}.format(right)"
    judged, seen = earns_all_and_is_called_right(code, names, "test-poll-answer", capsys)
    assert judged == seen
