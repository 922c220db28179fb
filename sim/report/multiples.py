"""What a multiple of some flows does: from where on which place chokes, with official targets."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.experiment.choke_multiple import ChokeMultiple, Span
from sim.experiment.traffic import monthly_teu
from sim.report.bottlenecks import choke_lines, told
from sim.report.explain import aligned
from sim.report.labels import lies_abroad, marked_title, month_title
from sim.report.style import BLACK, BLUE, GREY, ORANGE, Frame, Words, framed, styled

if TYPE_CHECKING:
    from sim.experiment.stability import Choke
    from sim.scenario.scenario import Scenario

ROW_INCHES = 0.5
TARGET_CHARACTERS = 26
MARGIN = 0.12  # of the axis, so that the outermost labels have room


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
    rows = [["place", "chokes at", "each replication (95 %)", ""]]
    for one in found:
        never = f"not in {one.never} of {span.replications}" if one.never else ""
        rows.append(
            [
                marked_title(scenario, one.place, one.direction),
                _between(one),
                told(one.each, 2, signed=False),
                never,
            ]
        )
    yield from aligned(rows)


def mark_lines(scenario: Scenario, multiple: float, chokes: Sequence[Choke]) -> Iterator[str]:
    """What one multiple does: the places that choke, since when, and how fast they grow."""
    yield f"At {multiple:g} times:"
    yield from choke_lines(scenario, chokes)


def _between(one: ChokeMultiple) -> str:
    if math.isnan(one.free):
        return f"{one.chokes:.2f} or below"
    return f"{one.free:.2f} to {one.chokes:.2f}"


def multiple_table(scenario: Scenario, found: Sequence[ChokeMultiple]) -> pd.DataFrame:
    """One row a place."""
    rows = [
        {
            "place": one.place, "direction": one.direction,
            "abroad": lies_abroad(scenario, one.place), "free_at": one.free,
            "chokes_at": one.chokes, "mean": one.each.mean, "low": one.each.low,
            "high": one.each.high, "n": one.each.n, "never": one.never,
        }
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows)


@styled
def multiples_chart(
    scenario: Scenario,
    found: Sequence[ChokeMultiple],
    span: Span,
    base: tuple[int, float],
    at_marks: Mapping[float, Sequence[Choke]],
) -> Figure:
    """A bar a place from the multiple at which it chokes; targets where they lie, in TEU of all.

    `base` is the base year and its TEU, `at_marks` what chokes at each multiple that was asked.
    """
    year, teu = base
    mark = next(iter(at_marks), None)
    words = Words(
        _mark_headline(scenario, year, mark, at_marks[mark])
        if mark
        else _headline(scenario, found, span, year),
        scenario.file.title or scenario.name,
        f"Flows at this multiple of {year} ({teu:,.0f} TEU, empties included) for three years,"
        f" nothing relieved. Bar: chokes, mean of {span.replications} replications judged alone,"
        " whisker: its 95 % interval; together: between which two multiples, all of them judged as"
        " one. Diamonds: official targets, over the TEU of the base year.",
    )
    height = (max(len(found), 1) + 1) * ROW_INCHES + 1.0
    figure, grid = framed(words, Frame(11.5, height, left=3.6, top=0.45, bottom=0.75))
    axes = figure.add_subplot(grid[0])
    for row, one in enumerate(found):
        colour = GREY if lies_abroad(scenario, one.place) else BLUE
        axes.barh(row, span.high - one.each.mean, 0.6, left=one.each.mean, color=colour)
        _draw_interval(axes, row, one)
    _draw_targets(axes, scenario, len(found), teu)
    names = [
        f"{marked_title(scenario, one.place, one.direction)}\n{_between(one)} together"
        for one in found
    ]
    axes.set_yticks([*range(len(found)), len(found)], [*names, "official targets"])
    margin = MARGIN * (max(span.high, _furthest(scenario, teu)) - span.low)
    axes.set_xlim(span.low - margin, max(span.high, _furthest(scenario, teu)) + margin)
    for mark in span.marks:
        axes.axvline(mark, color=BLACK, linestyle=":", linewidth=1.6)
        axes.text(mark, -0.65, f"{mark:g} times", ha="center", va="bottom", fontsize=11)
    axes.set_ylim(len(found) + 1.1, -0.6)
    axes.set_xlabel(f"multiple of {year}")
    return figure


def _draw_interval(axes: Axes, row: int, one: ChokeMultiple) -> None:
    ends = [one.each.low, one.each.high]
    axes.plot(ends, [row, row], color="white", linewidth=4, solid_capstyle="butt", zorder=3)
    axes.plot(ends, [row, row], color=BLACK, marker="|", markersize=12, linewidth=1.6, zorder=4)


def _mark_headline(scenario: Scenario, year: int, mark: float, chokes: Sequence[Choke]) -> str:
    """What one multiple does, in one sentence."""
    if not chokes:
        return f"At {mark:g} times {year} no place chokes"
    first = min(chokes, key=lambda one: one.month)
    since = f"from {month_title(first.month)}{' or earlier' if first.or_earlier else ''} on"
    alone = f"{len(chokes) - 1} more do later" if len(chokes) > 1 else "no other place does"
    title = marked_title(scenario, first.place, first.direction)
    return f"At {mark:g} times {year} {title} chokes {since}; {alone}"


def _headline(scenario: Scenario, found: Sequence[ChokeMultiple], span: Span, year: int) -> str:
    if not found:
        return f"No place chokes up to {span.high:g} times {year}"
    first = found[0]
    where = "at or below" if math.isnan(first.free) else "from about"
    title = marked_title(scenario, first.place, first.direction)
    return f"{title} chokes first, {where} {first.chokes:.1f} times {year}"


def _furthest(scenario: Scenario, teu: float) -> float:
    return max((one.teu / teu for one in scenario.file.targets.values()), default=0.0)


def _draw_targets(axes: Axes, scenario: Scenario, row: int, teu: float) -> None:
    for one in scenario.file.targets.values():
        x = one.teu / teu
        axes.plot(
            x, row, linestyle="", marker="D", markersize=9, color=ORANGE, markeredgecolor=BLACK
        )
        axes.annotate(
            f"{one.year}: {one.teu:,.0f}\n{_said_by(one.title)}", (x, row), (0, -16),
            textcoords="offset points", ha="center", va="top", fontsize=9,
        )  # fmt: skip


def _said_by(title: str) -> str:
    """Who set a target, in lines of their own."""
    return textwrap.fill(title, TARGET_CHARACTERS)
