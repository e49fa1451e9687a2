"""How a class did: one self-contained page for each assignment and one for the course, with tables beside them."""

from autograder.report.course import write_course_report
from autograder.report.figures import AssignmentReport, assignment_report
from autograder.report.page import write_assignment_report
from autograder.report.reading import read_report

__all__ = ["AssignmentReport", "assignment_report", "read_report", "write_assignment_report", "write_course_report"]
