"""The record of a grade: `model` says what is kept, `store` keeps it below the course's state folder.

`history` keeps what moved, and what each notebook took.
"""
