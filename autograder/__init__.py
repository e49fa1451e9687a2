"""A grading engine for notebooks, over nbgrader.

The road of a submission, in the order in which the packages are entered::

    course -> intake -> session -> sandbox | judge -> record -> gradebook -> feedback

`batch` drives many submissions along that road, `cli` is the command line. ARCHITECTURE.md draws it.
"""

__version__ = "0.2.0"
