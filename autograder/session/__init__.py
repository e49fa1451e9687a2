"""Runs one notebook cell by cell and has each test judged. Pure: it needs a `kernel`, and `fake` is one.

`session` walks the cells, `outputs` keeps what may be shown of what they print, `kernel` is the interface.
"""
