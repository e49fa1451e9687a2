"""Runs one notebook cell by cell and has each test judged. Pure: it needs a `kernel`, and `fake` is one.

`session` walks the cells, `verdicts` has their tests judged, `items` says what came of each, `executed` shows it.
"""
