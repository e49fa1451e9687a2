"""The trusted judge: which inputs (`inputs`), by which rule (`rule`), which mistake (`diagnosis`), run by `examination`.

Pure: it talks to the student's code only through `autograder.session.kernel.Branch`.
"""
