"""`corridor explain`: demand, capacity and what saturates first, as aligned plain text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sim.experiment.capacity import YearLimit, saturated, tightest, year_limits
from sim.experiment.maximum_flow import Key, YearFlow, flows_by_year, tied_groups
from sim.experiment.traffic import monthly_teu, years
from sim.report.labels import directed_title, flow_title
from sim.scenario.language import MONTHS

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

GAP = "  "
NOT_ASKED = "–"


def explain_lines(scenario: Scenario) -> list[str]:
    """Demand by year, capacity of every place by year and what saturates first, unsimulated."""
    limits = year_limits(scenario)
    return [
        f"{scenario.name}: {scenario.file.title}".removesuffix(": "),
        *_part("Demand, TEU a year", _demand_rows(scenario)),
        *_part(
            "Capacity, TEU a year at the year's mix of flows, without queues",
            _place_rows(scenario, limits, lambda one: _whole(one.capacity_teu)),
        ),
        *_part(
            "Share of the capacity that is asked",
            _place_rows(scenario, limits, lambda one: _per_cent(one.share)),
        ),
        *_maximum_flow(scenario),
        "",
        *_saturation(scenario, limits),
        *_works(scenario),
    ]


def _works(scenario: Scenario) -> list[str]:
    """Planned works: their state, their date and from when they are there."""
    measures = scenario.file.measures.items()
    works = [(name, one) for name, one in measures if one.active and one.state]
    works.sort(key=lambda work: (work[1].from_, work[0]))
    rows = [["work", "state", "planned for", "there from"]]
    for name, one in works:
        there = str(one.first_day or NOT_ASKED)
        rows.append([one.title or name, str(one.state), str(one.from_), there])
    return ["", "Planned works", *aligned(rows, text_columns=3)] if works else []


def months_lines(scenario: Scenario, flow: str) -> list[str]:
    """The months of a flow that growth produced, a row a year; raises KeyError for no flow."""
    teu = monthly_teu(scenario, flow)
    rows: list[list[str]] = [["", *(month.capitalize() for month in MONTHS), "year"]]
    for year, positions in years(scenario).items():
        held = {scenario.months[i].month: teu[i] for i in positions}
        cells = [_whole(held[m]) if m in held else NOT_ASKED for m in range(1, len(MONTHS) + 1)]
        rows.append([str(year), *cells, _whole(math.fsum(held.values()))])
    return [f"{flow_title(scenario, flow)}, TEU by month", *aligned(rows)]


def aligned(rows: Sequence[Sequence[str]], text_columns: int = 1) -> list[str]:
    """Rows as lines: the first columns to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        GAP.join(
            cell.ljust(width) if i < text_columns else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _part(title: str, rows: list[list[str]]) -> list[str]:
    text_columns = 2 if len(rows[0]) > 1 and rows[0][1] == "limit" else 1
    return ["", title, *aligned(rows, text_columns)]


def _demand_rows(scenario: Scenario) -> list[list[str]]:
    span = years(scenario)
    by_flow = {name: monthly_teu(scenario, name) for name in sorted(scenario.file.demand.flows)}
    rows = [["flow", *(_year_title(year, months) for year, months in span.items())]]
    for name, teu in by_flow.items():
        sums = (math.fsum(teu[i] for i in months) for months in span.values())
        rows.append([flow_title(scenario, name), *(_whole(one) for one in sums)])
    totals = (math.fsum(teu[i] for teu in by_flow.values() for i in m) for m in span.values())
    return [*rows, ["all flows", *(_whole(one) for one in totals)]]


def _year_title(year: int, months: range) -> str:
    return str(year) if len(months) == len(MONTHS) else f"{year} ({len(months)} mo)"


def _place_rows(
    scenario: Scenario, limits: list[YearLimit], show: Callable[[YearLimit], str]
) -> list[list[str]]:
    span = years(scenario)
    held: dict[tuple[str, str, str], dict[int, YearLimit]] = {}
    for one in limits:
        held.setdefault((one.place, one.direction, one.limit), {})[one.year] = one
    rows = [["place", "limit", *(_year_title(year, months) for year, months in span.items())]]
    for (place, direction, limit), known in held.items():
        cells = (show(known[year]) if year in known else NOT_ASKED for year in span)
        rows.append([directed_title(scenario, place, direction), limit, *cells])
    return rows


def _maximum_flow(scenario: Scenario) -> Iterator[str]:
    """What can pass by year, what cuts it off, and what relieving that would bring."""
    flows = flows_by_year(scenario)
    titles = [_year_title(year, months) for year, months in years(scenario).items()]
    asked = [_whole(one.asked_teu) for one in flows]
    passing = [_whole(one.passing.teu) for one in flows]
    rows = [["", *titles], ["asked", *asked], ["can pass", *passing]]
    yield from _part("Maximum flow of all flows together, TEU a year, without queues", rows)
    for one in flows:
        yield from _cut(scenario, one)


def _cut(scenario: Scenario, one: YearFlow) -> Iterator[str]:
    """The minimum cut of a year with the gain of relieving a tenth, and what is tied in it."""
    if not one.cut:
        return
    gains = (f"{limit_title(scenario, key)} (+10 %: {one.gain(key):+,.0f} TEU)" for key in one.cut)
    yield f"{one.year}{GAP}cut off by {'; '.join(gains)}"
    for group in tied_groups(one.ties()):
        tied = " and ".join(limit_title(scenario, key) for key in group)
        yield f"{one.year}{GAP}tied, relieving one alone brings less than its part: {tied}"


def limit_title(scenario: Scenario, key: Key) -> str:
    """`Port of Aktau, berths`."""
    place, direction, limit = key
    return f"{directed_title(scenario, place, direction)}, {limit}"


def _saturation(scenario: Scenario, limits: list[YearLimit]) -> Iterator[str]:
    over = saturated(limits)
    if over:
        yield "Saturates, in the order of years (more is asked than the capacity)"
        yield from (_told(scenario, one) for one in over)
    elif limits:
        nearest = max(tightest(limits).values(), key=lambda one: one.share)
        yield "Nothing saturates; the nearest to it"
        yield _told(scenario, nearest)
    else:
        yield "No place has a stated limit."


def _told(scenario: Scenario, one: YearLimit) -> str:
    place = directed_title(scenario, one.place, one.direction)
    asked = f"{_whole(one.demand_teu)} TEU asked of {_whole(one.capacity_teu)}"
    return f"{one.year}{GAP}{place}, {one.limit}: {asked} ({_per_cent(one.share)})"


def _whole(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) else NOT_ASKED


def _per_cent(value: float) -> str:
    return f"{100 * value:,.0f} %" if math.isfinite(value) else "closed"
