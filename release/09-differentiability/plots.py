"""Plots of numbers, in greys; notebooks reach them through the toolkit, as tk.

tk.heatmap(mine, numerical)            # where a gradient is wrong, the bias column apart
tk.draw_activations({"cos": (np.cos, slope)})     # a panel for each function, with its slope
tk.draw_curves({"training": losses})              # one line style each; also for losses that grow without bound
tk.draw_decision_boundary(predict, X, Y)          # where an output changes sign, a marker for each class
tk.draw_v_plot(h, errors)              # relative errors over the step h, log-log
tk.draw_secant(f, s, h, steps, errors)            # a difference quotient, and its error beside the others
tk.in_words("a falling curve")         # what the picture of this cell shows, for readers who do not see it
"""

import html
import re
import sys

import matplotlib.pyplot as plt
import numpy as np
from toolkit import TOLERANCE, Wrong, _array, _errors, _pairs, _told

GREYS = ("1.0", "0.82", "0.55", "0.15")


def in_words(text, figure=None):
    """Says what a picture, that of this cell, shows: for readers who do not see it.

    This becomes the picture's alternative text, and a line in front of it that can be unfolded: neither JupyterLab nor
    nbconvert gives readers the alternative text of an output. A picture that is not shown costs nothing.
    """
    figure = figure or plt.gcf()
    text = text.replace("\\partial \\ell", "dl").replace("\\partial ", "d").replace("\\top", "T")
    words = figure.__dict__.setdefault("_repr_mimebundle_", _Words())  # what IPython asks before it shows a figure
    words.append(re.sub(r"[{}\\$]", "", text).rstrip(".") + ".")


class _Words(list):
    """Sentences about a figure. Called by IPython when it shows the figure, for what goes along with the picture."""

    def __call__(self, **_):
        from IPython.display import display  # noqa: PLC0415 - it is there where this is called

        folded = "<br>".join(html.escape(sentence, quote=False) for sentence in self)
        folded = f'<details class="in-words"><summary>In words</summary>{folded}</details>'
        display({"text/html": folded, "text/plain": " ".join(self)}, raw=True)
        return {}, {"image/png": {"alt": " ".join(self)}}


def heatmap(got, want, name="G^(l)", bias_column=True, title="Where it is wrong", measure=False):
    """One map per block, the bias column apart: a dot where right, else how many times the right value yours is.

    Where that says nothing, and everywhere with `measure`: the power of ten of the error, relative to the block.
    """
    if got is None:
        return
    try:
        pairs = [(b, np.atleast_2d(g), np.atleast_2d(w)) for b, g, w in _pairs(got, want, name, "")]
    except Wrong as wrong:
        print(f"{title}: {wrong}", file=sys.stderr)
        return
    size = (1.2 + 2.6 * len(pairs), 1.5 + 0.6 * max(len(w) for _, _, w in pairs))
    figure, axes = plt.subplots(1, len(pairs), figsize=size, squeeze=False, layout="constrained")
    for ax, (block, g, w) in zip(axes[0], pairs, strict=True):
        error = _errors(g, w, bias_column)
        _heat(ax, error, np.full(w.shape, np.nan) if measure else _ratios(g, w), bias_column)
        ax.set_title(_math(block), fontsize=11)
    figure.suptitle(title, fontsize=12)
    figure.supxlabel(
        ("" if measure else "x2: twice the right value;  ") + "1e-2: relative error 0.01;  dot: right", fontsize=8
    )
    errors = [(b, _errors(g, w, bias_column)) for b, g, w in pairs]
    said = [f"{b}: relative error up to {np.max(e):.0e}" for b, e in errors]
    wrong = [f"{b}: {int(np.sum(~(e <= TOLERANCE)))} of {e.size} entries wrong" for b, e in errors]
    in_words(f"{title}; " + "; ".join(said if measure else wrong))


