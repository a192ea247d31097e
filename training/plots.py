"""The drawings of a report: SVG to stand inside a page, the same bytes for the same figures."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from training.accuracy import Mean

_BLUE, _GREY, _AMBER, _INK = "#2563eb", "#9ca3af", "#d97706", "#1f2937"
COLOURS: Mapping[str, str] = {"blend": _BLUE, "popularity": _GREY, "in force": _AMBER}
_STYLE: Any = {
    "svg.hashsalt": "auslage",
    "font.size": 10,
    "text.color": _INK,
    "axes.edgecolor": _GREY,
    "axes.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
}
_WIDTH_IN = 7.2
_BAR_IN = 0.28


def bars(values: Mapping[str, float], *, label: str, highlighted: str = "", form: str = "{:.3f}") -> str:
    """One bar for each value, from above in the order given, each with its figure."""
    with _drawing(0.9 + _BAR_IN * len(values)) as (figure, svg):
        axes = figure.subplots()
        colours = [_BLUE if not highlighted or name == highlighted else _GREY for name in values]
        drawn = axes.barh(list(values), list(values.values()), color=colours, height=0.7)
        axes.bar_label(drawn, [form.format(value) for value in values.values()], padding=4, fontsize=9)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.set_xlabel(label)
    return svg.getvalue()


def intervals(measures: Mapping[str, Mapping[str, Mean]]) -> str:
    """For each measure side by side: each rival's mean with its interval."""
    n_rivals = max(len(rivals) for rivals in measures.values())
    with _drawing(1.1 + 0.4 * n_rivals) as (figure, svg):
        for axes, (measure, rivals) in zip(
            figure.subplots(1, len(measures), sharey=True), measures.items(), strict=True
        ):
            means = [mean.mean for mean in rivals.values()]
            reach = [
                [mean.mean - mean.low for mean in rivals.values()],
                [mean.high - mean.mean for mean in rivals.values()],
            ]
            axes.barh(
                list(rivals), means, xerr=reach, color=[COLOURS[name] for name in rivals], ecolor=_INK, height=0.6
            )
            axes.set_xlabel(measure)
        figure.axes[0].invert_yaxis()
    return svg.getvalue()


def lines(at: Sequence[int], rivals: Mapping[str, Sequence[Mean]], *, label: str, below: str) -> str:
    """A line for each rival with its interval as a band; `at`: where its points stand."""
    with _drawing(3.0) as (figure, svg):
        axes = figure.subplots()
        for name, means in rivals.items():
            axes.plot(at, [mean.mean for mean in means], marker="o", color=COLOURS[name], label=name)
            lows, highs = [mean.low for mean in means], [mean.high for mean in means]
            axes.fill_between(at, lows, highs, color=COLOURS[name], alpha=0.15, linewidth=0)
        axes.set_xticks(list(at))
        axes.set_ylim(bottom=0)
        axes.set_xlabel(below)
        axes.set_ylabel(label)
        axes.legend(frameon=False)
    return svg.getvalue()


def stacks(shares: Mapping[str, Mapping[str, float]]) -> str:
    """One bar for each name, divided by its shares; what has the same name has the same colour in all bars."""
    parts = list(dict.fromkeys(part for named in shares.values() for part in named))
    colours = mpl.colormaps["tab20"]
    with _drawing(1.5 + _BAR_IN * len(shares)) as (figure, svg):
        axes = figure.subplots()
        left = [0.0] * len(shares)
        for number, part in enumerate(parts):
            widths = [named.get(part, 0.0) for named in shares.values()]
            axes.barh(list(shares), widths, left=left, color=colours(number % 20), label=part, height=0.7)
            left = [start + width for start, width in zip(left, widths, strict=True)]
        axes.invert_yaxis()
        axes.set_xlim(0, 1)
        axes.set_xlabel("share of the blend")
        figure.legend(loc="outside upper center", ncols=6, frameon=False, fontsize=9)
    return svg.getvalue()


@contextmanager
def _drawing(height_in: float) -> Iterator[tuple[Figure, io.StringIO]]:
    """A figure that is written as SVG when the block ends; its words stay words."""
    svg = io.StringIO()
    with mpl.rc_context({**_STYLE, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(_WIDTH_IN, height_in), layout="constrained")
        yield figure, svg
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    whole = drawn.getvalue()
    # Inside a page neither the declaration nor the document type has a place.
    svg.write(whole[whole.index("<svg") :])
