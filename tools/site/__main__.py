"""Builds the site.

python -m tools.site                  into site/, with the figures of the book: about a minute
python -m tools.site --no-figures     without running a notebook: some seconds
python -m tools.site --into FOLDER    into another folder
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import click

from tools.site.book import Chapter, chapter
from tools.site.pages import navigation, texts

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
#: What MathJax reads to draw these formulas; what is for other inputs, other outputs and its menu is left out.
MATHJAX = (
    "LICENSE", "MathJax.js", "config", "fonts", "jax/element", "jax/input", "jax/output/HTML-CSS", "extensions/TeX",
    "extensions/HTML-CSS", "extensions/tex2jax.js", "extensions/AssistiveMML.js", "extensions/toMathML.js",
)  # fmt: skip


def chapters(root: Path, *, run: bool) -> list[Chapter]:
    """The released notebooks as pages, in the order of the course."""
    folders = sorted(path for path in (root / "release").iterdir() if any(path.glob("*.ipynb")))
    with ProcessPoolExecutor(min(len(folders), os.cpu_count() or 1)) as pool:
        return list(pool.map(partial(chapter, run=run), folders))


def assemble(root: Path, folder: Path, made: list[Chapter]) -> list[dict[str, object]]:
    """Write all that MkDocs reads into a folder; returns the navigation."""
    (folder / "book").mkdir(parents=True)
    pages = texts(root)
    for page, text in pages.items():
        (folder / page).write_text(text, encoding="utf-8")
    for one in made:
        (folder / "book" / f"{one.name}.md").write_text(one.text, encoding="utf-8")
        for name, content in one.pictures.items():
            (folder / "book" / name).write_bytes(content)
    if (root / "docs" / "pictures").is_dir():
        shutil.copytree(root / "docs" / "pictures", folder / "pictures")
    shutil.copytree(HERE / "assets", folder / "assets")
    _mathjax(folder / "assets" / "mathjax")
    return navigation(pages, [one.name for one in made])


def _mathjax(folder: Path) -> None:
    """MathJax out of the package that brings it to the formgrader."""
    package = find_spec("jupyter_server_mathjax")
    there = Path(package.origin or "").parent / "static" if package else Path()
    for name in MATHJAX:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (there / name).is_dir() else shutil.copy)(there / name, target)


def build(root: Path, into: Path, made: list[Chapter]) -> None:
    """The site of a repository with these chapters; raises where a link leads nowhere."""
    from mkdocs.commands.build import build as make  # noqa: PLC0415  (of the extra `docs`)
    from mkdocs.config import load_config  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="site-") as scratch:
        pages = Path(scratch) / "pages"
        nav = assemble(root, pages, made)
        with (HERE / "mkdocs.yml").open("rb") as config:
            make(load_config(config, docs_dir=str(pages), site_dir=str(into), nav=nav, strict=True))


@click.command()
@click.option("--into", type=click.Path(path_type=Path), default=ROOT / "site", help="The folder to write.")
@click.option("--figures/--no-figures", default=True, help="Run the notebooks for their figures and outputs.")
def main(into: Path, figures: bool) -> None:
    """Build the site of documentation and the book."""
    if find_spec("mkdocs") is None or find_spec("material") is None:
        sys.exit("MkDocs is missing: pip install -e '.[docs]', or make site, which does.")
    build(ROOT, into.resolve(), chapters(ROOT, run=figures))
    click.echo(f"{into / 'index.html'}")


if __name__ == "__main__":
    main()
