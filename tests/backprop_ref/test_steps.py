import copy

import pytest

from backprop_ref.steps import Steps, table


def doubling() -> Steps:
    return Steps({"part": lambda _steps, x: x + 1, "whole": lambda steps, x: 2 * steps.part(x)})


def test_a_composite_shows_the_change_of_a_part() -> None:
    steps = doubling()
    assert steps.replace(part=lambda _steps, x: x).whole(3) == 6
    assert steps.whole(3) == 8


def test_there_are_no_other_attributes_than_the_steps() -> None:
    for name in ("_repr_html_", "__array__", "other"):
        with pytest.raises(AttributeError):
            getattr(doubling(), name)


def test_replacing_an_unknown_step_is_refused() -> None:
    with pytest.raises(KeyError, match="no step other"):
        doubling().replace(other=lambda _steps: 0)


def test_a_table_can_be_copied() -> None:
    assert copy.copy(doubling()).whole(1) == 4
    assert list(doubling()) == ["part", "whole"]
    assert "part" in doubling()
    assert "part" in repr(doubling())


def test_a_plain_table_takes_functions_without_the_steps_argument() -> None:
    assert table(minus=lambda a, b: a - b).minus(5, b=3) == 2
