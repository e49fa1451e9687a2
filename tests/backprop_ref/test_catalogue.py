"""Every known mistake has its words in the catalogue, every entry of the catalogue has its mistake."""

import tomllib
from pathlib import Path

import pytest

import backprop_ref
from backprop_ref import mistakes
from backprop_ref.mistakes import catalogue
from backprop_ref.mistakes.catalogue import CatalogueError, worded

FOLDER = Path(catalogue.__file__).parent
FIELDS = {"number": "7", "names": '["slope-dropped"]', "title": '"the slope is missing"', "lesson": '"How steep?"'}


def entry(**changed: str) -> str:
    fields = {**FIELDS, **changed}
    return "[[mistakes]]\n" + "\n".join(f"{name} = {value}" for name, value in fields.items() if value) + "\n"


def words(folder: Path, text: str, *wrong: str) -> tuple[mistakes.Mistake, ...]:
    path = folder / "some.toml"
    path.write_text(text, encoding="utf-8")
    return worded(path, {name: lambda steps: steps for name in wrong})


def test_every_file_has_the_words_of_one_reference_and_no_others() -> None:
    references = [getattr(mistakes, name) for name in mistakes.__all__ if name not in ("Mistake", "Reference")]
    files = [catalogue.read(path) for path in FOLDER.glob("*.toml")]
    assert sorted(map(sorted, files)) == sorted(sorted(m.name for m in r.mistakes) for r in references)


def test_an_entry_has_the_four_fields_and_no_other() -> None:
    for path in FOLDER.glob("*.toml"):
        for found in tomllib.loads(path.read_text(encoding="utf-8"))["mistakes"]:
            assert found.keys() == FIELDS.keys(), path.name


def test_mistakes_come_in_the_order_of_their_numbers_then_of_the_steps(tmp_path: Path) -> None:
    text = entry(number="9", names='["c", "a"]') + entry(number="8", names='["b"]')
    assert [(m.number, m.name) for m in words(tmp_path, text, "a", "b", "c")] == [(8, "b"), (9, "a"), (9, "c")]


@pytest.mark.parametrize("lacking", FIELDS)
def test_an_entry_without_a_field_is_refused_with_the_fields_name(tmp_path: Path, lacking: str) -> None:
    with pytest.raises(CatalogueError, match=rf"some.toml: no '{lacking}'"):
        words(tmp_path, entry(**{lacking: ""}), "slope-dropped")


@pytest.mark.parametrize(
    ("text", "wrong", "said"),
    [
        (entry(), ("slope-dropped", "new"), "has no words for new"),
        (entry(names='["old", "slope-dropped"]'), ("slope-dropped",), "has words for old, which no wrong step"),
        (entry() + entry(), ("slope-dropped",), "has words for slope-dropped twice"),
        ("[[mistakes]\n", (), "is not valid TOML"),
        ("", ("slope-dropped",), "no 'mistakes'"),
    ],
)
def test_words_that_do_not_agree_with_the_steps_are_refused(
    tmp_path: Path, text: str, wrong: tuple[str, ...], said: str
) -> None:
    with pytest.raises(CatalogueError, match=said):
        words(tmp_path, text, *wrong)


def test_what_the_package_reads_is_packaged() -> None:
    package = Path(backprop_ref.__file__).parent
    project = tomllib.loads((package.parent / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["backprop_ref"]
    packaged = {path for pattern in patterns for path in package.glob(pattern)}
    read = {path for path in package.rglob("*") if path.suffix in (".toml", ".txt")}
    assert read <= packaged, f"pyproject.toml's package-data lacks {sorted(path.name for path in read - packaged)}"
