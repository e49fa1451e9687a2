"""What students get, and the executed solutions: generated from source/, checked for leaks, put in place at once.

Modules, each importing only from those before it::

    leaks, normalise, measured, place, earned -> execute -> build
"""

from autograder.release.build import ReleaseReport, is_stale, release

__all__ = ["ReleaseReport", "is_stale", "release"]
