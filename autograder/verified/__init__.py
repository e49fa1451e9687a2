"""Whether a source may be graded with: its own solution earns every point, under the present grader and limits.

`earned` (what a record of the solution must show) -> `stamp` (what was shown, and is not asked again)
"""

from autograder.verified.stamp import SOLUTION, confirm, solution_of, unverified

__all__ = ["SOLUTION", "confirm", "solution_of", "unverified"]
