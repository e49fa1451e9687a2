"""One assignment inside Gradescope: a zip that its container is built from, and what runs there.

Here: `pins` (packages) and `carried` (what travels: masters, limits, a secret of its own) -> `bundle` (autograder.zip).
There: `layout` (the folders, closed to students) -> `isolation` (the strongest that the container allows) -> `run`
(grades what was handed in, by `grading` as everywhere) -> `results` (results.json).
"""

from __future__ import annotations
