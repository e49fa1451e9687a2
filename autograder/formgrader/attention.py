"""What of an assignment needs a person, and why: the outcomes of the records beside what was given by hand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.formgrader.grades import Given
from autograder.outcomes import Outcome
from autograder.record.store import Ended

#: (student, notebook)
Place = tuple[str, str]


@dataclass(frozen=True)
class Tag:
    """A reason why a person should look."""

    name: str
    """As it stands in an address."""
    word: str
    todo: str
    """What a person does about it."""


HAND = Tag("by-hand", "by hand, still open", "Nobody has given points yet.")
AGAIN = Tag(
    "again", "look again", "Points by hand stand; what they were given for, or the engine's points, changed since."
)
OVER = Tag("over", "more than it is worth", "More points by hand than the exercise is worth now.")
#: What the engine ended with, as long as nobody gave points instead.
BY_OUTCOME = {
    Outcome.CANNOT_JUDGE: Tag(
        "cannot-judge", "could not judge", "Our fault, no score: see the end of the run, mend it, grade again."
    ),
    Outcome.SEVERAL: Tag("several", "several candidates", "Leave one notebook in submitted/, and grade again."),
    Outcome.TAMPERED: Tag("tampered", "tampered", "Look at what was handed in, and talk to the student."),
    Outcome.MISSING: Tag("missing", "no notebook found", "Look into submitted/: is it there under another name?"),
    Outcome.MALFORMED: Tag("malformed", "not a readable notebook", "Ask the student for a whole one, and grade again."),
    Outcome.TOO_LARGE: Tag("too-large", "too large", "Look at what was handed in; ask for a smaller one."),
    Outcome.ADDED: Tag("added", "not in the student's version", "The exercise came later: you decide what it counts."),
}
TAGS = (*BY_OUTCOME.values(), HAND, AGAIN, OVER)


@dataclass(frozen=True)
class Look:
    """One line of the list: a notebook, or one exercise of it, and why."""

    tag: Tag
    given: Given
    """The exercise; of a whole notebook its first one."""
    title: str
    """The exercise; "" for the whole notebook."""
    note: str
    """One sentence of the engine's, for the staff."""


def looks(given: Iterable[Given], ended: Iterable[Ended], titles: Mapping[tuple[str, str], str]) -> list[Look]:
    """All that needs a person, by notebook of a student; a reason that holds for a whole notebook is one line.

    `titles`: (notebook, grade_id) -> what the exercise is called.
    """
    items = {(one.student, one.notebook, item.grade_id): item for one in ended for item in one.items}
    by_notebook: dict[Place, list[Given]] = {}
    for one in given:
        by_notebook.setdefault((one.student, one.notebook), []).append(one)
    found: list[Look] = []
    for (student, notebook), those in by_notebook.items():
        here: dict[Tag, list[Look]] = {}
        for one in those:
            item = items.get((student, notebook, one.question))
            title = titles.get((notebook, one.question), one.question)
            note = (item.staff_note or item.message) if item else ""
            for tag in _tags(one, item.outcome if item else None):
                here.setdefault(tag, []).append(Look(tag, one, title, note))
        for tag, lines in here.items():
            whole = tag in BY_OUTCOME.values() and len(lines) == len(those) > 1
            found += [Look(tag, lines[0].given, "", lines[0].note)] if whole else lines
    return found


def _tags(given: Given, outcome: Outcome | None) -> list[Tag]:
    found: list[Tag] = []
    if given.points is None and outcome in BY_OUTCOME:
        found.append(BY_OUTCOME[outcome])
    elif given.points is None and given.auto is None:
        found.append(HAND)
    if given.open and (given.points is not None or given.auto is not None):
        found.append(AGAIN)
    if given.points is not None and given.points > given.worth:
        found.append(OVER)
    return found
