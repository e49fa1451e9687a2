"""nbgrader's formgrader by one command: on loopback, formulas without the network, the rubric under each answer.

`rubric` reads from the source what an answer is graded by; `pages` shows it, in pages that are made when a grader asks
for them: nothing of it is ever written into autograded/ or feedback/. `server` starts Jupyter's server with both.

Question by question, beside nbgrader's own pages: `questions` (what is asked, what was written), `grades` (points and
comments in nbgrader's tables), `attention` (what needs a person), `handlers` (the pages), `navigation` (links to them).
"""

from __future__ import annotations

from autograder.formgrader.server import Server

__all__ = ["Server"]
