"""A teaching assistant's day: a Canvas download of thirty with the usual mess, until grades and pages go back."""

import csv
import json
import re
import zipfile
from datetime import timedelta

import pytest
from nbgrader.api import Gradebook as Nbgrader

from tests.browser import served
from tests.browser.begun import FIRST, RIGHT, WRONG, answered, begin, run
from tests.lms import downloads
from tests.lms.readers import canvas_import, canvas_reads

pytestmark = pytest.mark.integration
#: Everybody whose answer is wrong, and who wrote nothing that runs.
MISTAKEN = {"bob", "s15", "s20", "s25"}
EMPTY = {"s18"}
#: Wrong on Monday, handed in again on Tuesday.
AGAIN = "s12"
LATE = "cleo"
#: Whose archive is damaged: found to be empty, told, and nothing that a person gives points for.
DAMAGED = "max"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = begin(tmp_path_factory.mktemp("staff") / "course")
    run(folder, "due", FIRST, "2026-01-30T12:00+00:00")
    return folder


@pytest.fixture(scope="module")
def people(course):
    """Thirty of the course."""
    answers = dict.fromkeys([*MISTAKEN, AGAIN], WRONG) | dict.fromkeys(EMPTY, "raise NotImplementedError()")
    found = downloads.crowd(FIRST, lambda name: answered(course, answers.get(name, RIGHT)))
    for place, person in enumerate(found):
        person.handed_in += timedelta(minutes=place)
    return found


@pytest.fixture(scope="module")
def collected(course, people, tmp_path_factory):
    """What `collect` says of Monday's download, and of Tuesday's with one who handed in again and a stranger."""
    downloads.write(course / "students.csv", downloads.roster(people))
    monday = downloads.write(
        tmp_path_factory.mktemp("monday") / "submissions.zip", downloads.canvas_zip(people, times=True)
    )
    first = json.loads(run(course, "collect", FIRST, monday, "--json").stdout)
    again = next(person for person in people if person.id == AGAIN)
    again.files = {f"{FIRST}-1.ipynb": answered(course, RIGHT)}
    again.handed_in += timedelta(days=1)
    stranger = downloads.Person("zoe", "Zoe", "Stranger", 77, {f"{FIRST}.ipynb": answered(course, RIGHT)})
    tuesday = downloads.write(
        tmp_path_factory.mktemp("tuesday") / "submissions.zip", downloads.canvas_zip([*people, stranger], times=True)
    )
    return first, run(course, "collect", FIRST, tuesday, code=1).stdout


@pytest.fixture(scope="module")
def graded(course, collected):
    """Student -> what `grade` says."""
    told = json.loads(run(course, "grade", FIRST, "--json").stdout)
    return {one["student"]: one for one in told}


