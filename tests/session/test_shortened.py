"""A cell that prints without end leaves a page that somebody can grade on."""

from hypothesis import given
from hypothesis import strategies as st

from autograder.session.shortened import FIRST, LAST, LONGEST_LINE, shortened


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def text_of(outputs):
    return "".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs)


def displayed(text):
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


OUTPUTS = st.lists(st.builds(lambda n, make: make("x\n" * n), st.integers(1, 90), st.sampled_from([stream, displayed])))


@given(OUTPUTS)
def test_no_cell_shows_more_lines_than_somebody_reads_and_all_are_accounted_for(outputs):
    shown = text_of(shortened(outputs)).splitlines() if outputs else []
    before = sum(len(text_of([output]).splitlines()) for output in outputs)
    if before <= FIRST + LAST + 1:
        assert text_of(shortened(outputs)).count("x") == before
        return
    told = [line for output in shortened(outputs) for line in text_of([output]).splitlines() if "left out" in line]
    assert len(told) == 1
    assert text_of(shortened(outputs)).count("x") == FIRST + LAST
    assert int(told[0].split()[1].replace(",", "")) == before - FIRST - LAST
    assert len(shown) <= FIRST + LAST + 1


def test_the_beginning_and_the_end_are_kept():
    (shown,) = shortened([stream("".join(f"{number}\n" for number in range(4000)))])
    lines = shown["text"].splitlines()
    assert lines[0] == "0"
    assert lines[FIRST] == "[... 3,920 lines are left out here ...]"
    assert lines[-1] == "3999"


def test_a_line_without_an_end_is_cut():
    (shown,) = shortened([stream("x" * 200_000)])
    assert len(shown["text"]) == LONGEST_LINE


def test_pictures_tables_and_errors_are_as_they_were():
    picture = {"output_type": "display_data", "data": {"image/png": "iVBO", "text/plain": "<Figure>"}, "metadata": {}}
    table = {"output_type": "execute_result", "data": {"text/html": "<table></table>", "text/plain": "x\n" * 300}}
    error = {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["x"] * 50}
    outputs = [picture, stream("x\n" * 500), table, error]
    assert [output for output in shortened(outputs) if output["output_type"] != "stream"] == [picture, table, error]
