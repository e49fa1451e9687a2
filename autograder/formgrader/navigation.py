"""Links to our pages in nbgrader's own: in the navigation of all, and above the list of a notebook's submissions."""

from __future__ import annotations

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, PrefixLoader
from nbgrader.server_extensions.formgrader.handlers import template_path

_ITEM = '<li role="presentation"><a href="{{ base_url }}/by-hand/">Question by Question</a></li>'
_SIDEBAR = "{% block sidebar %}{{ super() }}" + _ITEM + "{% endblock %}"
_LIST = (
    '{% block messages %}<a class="btn btn-default btn-sm pull-right" '
    'href="{{ base_url }}/by-hand/person/{{ assignment_id | urlencode }}">What needs a person</a>'
    "{{ super() }}{% endblock %}"
)
#: nbgrader's templates that say what the navigation holds, and the one with the list.
PAGES = dict.fromkeys(
    ("base.tpl", "gradebook_base.tpl", "manage_assignments.tpl", "manage_students_base.tpl", "manage_submissions.tpl"),
    _SIDEBAR,
) | {"gradebook_notebook_submissions.tpl": _LIST}


def with_links() -> Environment:
    """nbgrader's templates, each as it is but for the links."""
    theirs = FileSystemLoader([template_path])
    ours = DictLoader({name: f"{{% extends 'nbgrader/{name}' %}}{block}" for name, block in PAGES.items()})
    return Environment(loader=ChoiceLoader([ours, PrefixLoader({"nbgrader": theirs}), theirs]))
