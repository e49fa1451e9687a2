import copy

import pytest

from backprop_ref.steps import Steps, Table


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


def test_tables_are_joined_and_no_step_is_in_two_of_them() -> None:
    other = Steps({"half": lambda steps, x: steps.whole(x) / 2})
    assert doubling().extended(other).half(3) == 4
    with pytest.raises(KeyError, match="part, whole is in two"):
        doubling().extended(other, doubling())


def test_a_step_called_by_its_name_is_the_right_one_and_alone_takes_no_table() -> None:
    step = Table()

    @step
    def double(steps: Steps, x: int) -> int:
        """2 x."""
        return int(2 * steps.minus(x, b=0))

    @step.alone
    def minus(a: int, b: int) -> int:
        return a - b

    table = step.closed()
    assert (double(3), minus(5, 3), table.double(3), table.minus(5, b=3)) == (6, 2, 6, 2)
    assert (double.__name__, double.__doc__) == ("double", "2 x.")
    wrong = table.replace(minus=lambda _steps, a, b: b - a)
    assert (wrong.double(3), double(3)) == (-6, 6)


def test_a_step_that_is_there_twice_or_comes_after_the_end_is_refused() -> None:
    step = Table()
    step.all_alone({"minus": lambda a, b: a - b})
    with pytest.raises(KeyError, match="twice"):
        step.all_alone({"minus": lambda a, b: b - a})
    step.closed()
    with pytest.raises(KeyError, match="closed"):
        step.all_alone({"plus": lambda a, b: a + b})
