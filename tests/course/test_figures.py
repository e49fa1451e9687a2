"""The graphs that notebooks draw, as they are laid out: arrows are whole and smooth, and no label lies on anything."""

from __future__ import annotations

import contextlib
import io
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import BoxStyle, FancyArrowPatch
from matplotlib.transforms import Bbox

from autograder.course import Course
from tests.course.material import NOTEBOOKS, ROOT, SOURCE, forget_toolkit
from tests.course.test_forms import as_it_was

pytestmark = pytest.mark.filterwarnings("ignore")
#: Notebooks that draw graphs -> how many, at least.
GRAPHS = {"01": 13, "02": 12, "04": 3, "06": 4}
DRAWING = [path for path in NOTEBOOKS if path.stem[:2] in GRAPHS]


def graphs(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Any]]:
    """Every graph of a solved notebook, laid out: the cell, and the axes."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # no sliders
    monkeypatch.chdir(path.parent)
    monkeypatch.syspath_prepend(str(path.parent))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    forget_toolkit()
    names: dict[str, Any] = {"__name__": "__main__"}
    (master,) = Course.open(ROOT).masters(path.parent.name)
    for cell in master.cells:
        if cell.cell_type == "code" and (cell.solution or not cell.grade):
            with contextlib.redirect_stdout(io.StringIO()), as_it_was():
                exec(compile(cell.full, f"<{cell.cell_id}>", "exec"), names)
            yield from ((str(cell.cell_id), ax) for number in plt.get_fignums() for ax in laid_out(plt.figure(number)))
            plt.close("all")
    forget_toolkit()


def laid_out(figure: Any) -> list[Any]:
    """The axes of a figure that hold a graph."""
    figure.draw_without_rendering()
    figure.draw_without_rendering()  # as when a figure is cut to what is in it
    return [picture.ax for picture in getattr(figure.get_layout_engine(), "pictures", ())]


def arrows(ax: Any) -> dict[FancyArrowPatch, np.ndarray]:
    """Points along each arrow, its head included, in pixels."""
    found = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    return {
        arrow: np.concatenate(
            [
                np.linspace(a, b, 12)
                for line in arrow.get_transform().transform_path(arrow.get_path()).to_polygons(closed_only=False)
                for a, b in itertools.pairwise(line)
            ]
        )
        for arrow in found
    }


def frame(box: Any) -> Bbox:
    extent: Bbox = box.get_bbox_patch().get_window_extent()
    return extent


def within(points: np.ndarray, extent: Bbox) -> bool:
    return bool(np.any(np.all((points > extent.min) & (points < extent.max), axis=1)))


def gap(end: np.ndarray, box: Any) -> float:
    """Pixels from an end of an arrow to its box; less than 0 where it is inside."""
    extent = frame(box)
    if isinstance(box.get_bbox_patch().get_boxstyle(), BoxStyle.Circle):
        return float(np.hypot(*(end - (extent.min + extent.max) / 2)) - extent.width / 2)
    return float(np.max([extent.min - end, end - extent.max]))


def troubles(ax: Any) -> list[str]:
    """What lies on something else, or is cut, or bends."""
    boxes = [text for text in ax.texts if text.get_zorder() == 3 and text.get_bbox_patch()]
    labels = [text for text in ax.texts if text.get_zorder() == 2]
    lines, found = arrows(ax), []
    for label in labels:
        said, own = label.get_text(), label.get_window_extent().padded(-1)
        on_arrows = sum(within(points, own) for points in lines.values())
        if on_arrows > (label.get_fontsize() == 9):  # the weight of an edge stands on it
            found.append(f"{said} on an arrow")
        found += [f"{said} on a box" for box in boxes if own.overlaps(frame(box).padded(-1))]
        found += [f"{said} on {b.get_text()}" for b in labels if b is not label and own.overlaps(b.get_window_extent())]
    for arrow, points in lines.items():
        way, name = arrow.get_connectionstyle(), arrow.get_gid()
        found += [f"{name} through a box" for box in boxes if within(points, frame(box).padded(-1))]
        gaps = [gap(points[0], way.start), gap(way.points_along()[-1], way.end)]
        found += [f"{name} {pixels:.1f} pixels from a box" for pixels in gaps if not 0 <= pixels <= 6]
        steps = np.diff(way.points_along(), axis=0)
        steps = steps[np.hypot(*steps.T) > 0.01]
        turns = np.abs(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
        found += [f"{name} bends by {np.degrees(turns.max()):.0f} degrees"] if turns.max() > np.radians(4) else []
    return found


@pytest.mark.parametrize("path", DRAWING, ids=lambda path: path.stem)
def test_no_label_of_a_graph_lies_on_anything_and_every_arrow_is_whole_and_smooth(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = [(cell, troubles(ax)) for cell, ax in graphs(path, monkeypatch)]
    assert [(cell, found) for cell, found in drawn if found] == []
    assert len(drawn) >= GRAPHS[path.stem[:2]]


def test_a_label_on_an_arrow_is_seen_and_moves_away_when_the_figure_is_laid_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(SOURCE))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    forget_toolkit()
    import toolkit as tk

    nodes, places = {"a": ("sin", ("x",)), "b": ("cos", ("a",))}, {"x": (0, 0), "a": (1, 0), "b": (1.9, 1.2)}
    tk.draw_graph(nodes, places, values={"a": 0.123456, "b": 1.0, "x": 2.0})
    (ax,) = laid_out(plt.gcf())
    assert troubles(ax) == []
    (label,) = [text for text in ax.texts if text.get_text().startswith("$a$")]
    assert label.get_ha() != "center"
    label.xy, label.xyann = (0.5, 1), (0, 7)
    label.set_ha("center")
    assert troubles(ax) == ["$a$ = 0.1235 on an arrow"]
    plt.close("all")
    forget_toolkit()