def _ratios(got, want):
    """How many times the right value each entry is; nan where that value is too near 0 to say so."""
    small = np.abs(want) < 1e-3 * np.max(np.abs(want), initial=0)
    return np.divide(got, want, out=np.full(np.shape(want), np.nan), where=~small & (want != 0))


def _math(name):
    name = name.replace("delta", r"\delta")
    return f"${name.replace('(', '{(').replace(')', ')}')}$" if "^" in name else name


def _deviation(error, ratio):
    """How far an entry is off, in a word: x2 for twice the right value, 1e-2 for a relative error of 0.01."""
    if 0.05 <= abs(ratio) < 100 and abs(ratio - 1) >= 0.05:
        return f"x{ratio:.2g}"
    return f"1e{np.floor(np.log10(error)):.0f}" if error < np.inf else "inf" if error == np.inf else "nan"


def _heat(ax, error, ratio, bias_column):
    rows, columns = error.shape
    x = np.arange(columns) + (0.4 * (np.arange(columns) > 0) if bias_column else 0)
    for (r, c), e in np.ndenumerate(error):
        level = int(np.digitize(e, [TOLERANCE, 1e-3, 1e-1]))
        ax.add_patch(plt.Rectangle((x[c], r), 1, 1, facecolor=GREYS[level], edgecolor="0.4"))
        text = "." if level == 0 else _deviation(e, ratio[r, c])
        ax.text(
            x[c] + 0.5, r + 0.5, text, ha="center", va="center", fontsize=9, color="white" if level == 3 else "black"
        )
    ax.set(xlim=(-0.1, x[-1] + 1.1), ylim=(rows + 0.1, -0.1), aspect="equal", xlabel="column", ylabel="row")
    ax.spines[:].set_visible(False)
    ax.set_xticks(x + 0.5, ["bias" if bias_column and c == 0 else str(c + (not bias_column)) for c in range(columns)])
    ax.set_yticks(np.arange(rows) + 0.5, [str(r + 1) for r in range(rows)])


