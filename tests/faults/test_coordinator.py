"""A coordinator that is killed, or whose disk is full, at any point, and then runs again."""

import os
import signal

import pytest

from tests.faults import points as harms
from tests.faults.conftest import TIMES
from tests.faults.klass import differences, everything, grade
from tests.faults.points import die, forked


def count(case, points, harm) -> int:
    """How many points an undisturbed run has."""
    course = case.course()
    with points.watched(10**9, harm) as watched:
        assert grade(course).not_written == []
    case.forget(course)
    return watched.passed


def test_killed_at_any_point_and_run_again_it_ends_as_if_it_had_never_been_killed(case, points, dice):
    most = count(case, points, die)
    for _ in range(TIMES or 6):
        course, kills = case.course(), []
        at = dice.randrange(1, most)

        def killed(course=course, at=at):
            with points.watched(at, die):
                grade(course)

        while (end := forked(killed)) == -signal.SIGKILL:  # the next run, too, where it has as many points
            kills.append(at)
            if len(kills) > 3:
                break
        assert end in (0, -signal.SIGKILL)
        assert grade(course).not_written == []
        assert "\n".join(differences(everything(course), case.end)) == "", f"killed at {kills} of {most}"
        case.forget(course)


@pytest.mark.parametrize("harm", ["full", "read_only"])
def test_a_disk_that_takes_nothing_from_any_point_on_is_one_sentence_and_nothing_half_written(case, points, dice, harm):
    most = count(case, points, getattr(harms, harm))
    for _ in range(TIMES or 3):
        course, at = case.course(), dice.randrange(1, most)
        with points.watched(at, getattr(harms, harm)):
            graded = grade(course)
        said = os.strerror(harms.errno.ENOSPC if harm == "full" else harms.errno.EROFS)
        assert len(graded.not_written) <= 1
        assert all(f"could not be written ({said})" in sentence for sentence in graded.not_written)
        assert harm == "read_only" or everything(course)["begun"] == []
        assert grade(course).not_written == []
        assert "\n".join(differences(everything(course), case.end)) == "", f"{harm} from {at} of {most} on"
        case.forget(course)
