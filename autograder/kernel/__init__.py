"""The port to the process that holds a student's namespace.

`protocol` is what the judge and the session may ask of it, `values` how much may cross, `fake` a kernel without a
process, `outputs` what may be kept of what a cell shows. `autograder.sandbox` has the real one. Modules, each
importing only from those before it::

    protocol, values, outputs -> fake
"""
