"""Question by question in a real browser: by keyboard alone, with a server that goes away, with hostile students."""

import contextlib
import itertools

import pytest
from nbgrader.api import Gradebook as Nbgrader

from tests.formgrader.klass import NAMED, make, served

pytestmark = pytest.mark.integration
READY = "#answer:not([aria-busy])"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class that is graded but for the written answers."""
    return make(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def address(course):
    """The running formgrader's."""
    with served(course) as (found, _):
        yield found


@contextlib.contextmanager
def opened(browser, address, width=1280, **options):
    """The page of the question, with names; nothing in it complained, ran, or asked for anything elsewhere."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.on("dialog", lambda dialog: dialog.accept())
    page.on("request", lambda asked: complaints.append(asked.url) if not mine(asked.url, address) else None)
    page.goto(address)
    page.get_by_role("link", name="Question by Question").click()
    page.locator(".questions a").first.click()
    page.locator("#anonymous").uncheck()
    page.locator("#jump option", has_text="Lovelace").wait_for(state="attached")
    yield page
    assert page.evaluate("window.ran") is None
    context.close()
    assert complaints == []


def mine(url, address):
    return url.startswith((address.partition("/formgrader")[0], "data:"))


def to(page, student):
    """Go to a student's answer, and leave the field."""
    page.locator("#jump").select_option(label=next(o for o in options(page) if student in o))
    page.locator(READY).wait_for()
    page.locator("#who").focus()


def options(page):
    return page.locator("#jump option").all_inner_texts()


def given(course, student):
    with Nbgrader(course.db_url) as book:
        comment = book.find_comment("why", "one", "a", student).manual_comment
        return book.find_grade("why", "one", "a", student).manual_score, comment


def saved(page):
    page.locator("#state", has_text="saved").filter(has_not_text="not").wait_for()


def test_a_class_is_graded_by_keyboard_alone(browser, address, course):
    with opened(browser, address) as page:
        to(page, "Lovelace")
        page.keyboard.press("1")
        page.keyboard.press("2")
        saved(page)
        assert given(course, "ada") == (2.5, None)
        assert page.locator(".step[aria-pressed=true]").count() == 2
        page.keyboard.press("1")
        page.keyboard.press("+")
        page.keyboard.press("c")
        page.keyboard.type("Say why, jku1.")
        page.keyboard.press("Escape")
        saved(page)
        assert given(course, "ada") == (2.0, "Say why, jku1.")
        to(page, "cleo")
        page.keyboard.press("Shift+Digit1")
        page.keyboard.press("p")
        page.keyboard.type("0,5")
        page.keyboard.press("Enter")
        page.locator("#who", has_not_text="cleo").wait_for()
        assert page.evaluate("document.activeElement.id") == "points"
        page.locator("#jump option", has_text="cleo – graded").wait_for(state="attached")
        assert given(course, "cleo") == (0.5, "Say why, jku1.")
        to(page, "Lovelace")
        before = page.locator("#who").inner_text()
        page.keyboard.press("j")
        assert page.locator("#who").inner_text() != before
        page.keyboard.press("k")
        assert page.locator("#who").inner_text() == before


def test_only_ungraded_and_anonymous_are_a_key_each(browser, address):
    with opened(browser, address) as page:
        to(page, "Lovelace")
        page.keyboard.press("u")
        for _ in range(3):
            page.keyboard.press("j")
            assert "script" in page.locator("#who").inner_text()
        assert "no other answer is open" in page.locator("#progress").inner_text()
        page.keyboard.press("a")
        page.locator("#who", has_text="Submission #").wait_for()
        assert "Lovelace" not in page.locator("body").inner_text()


LOCKED = '{"message": "The database does not answer (database is locked)."}'
TROUBLE = {
    "server is away": ("The server does not answer", lambda route: route.abort()),
    "database is locked": (
        "database is locked",
        lambda route: route.fulfill(status=423, content_type="application/json; charset=UTF-8", body=LOCKED),
    ),
    "login is over": (
        "does not know you any more",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<title>Log in</title>"),
    ),
}


