"""The trusted judge: which inputs (`inputs`), by which rule (`structure`, `rule`), which mistake (`diagnosis`).

`words` is what a hidden test says, `examination` runs one test, `in_notebook` stands in for it in Jupyter.

Pure: it talks to the student's code only through `autograder.kernel.protocol.Branch`.
"""
