"""Where a box's time goes: the stages of each relation, end to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.experiment.traffic import merged_order, streams
from sim.report.labels import place_title, relation_title, wait_title
from sim.report.reading import censored, full_years, replications
from sim.report.style import (
    BLUE,
    GREY,
    ORANGE,
    PALE_GREY,
    SKY,
    VERMILION,
    YELLOW,
    Frame,
    Words,
    framed,
    legend_above,
    styled,
)

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

PANEL_INCHES, PANEL_GAP_INCHES = 1.0, 0.75
LEGEND_COLUMNS, LEGEND_ROW_INCHES, LEGEND_LIFT_INCHES = 4, 0.27, 0.42
BAR_SHARE = 0.72
LEAST_LABELLED_SHARE = 0.06
LEAST_HATCHED_SHARE = 0.012
CHARACTERS_ACROSS = 110  # of a label, over the width of the axes
WHOLE_DAYS_FROM = 30.0


@dataclass(frozen=True)
class Look:
    """How one cause is named and filled."""

    name: str
    colour: str
    hatch: str = ""


LOOKS = {
    "kept_at_origin": Look("wait: kept at the origin", VERMILION, "xx"),
    "waiting_for_plan_approval": Look("wait: permission to load", YELLOW, "xx"),
    "waiting_for_empties": Look("wait: empty boxes", SKY, "xx"),
    "waiting_for_admission": Look("wait: acceptance, track, berth", ORANGE, "--"),
    "waiting_for_path": Look("wait: path", YELLOW, ".."),
    "blocked_by_yard": Look("wait: yard room", VERMILION, "//"),
    "waiting_for_departure": Look("wait: train, ship or slot", VERMILION),
    "waiting_for_pool": Look("wait: platforms, locomotives", ORANGE, "xx"),
    "waiting_to_sail": Look("wait: weather", YELLOW, "//"),
    "loading": Look("loading", SKY),
    "unloading": Look("unloading", SKY, "\\\\"),
    "clearance": Look("clearance", BLUE),
    "under_way": Look("under way", PALE_GREY),
}
OTHER = Look("other", GREY)
IN_TIME = (
    "waiting_for_plan_approval", "waiting_for_empties", "kept_at_origin", "waiting_for_admission",
    "blocked_by_yard", "unloading", "clearance", "waiting_for_departure", "waiting_for_pool",
    "loading", "waiting_to_sail", "waiting_for_path", "under_way",
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """Mean days of a delivered box at one place for one cause."""

    cause: str
    place: str
    days: float


@dataclass(frozen=True)
class Bar:
    """One relation in one year: its stages in the order of travel."""

    relation: str
    year: int
    stages: tuple[Stage, ...]
    at_least: bool

    @property
    def days(self) -> float:
        return sum(stage.days for stage in self.stages)


@styled
def time_by_stage(table: pd.DataFrame, scenario: Scenario) -> Figure:
    """Stacked bars of mean days by stage, the first and the last full year, a panel a relation."""
    panels = _panels(table, scenario)
    rows = max(len(panels), 1)
    causes = _causes(panels)
    height = rows * (PANEL_INCHES + PANEL_GAP_INCHES) - PANEL_GAP_INCHES
    top = LEGEND_ROW_INCHES * -(-len(causes) // LEGEND_COLUMNS) + LEGEND_LIFT_INCHES
    frame = Frame(11.5, height, left=0.9, right=1.2, top=top, bottom=0.65)
    figure, grid = framed(_words(table, scenario, panels), frame, rows)
    grid.update(hspace=PANEL_GAP_INCHES / PANEL_INCHES)
    for row, bars in enumerate(panels):
        axes = figure.add_subplot(grid[row])
        _draw_panel(axes, bars, scenario)
    if panels:
        figure.axes[-1].set_xlabel("mean days of a delivered box")
        handles = [_swatch(look) for look in causes]
        legend_above(figure, handles, LEGEND_COLUMNS, LEGEND_LIFT_INCHES)
    return figure


def _draw_panel(axes: Axes, bars: list[Bar], scenario: Scenario) -> None:
    longest = max(bar.days for bar in bars)
    for row, bar in enumerate(bars):
        _draw_bar(axes, row, bar, scenario, longest)
    axes.set_title(relation_title(scenario, bars[0].relation), loc="left")
    axes.set_yticks(range(len(bars)), [str(bar.year) for bar in bars])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xlim(0, longest)


def _panels(table: pd.DataFrame, scenario: Scenario) -> list[list[Bar]]:
    """The bars of each relation that delivered anything."""
    means = by_stage(table)
    years = full_years(table, scenario)
    held = censored(table, scenario)
    panels = []
    for relation in scenario.file.relations:
        known = [year for year in years if (relation, year) in means]
        since = held[relation].from_year if relation in held else years[-1] + 1
        panels.append([
            Bar(relation, year, _in_order(means[relation, year], relation, scenario), year >= since)
            for year in sorted({*known[:1], *known[-1:]})
        ])  # fmt: skip
    return [bars for bars in panels if bars]


def by_stage(table: pd.DataFrame) -> dict[tuple[str, int], list[Stage]]:
    """Mean days by (relation, year) and stage, over replications; stages without time left out."""
    rows = table[(table["kpi"] == "stage_time") & (table["period"].str.len() == 4)]
    summed = rows.groupby(["place", "period", "statistic"])["value"].sum() / replications(table)
    found: dict[tuple[str, int], list[Stage]] = {}
    keys = summed.index.to_frame(index=False).astype(str).itertuples(index=False)
    for (relation, period, statistic), days in zip(keys, summed, strict=True):
        cause, _, place = statistic.partition(":")
        if days > 0:
            found.setdefault((relation, int(period)), []).append(Stage(cause, place, float(days)))
    return found


def _in_order(stages: list[Stage], relation: str, scenario: Scenario) -> tuple[Stage, ...]:
    flows = scenario.file.relations[relation].flows
    first = next((one.flow for one in streams(scenario) if one.flow in flows), "")
    way = merged_order(one.places for one in streams(scenario) if one.flow == first)

    def rank(stage: Stage) -> tuple[int, int, str]:
        place = way.index(stage.place) if stage.place in way else len(way)
        kind = _kind(stage.cause)
        cause = IN_TIME.index(kind) if kind in IN_TIME else len(IN_TIME)
        return (place, cause, stage.place)

    return tuple(sorted(stages, key=rank))


def _kind(cause: str) -> str:
    """The cause, with one name for the waits for all pools."""
    of_pool = cause not in LOOKS and cause.startswith("waiting_for_")
    return "waiting_for_pool" if of_pool else cause


def _draw_bar(axes: Axes, row: int, bar: Bar, scenario: Scenario, longest: float) -> None:
    start = 0.0
    for stage in bar.stages:
        look, share = LOOKS.get(_kind(stage.cause), OTHER), stage.days / longest
        hatch = look.hatch if share > LEAST_HATCHED_SHARE else ""
        edge = "#404040" if hatch else "white"
        axes.barh(
            row, stage.days, BAR_SHARE, start,
            color=look.colour, hatch=hatch, edgecolor=edge, linewidth=0.5,
        )  # fmt: skip
        if share > LEAST_LABELLED_SHARE:
            _label(axes, start + stage.days / 2, row, place_title(scenario, stage.place), share)
        start += stage.days
    told = f"{'≥ ' if bar.at_least else ''}{_days(bar.days)} d"
    axes.text(start + 0.01 * longest, row, told, va="center", ha="left", weight="bold")


def _days(value: float) -> str:
    return f"{value:,.1f}" if value < WHOLE_DAYS_FROM else f"{value:,.0f}"


def _label(axes: Axes, x: float, y: float, text: str, share: float) -> None:
    """The place's name, where the segment is long enough for it."""
    if len(text) < share * CHARACTERS_ACROSS:
        white = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.2}
        axes.text(x, y, text, va="center", ha="center", fontsize=10, bbox=white)


