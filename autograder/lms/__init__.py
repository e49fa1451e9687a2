"""What learning-management systems give and take: downloads become submissions, grades and pages become uploads.

Modules, each importing only from those before it::

    members -> handin -> canvas, moodle, gradescope, plain -> recognise -> people -> contents -> shelf -> collect
    sheet -> grades -> canvas_sheet, moodle_sheet, gradescope_sheet, nbgrader_sheet -> export
    pack

Everything in a download is a stranger's: names, times, sizes and archives are checked before anything is unpacked, and
nothing is written but submitted/, .autograder/ and the file that was asked for.
"""
