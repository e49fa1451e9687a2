"""Our tables are those of nbgrader's models, and our checksums and marks are those of its functions."""

from nbformat.notebooknode import NotebookNode
from nbgrader import api, utils

from autograder.gradebook import cells
from autograder.gradebook.tables import METADATA, new_id
from tests.gradebook.small_course import make_course


def described(metadata):
    return {
        table.name: {
            column.name: (
                repr(column.type),
                column.nullable,
                column.primary_key,
                None if column.name == "id" or column.default is None else column.default.arg,
            )
            for column in table.columns
        }
        for table in metadata.sorted_tables
    }


def test_the_tables_are_those_of_nbgrader():
    assert described(METADATA) == described(api.Base.metadata)
    assert len(new_id()) == len(api.new_uuid())


def test_checksums_and_locks_are_those_of_nbgrader(tmp_path):
    marked = [one for master in make_course(tmp_path).masters("a") for one in master.cells if one.grade_id]
    assert {(one.grade, one.solution, one.task) for one in marked} >= {(True, False, False), (False, True, False)}
    for one in marked:
        data = NotebookNode(nbgrader=NotebookNode(cells.mark(one)))
        for source in (one.released, one.full, "ψ"):
            node = NotebookNode(cell_type=one.cell_type, source=source, metadata=data)
            assert cells.checksum(one, source) == utils.compute_checksum(node)
        assert one.locked == bool(utils.is_locked(node))