def test_a_lost_connection_a_locked_database_and_a_lost_login_lose_nothing(browser, address, course):
    with opened(browser, address) as page:
        to(page, "Lovelace")
        for name, (said, instead) in TROUBLE.items():
            page.route("**/api/grade/**", instead)
            page.locator("#comment").fill(f"Typed while the {name}.")
            page.locator("#trouble", has_text=said).wait_for()
            assert "nothing that you typed is lost" in page.locator("#trouble").inner_text()
            page.reload()
            page.locator(READY).wait_for()
            assert page.locator("#comment").input_value() == f"Typed while the {name}."
            page.unroute("**/api/grade/**")
            page.evaluate("dispatchEvent(new Event('online'))")  # else it is tried again every few seconds
            saved(page)
            assert page.locator("#trouble").is_hidden()
            assert given(course, "ada")[1] == f"Typed while the {name}."


def test_what_cannot_be_saved_stays_as_it_was_typed(browser, address, course):
    with opened(browser, address) as page:
        to(page, "Lovelace")
        before = given(course, "ada")
        for typed in ("four", "9", "-1"):
            page.locator("#points").fill(typed)
            page.locator("#state", has_text="from 0 to 3").wait_for()
            page.locator("#who").focus()
            page.keyboard.press("j")
            page.keyboard.press("k")
            assert page.locator("#points").input_value() == typed
        assert given(course, "ada") == before
        page.locator("#points").fill("2")
        saved(page)


def test_two_graders_are_told_of_each_other(browser, address, course):
    with opened(browser, address) as page:
        to(page, "Lovelace")
        page.keyboard.press("0")
        saved(page)
        with Nbgrader(course.db_url) as book:
            book.find_grade("why", "one", "a", "ada").manual_score = 1.25
            book.db.commit()
        page.keyboard.press("f")
        page.locator("#state", has_text="Somebody else").wait_for()
        assert given(course, "ada")[0] == 1.25
        page.locator("#theirs").click()
        assert page.locator("#points").input_value() == "1.25"
        page.keyboard.press("Escape")
        page.locator("#who").focus()
        page.keyboard.press("f")
        saved(page)
        assert given(course, "ada")[0] == 3


def test_hostile_students_are_text_at_every_width_and_nothing_overflows(browser, address):
    with opened(browser, address) as page:
        to(page, "script")
        for width, scheme in itertools.product((390, 1280), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            assert page.locator("#who").inner_text() == f"{NAMED['bob'][1]}, {NAMED['bob'][0]}"
            assert "onerror=" in page.locator("#answer").inner_text()
            page.evaluate("""() => {
                for (const seen of document.querySelectorAll('#answer *'))
                    for (const name of ['mouseover', 'focus', 'toggle', 'error', 'load', 'animationstart'])
                        seen.dispatchEvent(new Event(name));
            }""")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"
            assert dark == (scheme == "dark")
        page.set_viewport_size({"width": 390, "height": 900})
        page.get_by_role("link", name="What needs a person").click()
        page.get_by_role("link", name="Show names").click()
        assert "onerror=" in page.locator("table").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_every_control_has_a_name_and_shows_its_focus(browser, address):
    with opened(browser, address) as page:
        to(page, "Lovelace")
        page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
        names = []
        for _ in range(60):
            page.keyboard.press("Tab")
            found = page.evaluate("""() => {
                const here = document.activeElement, style = getComputedStyle(here);
                const by = (here.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean)
                    .map(id => document.getElementById(id).textContent).join(' ');
                const name = here.getAttribute('aria-label') || by || here.labels?.[0]?.textContent || here.textContent;
                return here === document.body ? null : [here.id || here.tagName, name.trim(), style.outlineStyle];
            }""")
            names += [found] if found else []
        assert {"previous", "next", "jump", "open", "anonymous", "points", "full", "comment"} <= {n for n, *_ in names}
        assert [found for found in names if not found[1] or found[2] == "none"] == []