def _causes(panels: list[list[Bar]]) -> list[Look]:
    used = {_kind(stage.cause) for bars in panels for bar in bars for stage in bar.stages}
    other = [OTHER] if used - set(LOOKS) else []
    return [look for cause, look in LOOKS.items() if cause in used] + other


def _swatch(look: Look) -> Patch:
    return Patch(
        facecolor=look.colour, hatch=look.hatch, edgecolor="#404040", linewidth=0.4, label=look.name
    )


def _words(table: pd.DataFrame, scenario: Scenario, panels: list[list[Bar]]) -> Words:
    n = replications(table)
    counted = "One replication, no interval." if n == 1 else f"Means over {n} replications."
    at_least = any(bar.at_least for bars in panels for bar in bars)
    least = (
        " ≥: finished boxes only, at an unstable place; the true time is longer."
        if at_least
        else ""
    )
    order = "Stages in the order of travel, with the name of the place where there is room."
    caption = f"{order} {counted}{least}"
    return Words(_title(scenario, panels), scenario.file.title, caption)


def _title(scenario: Scenario, panels: list[list[Bar]]) -> str:
    if not panels:
        return "No box was delivered"
    last = panels[0][-1]
    longest = max(last.stages, key=lambda stage: stage.days)
    flows = scenario.file.relations[last.relation].flows
    direction = scenario.file.demand.flows[flows[0]].direction
    where = wait_title(scenario, longest.place, direction, longest.cause)
    share = 100 * longest.days / last.days
    name = relation_title(scenario, last.relation)
    return f"{name}, {last.year}: most time goes to {where} ({share:.0f}\N{NO-BREAK SPACE}%)"
