"""The tables of what moved and of what grading took are read back as they were written, whatever is in them."""

import pytest

from autograder.record.history import Moved, add_moves, add_time, all_moves, all_times, moves_file
from tests.cli.hostile_names import HOSTILE

NAMES = [name for name in HOSTILE.values() if name == name.encode(errors="replace").decode()]


@pytest.mark.parametrize("name", [*NAMES, "=1+1", "'1", "two\nlines", "'"])
def test_a_line_is_read_as_it_was_written(tmp_path, name):
    moved = [
        Moved("2026-01-01 00:00:00 UTC", name, name, name, None, 1.5, name),
        Moved("", "a", "n", "e", 2.0, None, ""),
    ]
    add_moves(tmp_path, "a", moved[:1])
    add_moves(tmp_path, "a", moved[1:])
    assert all_moves(tmp_path, "a") == moved
    add_time(tmp_path, "a", name, "n", 7)
    add_time(tmp_path, "a", name, "n", 1.25)
    assert all_times(tmp_path, "a") == {(name, "n"): 1.25}


def test_a_name_that_is_no_text_costs_no_line(tmp_path):
    add_time(tmp_path, "a", "m\udcfcller", "n", 7)
    add_time(tmp_path, "a", "ada", "n", 8)
    assert list(all_times(tmp_path, "a").values()) == [7, 8]


def test_without_a_table_there_is_nothing_and_a_line_that_was_cut_off_is_left_out(tmp_path):
    assert (all_moves(tmp_path, "a"), all_times(tmp_path, "a")) == ([], {})
    one = Moved("t", "ada", "n", "e", 0.0, 1.0, "why")
    add_moves(tmp_path, "a", [one])
    with moves_file(tmp_path, "a").open("a") as file:
        file.write("t,ada,n")
    assert all_moves(tmp_path, "a") == [one]
