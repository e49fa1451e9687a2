"""Options of this course, for nbgrader and for the grader. `c` is given by whoever reads the file."""

c = get_config()  # noqa: F821

# --- the course -------------------------------------------------------------------------------------------------
c.CourseDirectory.course_id = "backpropagation"
c.CourseDirectory.solution_directory = "solutions"  # nbgrader's own default is solution/
# The gradebook is gradebook.db beside this file; another database is named by its URL:
# c.CourseDirectory.db_url = "postgresql://user@host/gradebook"

# --- collecting ---------------------------------------------------------------------------------------------------
# `autograder collect` needs nothing here. For nbgrader's own `nbgrader zip_collect`, one of these; students are then
# called by their number there, since two of them may have one name:
# Canvas: c.FileNameCollectorPlugin.named_regexp = r".*/(?:[^/]+?_)??(?:(?:LATE|late)_)?(?P<student_id>\d+)_\d+_(?P<file_id>[^/]+?)(?:-\d+)?\.ipynb$"  # noqa: E501
# Moodle: c.FileNameCollectorPlugin.named_regexp = r".*/[^/]+_(?P<student_id>\d+)_assignsubmission_file_?/?(?P<file_id>[^/]+)\.ipynb$"  # noqa: E501

# --- plain `nbgrader autograde` and the formgrader's button -------------------------------------------------------
# Both grade with this engine too. It stands in for nbgrader's reading of the submission and for its two lists of
# steps, so that nothing that the student's code prints becomes a score.
c.Autograde.exporter_class = "autograder.gradebook.plain_autograde.GradingExporter"
c.ExportApp.plugin_class = "autograder.gradebook.plain_export.UpToDateExport"  # penalties follow points by hand
c.Execute.record_timing = False  # no timestamps in notebooks that nbgrader itself executes

# --- the grader: what one submission may use, and what its code may import --------------------------------------
c.Autograder.cell_seconds = 30
c.Autograder.notebook_seconds = 300
c.Autograder.memory_mb = 1024
c.Autograder.student_packages = ["numpy", "matplotlib", "ipython"]
# c.Autograder.workers = 4  # notebooks graded at a time; default: one per core

# --- releasing ----------------------------------------------------------------------------------------------------
# What is given in one notebook is an answer in another: `autograder release` says when one comes too early.
c.Autograder.after = {
    "02-reverse-mode": ["01-computation-graphs"],
    "04-chain-rule-poll": ["03-matrix-calculus"],
    "07-finite-differences": ["05-activations", "06-backpropagation"],
    "08-training": ["05-activations", "06-backpropagation"],
    "09-differentiability": ["06-backpropagation", "07-finite-differences"],
    "10-your-network": ["06-backpropagation", "08-training"],
}
