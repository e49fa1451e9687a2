from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from autograder.feedback import heatmap
from autograder.feedback.text import enumeration, number, plural, symbols
from autograder.record.model import HeatBlock

RIGHT = HeatBlock("G^(2)", ((0, 0, 0),), True)


def test_a_drawing_is_well_formed_and_has_one_square_an_entry() -> None:
    svg = heatmap.draw(HeatBlock("G^(1)", ((0, 1, 2), (3, 4, 0)), True)).svg
    tree = ET.fromstring(svg)
    assert len(tree.findall("rect")) == 6
    assert tree.get("role") == "img"
    assert tree[0].tag == "title"


def test_the_bias_column_stands_apart() -> None:
    def lefts(bias: bool) -> list[float]:
        tree = ET.fromstring(heatmap.draw(HeatBlock("G", ((0, 0, 0),), bias)).svg)
        return [float(rect.get("x", "")) for rect in tree.findall("rect")]

    with_bias, without = lefts(True), lefts(False)
    assert with_bias[1] - with_bias[0] > without[1] - without[0]
    assert with_bias[2] - with_bias[1] == without[2] - without[1]


def test_levels_differ_in_lightness_and_in_their_mark() -> None:
    swatches = [heatmap.legend_swatch(level) for level in range(5)]
    assert len(set(swatches)) == 5
    marks = [swatch.split("/>", 1)[1] for swatch in swatches]
    assert len(set(marks)) == 5
    greys = [sum(int(colour[i : i + 2], 16) for i in (1, 3, 5)) for colour in heatmap.FILL[:4]]
    assert greys == sorted(greys, reverse=True)


@pytest.mark.parametrize(
    ("levels", "bias", "said"),
    [
        (((0, 0), (0, 0)), False, "all entries right"),
        (((3, 3), (3, 3)), False, "every entry wrong; at worst off by 10 % or more"),
        (((2, 0), (2, 0)), True, "2 of 4 entries wrong; only the bias column; at worst off by less than 10 %"),
        (((0, 1), (0, 1)), True, "2 of 4 entries wrong; the bias column is right; at worst off by less than 0.1 %"),
        (((0, 4), (0, 0)), False, "1 of 4 entries wrong; in row 0; in column 1; some are not numbers"),
        (((0, 3), (3, 0)), False, "2 of 4 entries wrong; at worst off by 10 % or more"),
    ],
)
def test_the_caption_says_what_the_drawing_shows(levels: tuple[tuple[int, ...], ...], bias: bool, said: str) -> None:
    assert heatmap.describe(HeatBlock("G^(1)", levels, bias)) == said


def test_the_largest_block_that_is_kept_is_drawn_small_enough_for_a_page() -> None:
    drawing = heatmap.draw(HeatBlock("G^(1)", tuple((3,) * 32 for _ in range(32)), True))
    assert float(ET.fromstring(drawing.svg).get("width", "")) <= 600


def test_symbols_of_the_lecture_get_their_index_and_greek_letter() -> None:
    assert symbols("delta^(L) and G^(l-1)") == "<i>δ</i><sup>(L)</sup> and <i>G</i><sup>(l−1)</sup>"
    assert symbols("f(x)^2 <b>") == "f(x)^2 &lt;b&gt;"


def test_numbers_and_words_read_like_a_sentence() -> None:
    assert [number(x) for x in (2.0, 1.5, 1 / 3, 0.0, 10.0)] == ["2", "1.5", "0.33", "0", "10"]
    assert plural(1, "point") == "1 point"
    assert plural(0.5, "point") == "0.5 points"
    assert enumeration(["a", "b", "c"]) == "a, b and c"
    assert enumeration([]) == ""
