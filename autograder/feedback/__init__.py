"""The page that a student gets back: one self-contained HTML file per notebook, made from the record alone.

`text` (words and the lecture's symbols) -> `asked` (what the exercise said), `answers` (what was written) and `heatmap`
(where an answer is wrong) -> `view` (what the page shows, and what it never shows) -> `page` (the file).
"""

from autograder.feedback.page import write_page

__all__ = ["write_page"]
