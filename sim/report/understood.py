"""`corridor check`: what was understood of a scenario, as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.language import Measure


def understood(scenario: Scenario) -> Iterator[str]:
    """The horizon, the flows with their TEU by year, the measures by date, a line each."""
    file = scenario.file
    yield f"{scenario.name}: {file.title}"
    yield (
        f"Horizon   {file.horizon.from_} to {file.horizon.to} "
        f"after {file.horizon.warm_up_days:g} days of warm-up, "
        f"{file.replications} replications, seed {file.seed}"
    )
    yield f"Network   {len(file.terminals)} terminals, {len(file.services)} services"
    years = sorted({month.year for month in scenario.months})
    yield f"{'TEU asked':34}" + "".join(f"{year:>11}" for year in years)
    for demand in scenario.demand:
        asked = dict.fromkeys(years, 0.0)
        for month, teu in zip(demand.months, demand.teu, strict=True):
            asked[month.year] += teu
        yield f"  {demand.flow:32}" + "".join(f"{teu:>11,.0f}" for teu in asked.values())
    yield from _other_flows(scenario)
    yield from _measures(file.measures)


def _measures(measures: Mapping[str, Measure]) -> Iterator[str]:
    """Measures by the day on which they begin to hold; a planned work with its state."""
    dated = [(one.first_day, name, one) for name, one in measures.items()]
    for day, name, one in sorted([one for one in dated if one[0]], key=lambda one: one[:2]):
        told = f"{name}: {one.title}".rstrip(": ")
        yield f"{'Work' if one.state else 'Measure':8}  {day}  {told}{_lateness(one)}"
    for name, one in sorted(measures.items()):
        if one.active and one.state == "absent":
            yield f"Work      absent      {name}: {one.title}".rstrip(": ")


def _lateness(work: Measure) -> str:
    return f" (late, planned for {work.from_})" if work.state == "late" else ""


def _other_flows(scenario: Scenario) -> Iterator[str]:
    """Flows whose demand is no number of TEU a month."""
    for name, flow in scenario.file.demand.flows.items():
        if flow.empties_of is not None:
            yield f"  {name:32} empties of {flow.empties_of.flow}"
        elif flow.instead_of is not None:
            yield f"  {name:32} instead of {flow.instead_of.flow}"
        elif flow.arrivals is not None and flow.arrivals.pattern == "timetable":
            yield f"  {name:32} by timetable"
