from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from markupsafe import Markup

from autograder.feedback import asked as asked_module
from autograder.feedback import page as page_module
from autograder.feedback import write_page
from autograder.feedback.outcomes import BADGES
from autograder.gradebook import ManualGrade
from autograder.outcomes import Outcome
from autograder.record.model import Finding, NotebookRecord, PartResult
from tests.feedback.records import SECRETS, item, master, record, wrong_part

VOID = {"meta", "link", "br", "hr", "img", "input", "rect", "path", "circle"}


class Page(HTMLParser):
    """Tags, their attributes and the text, and whether every tag is closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(tmp_path: Path, it: NotebookRecord, manual: dict[str, tuple[float | None, str]] | None = None) -> Page:
    given = {k: SimpleNamespace(points=points, comment=comment) for k, (points, comment) in (manual or {}).items()}
    asked = master(test_forward="### Forward (2 points)\n\nWrite `forward`: $s^{(l)} = W^{(l)} o^{(l-1)}$.")
    out = write_page(it, asked, tmp_path / "page.html", manual=given)
    return Page(out.read_text(encoding="utf-8"))


def test_every_tag_of_the_page_is_closed_and_every_id_is_there_once(tmp_path: Path) -> None:
    found = page(tmp_path, record(item(Outcome.FAILED, 0.0, parts=(wrong_part(), wrong_part("two"))), notes=("a",)))
    assert found.open == []
    ids = [attrs["id"] for _, attrs in found.tags if "id" in attrs]
    assert len(ids) == len(set(ids)) > 2


def test_what_aria_and_anchors_point_to_exists(tmp_path: Path) -> None:
    found = page(tmp_path, record(item(Outcome.PASSED, 2.0), item(Outcome.FAILED, 0.0, parts=(wrong_part(),))))
    ids = {attrs["id"] for _, attrs in found.tags if "id" in attrs}
    targets = {attrs["aria-labelledby"] for _, attrs in found.tags if "aria-labelledby" in attrs}
    targets |= {str(attrs["href"])[1:] for tag, attrs in found.tags if tag == "a"}
    assert targets <= ids


def test_the_page_has_a_language_one_first_heading_and_no_level_left_out(tmp_path: Path) -> None:
    found = page(tmp_path, record(item(Outcome.FAILED, 0.0, parts=(wrong_part(),))))
    assert ("html", {"lang": "en"}) in found.tags
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_the_page_needs_no_script_and_nothing_from_elsewhere(tmp_path: Path) -> None:
    found = page(tmp_path, record(item(Outcome.FAILED, 0.0, parts=(wrong_part(),))))
    assert not {tag for tag, _ in found.tags} & {"script", "link", "img", "iframe", "object"}
    assert not any(name.startswith("on") or name == "src" for _, attrs in found.tags for name in attrs)
    assert "url(" not in (tmp_path / "page.html").read_text()
    assert "@import" not in (tmp_path / "page.html").read_text()


@pytest.mark.parametrize("outcome", list(Outcome))
def test_nothing_of_the_trusted_side_is_on_the_page(tmp_path: Path, outcome: Outcome) -> None:
    points = None if outcome in (Outcome.MANUAL, Outcome.CANNOT_JUDGE) else 0.0
    page(tmp_path, record(item(outcome, points, parts=(wrong_part(),))))
    source = (tmp_path / "page.html").read_text()
    assert not [name for name, secret in SECRETS.items() if secret in source]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_word_and_a_symbol_hidden_from_screen_readers(tmp_path: Path, outcome: Outcome) -> None:
    found = page(tmp_path, record(item(outcome, 0.0)))
    assert BADGES[outcome].word in found.text
    hidden = [attrs for _, attrs in found.tags if attrs.get("class") == "symbol"]
    assert hidden
    assert all(attrs["aria-hidden"] == "true" for attrs in hidden)


WHOLE = (Outcome.MISSING, Outcome.SEVERAL, Outcome.MALFORMED, Outcome.TOO_LARGE, Outcome.TAMPERED)


@pytest.mark.parametrize("outcome", WHOLE)
def test_why_a_notebook_was_not_graded_is_said_and_never_that_nothing_was_answered(
    tmp_path: Path, outcome: Outcome
) -> None:
    found = page(tmp_path, record(item(outcome, 0.0, message="There is only <hw>.zip, no notebook.")))
    assert "There is only <hw>.zip, no notebook." in found.text
    assert "not answered" not in found.text
    assert "0 of 2 points" in found.text


def test_outcomes_that_share_a_symbol_differ_in_their_word() -> None:
    assert len({badge.word for badge in BADGES.values()}) == len(Outcome)


def test_what_could_not_be_judged_is_said_to_be_no_zero_and_shows_no_part(tmp_path: Path) -> None:
    found = page(tmp_path, record(item(Outcome.CANNOT_JUDGE, None, parts=(wrong_part("a secret part"),), message="x9")))
    assert "Could not be judged yet; the staff has been told. This is not zero points." in found.text
    assert "2 points not judged yet" in found.text
    assert "a secret part" not in found.text
    assert "x9" not in found.text
    assert "0 of 2 points" not in found.text.replace("0 of 2 points 2 points not judged", "")


def test_a_part_that_could_not_be_judged_hides_its_finding(tmp_path: Path) -> None:
    part = PartResult("a part", 0.0, 1.0, Outcome.CANNOT_JUDGE, Finding("trace of ours"))
    found = page(tmp_path, record(item(Outcome.FAILED, 0.0, parts=(part,))))
    assert "trace of ours" not in found.text
    assert "This is not zero points." in found.text


def test_what_a_student_wrote_never_becomes_markup(tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)></style><script>alert(1)</script>"
    part = PartResult(evil, 0.0, 1.0, Outcome.ERROR, Finding(evil))
    hostile = record(item(Outcome.ERROR, 0.0, message=evil, parts=(part,), title=evil), notes=(evil,), student=evil)
    found = page(tmp_path, hostile, {"test-forward": (None, evil)})
    assert not {"script", "img"} & {tag for tag, _ in found.tags}
    assert found.text.count("alert(1)") >= 6


def test_characters_that_cannot_be_shown_are_left_out(tmp_path: Path) -> None:
    found = page(tmp_path, record(item(Outcome.ERROR, 0.0, message="a\x00b\ud800c\u202ed\x1b[31me")))
    assert "abcd[31me" in found.text


def test_a_recognised_mistake_is_named_with_its_lesson(tmp_path: Path) -> None:
    text = page(tmp_path, record(item(Outcome.FAILED, 0.0, parts=(wrong_part(),)))).text
    assert "This looks like a known mistake the factor 2 is missing Look at the derivative" in text


def test_a_mistake_that_several_checks_show_is_explained_once(tmp_path: Path) -> None:
    twice = record(item(Outcome.FAILED, 0.0, parts=(wrong_part("one"), wrong_part("two"))))
    text = page(tmp_path, twice).text
    assert text.count("Look at the derivative of the square.") == 1
    assert "The same known mistake as above: the factor 2 is missing." in text


def test_which_blocks_are_wrong_is_said_in_words(tmp_path: Path) -> None:
    assert (
        "Wrong: G^(1); right: G^(2)." in page(tmp_path, record(item(Outcome.FAILED, 0.0, parts=(wrong_part(),)))).text
    )


def test_each_drawing_has_a_text_alternative(tmp_path: Path) -> None:
    found = page(tmp_path, record(item(Outcome.FAILED, 0.0, parts=(wrong_part(),))))
    images = [attrs for tag, attrs in found.tags if tag == "svg" and attrs.get("role") == "img"]
    assert len(images) == 2
    assert "G^(1): 4 of 6 entries wrong; the bias column is right" in found.text
    assert "G^(2): all entries right" in found.text


def test_the_legend_is_there_exactly_where_there_is_a_drawing(tmp_path: Path) -> None:
    assert "How to read the drawings" in page(tmp_path, record(item(Outcome.FAILED, 0.0, parts=(wrong_part(),)))).text
    assert "How to read the drawings" not in page(tmp_path, record(item(Outcome.PASSED, 2.0))).text


def test_an_answer_for_the_staff_waits_and_then_shows_points_and_comment(tmp_path: Path) -> None:
    waiting = page(tmp_path, record(item(Outcome.MANUAL, None))).text
    assert "to be graded by hand" in waiting
    assert "2 points still to be graded by hand." in waiting
    graded = page(tmp_path, record(item(Outcome.MANUAL, None)), {"test-forward": (1.5, "Well said.\nAlmost.")}).text
    assert "graded by hand 1.5 of 2 points" in graded
    assert "Comment of the staff Well said. Almost." in graded
    assert "still to be graded" not in graded


def test_points_by_hand_count_instead_of_automatic_ones(tmp_path: Path) -> None:
    text = page(tmp_path, record(item(Outcome.FAILED, 0.0)), {"test-forward": (1.0, "")}).text
    assert "points set by hand 1 of 2 points" in text
    assert "Sum 1 / 2" in text


def test_a_comment_alone_leaves_the_automatic_points(tmp_path: Path) -> None:
    text = page(tmp_path, record(item(Outcome.FAILED, 0.5)), {"test-forward": (None, "Look again.")}).text
    assert "partly right 0.5 of 2 points" in text
    assert "Look again." in text


def test_the_question_is_folded_and_does_not_repeat_its_heading(tmp_path: Path) -> None:
    found = page(tmp_path, record(item(Outcome.PASSED, 2.0)))
    assert [attrs for tag, attrs in found.tags if tag == "details"] == [{"class": "asked"}]
    assert found.text.count("Forward") == 2
    assert "(2 points)" not in found.text
    assert "math" in {tag for tag, _ in found.tags}


def test_notes_about_the_submission_are_shown(tmp_path: Path) -> None:
    assert (
        "The test cell was put back."
        in page(tmp_path, record(item(Outcome.PASSED, 2.0), notes=("The test cell was put back.",))).text
    )


def test_a_record_without_items_gives_a_page(tmp_path: Path) -> None:
    assert "0 of 0 points" in page(tmp_path, record()).text


def test_the_same_record_gives_the_same_bytes_and_leaves_no_other_file(tmp_path: Path) -> None:
    out = tmp_path / "feedback" / "amara-okafor" / "06" / "06.html"
    it = record(item(Outcome.FAILED, 0.0, parts=(wrong_part(),)))
    assert write_page(it, master(), out) == out
    first = out.read_bytes()
    write_page(it, master(), out)
    assert out.read_bytes() == first
    assert [path.name for path in out.parent.iterdir()] == ["06.html"]


def test_a_page_is_written_again_only_where_something_that_it_is_made_from_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it, out = record(item(Outcome.FAILED, 0.0)), tmp_path / "page.html"

    def is_written(it: NotebookRecord, **manual: ManualGrade) -> bool:
        before = out.stat().st_ino if out.exists() else 0
        write_page(it, master(), out, manual=manual)
        return out.stat().st_ino != before

    assert is_written(it)
    assert not is_written(it)
    assert is_written(it, **{it.items[0].grade_id: ManualGrade(1.0, "See the lecture.")})
    assert not is_written(it, **{it.items[0].grade_id: ManualGrade(1.0, "See the lecture.")})
    assert is_written(it, **{it.items[0].grade_id: ManualGrade(1.0, "See section 3.")})
    assert is_written(replace(it, notes=("The test cell was put back.",)))
    monkeypatch.setattr("autograder.feedback.page._maker", lambda: "other templates")
    assert is_written(replace(it, notes=("The test cell was put back.",)))


def test_what_makes_pages_is_known_by_its_code_and_its_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (seen.append(path.name), read(path))[1])
    page_module._maker.__wrapped__()
    assert {"page.html.j2", "page.css", "view.py", "heatmap.py"} <= {*seen}


def test_a_write_that_fails_leaves_the_old_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = write_page(record(item(Outcome.PASSED, 2.0)), master(), tmp_path / "page.html")
    before = out.read_bytes()

    def full_disk(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="no space"):
        write_page(record(item(Outcome.FAILED, 0.0)), master(), out)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_has_the_contrast_of_level_aa(tmp_path: Path) -> None:
    page(tmp_path, record(item(Outcome.PASSED, 2.0)))
    source = (tmp_path / "page.html").read_text()
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", source.replace("#fff;", "#ffffff;")))
    for tone in ("good", "partly", "bad", "open"):
        assert contrast(colours[tone], colours[f"{tone}-bg"]) >= 4.5, tone
    for ink in ("ink", "soft", "accent", "open"):
        assert min(contrast(colours[ink], colours[ground]) for ground in ("paper", "ground")) >= 4.5, ink


def test_what_is_asked_is_set_into_html_once_for_a_whole_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    monkeypatch.setattr(asked_module, "to_mathml", lambda latex, **_: given.append(latex) or Markup("<math></math>"))
    exercise = master(test_forward="What is $q_{17}$, for everybody?")
    for name in ("ada", "bob", "cleo"):
        write_page(record(item(Outcome.PASSED, 2.0), student=name), exercise, tmp_path / f"{name}.html")
    assert given == ["q_{17}"]
    asked_module.to_html.cache_clear()
