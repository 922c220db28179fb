"""How much gets through: delivered beside asked, capacity and official targets."""

from __future__ import annotations

import textwrap
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.experiment.capacity import tightest, year_limits
from sim.experiment.estimates import Estimate
from sim.experiment.maximum_flow import flows_by_year
from sim.report.labels import directed_title, group_title
from sim.report.numbers import asked_teu, rounded, step
from sim.report.reading import full_years, replications, total
from sim.report.style import (
    BLACK,
    BLUE,
    ORANGE,
    VERMILION,
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
from sim.scenario.targets import target_groups

if TYPE_CHECKING:
    from sim.scenario.language import Target
    from sim.scenario.scenario import Scenario

LABEL_GAP_SHARE = 0.015  # least distance of labels of targets, as a share of the axis
NEAR_SHARE = 0.06  # so near to a target a line would run through its label
SHORTEST_LINE = 10  # characters
HEADROOM = 1.05


@styled
def projection(table: pd.DataFrame, scenario: Scenario) -> Figure:
    """Delivered TEU by year with its interval, beside demand, static capacity and targets.

    Where targets count a group of the flows only, the group has a panel of its own.
    """
    groups = target_groups(scenario.file)
    every = _told(table, scenario, None)
    full = _capacity(scenario, every.asked)
    frame = Frame(10.5, 5.0 + 4.2 * len(groups), left=1.35, top=0.65)
    figure, grid = framed(_words(table, scenario, full), frame, rows=1 + len(groups))
    grid.update(hspace=0.28)
    axes = axes_at(figure, grid[0])
    _draw_capacity(axes, full)
    own = {one.group or "" for one in scenario.file.targets.values()} - groups.keys()
    _draw_panel(axes, every, _targets(scenario, own, every))
    for row, (group, flows) in enumerate(groups.items(), start=1):
        panel, told = axes_at(figure, grid[row]), _told(table, scenario, flows)
        _draw_panel(panel, told, _targets(scenario, {group}, told))
        panel.set_title(group_title(scenario, group), loc="left", pad=8)
    if groups:
        axes.set_title("All flows", loc="left", pad=8)
    legend_above(figure, _handles(figure), columns=4, lift_inches=0.24 + 0.2 * bool(groups))
    figure.align_ylabels()
    return figure


def _handles(figure: Figure) -> list[Artist]:
    """What the panels show, each once."""
    found: dict[str, Artist] = {}
    for axes in figure.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    return list(found.values())


@dataclass(frozen=True)
class Told:
    """Delivered and asked TEU by year."""

    delivered: dict[int, Estimate]
    asked: dict[int, Estimate]


def _told(table: pd.DataFrame, scenario: Scenario, flows: Collection[str] | None) -> Told:
    shown = full_years(table, scenario)
    return Told(
        *(
            {year: total(table, kpi, str(year), flows) for year in shown}
            for kpi in ("delivered", "asked")
        )
    )


def _targets(scenario: Scenario, groups: Collection[str], told: Told) -> list[Target]:
    """The targets of some groups (empty: of all flows) in the years shown."""
    targets = scenario.file.targets.values()
    return [one for one in targets if (one.group or "") in groups and one.year in told.asked]


def _draw_panel(axes: Axes, told: Told, targets: list[Target]) -> None:
    _draw_asked(axes, told.asked)
    _draw_delivered(axes, told.delivered)
    years_axis(axes, list(told.asked))
    _draw_targets(axes, targets, told)
    thousands_axis(axes, "TEU a year")


def _words(table: pd.DataFrame, scenario: Scenario, full: dict[int, tuple[float, str]]) -> Words:
    year = full_years(table, scenario)[-1]
    done, asked = (total(table, kpi, str(year)) for kpi in ("delivered", "asked"))
    share = 100 * done.mean / asked.mean if asked.mean else 0.0
    told = rounded(done.mean, step(done, 1.0))
    of = f"of {asked_teu(asked)} asked ({share:.0f} %)"
    places = list(dict.fromkeys(place for _, place in full.values()))
    line = (
        " Step line: the most that passes if nothing queues; while no place is full, the total "
        f"at which, at that year's mix of flows, the first would be ({', then '.join(places)})."
        if places else ""
    )  # fmt: skip
    note = replications_note(replications(table), "shaded, with bars")
    return Words(f"{year}: {told} TEU delivered {of}", scenario.file.title, f"{note}{line}")


def _capacity(scenario: Scenario, asked: dict[int, Estimate]) -> dict[int, tuple[float, str]]:
    """By year the most that passes without queues, and the title of the tightest place.

    That is the maximum flow once this place is full: what does not go by it passes all the same.
    Before, it is the total demand at which it would be full. Demand is as `corridor explain` counts
    it, so that the line meets it where a place saturates.
    """
    found, told = tightest(year_limits(scenario)), {}
    for flow in flows_by_year(scenario):
        one = found.get(flow.year)
        if one and one.share > 0 and flow.year in asked:
            most = flow.passing.teu if one.share > 1 else flow.asked_teu / one.share
            told[flow.year] = most, directed_title(scenario, one.place, one.direction)
    return told


def _draw_capacity(axes: Axes, full: dict[int, tuple[float, str]]) -> None:
    if not full:
        return
    edges = [min(full) - 0.5, *(year + 0.5 for year in full)]
    values = [value for value, _ in full.values()]
    places = sorted({place for _, place in full.values()})
    axes.stairs(
        values, edges, baseline=None, color=VERMILION, linestyle=(0, (1, 1)), linewidth=2.4,
        label=f"capacity, {places[0]}" if len(places) == 1 else "capacity, without queues",
    )  # fmt: skip


def _draw_asked(axes: Axes, asked: dict[int, Estimate]) -> None:
    means = [one.mean for one in asked.values()]
    axes.plot(
        list(asked),
        means,
        color=BLACK,
        linestyle=(0, (4, 3)),
        linewidth=1.8,
        zorder=3,
        label="asked",
    )


def _draw_delivered(axes: Axes, delivered: dict[int, Estimate]) -> None:
    years, values = list(delivered), list(delivered.values())
    means = [one.mean for one in values]
    axes.plot(years, means, color=BLUE, marker="o", markersize=7, label="delivered")
    if all(one.has_interval for one in values):
        low, high = [one.low for one in values], [one.high for one in values]
        axes.fill_between(years, low, high, color=BLUE, alpha=0.25, linewidth=0)
        half = [one.half_width for one in values]
        axes.errorbar(years, means, yerr=half, color=BLUE, linestyle="", capsize=4, linewidth=1.2)


def _draw_targets(axes: Axes, targets: list[Target], told: Told) -> None:
    """Diamonds with their titles, on the side away from the lines; labels never touch."""
    if not targets:
        return
    axes.plot(
        [one.year for one in targets], [one.teu for one in targets], linestyle="", marker="D",
        markersize=9, markerfacecolor=ORANGE, markeredgecolor=BLACK, label="official target",
    )  # fmt: skip
    top = max(axes.get_ylim()[1], max(one.teu for one in targets) * HEADROOM)
    axes.set_ylim(0, top)
    gap, used = LABEL_GAP_SHARE * top, -top
    for one in sorted(targets, key=lambda target: target.teu):
        above = one.teu > told.asked[one.year].mean
        to_the_left = above or one.year == max(told.asked)
        text = _label(axes, one, to_the_left)
        height = text.get_window_extent().height / axes.bbox.height * top
        bottom = one.teu if above else _line_below(one, told, to_the_left, top) - gap - height
        text.set_y(max(bottom, used))
        used = text.get_position()[1] + height + gap


def _label(axes: Axes, target: Target, to_the_left: bool) -> Text:
    """The title and number of a target beside it, in lines that stay on the page."""
    place, side = (-0.12, "right") if to_the_left else (0.12, "left")
    words = f"{target.title}: {target.teu:,.0f}"
    text = axes.text(target.year + place, target.teu, words, ha=side, va="bottom", fontsize=10.5)
    own = text.get_window_extent()
    room = own.x1 - axes.bbox.x0 if to_the_left else axes.figure.bbox.x1 - own.x0
    for characters in range(len(words), SHORTEST_LINE, -2):
        if text.get_window_extent().width <= room:
            break
        text.set_text("\n".join(textwrap.wrap(words, characters)))
    return text


def _line_below(target: Target, told: Told, to_the_left: bool, top: float) -> float:
    """The lower of a target and of what is delivered near it, on the side of its label."""
    beside = [
        one.mean for year, one in told.delivered.items()
        if year == target.year or (year < target.year) == to_the_left
    ]  # fmt: skip
    return min([target.teu, *(teu for teu in beside if abs(teu - target.teu) < NEAR_SHARE * top)])
