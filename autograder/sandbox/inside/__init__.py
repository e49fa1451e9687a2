"""What runs inside the sandbox: standard library, numpy and IPython only, nothing else of `autograder`.

The folder is mounted read-only as a package of its own, beside the student's packages. Only `wire` is shared with
the trusted side. Order of the imports: wire, watch, seccomp -> confine, capture, tracebacks, guard -> shell ->
serve -> spawn -> nursery.
"""
