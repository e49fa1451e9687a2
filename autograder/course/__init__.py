"""The course folder: its configuration, its source notebooks as masters, its secret. Trusted input, checked for slips.

Modules, each importing only from those before it::

    marks -> settings, directory -> configuration -> fresh, secret -> companions -> trusted -> master -> kept, versions
    -> folder -> hooks
    source_notebook -> autotest, generated -> exercises -> build

The last row makes a master, with all of nbgrader; it is loaded where none is kept.

Every failure is a `CourseError` of one sentence: what is wrong, where, what to do.
"""

from autograder.course.folder import Course
from autograder.course.master import Master, MasterCell
from autograder.course.settings import Settings

__all__ = ["Course", "Master", "MasterCell", "Settings"]
