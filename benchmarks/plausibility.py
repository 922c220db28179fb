"""Writes the numbers of docs/plausibility.md: `python -m benchmarks.plausibility`.

The text of the page is written by hand; what stands between its marks is replaced.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from itertools import product
from pathlib import Path

import pandas as pd

from benchmarks.plausibility_runs import HOURS_PER_DAY, Band, Grid, bands, own, runs, values, varied
from sim.experiment.estimates import Estimate, estimate
from sim.experiment.executors import local

PAGE = Path(__file__).parents[1] / "docs" / "plausibility.md"
THOUSAND = 1000.0
YEARS = ("2023", "2024", "2025")
RELATIONS = {
    "altynkol_aktau": "Altynkol – Aktau",
    "altynkol_absheron": "Altynkol – Absheron",
    "altynkol_poti": "Altynkol – Poti",
    "altynkol_constanta": "Altynkol – Constanța",
    "xian_absheron": "Xi'an – Absheron",
    "poti_altynkol": "Poti – Altynkol",
}
WAITING = {
    ("altynkol", "west"): "trains before Altynkol, or kept at their origins",
    ("aktau", "west"): "trains before Aktau, or kept at their origins",
    ("caspian_feeder", "west"): "boxes at Aktau, for a ship",
    ("caspian_feeder", "east"): "boxes at Alat, for a ship",
    ("black_sea", "west"): "boxes at Poti, for slots",
}
BACKCAST = ("sent", "carried", "under_way", "transit", "ports")


# Tables ----------------------------------------------------------------------------------------


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rounded(value: float) -> str:
    """A number in whole units from 100 on, below with one decimal."""
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.1f}"


def with_interval(one: Estimate) -> str:
    """Mean and 95 % interval."""
    if one.n == 0:
        return "no box"
    if not one.has_interval or rounded(one.high) == rounded(one.low):
        return rounded(one.mean)
    return f"{rounded(one.mean)} ({rounded(one.low)}–{rounded(one.high)})"


def verdict(band: Band, found: Estimate) -> str:
    """Inside or outside, by the mean; said also where the interval lies across an edge."""
    if not found.n:
        return "not compared: no such row"
    if band.holds(found.mean):
        sure = band.holds(found.low) and band.holds(found.high)
        return "inside" if sure or not found.has_interval else "inside, interval across the edge"
    edge = band.low if found.mean < band.low else band.high
    side = "below" if found.mean < band.low else "above"
    return f"**outside**, {abs(100 * (found.mean / edge - 1)):.0f} per cent {side} the band"


def against(held: Mapping[str, Band], found: pd.DataFrame) -> list[list[str]]:
    """Each band beside what was simulated."""
    rows = []
    for name, band in held.items():
        one = band.of(found)
        edges = f"{rounded(band.low)}–{rounded(band.high)}"
        named = f"`{name}`: {band.counting_point.rstrip('.')}"
        numbers = [rounded(band.published), edges, f"{with_interval(one)} {band.unit}"]
        rows.append([named, *numbers, verdict(band, one)])
    return rows


BAND_HEAD = (
    "what is counted",
    "published or derived",
    "band",
    "simulated (95 % interval)",
    "verdict",
)


# History ---------------------------------------------------------------------------------------


def backcast(executor: Executor) -> str:
    found = runs(executor, {"backcast": own("backcast")})["backcast"]
    held = {n: b for part in BACKCAST for n, b in bands(part).items() if in_horizon(b)}
    inside = sum(band.holds(band.of(found).mean) for band in held.values())
    return "\n\n".join(
        [
            f"{inside} of {len(held)} numbers lie inside their bands;"
            f" {found['replication'].nunique()} replications.",
            markdown(BAND_HEAD, against(held, found)),
            "Days by relation, p50 and p90; boxes that have arrived in the year:",
            transit_table(found),
            "TEU that wait on 31 December, by place; nothing is published:",
            waiting_table(found),
        ]
    )


def in_horizon(band: Band) -> bool:
    period = band.rows["period"]
    return all(one[:4] in YEARS for one in (period if isinstance(period, list) else [period]))


def transit_table(found: pd.DataFrame) -> str:
    def cell(relation: str, year: str) -> str:
        rows = {"kpi": "transit_time", "place": relation, "period": year}
        p50, p90 = (estimate(values(found, {**rows, "statistic": one})) for one in ("p50", "p90"))
        return f"{with_interval(p50)}; {rounded(p90.mean)}"

    rows = [
        [title, *(cell(relation, year) for year in YEARS)] for relation, title in RELATIONS.items()
    ]
    return markdown(("relation", *YEARS), rows)


def waiting_table(found: pd.DataFrame) -> str:
    def cell(place: str, direction: str, year: str) -> str:
        rows = {"kpi": "backlog", "place": place, "direction": direction, "period": year}
        one = estimate(values(found, rows))
        return f"{one.mean:,.0f} ± {one.half_width:,.0f}"

    rows = [[title, *(cell(*place, year) for year in YEARS)] for place, title in WAITING.items()]
    return markdown(("who waits", *YEARS), rows)


# Calm weather ----------------------------------------------------------------------------------


def calm(executor: Executor) -> str:
    found = runs(executor, {name: own(name) for name in ("calm", "calm_2026")})
    line = bands("line")
    after = {"after_the_bypass": line.pop("after_the_bypass")}
    rows = against({**bands("calm"), **line}, found["calm"]) + against(after, found["calm_2026"])
    return "\n\n".join([markdown(BAND_HEAD, rows), stages_table(found["calm"])])


def stages_table(found: pd.DataFrame) -> str:
    """Mean hours by relation in the stages that take an hour or more."""
    chosen = found[(found["kpi"] == "stage_time") & found["place"].isin(list(RELATIONS)[1:4])]
    means = chosen.pivot_table("value", "statistic", "place", "mean", sort=False)
    hours = means.reindex(columns=list(RELATIONS)[1:4]) * HOURS_PER_DAY
    shown = hours[hours.max(axis=1) >= 1]
    rows = [[f"`{stage}`", *(rounded(one) for one in shown.loc[stage])] for stage in shown.index]
    rows.append(["all stages", *(rounded(one) for one in hours.sum())])
    return markdown(("hours in the stage", *(RELATIONS[one] for one in hours.columns)), rows)


# The fleet -------------------------------------------------------------------------------------

Cell = tuple[str, ...]
FLEET_AXES = ("forty_foot", "berths", "moves", "return")


def fleet(executor: Executor) -> str:
    grid, held = Grid.read(), bands("fleet")
    cells = list(product(*(grid.labels(axis) for axis in FLEET_AXES)))
    found = runs(executor, {cell: varied("fleet", [grid.changes(named(cell))]) for cell in cells})
    ways = (held["one_way"], held["both_ways"])
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


def in_thousands(band: Band, found: pd.DataFrame) -> str:
    """Mean ± half-width in thousands, bold inside the band."""
    one = band.of(found)
    shown = f"{one.mean / THOUSAND:.1f} ± {one.half_width / THOUSAND:.1f}"
    return f"**{shown}**" if band.holds(one.mean) else shown


def grid_table(grid: Grid, found: Mapping[Cell, pd.DataFrame], ways: Iterable[Band]) -> str:
    """One way, then both ways, for each share of return loads."""
    held, shares = list(ways), grid.labels("return")
    head = ("40-foot share", "berths", "moves an hour")
    rows = []
    for first in product(*(grid.labels(axis) for axis in FLEET_AXES[:-1])):
        tables = [found[(*first, share)] for share in shares]
        rows.append([*first, *("; ".join(in_thousands(b, one) for b in held) for one in tables)])
    return markdown((*head, *(f"returns {share}" for share in shares)), rows)


def counts_table(grid: Grid, found: Mapping[Cell, pd.DataFrame], ways: tuple[Band, Band]) -> str:
    """How many cells of each share of return loads lie inside the band, by reading."""

    def count(share: str, band: Band) -> str:
        means = [band.of(one).mean for cell, one in found.items() if cell[-1] == share]
        spread = f"{min(means) / THOUSAND:.0f}–{max(means) / THOUSAND:.0f} k"
        return f"{sum(map(band.holds, means))} of {len(means)}; {spread}"

    rows = [[share, *(count(share, band) for band in ways)] for share in grid.labels("return")]
    head = ("returns", "read as one way: inside; spread", "read as both ways: inside; spread")
    return markdown(head, rows)


def beside(executor: Executor) -> str:
    """One more thing changed at a time, without return loads and with as many as came."""
    grid, held = Grid.read(), bands("fleet")
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
            in_thousands(held["one_way"], found[label, shares[0]]),
            "; ".join(
                in_thousands(held[one], found[label, shares[1]]) for one in ("one_way", "both_ways")
            ),
        ]
        for label in grid.beside
    ]
    return markdown(("changed", *(f"returns {share}" for share in shares)), rows)


def fleet_2022(executor: Executor) -> str:
    """Thousand TEU a ship-year, over the year and in autumn, by moves and share of return loads."""
    grid, held = Grid.read(), bands("fleet")
    axes = ("moves", "return")
    cells = list(product(*(grid.labels(axis) for axis in axes)))
    wanted = {
        cell: varied("fleet_2022", [grid.changes(dict(zip(axes, cell, strict=True)))])
        for cell in cells
    }
    found = runs(executor, wanted)
    parts = (held["a_ship_year_2022"], held["a_ship_autumn_2022"])
    rows = []
    for moves in grid.labels("moves"):
        tables = [found[moves, share] for share in grid.labels("return")]
        rows.append([moves, *("; ".join(in_thousands(b, one) for b in parts) for one in tables)])
    return markdown(("moves an hour", *(f"returns {one}" for one in grid.labels("return"))), rows)


# The page --------------------------------------------------------------------------------------

BLOCKS: dict[str, Callable[[Executor], str]] = {
    "backcast": backcast,
    "calm": calm,
    "fleet": fleet,
    "beside": beside,
    "fleet_2022": fleet_2022,
}


def with_block(page: str, name: str, text: str) -> str:
    """The page with what stands between the marks of a block replaced.

    Raises ValueError when the page has no such marks.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise ValueError(f"{PAGE.name} has no marks {begin} and {end}")
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    with local(os.cpu_count() or 1) as executor:
        for name, block in BLOCKS.items():
            page = with_block(page, name, block(executor))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
