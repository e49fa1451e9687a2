from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.simulate.variants import Variant, read_variants


def read(tmp_path: Path, text: str, suffix: str = "py") -> tuple[Variant, ...]:
    (tmp_path / f"cell.{suffix}").write_text(text, encoding="utf-8")
    return read_variants(tmp_path, "cell")


def test_a_block_is_what_stands_between_its_header_and_the_next(tmp_path: Path) -> None:
    one, two = read(tmp_path, "# %% right: a\n\nx = 1\n\n\n# %% mistake: loop\nwhile x:\n    pass\n")
    assert (one.kind, one.title, one.source) == ("right", "a", "x = 1")
    assert (two.kind, two.title, two.source) == ("mistake", "loop", "while x:\n    pass")


def test_a_header_says_number_title_and_options(tmp_path: Path) -> None:
    header = "# %% mistake 30, 101: off by one: last [parts: 2, 3] [silent] [alone] [carries] [not below: b, c-d]"
    (variant,) = read(tmp_path, f"{header}\nx = 1\n")
    assert variant == Variant("mistake", "off by one: last", "x = 1", (30, 101), (2, 3), True, True, True, ("b", "c-d"))


def test_where_there_is_no_file_there_are_no_variants(tmp_path: Path) -> None:
    assert read_variants(tmp_path, "cell") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# %% wrong: a\nx\n", "line 1.*no header"),
        ("# %% fault: loop\nx\n", "line 1.*no header"),
        ("# %% right\nx\n", "no header"),
        ("# %% right: a [often]\nx\n", "no option 'often'"),
        ("# %% right: a\nx = 1\n\n# %% right: b\nx = (\n", "line 5.*not valid Python"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        read(tmp_path, text)


def test_text_answers_stand_in_a_markdown_file(tmp_path: Path) -> None:
    (variant,) = read(tmp_path, "# %% answer: short\nBecause $x > 0$.\n", "md")
    assert (variant.kind, variant.source) == ("answer", "Because $x > 0$.")


def test_names_that_a_variant_defines_are_not_names_that_it_calls() -> None:
    variant = Variant("right", "", "a = b = 1\ndef f(x):\n    return g(f(x)) + a\n")
    assert variant.defined == {"a", "b", "f"}
    assert "g" in variant.used
    assert not variant.used & {"a", "b", "f"}


def test_an_answer_that_carries_mistakes_calls_a_mistaken_one_and_no_broken_one() -> None:
    plain, carrying = Variant("right", "", ""), Variant("right", "", "", carries=True)
    mistaken, fault = Variant("mistake", "", "", (1,)), Variant("fault", "loop", "")
    assert carrying.can_call(mistaken, "e")
    assert not plain.can_call(mistaken, "e")
    assert plain.can_call(Variant("right", "", ""), "e")
    assert not carrying.can_call(fault, "e")
    assert not carrying.can_call(None, "e")
    assert not carrying.can_call(Variant("right", "", "", alone=True), "e")
    assert not carrying.can_call(Variant("right", "", "", not_below=("e",)), "e")
    assert carrying.can_call(Variant("right", "", "", not_below=("f",)), "e")
