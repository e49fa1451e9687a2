"""The site: made of docs/, release/ and SECURITY.md alone; every link leads somewhere, nothing asks the network."""

import functools
import http.server
import itertools
import re
import shlex
import shutil
import threading
from pathlib import Path

import pytest

from autograder.cli.app import COMMANDS
from tests.browser.conftest import browser, chromium  # noqa: F401  (fixtures)
from tests.cli.test_terminal import understood
from tools.site.__main__ import build, chapters
from tools.site.pages import linked, navigation

pytestmark = pytest.mark.filterwarnings("default")  # MkDocs' own
ROOT = Path(__file__).parents[2]
LOADING = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|object)\b[^>]*?\b(?:src|href|data)=[\"']?([^\"'\s>]+)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site without figures, of a repository in which there are neither sources nor solutions."""
    root = tmp_path_factory.mktemp("repository")
    for name in ("docs", "release"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "SECURITY.md", root)
    build(root, root / "site", chapters(root, run=False))  # strict: a link that leads nowhere fails
    return root / "site"


def pages(site):
    return sorted(site.rglob("*.html"))


@pytest.mark.integration
def test_everything_in_docs_and_every_notebook_is_a_page(site):
    made = {page.relative_to(site).with_suffix("").as_posix() for page in pages(site)}
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= made
    assert {f"book/{path.name}" for path in (ROOT / "release").iterdir()} <= made
    assert "security" in made


@pytest.mark.integration
def test_no_page_names_a_place_outside_for_what_it_loads(site):
    named = {target for page in pages(site) for target in LOADING.findall(page.read_text(encoding="utf-8"))}
    assert [target for target in named if re.match(r"(\w+:)?//", target)] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//|@import", styles) == []


@pytest.mark.integration
def test_each_chapter_leads_to_the_next_one(site):
    book = [page for page in pages(site) if page.parent.name == "book"]
    for page, following in itertools.pairwise(book):
        footer = page.read_text(encoding="utf-8").partition("md-footer__inner")[2]
        assert f'href="{following.name}"' in footer


@pytest.fixture(scope="module")
def served(site):
    """The address of the site."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.integration
def test_in_a_browser_without_a_network_formulas_and_search_work_on_a_phone(browser, served):  # noqa: F811
    missed = []
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.route(lambda url: not url.startswith(served), lambda route: (missed.append(route.request.url), route.abort()))
    page.on("response", lambda response: missed.append(response.url) if response.status >= 400 else None)
    page.on("pageerror", lambda error: missed.append(str(error)))
    for name in ("book/03-matrix-calculus.html", "comparison.html"):
        page.goto(served + name)
        page.wait_for_function("() => window.MathJax && MathJax.Hub && MathJax.Hub.queue.running === 0")
        if name.startswith("book/"):
            page.locator(".arithmatex .MathJax").first.wait_for()
        assert page.get_by_text("Math Processing Error").count() == 0
        assert page.locator(".MathJax_Error, .merror").count() == 0
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), name
    page.locator("label[for=__search]").first.click()
    page.keyboard.type("sensitivity of the output layer")
    page.locator(".md-search-result__item").first.wait_for()
    page.close()
    assert [url for url in missed if not url.startswith(("data:", "blob:", "about:"))] == []


def test_a_link_to_what_is_no_page_keeps_its_words_and_code_is_left_alone():
    sources = {"docs/a.md": "a.md", "docs/b.md": "b.md", "SECURITY.md": "security.md"}
    text = "[b](b.md#part), [safe](../SECURITY.md), [code](../autograder/x.py), [web](https://x.org), ![p](p.webp)"
    want = "[b](b.md#part), [safe](security.md), code, [web](https://x.org), ![p](p.webp)"
    assert linked(text, "docs/a.md", sources) == want
    fenced = "```\n[code](../autograder/x.py)\n```"
    assert linked(fenced, "docs/a.md", sources) == fenced


def test_a_page_that_is_new_in_docs_is_in_the_menu():
    (how_to,) = [entry["How to"] for entry in navigation(["index.md", "new.md"], ["01-one"]) if "How to" in entry]
    assert how_to == ["new.md"]


@pytest.mark.parametrize("guide", sorted((ROOT / "docs").glob("guide-*.md")), ids=lambda path: path.stem)
def test_the_command_of_a_screen_is_one_that_can_be_typed(guide):
    screens = re.findall(r"^```console\n\$ autograder (.*)$", guide.read_text(encoding="utf-8"), re.MULTILINE)
    assert screens or guide.stem == "guide-student"
    for line in screens:
        name, *arguments = shlex.split(line)
        assert name in COMMANDS
        understood(name, arguments)


@pytest.mark.parametrize("guide", ["guide-student", "guide-teaching-assistant", "guide-instructor"])
def test_a_guide_begins_with_a_real_screen_and_is_one_page(guide):
    text = (ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")
    first = text.split("\n", 2)[2].lstrip()
    assert first.startswith(("![", "<!-- screen: "))
    assert len(text.split()) < 900
