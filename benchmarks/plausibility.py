"""Writes the numbers of docs/plausibility.md: `python -m benchmarks.plausibility`, or some of its
blocks, `python -m benchmarks.plausibility calm beside`.

The text of the page is written by hand; what stands between its marks is replaced. History stands
on a page of its own: `corridor backtest --docs`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from itertools import product
from pathlib import Path

import pandas as pd

from benchmarks.plausibility_runs import OWN, Grid, held, own, runs, varied
from sim.backtest import Record
from sim.experiment.comparison import Comparison, compare, simulated
from sim.experiment.executors import local
from sim.report.backtest import long_table, markdown
from sim.report.labels import relation_title
from sim.report.pages import with_block
from sim.scenario import Scenario
from sim.scenario.observations import Observation, of_scenario

PAGE = Path(__file__).parents[1] / "docs" / "plausibility.md"
THOUSAND = 1000.0
HOURS_PER_DAY = 24.0
CALM = ("altynkol_absheron", "altynkol_poti", "altynkol_constanta")


# Calm weather ----------------------------------------------------------------------------------


def calm(executor: Executor) -> str:
    """Schedules and hours of the line, before the bypass of Almaty and after it."""
    scenarios = {name: own(name) for name in ("calm", "calm_2026")}
    found = runs(executor, scenarios)
    told = [one for name, run in scenarios.items() for one in against(run, found[name])]
    return "\n\n".join([long_table(told), stages_table(found["calm"], scenarios["calm"])])


def against(scenario: Scenario, found: pd.DataFrame) -> list[Comparison]:
    """The observations that speak of a scenario beside what it gives."""
    record = Record.beside(OWN / f"{scenario.name}.yaml")
    bands = of_scenario(record.bands, scenario.name)
    return compare(found, bands, record.calibration, scenario)


def stages_table(found: pd.DataFrame, scenario: Scenario) -> str:
    """Mean hours by relation in the stages that take an hour or more."""
    chosen = found[(found["kpi"] == "stage_time") & found["place"].isin(CALM)]
    means = chosen.pivot_table("value", "statistic", "place", "mean", sort=False)
    hours = means.reindex(columns=list(CALM)) * HOURS_PER_DAY
    shown = hours[hours.max(axis=1) >= 1].fillna(0.0)
    rows = [[f"`{stage}`", *(f"{one:.1f}" for one in shown.loc[stage])] for stage in shown.index]
    rows.append(["all stages", *(f"{one:.0f}" for one in hours.sum())])
    return markdown(("hours in the stage", *(relation_title(scenario, one) for one in CALM)), rows)


# The fleet -------------------------------------------------------------------------------------

Cell = tuple[str, ...]
FLEET_AXES = ("forty_foot", "berths", "moves", "return")


def fleet(executor: Executor) -> str:
    grid, bands = Grid.read(), held("fleet")
    cells = list(product(*(grid.labels(axis) for axis in FLEET_AXES)))
    found = runs(executor, {cell: varied("fleet", [grid.changes(named(cell))]) for cell in cells})
    ways = (bands["one_way"], bands["both_ways"])
    check_saturated(found)
    return "\n\n".join([grid_table(grid, found, ways), counts_table(grid, found, ways)])


def named(cell: Cell) -> dict[str, str]:
    return dict(zip(FLEET_AXES, cell, strict=True))


def check_saturated(found: Mapping[Cell, pd.DataFrame]) -> None:
    """Boxes wait at Aktau at every month's end; raises ValueError where they do not."""
    for cell, one in found.items():
        rows = (one["place"] == "caspian_feeder") & (one["direction"] == "west")
        if one[rows & (one["kpi"] == "backlog")]["value"].min() <= 0:
            raise ValueError(f"the fleet of {named(cell)} finds too few boxes: raise the demand")


def in_thousands(band: Observation, found: pd.DataFrame) -> str:
    """Mean ± half-width in thousands, bold inside the band."""
    one = simulated(found, band)
    shown = f"{one.mean / THOUSAND:.1f} ± {one.half_width / THOUSAND:.1f}"
    return f"**{shown}**" if band.holds(one.mean) else shown


def grid_table(grid: Grid, found: Mapping[Cell, pd.DataFrame], ways: Iterable[Observation]) -> str:
    """One way, then both ways, for each share of return loads."""
    readings, shares = list(ways), grid.labels("return")
    head = ("40-foot share", "berths", "moves an hour")
    rows = []
    for first in product(*(grid.labels(axis) for axis in FLEET_AXES[:-1])):
        tables = [found[(*first, share)] for share in shares]
        rows.append(
            [*first, *("; ".join(in_thousands(b, one) for b in readings) for one in tables)]
        )
    return markdown((*head, *(f"returns {share}" for share in shares)), rows)


def counts_table(
    grid: Grid, found: Mapping[Cell, pd.DataFrame], ways: tuple[Observation, Observation]
) -> str:
    """How many cells of each share of return loads lie inside the band, by reading."""

    def count(share: str, band: Observation) -> str:
        means = [simulated(one, band).mean for cell, one in found.items() if cell[-1] == share]
        spread = f"{min(means) / THOUSAND:.0f}–{max(means) / THOUSAND:.0f} k"
        return f"{sum(map(band.holds, means))} of {len(means)}; {spread}"

    rows = [[share, *(count(share, band) for band in ways)] for share in grid.labels("return")]
    head = ("returns", "read as one way: inside; spread", "read as both ways: inside; spread")
    return markdown(head, rows)


def beside(executor: Executor) -> str:
    """One more thing changed at a time, without return loads and with as many as came."""
    grid, bands = Grid.read(), held("fleet")
    shares = (grid.labels("return")[0], grid.labels("return")[-1])
    wanted = {
        (label, share): varied("fleet", [grid.changes({"return": share}), changed])
        for label, changed in grid.beside.items()
        for share in shares
    }
    found = runs(executor, wanted)
    rows = [
        [
            label,
            in_thousands(bands["one_way"], found[label, shares[0]]),
            "; ".join(
                in_thousands(bands[one], found[label, shares[1]])
                for one in ("one_way", "both_ways")
            ),
        ]
        for label in grid.beside
    ]
    return markdown(("changed", *(f"returns {share}" for share in shares)), rows)


def fleet_2022(executor: Executor) -> str:
    """Thousand TEU a ship-year, over the year and in autumn, by moves and share of return loads."""
    grid, bands = Grid.read(), held("fleet_2022")
    axes = ("moves", "return")
    cells = list(product(*(grid.labels(axis) for axis in axes)))
    wanted = {
        cell: varied("fleet_2022", [grid.changes(dict(zip(axes, cell, strict=True)))])
        for cell in cells
    }
    found = runs(executor, wanted)
    parts = (bands["a_ship_year_2022"], bands["a_ship_autumn_2022"])
    rows = []
    for moves in grid.labels("moves"):
        tables = [found[moves, share] for share in grid.labels("return")]
        rows.append([moves, *("; ".join(in_thousands(b, one) for b in parts) for one in tables)])
    return markdown(("moves an hour", *(f"returns {one}" for one in grid.labels("return"))), rows)


# The page --------------------------------------------------------------------------------------

BLOCKS: dict[str, Callable[[Executor], str]] = {
    "calm": calm,
    "fleet": fleet,
    "beside": beside,
    "fleet_2022": fleet_2022,
}


def main(names: Iterable[str]) -> None:
    with local(os.cpu_count() or 1) as executor:
        for name in names:
            block = BLOCKS[name](executor)
            page = with_block(PAGE.read_text(encoding="utf-8"), name, block)
            PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or BLOCKS)
