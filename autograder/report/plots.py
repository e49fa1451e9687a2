"""The plots of a report: drawn by matplotlib, as SVG that stands in the page. Words beside them say the same."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.feedback.text import clean
from autograder.report.figures import ENDS, AssignmentReport

#: Distinct in grey and for all kinds of colour vision; the hatches carry them in print.
COLOURS = {"passed": "#1d6b3a", "partly": "#e0a030", "wrong": "#9b1c1c", "not answered": "#c9ced6", "open": "#ffffff"}
HATCHES = {"passed": "", "partly": "//", "wrong": "\\\\", "not answered": "", "open": ".."}
BINS = 10
LONGEST_LABEL = 46


def scores(report: AssignmentReport) -> Markup:
    """A histogram of the shares of the points."""
    figure = Figure(figsize=(7, 2.4), layout="constrained")
    axes = figure.subplots()
    axes.hist(report.shares, bins=BINS, range=(0, 1), color="#1f4e8c", edgecolor="white")
    axes.set_xlim(0, 1)
    axes.set_xticks([i / 10 for i in range(0, 11, 2)], [f"{i}0%" if i else "0" for i in range(0, 11, 2)])
    axes.set_xlabel("share of the points that are decided")
    axes.set_ylabel("students")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    _plain(axes)
    return _svg(figure, "How many students have which share of the points")


def exercises(report: AssignmentReport) -> Markup:
    """A bar for each exercise: how many passed, partly, failed, did not answer, wait."""
    rows = report.exercises
    figure = Figure(figsize=(7, 0.9 + 0.32 * len(rows)), layout="constrained")
    axes = figure.subplots()
    places, left = range(len(rows)), [0] * len(rows)
    for end in ENDS:
        counts = [row.ends[end] for row in rows]
        if any(counts):
            colour, hatch = COLOURS[end], HATCHES[end]
            axes.barh(places, counts, left=left, color=colour, hatch=hatch, edgecolor="#20242b", lw=0.4, label=end)
            left = [before + count for before, count in zip(left, counts, strict=True)]
    axes.set_yticks(places, [_short(row.title) for row in rows], parse_math=False)
    axes.invert_yaxis()
    axes.set_xlabel("students")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _plain(axes)
    figure.legend(loc="outside upper center", ncols=len(ENDS), frameon=False, fontsize=8)
    return _svg(figure, "How each exercise ended; the table below has the numbers")


def assignments(reports: Sequence[AssignmentReport]) -> Markup:
    """A box for each assignment: the middle half of the class, the median, and everybody beyond."""
    figure = Figure(figsize=(7, 0.8 + 0.36 * len(reports)), layout="constrained")
    axes = figure.subplots()
    shown = [report.shares or [float("nan")] for report in reports]
    axes.boxplot(shown, orientation="horizontal", widths=0.6, medianprops={"color": "#1f4e8c", "lw": 2})
    axes.set_yticks(range(1, len(reports) + 1), [_short(report.assignment) for report in reports], parse_math=False)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([i / 10 for i in range(0, 11, 2)], [f"{i}0%" if i else "0" for i in range(0, 11, 2)])
    axes.set_xlabel("share of the points that are decided")
    axes.invert_yaxis()
    _plain(axes)
    return _svg(figure, "The shares of the points in each assignment")


def _short(text: str) -> str:
    text = " ".join(clean(text).split())
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.set_axisbelow(True)


def _svg(figure: Figure, said: str) -> Markup:
    """The figure as an element of the page that is the same in every run, with a description for screen readers."""
    drawn = io.StringIO()
    with rc_context({"svg.hashsalt": "report", "svg.fonttype": "none"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # the browser has the fonts
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None}, facecolor="white")
    svg = drawn.getvalue()
    return Markup(svg[svg.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{said}"', 1))
