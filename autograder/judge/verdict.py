"""What one hidden test found, and the better of two times that it was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autograder.judge.judging import NOT_CHARGED_AGAIN, Charge
from autograder.outcomes import Outcome
from autograder.record.model import Finding, PartResult


@dataclass(frozen=True)
class Verdict:
    """What one hidden test found."""

    parts: tuple[PartResult, ...]
    charges: tuple[Charge, ...] = ()
    """The known mistakes that were named, each once: later exercises do not charge them again."""
    single: bool = False
    """Whether a value came in float32 that was not asked in float32: what is built on it is judged as float32 too."""

    @property
    def points(self) -> float:
        """What was earned."""
        return sum(part.points for part in self.parts)

    @property
    def is_right(self) -> bool:
        """Whether nothing was lost."""
        return all(part.outcome is Outcome.PASSED for part in self.parts)

    def better(self, second: Verdict) -> Verdict:
        """The better of the two, part by part; `second` is that with earlier functions supplied.

        What is wrong in both is told as of the second, unless that was not judged.
        """
        if [part.title for part in self.parts] != [part.title for part in second.parts]:
            return max(self, second, key=lambda verdict: verdict.points)
        parts = tuple(_better(*pair) for pair in zip(self.parts, second.parts, strict=True))
        return Verdict(parts, second.charges, self.single or second.single)


def _better(first: PartResult, second: PartResult) -> PartResult:
    if first.outcome is Outcome.PASSED:
        return first
    if second.outcome is Outcome.PASSED:
        said = [NOT_CHARGED_AGAIN, second.finding.message if second.finding else ""]
        return replace(second, finding=Finding(" ".join(dict.fromkeys(filter(None, said)))))
    return second if second.outcome in (Outcome.FAILED, Outcome.ERROR, Outcome.UNANSWERED) else first
