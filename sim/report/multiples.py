"""What a multiple of some flows does: from where on which place chokes, with official targets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.experiment.choke_multiple import ChokeMultiple, Span
from sim.experiment.traffic import monthly_teu
from sim.report.bottlenecks import choke_lines, home_country, told
from sim.report.explain import aligned
from sim.report.labels import directed_title
from sim.report.style import BLACK, BLUE, GREY, ORANGE, Frame, Words, framed, styled

if TYPE_CHECKING:
    from sim.experiment.stability import Choke
    from sim.scenario.scenario import Scenario

ROW_INCHES = 0.5
MARGIN = 0.08  # of the axis, so that the outermost labels have room


def base_teu(scenario: Scenario, flows: Sequence[str], year: int) -> float:
    """TEU of the flows in the base year, empties included."""
    months = [number for number, day in enumerate(scenario.months) if day.year == year]
    return math.fsum(monthly_teu(scenario, flow)[m] for flow in flows for m in months)


def multiple_lines(
    scenario: Scenario, found: Sequence[ChokeMultiple], span: Span, year: int
) -> Iterator[str]:
    """A row a place, the first to choke first."""
    yield (
        f"Multiple of {year} at which a place chokes, {span.low:g} to {span.high:g}, nothing"
        f" relieved; {span.replications} replications"
    )
    if not found:
        yield f"No place chokes up to {span.high:g}."
        return
    rows = [["place", "", "chokes between", "each replication (95 %)", ""]]
    for one in found:
        never = f"not in {one.never} of {span.replications}" if one.never else ""
        rows.append(
            [
                _title(scenario, one),
                _abroad(scenario, one),
                _between(one),
                told(one.each, 2, signed=False),
                never,
            ]
        )
    yield from aligned(rows, text_columns=2)


def mark_lines(scenario: Scenario, multiple: float, chokes: Sequence[Choke]) -> Iterator[str]:
    """What one multiple does: the places that choke, since when, and how fast they grow."""
    yield f"At {multiple:g} times:"
    yield from choke_lines(scenario, chokes)
    if not chokes:
        yield "No place chokes."


def _title(scenario: Scenario, one: ChokeMultiple) -> str:
    return directed_title(scenario, one.place, one.direction)


def _abroad(scenario: Scenario, one: ChokeMultiple) -> str:
    """Whether a terminal lies outside the country of most terminals."""
    terminal = scenario.file.terminals.get(one.place)
    outside = terminal and terminal.country and terminal.country != home_country(scenario)
    return "abroad" if outside else ""


def _between(one: ChokeMultiple) -> str:
    return (
        f"up to {one.chokes:.2f}"
        if math.isnan(one.free)
        else f"{one.free:.2f} and {one.chokes:.2f}"
    )


def multiple_table(found: Sequence[ChokeMultiple]) -> pd.DataFrame:
    """One row a place."""
    rows = [
        {
            "place": one.place, "direction": one.direction, "free_at": one.free,
            "chokes_at": one.chokes, "mean": one.each.mean, "low": one.each.low,
            "high": one.each.high, "n": one.each.n, "never": one.never,
        }
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows)


@styled
def multiples_chart(
    scenario: Scenario, found: Sequence[ChokeMultiple], span: Span, base: tuple[int, float]
) -> Figure:
    """A bar a place from the multiple at which it chokes; targets where they lie, in TEU of all."""
    year, teu = base
    words = Words(
        _headline(scenario, found, span, year),
        scenario.file.title or scenario.name,
        f"Flows at this multiple of {year} ({teu:,.0f} TEU, empties included) for three years,"
        " nothing relieved. Bar: chokes, all replications together; whisker: 95 % interval of the"
        " single ones. Diamonds: official targets, over the TEU of the base year.",
    )
    height = (max(len(found), 1) + 1) * ROW_INCHES + 0.6
    figure, grid = framed(words, Frame(11.5, height, left=3.6, top=0.45, bottom=0.75))
    axes = figure.add_subplot(grid[0])
    for row, one in enumerate(found):
        colour = GREY if _abroad(scenario, one) else BLUE
        axes.barh(row, span.high - one.chokes, 0.6, left=one.chokes, color=colour)
        _draw_interval(axes, row, one)
    _draw_targets(axes, scenario, len(found), teu)
    names = [
        f"{_title(scenario, one)}{' (abroad)' if _abroad(scenario, one) else ''}" for one in found
    ]
    axes.set_yticks([*range(len(found)), len(found)], [*names, "official targets"])
    margin = MARGIN * (max(span.high, _furthest(scenario, teu)) - span.low)
    axes.set_xlim(span.low - margin, max(span.high, _furthest(scenario, teu)) + margin)
    for mark in span.marks:
        axes.axvline(mark, color=BLACK, linestyle=":", linewidth=1.6)
        axes.text(mark, -0.65, f"{mark:g} times", ha="center", va="bottom", fontsize=11)
    axes.set_ylim(len(found) + 0.7, -0.6)
    axes.set_xlabel(f"multiple of {year}")
    return figure


def _draw_interval(axes: Axes, row: int, one: ChokeMultiple) -> None:
    ends = [one.each.low, one.each.high]
    axes.plot(ends, [row, row], color="white", linewidth=4, solid_capstyle="butt", zorder=3)
    axes.plot(ends, [row, row], color=BLACK, marker="|", markersize=12, linewidth=1.6, zorder=4)


def _headline(scenario: Scenario, found: Sequence[ChokeMultiple], span: Span, year: int) -> str:
    if not found:
        return f"No place chokes up to {span.high:g} times {year}"
    first = found[0]
    where = "at or below" if math.isnan(first.free) else "from about"
    return f"{_title(scenario, first)} chokes first, {where} {first.chokes:.1f} times {year}"


def _furthest(scenario: Scenario, teu: float) -> float:
    return max((one.teu / teu for one in scenario.file.targets.values()), default=0.0)


def _draw_targets(axes: Axes, scenario: Scenario, row: int, teu: float) -> None:
    for one in scenario.file.targets.values():
        x = one.teu / teu
        axes.plot(
            x, row, linestyle="", marker="D", markersize=9, color=ORANGE, markeredgecolor=BLACK
        )
        axes.annotate(
            f"{one.year}: {one.teu:,.0f}", (x, row), (0, -16), textcoords="offset points",
            ha="center", va="top", fontsize=10,
        )  # fmt: skip
