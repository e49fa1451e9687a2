"""The pages "question by question", over HTTP, as a browser asks for them."""

import json
import re
import sqlite3
import time
from html.parser import HTMLParser

import pytest
from nbgrader.api import Gradebook as Nbgrader

from autograder.gradebook import Gradebook
from tests.formgrader.klass import HOSTILE, NAMED, PNG, STUDENTS, Client
from tests.intake.vectors import IMG

pytestmark = pytest.mark.integration
LIST = "/by-hand/api/answers/a/one/why"
PAGE = "/by-hand/question/a/one/why"
HARM = {
    "script",
    "iframe",
    "object",
    "embed",
    "svg",
    "style",
    "form",
    "meta",
    "base",
    "link",
    "video",
    "input",
    "button",
}


class Tags(HTMLParser):
    """What a browser makes of HTML: its elements, with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    @property
    def harm(self):
        return [(tag, attrs) for tag, attrs in self.found if tag in HARM or any(map(runs, attrs.items()))]


def runs(attribute):
    name, value = attribute
    value = (value or "").strip().lower()
    sources = {"href": "http", "src": "data:image/png;base64,"}
    return name.startswith("on") or (name in sources and not value.startswith(sources[name]))


def of(client, student):
    return next(one for one in client.json(LIST + "?names=1") if one["student"] == student)


def in_database(course, student):
    with Nbgrader(course.db_url) as book:
        grade, comment = (find("why", "one", "a", student) for find in (book.find_grade, book.find_comment))
        return grade.manual_score, grade.needs_manual_grade, comment.manual_comment


def seen(one):
    return {"points": one["points"], "comment": one["comment"]}


# where it is, and who gets in


@pytest.mark.parametrize(
    "page", ["manage_assignments", "gradebook", "gradebook/a", "manage_students", "manage_submissions/a"]
)
def test_every_page_of_the_formgrader_leads_there(client, page):
    status, _, text = client.get(f"/formgrader/{page}")
    assert status == 200
    assert 'href="/by-hand/"' in text
    assert "/formgrader/manage_students" in text


def test_the_formgraders_page_of_a_submission_leads_to_the_question_in_the_class(client):
    submission = of(client, "ada")["submission"]
    _, _, text = client.get(f"/formgrader/submissions/{submission}/")
    assert f'href="{PAGE}#{submission}"' in text


@pytest.mark.parametrize("path", ["/by-hand/", PAGE, "/by-hand/person/a", LIST])
def test_nobody_gets_in_without_the_token(address, path):
    stranger = Client(address)
    _, _, text = stranger.get(path)
    assert "password" in text.lower()
    assert "hidden word" not in text
    assert "Lovelace" not in text


def test_a_request_from_elsewhere_changes_nothing(address, client, course):
    before = in_database(course, "ada")
    one = of(client, "ada")
    assert client.put(one["id"], token=False, points=3, seen=seen(one))[0] == 403
    assert Client(address).put(one["id"], points=3, seen=seen(one))[0] == 403
    assert in_database(course, "ada") == before


def test_the_list_of_questions_says_how_many_are_open(client):
    _, _, text = client.get("/by-hand/")
    assert f'href="{PAGE}"' in text
    assert re.search(r"\d of 4 graded", text)


# what is shown


def test_the_rubric_stands_there_step_by_step(client):
    _, _, text = client.get(PAGE)
    assert re.findall(r"</kbd> \+([\d.]+)</button>", text) == ["1", "1.5", "0.5"]
    assert "hidden word" in text
    assert "Be kind." in text
    assert text.count("<math") >= 2
    assert json.loads(re.search(r'id="data">(.*?)</script>', text)[1])["steps"] == [1.0, 1.5, 0.5]


def test_an_answer_has_its_formulas_and_pictures(client):
    html = client.json(f"/by-hand/api/answer/a/one/why/{of(client, 'ada')['id']}")["html"]
    assert "<msqrt>" in html
    assert "<strong>so on</strong>" in html
    assert f'src="data:image/png;base64,{PNG}"' in html


def test_nothing_that_a_student_wrote_runs(client):
    html = client.json(f"/by-hand/api/answer/a/one/why/{of(client, 'bob')['id']}")["html"]
    assert Tags(html).harm == []
    assert "onerror=" in html
    assert len(html) > len(HOSTILE)


@pytest.mark.parametrize(
    "path", ["/by-hand/", PAGE, "/by-hand/person/a?names=1", "/by-hand/person/a?why=<script>ran</script>"]
)
def test_hostile_names_are_text_on_every_page(client, path):
    _, headers, text = client.get(path)
    found = Tags(text).found
    assert not [name for _, attrs in found for name in attrs if name.startswith("on")]
    assert all(attrs.get("href", "/")[:1] in "/#?d" for _, attrs in found)
    assert all("src" in attrs or attrs["type"] == "application/json" for tag, attrs in found if tag == "script")
    assert "<img" not in text
    assert "<script>" not in text
    assert "script-src 'self'" in headers["Content-Security-Policy"]


def test_what_has_names_in_it_is_data_and_no_page(client):
    status, headers, text = client.get(LIST + "?names=1")
    assert (status, headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert headers["Content-Type"].startswith("application/json")
    assert NAMED["bob"][1] in json.loads(text)[0]["name"] + "".join(one["name"] for one in json.loads(text))


def test_names_are_not_even_sent_where_nobody_asked_for_them(client):
    for path in (LIST, PAGE, "/by-hand/person/a", f"/by-hand/api/answer/a/one/why/{of(client, 'ada')['id']}"):
        _, _, text = client.get(path)
        assert not any(word in text for word in ("Lovelace", *map('"{}"'.format, STUDENTS))), path
    assert {one["place"] for one in client.json(LIST)} == {1, 2, 3, 4}


# what is saved


def test_points_and_comment_are_nbgraders_own_at_once(client, course):
    one = of(client, "ada")
    status, now = client.put(one["id"], points=2.5, comment=f"Good. {IMG} $x$ ½", seen=seen(one))
    assert (status, now["points"], now["open"]) == (200, 2.5, False)
    assert in_database(course, "ada") == (2.5, False, f"Good. {IMG} $x$ ½")
    api = client.json(f"/formgrader/api/grades?submission_id={one['submission']}")
    assert [grade["manual_score"] for grade in api if grade["name"] == "why"] == [2.5]
    with Gradebook(course) as gradebook:
        assert gradebook.standings("a")["ada", "one"].total == 4.5
        assert gradebook.by_hand("a")["ada", "one"]["why"].comment.startswith("Good.")


def test_the_formgrader_shows_what_was_saved_even_if_it_had_read_before(client):
    one = of(client, "cleo")
    address = f"/formgrader/api/grades?submission_id={one['submission']}"
    for points in (1, 0.5, None):
        assert client.put(one["id"], points=points, seen=seen(of(client, "cleo")))[0] == 200
        assert [grade["manual_score"] for grade in client.json(address) if grade["name"] == "why"] == [points]


@pytest.mark.parametrize("points", [-0.5, 3.5, 1e400, "2", True, [1], {}, float("nan")])
def test_points_that_cannot_be_are_refused_in_a_sentence(client, course, points):
    before, one = in_database(course, "ada"), of(client, "ada")
    status, said = client.put(one["id"], points=points, seen=seen(one))
    assert status == 400
    assert "0 to 3" in said["message"]
    assert in_database(course, "ada") == before


@pytest.mark.parametrize("change", [{"comment": 5}, {"comment": "x" * 20_001}, {"points": 1, "seen": None}])
def test_what_the_page_never_sends_is_refused_in_a_sentence(client, course, change):
    before, one = in_database(course, "ada"), of(client, "ada")
    status, said = client.put(one["id"], **{"seen": seen(one)} | change)
    assert (status, said["message"][-1]) == (400, ".")
    assert in_database(course, "ada") == before


def test_what_another_person_gave_meanwhile_is_not_overwritten(client, course):
    one = of(client, "ada")
    with Nbgrader(course.db_url) as book:
        book.find_grade("why", "one", "a", "ada").manual_score = 0.25
        book.db.commit()
    status, said = client.put(one["id"], points=3, seen=seen(one))
    assert (status, said["now"]["points"]) == (409, 0.25)
    assert in_database(course, "ada")[0] == 0.25
    assert client.put(one["id"], points=3, seen={"points": 0.25})[0] == 200


def test_a_comment_alone_leaves_the_points_open(client, course):
    one = of(client, "bob")
    assert client.put(one["id"], comment="Which x?\0\ud800", seen=seen(one))[0] == 200
    assert in_database(course, "bob") == (None, True, "Which x?")
    assert client.put(one["id"], comment="", seen={"comment": "Which x?"})[0] == 200
    assert in_database(course, "bob") == (None, True, None)


def test_a_comment_finds_its_place_where_nbgrader_made_none(client, course):
    with Nbgrader(course.db_url) as book:
        book.db.delete(book.find_comment("why", "one", "a", "cleo"))
        book.db.commit()
    one = of(client, "cleo")
    assert client.put(one["id"], comment="So short?", seen=seen(one))[1]["comment"] == "So short?"
    assert in_database(course, "cleo")[2] == "So short?"


def test_a_locked_database_is_said_in_a_sentence_and_stops_nobody_else(client, course):
    one = of(client, "bob")
    with sqlite3.connect(course.root / "gradebook.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        status, said = client.put(one["id"], points=1, seen=seen(one))
        waited = time.monotonic() - begun
        other.execute("ROLLBACK")
    other.close()
    assert (status, waited < 20) == (423, True)
    assert "locked" in said["message"]
    assert "Another program" in said["message"]
    assert "sqlite3" not in said["message"]
    assert client.put(one["id"], points=1, seen=seen(one))[0] == 200


@pytest.mark.parametrize(
    "path", ["/by-hand/question/a/one/nope", "/by-hand/question/..%2f/one/why", "/by-hand/person/b"]
)
def test_what_is_not_there_is_said_in_a_sentence(client, path):
    status, _, text = client.get(path)
    assert status == 400
    assert 'role="alert">There is no such' in text


# what needs a person


def test_what_needs_a_person_is_filtered_by_outcome(client):
    _, _, every = client.get("/by-hand/person/a?names=1")
    assert re.search(r"several candidates <b>1</b>", every)
    _, _, several = client.get("/by-hand/person/a?names=1&why=several")
    assert ">dan</a>" in several
    assert "all of one" in several
    assert "Lovelace" not in several
    _, _, open_ones = client.get("/by-hand/person/a?names=1&why=by-hand")
    assert ">dan</a>" not in open_ones


def test_the_formgraders_list_of_submissions_leads_there(client):
    _, _, text = client.get("/formgrader/gradebook/a/one")
    assert 'href="/by-hand/person/a"' in text
    assert 'id="toggle_names"' in text