def draw_activations(curves, title="Activation functions", reach=6, flat=0.01):
    """A panel for each entry of {name: (value, derivative)}, both functions of an array of pre-activations.

    A ring marks a kink; hatching marks saturation, where the slope stays below `flat` up to the edge.
    """
    columns = min(4, len(curves))
    rows = -(-len(curves) // columns)
    size = (max(4.4, 2.3 * columns + 0.9), 2.2 * rows + 0.9)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, sharey=True, layout="constrained")
    s, words = np.linspace(-reach, reach, 601), []
    for i, (ax, (name, functions)) in enumerate(zip(axes.flat, curves.items(), strict=False)):
        ax.set(title=name, xlabel="$s$", xlim=(-reach, reach), ylim=(-1.6, 3.1), xticks=(-5, 0, 5))
        ax.set_ylabel("value, slope" if i % columns == 0 else "")
        ax.axhline(0, color="0.8", lw=0.8, zorder=0)
        try:
            value, slope = (_array(f(s), s.shape, name, "") + 0.0 for f in functions)
            at = _kink(functions[1], s, slope)
        except Exception as error:
            ax.text(0, 1, "nothing\nto show yet", ha="center")
            words.append(f"{name}: {_told(error).rstrip('.')}")
            continue
        low, high = (np.logical_and.accumulate(np.abs(d) < flat) for d in (slope, slope[::-1]))
        hatching = {"facecolor": "0.95", "edgecolor": "0.7", "hatch": "////", "linewidth": 0, "zorder": 0}
        ax.fill_between(s, -1.6, 3.1, where=low | high[::-1], **hatching, label="saturated")
        marked = [] if at is None else [at]
        ax.plot(s, value, color="black", lw=1.8, label="value")
        ax.plot(s, np.where(s == at, np.nan, slope), color="0.35", lw=1.4, ls="--", label="slope")
        ring = {"marker": "o", "ls": "", "markerfacecolor": "white", "markeredgecolor": "black"}
        ax.plot(marked, np.interp(marked, s, value), **ring, label="kink")
        told = [f"value {value[0]:.3g} to {value[-1]:.3g}", f"slope {slope.min():.3g} to {slope.max():.3g}"]
        told += [f"kink at {at:g}"] if marked else []
        told += [f"saturated below {s[low.sum() - 1]:.1f}"] if low.any() else []
        told += [f"saturated above {s[-high.sum()]:.1f}"] if high.any() else []
        words.append(f"{name}: {', '.join(told)}")
    for ax in axes.flat[len(curves) :]:
        ax.axis("off")
    figure.suptitle(title)
    shown = next((ax for ax in axes.flat if ax.lines[1:]), axes[0, 0])
    figure.legend(*shown.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    in_words("; ".join(words))


def _kink(derivative, s, slope):
    """The place where the slope jumps, found by halving the step in which it changes most; None where it is smooth."""
    i = int(np.argmax(np.abs(np.diff(slope))))
    low, high = s[i], s[i + 1]
    for _ in range(40):
        ends = np.array([low, (low + high) / 2, high])
        left, here, right = derivative(ends)
        low, high = ends[:2] if abs(here - left) > abs(right - here) else ends[1:]
    return round(float(low), 6) + 0.0 if abs(right - left) > 0.01 else None


LOOKS = (("-", "o", "0"), ("--", "s", "0.4"), (":", "^", "0.2"))


def draw_v_plot(h, errors, orders=None, mark=True, predicted=None, title="Error of a difference over its step"):
    """Relative errors over the steps h, log-log; `errors` is keyed by the method's name, as the options are.

    `orders` puts triangles of slope p and -1 at the branches; `mark` rings the least error; `predicted` are steps.
    """
    _, ax = plt.subplots(figsize=(7, 4.6), layout="constrained")
    ax.set(title=title, xlabel="step h", ylabel="relative error", xscale="log", yscale="log")
    words, tens = [title], np.abs(np.log10(h) - np.round(np.log10(h))) < 1e-6
    for name, (line, marker, grey) in zip(errors, LOOKS, strict=False):
        error = np.maximum(np.asarray(errors[name], float), 1e-17)
        best = int(np.argmin(error))
        ax.plot(h, error, ls=line, marker=marker, color=grey, ms=4, label=name)
        pairs = zip(error[tens], h[tens], strict=True)
        words.append(f"{name}, error at step: " + ", ".join(f"{e:.0e} at {step:.0e}" for e, step in pairs))
        if mark:
            ax.plot(h[best], error[best], "o", ms=13, mfc="none", mec="black")
            above = any(errors[other][best] < error[best] for other in errors)  # below it runs another curve
            where = {"textcoords": "offset points", "ha": "center", "va": "bottom" if above else "top", "fontsize": 9}
            paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}  # over the line of a predicted step
            ax.annotate(
                f"best h: {h[best]:.0e}", (h[best], error[best]), (0, 32 if above else -11), bbox=paper, **where
            )
            words.append(f"least at {h[best]:.0e} with {error[best]:.0e}")
        if orders:
            _triangle(ax, h[best] * 30, 10, error, h, orders[name])
            _triangle(ax, h[best] / 30, 0.1, error, h, -1)
        if predicted:
            ax.axvline(predicted[name], color=grey, ls=line, lw=1)
            where = {"rotation": 90, "ha": "right", "va": "top", "fontsize": 8}
            ax.text(predicted[name], 0.98, f"predicted, {name}", transform=ax.get_xaxis_transform(), **where)
            words.append(f"predicted best step {predicted[name]:.0e}")
    ax.set_ylim(ax.get_ylim()[0] / 5)
    ax.legend(loc="lower right", fontsize=9)
    in_words("; ".join(words))


