"""A course that imports what its students are not given is told so before anybody is graded."""

import pytest

from autograder.errors import CourseError
from autograder.grading import make_graders
from autograder.sandbox.imports import check_imports
from tests.course_folder.courses import cell, check, manual, solution, write_course

PACKAGES = ("numpy", "matplotlib", "ipython")


def master(tmp_path, *sources, files=None, test=None):
    course = write_course(tmp_path, [*(cell(source) for source in sources), solution(), test or check()])
    for name, content in (files or {}).items():
        (tmp_path / "source" / "one" / name).write_text(content)
    return course.masters("one")[0]


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd",
        "from pandas.api import types",
        "%matplotlib inline\nimport pandas",
        "def f():\n    import pandas",
        "try:\n    import pandas\nfinally:\n    pass",
        "try:\n    import json\nexcept ImportError:\n    import pandas",
    ],
)
def test_what_is_missing_is_told_with_cell_and_remedy(tmp_path, source):
    with pytest.raises(CourseError) as told:
        check_imports(master(tmp_path, "x = 1", source), PACKAGES)
    assert "work.ipynb, cell 2 imports pandas, which the code of students does not get" in str(told.value)
    assert "c.Autograder.student_packages, now numpy, matplotlib, ipython" in str(told.value)


@pytest.mark.parametrize(
    "source",
    [
        "import json, os.path, numpy.linalg\nfrom matplotlib import pyplot\nfrom IPython.display import display",
        "from mpl_toolkits.mplot3d import Axes3D\nimport pylab",
        "import helper",
        "from . import helper",
        "try:\n    import pandas\nexcept ModuleNotFoundError:\n    pandas = None",
        "try:\n    import pandas\nexcept:\n    pass",
        "# import pandas",
    ],
)
def test_what_is_there_or_can_be_done_without_is_fine(tmp_path, source):
    check_imports(master(tmp_path, source, files={"helper.py": "x = 1\n"}), PACKAGES)


HIDDEN = "assert True\n### BEGIN HIDDEN TESTS\n{}import pandas\n### END HIDDEN TESTS"


def test_a_test_in_the_students_process_counts(tmp_path):
    with pytest.raises(CourseError, match="pandas"):
        check_imports(master(tmp_path, test=check(HIDDEN.format(""))), PACKAGES)


def test_a_trusted_test_runs_elsewhere(tmp_path):
    check_imports(master(tmp_path, test=check(HIDDEN.format("from autograder.hidden import expect\n"))), PACKAGES)


def test_nobody_is_graded_in_such_a_course(tmp_path):
    course = write_course(tmp_path, [cell("import mpmath"), solution(), check()])
    with pytest.raises(CourseError, match="mpmath"):
        make_graders(course, "one")


@pytest.mark.parametrize(
    "files",
    [
        {"toolkit.py": "import json\nimport pandas\n"},
        {"toolkit.py": "import other\n", "other.py": "from pandas import DataFrame\n"},
        {"toolkit.py": "from json import loads\nimport toolkit, other\n", "other.py": "import toolkit, pandas\n"},
    ],
)
def test_what_a_file_beside_the_notebook_imports_is_missing_too(tmp_path, files):
    (name,) = (name for name, text in files.items() if "pandas" in text)
    with pytest.raises(CourseError, match=f"its file {name} imports pandas, which the code of students does not get"):
        check_imports(master(tmp_path, "import toolkit", files=files), PACKAGES)


def test_a_file_that_nothing_imports_may_need_anything(tmp_path):
    files = {"toolkit.py": "try:\n    import pandas\nexcept ImportError:\n    pass\n", "script.py": "import pandas\n"}
    check_imports(master(tmp_path, "import toolkit", files=files), PACKAGES)


@pytest.mark.parametrize("block", ["contextlib.suppress(ImportError)", "suppress(KeyError, ModuleNotFoundError)"])
def test_what_stands_where_a_failed_import_is_suppressed_may_be_missing(tmp_path, block):
    check_imports(master(tmp_path, f"with {block}:\n    if x:\n        from pandas import read_csv"), PACKAGES)
    for other in ("contextlib.suppress(KeyError)", "open('x')"):
        with pytest.raises(CourseError, match="imports pandas"):
            check_imports(master(tmp_path, f"with {other}:\n    import pandas"), PACKAGES)


def test_where_no_test_runs_nothing_can_be_lost_by_a_missing_package(tmp_path):
    course = write_course(tmp_path, [cell("import pandas"), manual()])
    check_imports(course.masters("one")[0], PACKAGES)


def test_the_package_is_told_by_the_name_under_which_it_is_installed(tmp_path):
    with pytest.raises(CourseError, match=r"add 'python-dateutil' to c\.Autograder\.student_packages"):
        check_imports(master(tmp_path, "import dateutil"), ("numpy",))
    with pytest.raises(CourseError, match=r"install its package and add that to c\.Autograder\.student_packages"):
        check_imports(master(tmp_path, "import no_such_module"), ("numpy",))
