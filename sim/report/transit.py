"""How long it takes: transit time by relation and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.experiment.estimates import Estimate
from sim.report.labels import relation_title
from sim.report.numbers import DAY_STEP, rounded, step
from sim.report.reading import Times, by_relation, censored, full_years, replications
from sim.report.style import (
    BLACK,
    BLUE,
    ORANGE,
    Frame,
    Words,
    axes_at,
    framed,
    legend_above,
    replications_note,
    styled,
    thousands_axis,
    years_axis,
)

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

COLUMNS = 3
WHOLE_DAYS_FROM = 30.0
MARKER: dict[str, Any] = {"markersize": 7, "markeredgewidth": 1.8}
PANEL_WIDTH, PANEL_HEIGHT = 4.0, 2.9
SOLID, DASHED = (0.0, ()), (0.0, (4.0, 2.0))
LINES = {
    "p50": (BLUE, "o", SOLID, "half of the boxes are faster (p50)"),
    "p90": (ORANGE, "s", DASHED, "nine in ten are faster (p90)"),
}


@styled
def transit_time(table: pd.DataFrame, scenario: Scenario) -> Figure:
    """p50 and p90 of transit days by year, a panel a relation; hollow: lower bounds."""
    times = {statistic: by_relation(table, "transit_time", statistic) for statistic in LINES}
    relations = [
        one for one in scenario.file.relations if _years(times["p50"], one, table, scenario)
    ]
    columns = min(max(len(relations), 1), COLUMNS)
    rows = max(-(-len(relations) // columns), 1)
    frame = Frame(
        max(columns, 2) * PANEL_WIDTH, rows * (PANEL_HEIGHT + 0.7) - 0.5, left=1.0, top=0.85
    )
    figure, grid = framed(_words(table, scenario, times["p50"], relations), frame, rows, columns)
    grid.update(wspace=0.28, hspace=0.42)
    held = censored(table, scenario)
    for position, relation in enumerate(relations):
        axes = axes_at(figure, grid[position // columns, position % columns])
        years = _years(times["p50"], relation, table, scenario)
        since = held[relation].from_year if relation in held else years[-1] + 1
        for statistic in LINES:
            _draw_line(axes, statistic, {y: times[statistic][relation, y] for y in years}, since)
        axes.set_title(relation_title(scenario, relation), loc="left", fontsize=12.5)
        years_axis(axes, full_years(table, scenario), most=5)
        thousands_axis(axes, "days" if position % columns == 0 else "")
    if relations:
        _legend(figure, hollow=bool(held))
    return figure


def _years(times: Times, relation: str, table: pd.DataFrame, scenario: Scenario) -> list[int]:
    whole = full_years(table, scenario)
    return [y for y in whole if (relation, y) in times and times[relation, y].n]


def _draw_line(axes: Axes, statistic: str, values: dict[int, Estimate], since: int) -> None:
    colour, marker, dashes, _ = LINES[statistic]
    means = [one.mean for one in values.values()]
    axes.plot(list(values), means, color=colour, linestyle=dashes)
    if all(one.has_interval for one in values.values()):
        low, high = ([getattr(one, end) for one in values.values()] for end in ("low", "high"))
        axes.fill_between(list(values), low, high, color=colour, alpha=0.25, linewidth=0)
    for year, one in values.items():
        face = "white" if year >= since else colour
        axes.plot(year, one.mean, marker, color=colour, markerfacecolor=face, **MARKER)


def _legend(figure: Figure, hollow: bool) -> None:
    handles = [
        Line2D([], [], color=colour, marker=marker, linestyle=dashes, label=label)
        for colour, marker, dashes, label in LINES.values()
    ]
    if hollow:
        handles.append(
            Line2D([], [], color=BLACK, marker="o", markerfacecolor="white", linestyle="",
                   label="hollow: at least", **MARKER)
        )  # fmt: skip
    legend_above(figure, handles, columns=3, lift_inches=0.48)


def _words(table: pd.DataFrame, scenario: Scenario, p50: Times, relations: list[str]) -> Words:
    note = replications_note(replications(table), "shaded")
    held = censored(table, scenario)
    bound = (
        " Hollow: the boxes must pass an unstable place; only finished boxes are counted, so the "
        "true time is longer."
        if held else ""
    )  # fmt: skip
    title = _title(table, scenario, p50, relations[0]) if relations else "No box was delivered"
    clock = "Days from arrival before the first place to unloading at the last."
    return Words(title, scenario.file.title, f"{clock} {note}{bound}")


def _title(table: pd.DataFrame, scenario: Scenario, p50: Times, relation: str) -> str:
    held = censored(table, scenario)
    years = _years(p50, relation, table, scenario)
    least = "at least " if relation in held and years[-1] >= held[relation].from_year else ""
    before, after = (_days(p50[relation, year]) for year in (years[0], years[-1]))
    name = relation_title(scenario, relation)
    return f"{name}: {before} days in {years[0]}, {least}{after} in {years[-1]} (median)"


def _days(number: Estimate) -> str:
    """The mean, in whole days where the tenth says nothing."""
    return rounded(number.mean, step(number, DAY_STEP if number.mean < WHOLE_DAYS_FROM else 1.0))