def test_everybodys_notebook_is_found_and_what_needs_a_person_is_said_in_a_screen(collected, people):
    first, said = collected
    assert len(first["collected"]) == 29  # jo handed in nothing
    assert (first["missing"], first["late"], first["unknown"]) == (["jo"], [LATE], [])
    assert [student for student, _ in first["refused"]] == ["eve", DAMAGED]  # a time of one's own, half an archive
    lines = said.splitlines()
    assert sum(1 + len(line) // 80 for line in lines) <= 24
    assert re.search(r"^  replaced +1  s12$", said, re.MULTILINE)
    assert re.search(r"^  unchanged +28$", said, re.MULTILINE)
    assert "strangerzoe" in said


def test_each_is_graded_by_what_was_handed_in_last_and_nobody_gets_a_silent_zero(graded):
    points = {name: one["points"] for name, one in graded.items()}
    assert points == {name: 0.0 if name in MISTAKEN | EMPTY | {DAMAGED} else 3.0 for name in graded}
    assert len(points) == 29
    assert graded[DAMAGED]["outcome"] == "no notebook found"
    assert {name for name, one in graded.items() if one["late"]} == {LATE}


def rows(page):
    return [row.split("\t") for row in page.locator("#all-students tbody tr").all_inner_texts()]


def shown(page):
    return page.locator("#all-students tbody tr:visible th").all_inner_texts()


def test_the_report_is_sorted_and_filtered_in_the_page(course, graded, browser):
    run(course, "report", FIRST)
    missed = []
    page = served.opened(browser, (course / "report" / f"{FIRST}.html").as_uri(), missed)
    assert sorted(shown(page)) == sorted(graded)
    points = page.locator("#all-students").get_by_role("button", name="points", exact=True)
    points.click()
    assert {*shown(page)[:6]} == MISTAKEN | EMPTY | {DAMAGED}
    points.click()
    assert {*shown(page)[-6:]} == MISTAKEN | EMPTY | {DAMAGED}
    page.get_by_role("searchbox").fill("wrong answer")
    assert {*shown(page)} == MISTAKEN
    page.get_by_role("searchbox").fill("no notebook")
    assert shown(page) == [DAMAGED]
    assert DAMAGED in page.locator(".warn").inner_text()
    page.close()
    assert missed == []


def test_numbers_are_sorted_as_numbers(browser, course, graded):
    run(course, "report", FIRST)
    page = served.opened(browser, (course / "report" / f"{FIRST}.html").as_uri(), [])
    cells = page.locator("#all-students tbody td:nth-child(2)")
    cells.evaluate_all("cells => cells.forEach((cell, i) => cell.textContent = [2.5, 10, 2.25, -1, 0.5][i % 5])")
    page.locator("#all-students").get_by_role("button", name="points", exact=True).click()
    found = [float(text) for text in cells.all_inner_texts()]
    assert found == sorted(found)
    page.close()


def test_the_report_fits_a_sheet_of_paper_and_a_phone(browser, course, graded):
    """Nothing of a table is cut off in print, and no dark theme's colour is printed."""
    run(course, "report", FIRST)
    for name in (FIRST, "index"):
        page = browser.new_page(viewport={"width": 673, "height": 1000}, color_scheme="dark")  # A4 without its margins
        page.goto((course / "report" / f"{name}.html").as_uri())
        page.emulate_media(media="print")
        wide = "() => [...document.querySelectorAll('.wide, html')].filter(e => e.scrollWidth > e.clientWidth).length"
        assert page.evaluate(wide) == 0, name
        colours = page.evaluate("() => [...document.querySelectorAll('body *')].map(e => getComputedStyle(e).color)")
        assert max(sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in colours) < 3 * 128
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("() => document.documentElement.scrollWidth") == 390
        page.close()


def give(browser, course, count):
    """Points and a comment in the formgrader for the first so many, one after the other; the others by its database."""
    with served.formgrader(course) as (_, address):
        server, _, token = address.partition("/formgrader")
        token = token.partition("?")[2]
        page = served.opened(browser, f"{server}/formgrader/gradebook/{FIRST}/{FIRST}?{token}", [])
        page.get_by_role("link", name="Submission #1", exact=True).click()
        for number in range(count):
            page.wait_for_load_state("networkidle")  # the fields listen when what is saved has been fetched
            assert page.locator(".graders-only").count() == 1  # the rubric stands below the answer
            for field, text in (("#why-comment", f"Well said, number {number + 1}."), ("#why", "1.5")):
                with page.expect_response(lambda response: response.request.method == "PUT" and response.ok):
                    page.locator(field).fill(text)
                    page.locator(field).blur()
            if number < count - 1:
                page.locator("li.next a").click()
        page.close()
    with Nbgrader(f"sqlite:///{course}/gradebook.db") as book:
        for submission in book.notebook_submissions(FIRST, FIRST):
            (grade,) = (one for one in submission.grades if one.name == "why")
            if grade.manual_score is None and submission.student.id != DAMAGED:
                grade.manual_score, grade.needs_manual_grade = 1.0, False
        book.db.commit()


def test_written_answers_are_graded_in_the_formgrader_and_all_of_it_goes_back_to_canvas(
    course, graded, browser, people, tmp_path
):
    give(browser, course, 3)
    table = downloads.write(tmp_path / "Grades.csv", downloads.canvas_gradebook(people, maximum="5", column=FIRST))
    back = tmp_path / "back.csv"
    said = run(course, "export", FIRST, "--format", "canvas", "--into", table, "-o", back).stdout
    by_number = {person.canvas_id: person.id for person in people}
    found, maximum = canvas_import(back.read_text("utf-8"), by_number)
    assert maximum == "5"
    assert {name for name, cell in found.items() if not cell} == {"jo"}
    assert re.search(r"no hand-in +1  jo$", said, re.MULTILINE)
    came, goes = (list(csv.reader(path.read_text("utf-8").splitlines())) for path in (table, back))
    assert [row[1:6] for row in goes] == [row[1:6] for row in came]  # of the names one was a formula

    said = run(course, "feedback", FIRST, "--zip").stdout
    with zipfile.ZipFile(said.split()[-1]) as archive:
        pages = canvas_reads({name: archive.read(name).decode() for name in archive.namelist()}, people)
    praised = {by_number[number] for number, page in pages.items() if "Well said, number" in page}
    assert (len(praised), {by_number[number] for number in pages}) == (3, {*graded})
    for number, page in pages.items():  # what the page says is what goes back
        name = by_number[number]
        by_hand = 1.5 if name in praised else 0 if name == DAMAGED else 1
        assert float(found[name]) == graded[name]["points"] + by_hand
        assert f"{by_hand:g} of 2 points" in page
    assert json.loads(run(course, "status", "--json").stdout)[0]["next"] == [
        f"autograder report {FIRST}   # 1 need a look",
    ]
