"""What learning-management systems give and take: downloads become submissions, grades and pages become uploads.

Modules, each importing only from those before it::

    members -> handin -> sheet -> people -> grades -> filling
    -> canvas, moodle, gradescope, nbgrader, plain (one for each system: what it gives, and what it takes)
    -> recognise -> contents -> shelf -> collect
    -> export, pack

Everything in a download is a stranger's: names, times, sizes and archives are checked before anything is unpacked, and
nothing is written but submitted/, .autograder/ and the file that was asked for.
"""
