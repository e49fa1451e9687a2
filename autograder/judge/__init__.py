"""The trusted judge: which inputs (`inputs`), by which rule (`structure`, `rule`), which mistake (`diagnosis`).

`words` is what a hidden test says, `running` what the words act on. Modules, each importing only from those before it::

    inputs, structure -> rule -> diagnosis -> judging -> part, verdict, running -> asking -> examination
    -> notebook -> words

Pure: it talks to the student's code only through `autograder.kernel.protocol.Branch`.
"""
