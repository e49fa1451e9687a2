"""What runs inside the sandbox: standard library, numpy and IPython only, nothing else of `autograder`.

The folder is mounted read-only as a package of its own, beside the student's packages. Only `wire` is shared with
the trusted side. Order of the imports: wire, watch, seccomp -> confine -> other_user -> notebook, capture,
tracebacks, guard -> shell -> branch -> serve -> spawn -> nursery -> __main__.

The student's code may read this folder, and what is installed beside it. Byte code there names folders of the machine
that compiled it: Python's own, which is mounted at the same place, and the environment of the packages, where inside
nothing lies. The names are all that is told.
"""
