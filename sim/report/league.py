"""The league of a study: what every choice delivers more than no option, a panel a world."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.experiment.best import ERROR
from sim.experiment.comparing import JUDGED, Compared
from sim.report.style import (
    BLUE,
    GREY,
    PALE_GREY,
    Frame,
    Words,
    framed,
    legend_above,
    styled,
)
from sim.scenario.studies import NOTHING

ROW_INCHES = 0.36
MOST_CHARACTERS = 60


@styled
def league_chart(found: Compared) -> Figure:
    """Differences of TEU delivered in the last year, with the intervals that hold together."""
    year = max(found.study.file.years)
    league = found.league
    rows = league[(league["year"] == year) & (league["indicator"] == JUDGED)]
    worlds = list(dict.fromkeys(rows["world"]))
    lines = sum(_broken(one.title).count("\n") + 1 for one in found.study.choices)
    height = ROW_INCHES * lines
    frame = Frame(8.4 + 3.6 * len(worlds), height, left=5.8, top=0.75, bottom=0.75)
    figure, grid = framed(_words(found, rows, year), frame, columns=max(len(worlds), 1))
    grid.update(wspace=0.12)
    first = None
    for column, world in enumerate(worlds):
        axes = figure.add_subplot(grid[0, column], sharex=first)  # lengths can be compared
        first = first or axes
        _panel(axes, found, rows[rows["world"] == world])
        axes.set_title(world, loc="left")
        axes.tick_params(labelleft=column == 0)
    legend_above(figure, _key(), 3, 0.42)
    return figure


def _panel(axes: Axes, found: Compared, rows: pd.DataFrame) -> None:
    choices = found.study.choices[::-1]
    by_choice: dict[str, dict[Any, Any]] = {row["choice"]: row for row in rows.to_dict("records")}
    for y, choice in enumerate(choices):
        if choice.name not in by_choice:
            continue
        row = by_choice[choice.name]
        low, high = float(row["difference_low"]), float(row["difference_high"])
        filled = bool(row["may_be_best"])
        colour = GREY if choice.name == NOTHING or row["verdict"] == "no difference shown" else BLUE
        axes.plot([low, high], [y, y], color=colour, linewidth=2)
        axes.plot(
            row["difference"], y, "o", color=colour, markersize=8,
            markerfacecolor=colour if filled else "white", markeredgewidth=1.8,
        )  # fmt: skip
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set_yticks(range(len(choices)), [_broken(one.title) for one in choices])
    axes.set_ylim(-0.6, len(choices) - 0.4)
    axes.grid(visible=True, axis="x", color=PALE_GREY, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:+,.0f}" if value else "0")
    )
    axes.set_xlabel("TEU a year more than no option")


def _broken(title: str) -> str:
    return textwrap.fill(title, MOST_CHARACTERS)


def _key() -> list[Line2D]:
    def mark(colour: str, face: str, label: str) -> Line2D:
        return Line2D(
            [], [], color=colour, marker="o", markersize=8, markerfacecolor=face,
            markeredgewidth=1.8, label=label,
        )  # fmt: skip

    return [
        mark(BLUE, BLUE, "may be best"),
        mark(BLUE, "white", "surely not best"),
        Line2D([], [], color=GREY, label="no difference shown"),
    ]


def _words(found: Compared, rows: pd.DataFrame, year: int) -> Words:
    n = int(rows["n"].min()) if len(rows) else 0
    caption = (
        f"TEU delivered in {year} less those without an option, paired over {n} replications. "
        "Bars: intervals that hold together for all options of a world (95 %). Grey: no difference "
        "shown after Holm's correction. Filled: of these one is the best, but for an error of "
        f"{ERROR:.0%} a world."
    )
    return Words(found.study.file.title, found.study.file.note, caption)
