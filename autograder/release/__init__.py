"""What students get, and the executed solutions: generated from source/, checked for leaks, put in place at once.

Modules, each importing only from those before it::

    leaks, normalise, measured, place -> execute -> build
"""

from autograder.release.build import Prepared, ReleaseReport, is_stale, prepare, put_in_place, release

__all__ = ["Prepared", "ReleaseReport", "is_stale", "prepare", "put_in_place", "release"]
