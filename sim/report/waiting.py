"""Where and when containers wait: a strip of places by months."""

from __future__ import annotations

import calendar
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.experiment.stability import unstable_places
from sim.experiment.traffic import corridor_order
from sim.report.labels import directed_title, month_title
from sim.report.numbers import rounded
from sim.report.reading import replications
from sim.report.style import BLACK, Frame, Words, framed, styled

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MOST_PLACES = 16
MOST_LIMITS = 9
LEAST_SHOWN_TEU = 10.0
ROW_INCHES = 0.42
LABEL_CHARACTERS = 32
HOURS_A_DAY = 24
WHOLE_TENS = 10.0


def waiting_teu(table: pd.DataFrame) -> pd.DataFrame:
    """Mean number of TEU that wait: a row a (place, direction), a column a month.

    TEU hours waited, all causes, over the hours of the month; mean over replications.
    """
    rows = table[(table["kpi"] == "waiting") & (table["period"].str.len() == 7)]
    summed = rows.groupby(["place", "direction", "period"])["value"].sum().unstack("period")
    hours = [_hours(str(period)) for period in summed.columns]
    return summed.fillna(0.0) / hours / replications(table)


def _hours(period: str) -> int:
    return HOURS_A_DAY * calendar.monthrange(int(period[:4]), int(period[5:]))[1]


@styled
def waiting_strip(table: pd.DataFrame, scenario: Scenario) -> Figure:
    """Places from east to west by months, darker where more TEU wait; unstable places marked."""
    strip = _ordered(waiting_teu(table), scenario)
    frame = Frame(11.5, max(len(strip), 3) * ROW_INCHES, left=3.0, right=1.9, bottom=0.6)
    figure, grid = framed(_words(table, strip, scenario), frame)
    axes = figure.add_subplot(grid[0])
    if strip.empty:
        axes.set_axis_off()
        return figure
    _draw_strip(axes, strip)
    _name_rows(axes, strip, scenario)
    _name_months(axes, [str(period) for period in strip.columns])
    _mark_chokes(axes, strip, table)
    return figure


def _ordered(strip: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The places where most waits, in the order of the corridor from east to west."""
    order = corridor_order(scenario)
    shown = strip.max(axis=1) >= min(LEAST_SHOWN_TEU, _largest(strip))
    known = strip[strip.index.get_level_values("place").isin(order) & shown]
    most = known.sum(axis=1).nlargest(MOST_PLACES).index
    return strip.loc[sorted(most, key=lambda key: (order.index(key[0]), key[1]))]


def _largest(strip: pd.DataFrame) -> float:
    return float(strip.to_numpy().max(initial=0.0))


def levels(most: float) -> list[float]:
    """Class limits from 0 over 10, 30, 100 … TEU to the first that holds the largest value.

    Only powers of ten where there would be too many classes to tell apart.
    """
    fine = _limits(most, (1.0, 3.0))
    return fine if len(fine) <= MOST_LIMITS else _limits(most, (1.0,))


def _limits(most: float, steps: tuple[float, ...]) -> list[float]:
    found, power = [0.0, LEAST_SHOWN_TEU], LEAST_SHOWN_TEU
    rest = steps[1:]
    while found[-1] < most:
        if not rest:
            power, rest = power * 10, steps
        found.append(power * rest[0])
        rest = rest[1:]
    return found


def _draw_strip(axes: Axes, strip: pd.DataFrame) -> None:
    limits = levels(_largest(strip))
    shades = colormaps["YlOrBr"](np.linspace(0.0, 0.95, len(limits) - 1))
    shades[0] = (1, 1, 1, 1)
    colours = ListedColormap(shades)
    mesh = axes.pcolormesh(strip.to_numpy(), cmap=colours, norm=BoundaryNorm(limits, colours.N))
    axes.set_yticks(np.arange(1, len(strip)), minor=True)
    axes.grid(visible=True, which="minor", axis="y", color="white", linewidth=2)
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(True)
    figure = axes.figure
    box = axes.get_position()
    bar = figure.add_axes((box.x1 + 0.02, box.y0, 0.016, box.height))
    figure.colorbar(mesh, cax=bar, spacing="uniform", ticks=limits, drawedges=True)
    bar.set_yticklabels([f"{limit:,.0f}" for limit in limits])
    bar.set_ylabel("TEU waiting, mean of the month")


def _name_rows(axes: Axes, strip: pd.DataFrame, scenario: Scenario) -> None:
    names = [
        fill(directed_title(scenario, str(place), str(direction)), LABEL_CHARACTERS)
        for place, direction in strip.index
    ]
    axes.set_yticks(np.arange(len(strip)) + 0.5, names, linespacing=0.95)
    axes.tick_params(axis="y", which="both", length=0)


def _name_months(axes: Axes, periods: list[str]) -> None:
    """A line at each January, the year in the middle of its months."""
    years = list(dict.fromkeys(period[:4] for period in periods))
    middles = [np.mean([i + 0.5 for i, p in enumerate(periods) if p[:4] == year]) for year in years]
    axes.set_xticks(middles, years)
    axes.tick_params(axis="x", which="major", length=0, pad=8)
    starts = [i for i, period in enumerate(periods) if period.endswith("-01")]
    for start in starts:
        axes.axvline(start, color="#606060", linewidth=0.8)
    quarters = [i for i, period in enumerate(periods) if int(period[5:]) % 3 == 1]
    axes.set_xticks(quarters, minor=True)
    axes.set_xlabel("year; marks at the first month of each quarter")


def _mark_chokes(axes: Axes, strip: pd.DataFrame, table: pd.DataFrame) -> None:
    """A frame around the months from which a place is unstable, and a triangle where it begins."""
    rows, months = list(strip.index), list(strip.columns)
    for one in unstable_places(table):
        if (one.place, one.direction) in rows:
            row, month = rows.index((one.place, one.direction)), months.index(one.month)
            axes.add_patch(_outline(month, row, len(months) - month))
            axes.plot(month - 0.9, row + 0.5, marker=">", color=BLACK, markersize=8)


def _outline(x: float, y: float, width: float) -> Rectangle:
    return Rectangle((x, y + 0.03), width, 0.94, fill=False, edgecolor=BLACK, linewidth=1.8)


def _words(table: pd.DataFrame, strip: pd.DataFrame, scenario: Scenario) -> Words:
    n = replications(table)
    note = "One replication." if n == 1 else f"Means over {n} replications."
    mark = " Framed from the triangle on: unstable, the backlog keeps growing."
    caption = f"Places from east to west. {note}{mark if unstable_places(table) else ''}"
    return Words(_title(table, strip, scenario), scenario.file.title, caption)


def _title(table: pd.DataFrame, strip: pd.DataFrame, scenario: Scenario) -> str:
    if strip.empty:
        return "Nothing waits"
    unstable = unstable_places(table)
    if unstable:
        worst = unstable[0]
        since = f"{'by' if worst.or_earlier else 'from'} {month_title(worst.month)}"
        return f"{directed_title(scenario, worst.place, worst.direction)} is overloaded {since}"
    row, column = divmod(int(strip.to_numpy().argmax()), len(strip.columns))
    name = directed_title(scenario, *strip.index[row])
    most = rounded(_largest(strip), WHOLE_TENS)
    return f"Most waits at {name}: {most} TEU in {month_title(str(strip.columns[column]))}"
