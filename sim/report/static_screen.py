"""What is asked of each place as a share of its capacity, by year, before any queue."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.experiment.capacity import YearLimit, year_limits
from sim.experiment.maximum_flow import Key, YearFlow, flows_by_year, key_of
from sim.report.labels import directed_title
from sim.report.style import BLACK, Frame, Words, framed, styled

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MOST_ROWS = 16
LEAST_SHOWN = 0.25  # of the capacity; where something saturates the idle places say nothing
ROW_INCHES = 0.36
TEU_TOLD = 1000
SHADES = ((1.0, "#B35806"), (0.8, "#F1A340"), (0.5, "#FEE0B6"), (0.0, "#FFFFFF"))
READ = (
    "Each cell: demand over capacity at the year's mix of flows, in per cent. Outlined: in the"
    " minimum cut of that year. Last row: the most that can pass, thousand TEU."
    " Queues, seasons and storms that come together are not in it."
)


@styled
def static_screen(scenario: Scenario) -> Figure:
    """A table of places by years, darker where more of the capacity is asked, cut outlined."""
    flows = flows_by_year(scenario)
    rows = _rows(year_limits(scenario))
    height = (len(rows) + 2) * ROW_INCHES
    frame = Frame(11.5, height, left=4.6, right=0.3, top=0.45, bottom=0.1)
    words = Words(_title(scenario, flows), scenario.file.title or scenario.name, READ)
    figure, grid = framed(words, frame)
    axes = figure.add_subplot(grid[0])
    for number, key in enumerate(rows):
        for column, one in enumerate(flows):
            _draw_cell(axes, (column, number), rows[key].get(one.year), key in one.cut)
    _draw_flow(axes, len(rows), flows)
    _name(axes, scenario, list(rows), [one.year for one in flows])
    return figure


def _rows(limits: list[YearLimit]) -> dict[Key, dict[int, float]]:
    """Shares by year of the places most asked, in the order of the corridor."""
    shares: dict[Key, dict[int, float]] = {}
    for one in limits:
        shares.setdefault(key_of(one), {})[one.year] = one.share
    ranked = sorted(shares, key=lambda key: -max(shares[key].values()))
    known = [key for key in ranked if max(shares[key].values()) >= LEAST_SHOWN] or ranked
    most = set(known[:MOST_ROWS])
    return {key: by_year for key, by_year in shares.items() if key in most}


def _draw_cell(axes: Axes, at: tuple[int, int], share: float | None, cut: bool) -> None:
    if share is None:
        return
    shade = next(colour for least, colour in SHADES if share >= least)
    axes.add_patch(Rectangle(at, 1, 1, facecolor=shade, edgecolor="white"))
    dark = share >= SHADES[0][0]
    told = f"{100 * share:,.0f}" if math.isfinite(share) else "closed"
    _write(axes, at, told, "white" if dark else BLACK, bold=dark)
    if cut:
        inside = (at[0] + 0.04, at[1] + 0.06)
        axes.add_patch(Rectangle(inside, 0.92, 0.88, fill=False, linewidth=2.2))


def _draw_flow(axes: Axes, number: int, flows: list[YearFlow]) -> None:
    for column, one in enumerate(flows):
        told = f"{one.passing.teu / TEU_TOLD:,.0f}"
        _write(axes, (column, number + 0.5), told, BLACK, bold=True)
    axes.axhline(number + 0.25, color=BLACK, linewidth=0.8)


def _write(axes: Axes, at: tuple[int, float], text: str, colour: str, *, bold: bool) -> None:
    axes.text(
        at[0] + 0.5, at[1] + 0.5, text, ha="center", va="center", color=colour, fontsize=11,
        weight="bold" if bold else "normal",
    )  # fmt: skip


def _name(axes: Axes, scenario: Scenario, keys: list[Key], years: list[int]) -> None:
    names = [f"{directed_title(scenario, p, d)}, {limit}" for p, d, limit in keys]
    rows = [number + 0.5 for number in range(len(keys))]
    axes.set_yticks([*rows, len(keys) + 1.0], [*names, "All flows can pass, thousand TEU"])
    axes.set_xticks([number + 0.5 for number in range(len(years))], [str(year) for year in years])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_xlim(0, len(years))
    axes.set_ylim(len(keys) + 1.6, 0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _title(scenario: Scenario, flows: list[YearFlow]) -> str:
    """The first year in which something cuts the flow off, and what does."""
    for one in flows:
        if one.cut:
            place, direction, limit = one.cut[0]
            name = directed_title(scenario, place, direction)
            return f"{one.year}: {name}, {limit}, cuts the flow off first"
    return "Nothing saturates before queues"
