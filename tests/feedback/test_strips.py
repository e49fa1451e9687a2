"""The drawing of a product is to scale, well formed, says the same in words, and comes with right answers only."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from autograder.feedback import strips
from autograder.feedback.page import render
from autograder.feedback.view import page_view
from autograder.outcomes import Outcome
from autograder.record.model import Finding, PartResult, Strip
from tests.feedback.records import item, master, record

PRODUCT = (Strip("du/dx", 3, 2), Strip("dy/du", 2, 1, "·"), Strip("dy/dx", 3, 1, "="))


def test_a_product_has_one_square_an_entry_and_the_same_in_words() -> None:
    tree = ET.fromstring(strips.draw(PRODUCT))
    assert len(tree.findall("rect")) == 6 + 2 + 3
    assert tree.findtext("title") == "du/dx (3 by 2) · dy/du (2 by 1) = dy/dx (3 by 1)"
    texts = [text.text for text in tree.findall("text")]
    assert texts == ["du/dx", "3 × 2", "·", "dy/du", "2 × 1", "=", "dy/dx", "3 × 1"]


def test_nothing_of_a_drawing_lies_outside_of_it_or_on_its_neighbour() -> None:
    tree = ET.fromstring(strips.draw((Strip("a very long name", 1, 1), Strip("another one", 4, 1, "="))))
    width = float(tree.get("width", ""))
    lefts = [float(rect.get("x", "")) for rect in tree.findall("rect")]
    assert 0 < min(lefts) <= max(lefts) + strips.SIDE < width
    assert lefts == sorted(lefts)


def test_a_name_is_text_on_the_page() -> None:
    assert "<script" not in strips.draw((Strip("<script>", 1, 1),))


def test_the_page_draws_what_is_told_of_a_right_answer() -> None:
    part = PartResult("the letter", 2.0, 2.0, Outcome.PASSED, Finding("The missing product:", strips=PRODUCT))
    given = record(item(Outcome.PASSED, 2.0, parts=(part,)))
    page = render(page_view(given, master(test_forward="asked"), {}))
    assert "The missing product:" in page
    assert 'class="strips"' in page
    assert 'class="strips"' not in render(page_view(record(item(Outcome.PASSED, 2.0)), master(), {}))