def draw_secant(f, s, h, steps, errors, title="Secant"):
    """f near s with the secant through s and s + h; beside it the errors over the steps, with this one marked."""
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    reach, slope = np.linspace(s - 1.5, s + 1.5, 121), (f(s + h) - f(s)) / h
    left.plot(reach, f(reach), color="black", lw=1.4)
    left.plot(reach, f(s) + slope * (reach - s), "--", color="black", lw=1)
    left.plot([s, s + h], [f(s), f(s + h)], "o", color="black", mfc="white", clip_on=True)
    left.set(title=f"{title}: slope {slope:.10f}", xlabel="$s$", xlim=(reach[0], reach[-1]))
    right.loglog(steps, errors, color="black", lw=1.4)
    right.axvline(h, color="black", lw=1, ls=":")
    right.set(title=f"forward difference, h = {h:.0e}", xlabel="$h$", ylabel="relative error")
    in_words(f"The secant through s = {s} and s + {h:.0e} has the slope {slope:.10f}.")


def _triangle(ax, start, wide, error, h, slope):
    """A triangle of this slope under a log-log curve, from h = start to start * wide."""
    end, y = start * wide, np.exp(np.interp(np.log(start), np.log(h), np.log(error))) / 4
    ax.plot([start, end, end, start], [y, y, y * float(wide) ** slope, y], color="0.4", lw=0.8)
    side = "left" if wide > 1 else "right"
    ax.text(end * wide**0.15, y * float(wide) ** (slope / 2), f"{slope}", ha=side, va="center", fontsize=9)


LINES = (("black", "-"), ("0.45", "--"), ("black", ":"), ("0.45", "-."), ("black", (0, (6, 2, 1, 2, 1, 2))))


def draw_curves(curves, title="Loss", xlabel="step t", ylabel="loss", log=False, ax=None):
    """One curve for each {label: values}, over 0, 1, 2, ... or over the xs of {label: (xs, values)}.

    `log`: a logarithmic axis for the values. A curve ends where its values are no longer finite.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
    words = []
    for i, (label, curve) in enumerate(curves.items()):
        pair = isinstance(curve, tuple)
        values = np.asarray(curve[1] if pair else curve, float)
        kept = np.isfinite(values)
        xs = np.asarray(curve[0] if pair else np.arange(len(values)), float)[kept]
        colour, style = LINES[i % len(LINES)]
        ax.plot(xs, values[kept], color=colour, ls=style, lw=1.8, label=label)
        if kept.any():
            first, last = (f"{values[kept][k]:.3g} at {xs[k]:g}" for k in (0, -1))
            words.append(f"{label}: {first}, lowest {values[kept].min():.3g}, {last}")
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    ax.legend()
    in_words(f"{title}; {ylabel} over {xlabel}; {'; '.join(words)}", ax.figure)


def draw_decision_boundary(predict, X, Y, title="Decision boundary", names=("class -1", "class 1"), ax=None):
    """The points X (2, N), a marker for each sign of Y (1, N), and lines where `predict` is -1/2, 0 and 1/2.

    `predict` takes points (2, M) and returns one number for each; the side where it is positive is shaded.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(5.2, 4.2), layout="constrained")
    (left, low), (right, high) = np.min(X, axis=1) - 0.4, np.max(X, axis=1) + 0.4
    x1, x2 = np.meshgrid(np.linspace(left, right, 120), np.linspace(low, high, 120))
    Z = np.asarray(predict(np.array([x1.ravel(), x2.ravel()])), float).reshape(x1.shape)
    ax.contourf(x1, x2, Z, levels=[0, np.inf], colors=["0.9"])
    ax.contour(x1, x2, Z, levels=[0], colors="black", linewidths=[2])
    negative, sign = np.ravel(Y) < 0, np.sign(np.ravel(predict(X)))
    ax.plot(*X[:, negative], "o", color="black", mfc="white", ms=5, label=names[0])
    ax.plot(*X[:, ~negative], "^", color="black", mfc="0.35", ms=5, label=names[1])
    ax.set(title=title, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    wrong = int(np.sum(sign != np.where(negative, -1, 1)))
    where = f"{names[1]} is predicted on {np.mean(Z > 0):.0%} of the area shown"
    in_words(f"{title}; {X.shape[1]} points, {wrong} of them on the wrong side of the line; {where}", ax.figure)
