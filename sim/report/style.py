"""Colours, axes and frames that all charts share.

Colours are Okabe and Ito's (2008), told apart by colour-blind readers; lightness, line style,
marker or hatch tells them apart once more in black and white.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.ticker import FuncFormatter, MaxNLocator

BLACK = "#000000"
BLUE = "#0072B2"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
ORANGE = "#E69F00"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#8C8C8C"
PALE_GREY = "#D9D9D9"

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib, so that every machine draws the same
    "font.size": 12,
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "legend.frameon": False,
    "legend.fontsize": 11,
    "hatch.linewidth": 0.6,
    "lines.linewidth": 2.2,
    "svg.hashsalt": "corridor",
    "svg.fonttype": "path",
}
PNG_DPI = 150
TITLE_INCHES, SUBTITLE_INCHES, CAPTION_INCHES = 0.30, 0.24, 0.20
MARGIN_INCHES = 0.25
TITLE_SIZE, SUBTITLE_SIZE, CAPTION_SIZE = 16, 12, 10
CHARACTERS_PER_INCH = {TITLE_SIZE: 7.2, SUBTITLE_SIZE: 10.2, CAPTION_SIZE: 12.6}

Chart = Callable[..., Figure]


def styled(chart: Chart) -> Chart:
    """Draw under the shared style, whatever the caller's Matplotlib settings are."""

    @wraps(chart)
    def drawn(*args: Any) -> Figure:
        with mpl.rc_context({**mpl.rcParamsDefault, **STYLE, "backend": mpl.get_backend()}):
            return chart(*args)

    return drawn


@dataclass(frozen=True)
class Words:
    """What stands around a chart: the answer, the scenario, how to read it."""

    title: str
    subtitle: str
    caption: str


@dataclass(frozen=True)
class Frame:
    """Room around the axes in inches, beside title and caption."""

    width: float
    height: float
    left: float = 1.0
    right: float = 0.3
    top: float = 0.2
    bottom: float = 0.55


def framed(words: Words, frame: Frame, rows: int = 1, columns: int = 1) -> tuple[Figure, GridSpec]:
    """A figure with its words in place, and the grid that is left for the axes.

    The height of `frame` is that of the axes; words add theirs, however many lines they take.
    """
    title = _wrapped(words.title, frame, TITLE_SIZE)
    subtitle = _wrapped(words.subtitle, frame, SUBTITLE_SIZE)
    caption = _wrapped(words.caption, frame, CAPTION_SIZE)
    above = MARGIN_INCHES + TITLE_INCHES * len(title) + SUBTITLE_INCHES * len(subtitle) + frame.top
    below = MARGIN_INCHES + CAPTION_INCHES * len(caption) + frame.bottom
    height = above + frame.height + below
    figure = Figure(figsize=(frame.width, height))
    x, top = MARGIN_INCHES / frame.width, height - MARGIN_INCHES
    place: dict[str, Any] = {"x": x, "ha": "left", "linespacing": 1.25}
    figure.text(
        y=top / height, s="\n".join(title), va="top", size=TITLE_SIZE, weight="bold", **place
    )
    y = (top - TITLE_INCHES * len(title)) / height
    figure.text(y=y, s="\n".join(subtitle), va="top", size=SUBTITLE_SIZE, color="#404040", **place)
    y = MARGIN_INCHES / 2 / height
    figure.text(y=y, s="\n".join(caption), va="bottom", size=CAPTION_SIZE, color="#404040", **place)
    grid = GridSpec(
        rows, columns, figure,
        left=frame.left / frame.width, right=1 - frame.right / frame.width,
        bottom=below / height, top=1 - above / height,
    )  # fmt: skip
    return figure, grid


def _wrapped(text: str, frame: Frame, size: int) -> list[str]:
    return textwrap.wrap(text, int((frame.width - 2 * MARGIN_INCHES) * CHARACTERS_PER_INCH[size]))


def axes_at(figure: Figure, cell: Any) -> Axes:
    """Axes in a cell of the grid, with a quiet horizontal grid."""
    axes = figure.add_subplot(cell)
    axes.grid(visible=True, axis="y", color=PALE_GREY, linewidth=0.8)
    axes.set_axisbelow(True)
    return axes


def years_axis(axes: Axes, years: list[int], most: int = 9) -> None:
    """Whole years, as many as have room."""
    every = -(-len(years) // most)
    axes.set_xticks(years[::-1][::every][::-1])
    axes.set_xlim(years[0] - 0.4, years[-1] + 0.4)


def thousands_axis(axes: Axes, unit: str) -> None:
    """From zero to a whole tick, with thousands separators and the unit."""
    ticks = MaxNLocator(nbins=7, integer=True, steps=[1, 2, 5, 10]).tick_values(
        0, axes.get_ylim()[1]
    )
    axes.set_yticks(ticks)
    axes.set_ylim(0, ticks[-1])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_ylabel(unit)


def legend_above(figure: Figure, handles: list[Any], columns: int, lift_inches: float) -> None:
    """The legend between the words and the axes, flush with the title."""
    width, height = (float(inches) for inches in figure.get_size_inches())
    y = max(axes.get_position().y1 for axes in figure.axes) + lift_inches / height
    figure.legend(
        handles=handles, loc="lower left", ncols=columns, bbox_to_anchor=(MARGIN_INCHES / width, y),
        borderaxespad=0, borderpad=0, columnspacing=1.5, handlelength=2.6,
    )  # fmt: skip


def replications_note(n: int, shown_as: str, most: int = 0) -> str:
    """How sure the chart is, in one sentence; n replications, or n to `most`."""
    if n == 1:
        return "One replication, no interval."
    made = f"{n} to {most}" if most > n else f"{n}"
    return f"{made} replications; {shown_as}: 95 % interval of the mean over replications."


def save(figure: Figure, path: Path) -> tuple[Path, Path]:
    """Write the chart as PNG (150 dpi) and SVG beside each other, without dates; return both."""
    png, svg = path.with_suffix(".png"), path.with_suffix(".svg")
    with mpl.rc_context(STYLE):
        figure.savefig(png, dpi=PNG_DPI, metadata={"Software": None})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg
