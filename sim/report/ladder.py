"""The ladder of reliefs drawn as steps: TEU reached, and what was relieved for it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from sim.experiment.ladder import Rung, Target
from sim.report.bottlenecks import lever_title, target_title
from sim.report.style import (
    BLACK,
    BLUE,
    ORANGE,
    Frame,
    Words,
    axes_at,
    framed,
    replications_note,
    styled,
    thousands_axis,
)

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

CHARACTERS = 96  # that the labels of all bars may have beside one another
LONGEST_LINE = 22
GAP_POINTS = 3  # between a line and its label
HEADROOM = 1.12


@styled
def ladder_chart(scenario: Scenario, rungs: Sequence[Rung], target: Target, asked: float) -> Figure:
    """A bar a state, from nothing relieved on; below each what was relieved to reach it.

    `asked` is the demand of the year, TEU.
    """
    last = rungs[-1]
    reached = target.met(last.teu, last.days)
    p90 = f" with p90 of {last.days.mean:.1f} days" if math.isfinite(target.days) else ""
    taken = "1 relief" if len(rungs) == 2 else f"{len(rungs) - 1} reliefs"
    state = f"{last.teu.mean:,.0f} TEU{p90} after {taken}"
    title = f"{state}: {target_title(target)} {'reached' if reached else 'not reached'}"
    counts = [one.teu.n for one in rungs]
    note = replications_note(min(counts), "whiskers", max(counts))
    words = Words(title, scenario.file.title or scenario.name, f"{note} In the bars: p90 of days.")
    figure, grid = framed(words, Frame(11.5, 4.2, left=1.25, bottom=1.5))
    axes = axes_at(figure, grid[0])
    places = range(len(rungs))
    teu = [one.teu for one in rungs]
    error = [one.half_width if one.has_interval else 0.0 for one in teu]
    axes.bar(places, [one.mean for one in teu], 0.62, color=BLUE, yerr=error, capsize=4)
    top = max(one.mean + width for one, width in zip(teu, error, strict=True))
    for place, one in zip(places, rungs, strict=True):
        days = one.days.mean
        told = f"{days:.1f} d" if not math.isnan(days) else "–"
        axes.text(place, top * 0.03, told, ha="center", color="white", weight="bold")
    lines = [("asked", asked, BLACK), *[("target", target.teu, ORANGE)] * bool(target.teu)]
    for name, height, color in lines:
        axes.axhline(height, color=color, linestyle="--")
        inside = axes.get_yaxis_transform()
        is_below = height < max(told for _, told, _ in lines)
        axes.annotate(
            f"{name} {height:,.0f}", (0.01, height), xycoords=inside,
            xytext=(0, -GAP_POINTS if is_below else GAP_POINTS), textcoords="offset points",
            va="top" if is_below else "bottom",
        )  # fmt: skip
        top = max(top, height)
    axes.set_ylim(0, top * HEADROOM)
    thousands_axis(axes, "TEU delivered in the year")
    axes.set_xticks(list(places), _names(scenario, rungs))
    return figure


def _names(scenario: Scenario, rungs: Sequence[Rung]) -> list[str]:
    width = min(CHARACTERS // len(rungs), LONGEST_LINE)
    names = [textwrap.fill("nothing relieved", width)]
    for one in rungs[:-1]:
        assert one.relief is not None
        times = f" x\N{NO-BREAK SPACE}{one.times}" if one.times > 1 else ""
        title = f"{lever_title(scenario, one.relief)}{times}"
        names.append(textwrap.fill(title, width))
    return names
