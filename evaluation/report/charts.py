"""The plots as inline SVG, drawn by matplotlib. The only file that imports it, and only where a plot is drawn.

Text stays text, so that it can be read, copied and searched; the same values give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TEAL, AMBER, SLATE, GRID, INK = "#0f766e", "#b45309", "#57534e", "#e7e5e4", "#1c1917"
SERIES = (TEAL, AMBER, "#6d28d9", "#1d4ed8")
"""Colours that stay apart in print and for most colour-blind readers; lines and markers differ besides."""

Tone = Literal["better", "worse", "unclear", "changed"]
_TONES: Mapping[Tone, str] = {"better": TEAL, "worse": AMBER, "unclear": "#78716c", "changed": INK}

MARKERS = ("o", "s", "D", "^")
DASHES = ("-", "--", "-.", ":")

_WIDTH = 4.1
"""Inches. Small on purpose: the page shows a plot at the width of a phone without making its letters tiny."""

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "kutip",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.edgecolor": "#a8a29e",
    "axes.labelcolor": SLATE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": SLATE,
    "ytick.color": SLATE,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}

_DRAWING = threading.Lock()
"""matplotlib's settings are the process's; the web app draws in threads."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its interval, each None where there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """The words along an axis."""

    x: str
    y: str


def curve(points: Sequence[tuple[float, float]], axis: Axis, decimal_comma: bool) -> str:
    """A step curve of shares over shares, such as risk over coverage."""

    def draw(axes: Axes) -> None:
        xs, ys = zip(*points, strict=True)
        axes.step(xs, ys, where="post", color=TEAL, linewidth=1.8)
        axes.fill_between(xs, ys, step="post", color=TEAL, alpha=0.12, linewidth=0)
        axes.plot(xs[-1], ys[-1], "o", color=TEAL, markersize=4)
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, max(0.1, min(1.0, 1.15 * max(ys))))

    return _drawn(draw, 2.9, axis, decimal_comma)


def grouped_points(
    groups: Mapping[str, Mapping[str, Point]], ticks: Sequence[str], axis: Axis, decimal_comma: bool
) -> str:
    """For each tick one point a group, side by side, with its interval: groups → tick → point."""

    def draw(axes: Axes) -> None:
        count = len(groups)
        for at, (name, points) in enumerate(groups.items()):
            shift = 0.22 * (at - (count - 1) / 2)
            places = [place for place, tick in enumerate(ticks) if _known(points.get(tick))]
            shown = [points[ticks[place]] for place in places]
            xs = [place + shift for place in places]
            style: dict[str, Any] = {"color": SERIES[at % 4], "marker": MARKERS[at % 4]}
            axes.plot(
                xs, [_value(point) for point in shown], linestyle=DASHES[at % 4], label=name, markersize=5, **style
            )
            for x, point in zip(xs, shown, strict=True):
                if point.low is not None and point.high is not None:
                    axes.plot([x, x], [point.low, point.high], color=SERIES[at % 4], linewidth=1, alpha=0.7)
        axes.set_xticks(range(len(ticks)), list(ticks))
        axes.set_xlim(-0.6, len(ticks) - 0.4)
        axes.set_ylim(0, 1.02)
        axes.grid(visible=False, axis="x")
        _legend_above(axes)

    return _drawn(draw, 2.9, axis, decimal_comma, format_x=False)


def dot_rows(rows: Mapping[str, Mapping[str, Point]], series: Sequence[str], axis: Axis, decimal_comma: bool) -> str:
    """For each row the values of several series on one line from 0 to 1: rows → series → point."""

    def draw(axes: Axes) -> None:
        for place, points in enumerate(rows.values()):
            values = [_value(points[name]) for name in series if _known(points.get(name))]
            if values:
                axes.plot([min(values), max(values)], [place, place], color="#d6d3d1", linewidth=2, zorder=1)
        for at, name in enumerate(series):
            known = [(place, points[name]) for place, points in enumerate(rows.values()) if _known(points.get(name))]
            axes.scatter(
                [_value(point) for _, point in known],
                [place for place, _ in known],
                s=34,
                color=SERIES[at % 4],
                marker=MARKERS[at % 4],
                label=name,
                zorder=3 - at * 0.1,
            )
        axes.set_yticks(range(len(rows)), list(rows))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(-0.02, 1.02)
        _legend_above(axes, len(series))

    return _drawn(draw, 0.95 + 0.3 * len(rows), axis, decimal_comma, format_y=False)


def shares_within(series: Mapping[str, Sequence[float]], axis: Axis, decimal_comma: bool) -> str:
    """The share of values up to each value (the empirical distribution), one step curve a series, x logarithmic."""

    def draw(axes: Axes) -> None:
        for at, (name, values) in enumerate(series.items()):
            ordered = sorted(max(value, 0.1) for value in values)
            heights = [(place + 1) / len(ordered) for place in range(len(ordered))]
            axes.step(
                [ordered[0], *ordered],
                [0.0, *heights],
                where="post",
                color=SERIES[at % 4],
                linestyle=DASHES[at % 4],
                linewidth=1.7,
                label=name,
            )
        for share in (0.5, 0.95):
            axes.axhline(share, color="#a8a29e", linewidth=0.8, linestyle=":")
        axes.set_xscale("log")
        lows = [max(min(values), 0.1) for values in series.values()]
        highs = [max(*values, 0.1) for values in series.values()]
        axes.set_xlim(min(lows) / 1.3, max(highs) * 1.3)
        axes.set_ylim(0, 1.03)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 0.95])
        _plain_numbers(axes, min(lows) / 1.3, max(highs) * 1.3, decimal_comma)
        _legend_above(axes)

    return _drawn(draw, 2.9, axis, decimal_comma, format_x=False)


def two_histograms(
    series: Mapping[str, Sequence[float]], mark: float | None, mark_name: str, axis: Axis, decimal_comma: bool
) -> str:
    """How many values lie in each twentieth of 0 to 1, series over one another; ``mark`` is a line across."""

    from matplotlib.ticker import MaxNLocator

    def draw(axes: Axes) -> None:
        edges = [place / 20 for place in range(21)]
        for at, (name, values) in enumerate(series.items()):
            clipped = [min(max(value, 0.0), 1.0) for value in values]
            axes.hist(
                clipped,
                bins=edges,
                histtype="stepfilled",
                facecolor=(*_rgb(SERIES[at % 4]), 0.28),
                edgecolor=SERIES[at % 4],
                linestyle=DASHES[at % 4],
                linewidth=1.4,
                label=f"{name} ({len(values)})",
            )
        if mark is not None:
            axes.axvline(mark, color=INK, linewidth=1, linestyle=":", label=mark_name)
        axes.set_xlim(0, 1)
        axes.grid(visible=False, axis="x")
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        _legend_above(axes)

    return _drawn(draw, 2.9, axis, decimal_comma, format_y=False)


def forest(rows: Mapping[str, Point], tones: Sequence[Tone], axis: Axis, decimal_comma: bool) -> str:
    """Differences with their intervals around a line at 0, a tone each; those that are clear of 0 have full dots."""

    def draw(axes: Axes) -> None:
        axes.axvline(0, color=INK, linewidth=0.9)
        reach = 0.02
        for place, (point, tone) in enumerate(zip(rows.values(), tones, strict=True)):
            value, colour = _value(point), _TONES[tone]
            low, high = (value if end is None else end for end in (point.low, point.high))
            reach = max(reach, abs(low), abs(high))
            axes.plot([low, high], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
            dot = "white" if tone == "unclear" else colour
            axes.plot(value, place, "o", color=colour, markersize=5, markerfacecolor=dot)
        axes.set_yticks(range(len(rows)), list(rows))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(-1.1 * reach, 1.1 * reach)
        axes.locator_params(axis="x", nbins=5)

    return _drawn(draw, 0.75 + 0.25 * len(rows), axis, decimal_comma, format_y=False)


def _legend_above(axes: Axes, columns: int = 2) -> None:
    """The legend where no data can be."""
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns)


def _known(point: Point | None) -> bool:
    return point is not None and point.value is not None


def _value(point: Point) -> float:
    if point.value is None:
        raise ValueError("a point without a value is not drawn")
    return point.value


def _rgb(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]


def _plain_numbers(axes: Axes, low: float, high: float, decimal_comma: bool) -> None:
    """Ticks of a logarithmic axis as the numbers that they are: 1, 2, 5, 10 …"""
    steps = [step * 10.0**power for power in range(-1, 7) for step in (1, 2, 5)]
    shown = [step for step in steps if low <= step <= high]
    if len(shown) > 7:
        shown = [step for step in shown if f"{step:e}".startswith("1")]
    axes.set_xticks(shown, [_number(step, decimal_comma) for step in shown])
    axes.minorticks_off()


def _number(value: float, decimal_comma: bool) -> str:
    text = f"{value:g}".replace("-", "−")
    return text.replace(".", ",") if decimal_comma else text


def _drawn(
    draw: Any, height: float, axis: Axis, decimal_comma: bool, *, format_x: bool = True, format_y: bool = True
) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with _DRAWING, mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        axes = figure.subplots()
        draw(axes)
        axes.set_xlabel(axis.x)
        axes.set_ylabel(axis.y)
        for which, wanted in ((axes.xaxis, format_x), (axes.yaxis, format_y)):
            if wanted:
                which.set_major_formatter(lambda value, _: _number(round(value, 6), decimal_comma))
        return _svg(figure)


def _svg(figure: Figure) -> str:
    """The figure as an ``svg`` element alone: no declaration, metadata, style sheet or size but the aspect, and with
    ids that no other plot on the page has."""
    written = StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    svg = written.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)
    prefix = f"c{hashlib.sha256(svg.encode()).hexdigest()[:8]}-"
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{prefix}", svg)
    head, _, rest = svg.partition(">")
    head = re.sub(r' (?:width|height|version)="[^"]*"', "", head)
    return f'{head} style="stroke-linejoin:round;stroke-linecap:butt" aria-hidden="true">{rest}'.strip()
