import io

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from autograder.cli import app, progress
from autograder.cli.progress import Bar, remarkable, table
from autograder.cli.shown import NAME, cell, lines, safe, say
from autograder.errors import CourseError
from autograder.outcomes import NOT_GRADED, Outcome
from autograder.record.model import ItemResult, NotebookRecord
from tests.cli.hostile_names import HOSTILE

#: What rich itself writes to a terminal: colours and the bar's movements of the cursor.
FORBIDDEN = {chr(i) for i in range(32)} - {"\n"} | {"\x7f", "\x85", "\x9b", "\u202e", "\u2066", "\u200f", "\u2028"}


def printed(show, width=100) -> str:
    out = io.StringIO()
    show(Console(file=out, width=width, force_terminal=False))
    return out.getvalue()


def notebook(name="ada", outcome=Outcome.PASSED, message="", notes=()):
    items = (ItemResult("t", "T", outcome, 0.0, 2.0, message=message),)
    return NotebookRecord("key", name, "a", name, items, tuple(notes))


@given(st.text(st.characters(), max_size=3000), st.integers(2, 200))
def test_any_text_is_one_line_of_bounded_width_in_characters_that_can_be_seen(text, width):
    shown = safe(text, width)
    assert shown.isprintable()
    assert cell_len(shown) <= width
    assert len(shown) <= 20 * width


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=40))
def test_what_is_harmless_is_shown_as_it_is(text):
    assert safe(text, 40) == text


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_name_says_the_same_in_every_place_and_nothing_of_it_is_obeyed(kind):
    name = HOSTILE[kind]
    shown = {
        "sentence": printed(lambda console: say(console, name)),
        "cell": printed(lambda console: console.print(cell(name))),
        "table": printed(lambda console: console.print(table([notebook(name), notebook("b")], name))),
        "remark": printed(lambda console: say(console, remarkable(notebook(name, Outcome.MISSING, name, [name])))),
    }
    for place, text in shown.items():
        assert not FORBIDDEN & {*text}, place
        assert safe(name, 8).rstrip("…") in text, place
    assert max(map(cell_len, shown["table"].splitlines())) <= 100
    if "[" in name:
        assert all(safe(name, NAME) in text for text in shown.values())


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_bar_of_a_run_shows_its_title_as_text(kind):
    def run(console):
        with Bar(console, HOSTILE[kind]) as bar:
            bar.begin(1)
            bar.done(notebook(), cached=False)

    text = printed(run, 200)
    assert not FORBIDDEN & {*text}
    assert safe(HOSTILE[kind], 8).rstrip("…") in text


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("error", [CourseError, click.ClickException, click.UsageError, click.BadParameter])
def test_an_error_that_holds_a_name_is_one_line(monkeypatch, capsys, kind, error):
    def fail(**_):
        raise error(f"there is no {HOSTILE[kind]}")

    monkeypatch.setattr(app.cli, "main", fail)
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code in (1, 2)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert not FORBIDDEN & {*said}


def test_text_of_ours_keeps_its_lines():
    assert lines("a\nb\x1b") == "a\nb\\x1b"


@pytest.mark.parametrize("outcome", NOT_GRADED)
def test_a_notebook_that_was_not_graded_is_one_sentence_that_says_why(outcome):
    told = remarkable(notebook("ben", outcome, "There is only hw.zip.", ["There is only hw.zip."]))
    assert told == f"ben, ben: {outcome}. There is only hw.zip."
    assert outcome.value in printed(lambda console: console.print(table([notebook("ben", outcome)], "a")))


def test_notes_on_a_notebook_are_told_and_many_of_them_are_counted():
    assert remarkable(notebook("ben", notes=["hw (1).ipynb was graded in its place."])) == (
        "ben, ben: hw (1).ipynb was graded in its place."
    )
    told = remarkable(notebook("ben", notes=[f"The cell {i} was missing." for i in range(23)]))
    assert told.count("was missing") == 2
    assert told.endswith("And 21 more, on the student's page.")
    assert remarkable(notebook("ben")) == ""


def test_every_outcome_has_its_place_among_the_worst():
    for outcome in set(Outcome) - {Outcome.PASSED, Outcome.MANUAL}:
        assert progress.outcome_of(notebook("ada", outcome)) == outcome.value


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_a_long_sentence_is_wrapped_between_words_on_a_terminal_and_stays_a_line_elsewhere(indent):
    path = f"/{'x' * 100}/of one piece"
    text = f"{indent}{'cells share an id ' * 9}{path}"
    assert printed(lambda console: say(console, text), 80) == f"{text}\n"
    out = io.StringIO()
    say(Console(file=out, width=80, force_terminal=True, color_system=None), text)
    said = out.getvalue().splitlines()
    assert " ".join(line.strip() for line in said) == text.strip()
    assert all(line.startswith(indent) and line[len(indent)] != " " for line in said)
    assert max(len(line) for line in said if path.split(maxsplit=1)[0] not in line) <= 80


def test_a_run_in_which_nothing_was_begun_leaves_no_bar_behind():
    def show(console):
        with Bar(console, "checking a"):
            pass

    assert printed(show).strip() == ""


def test_the_time_left_is_unknown_before_anything_is_begun_or_done():
    bar = Bar(Console(file=io.StringIO()), "checking a")
    assert bar.left(10.0**9) is None
    bar.begin(3)
    assert bar.left(10.0**9) is None
    bar.reached(1)
    assert bar.left(10.0**9) > 0
