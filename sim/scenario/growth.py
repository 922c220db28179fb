"""Demand by month: the path that the growth statements describe.

- `times` of a year multiplies the same calendar month of that year; `percent_per_year` and a
  month of which nothing is said start from the same month of the year before. `times_path`
  multiplies what the month would be without the statement.
- A yearly total is spread over its months by seasonal weight times days of the month. Months
  that another statement governs take their share of the total with them.
- A group's total is divided among the flows for which it governs a month of that year, in
  proportion to their year before; where that lies before the horizon, to the same year without
  the statement.
- `afterwards: returns`: a later month that looks back sees the path without the statement.
  `afterwards: persists`: a later month that repeats or grows on the year before keeps the ratio
  reached, the sum of the months that the statement governs over their sum without it. Months
  that say their level themselves keep no ratio: a fixed total or a count is what it says, and
  `times` multiplies the months of its year as they came out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.scenario.blocks import Block, MonthlyTrains
from sim.scenario.conversion import mean_teu_per_train
from sim.scenario.language import Horizon, ScenarioFile
from sim.scenario.leaps import GrowthWarning, explosions, warnings_of_flow
from sim.scenario.months import days_in, end_of
from sim.scenario.observed import Series
from sim.scenario.path import Asked, DemandPath
from sim.scenario.statements import ObservedSeries
from sim.scenario.undetermined import GrowthFault, GrowthFaults, Undetermined

__all__ = [
    "Block",
    "FlowDemand",
    "GrowthFault",
    "GrowthFaults",
    "GrowthWarning",
    "demand_by_month",
    "demand_warnings",
]


@dataclass(frozen=True)
class FlowDemand:
    """Demand of one flow: TEU by month of the horizon, shape (months,), and blocks of trains.

    Months are named by their first day. Blocks stand in order of time, over warm-up and horizon.
    """

    flow: str
    months: tuple[date, ...]
    teu: tuple[float, ...]
    blocks: tuple[Block, ...]


def demand_by_month(file: ScenarioFile, observed: ObservedSeries) -> tuple[FlowDemand, ...]:
    """Return the demand of every flow that growth speaks of, sorted by name.

    Flows with a timetable and returning empties have none. `observed` holds the counts of each
    (file, column) that a statement names. Names of groups and profiles must have been checked.
    Raises GrowthFaults with everything found.
    """
    path = DemandPath(file, observed)
    demand, faults = [], list(path.faults)
    for name in path.sound_flows:
        try:
            demand.append(_flow_demand(path, name, file.horizon))
            faults += explosions(path, name)
        except Undetermined as stop:
            faults += [stop.fault] if stop.fault else []
    if faults:
        raise GrowthFaults(tuple(dict.fromkeys(faults)))
    return tuple(demand)


def demand_warnings(file: ScenarioFile, observed: ObservedSeries) -> tuple[GrowthWarning, ...]:
    """Return what looks unmeant in a demand that `demand_by_month` accepts."""
    path = DemandPath(file, observed)
    return tuple(one for name in path.sound_flows for one in warnings_of_flow(path, name))


def _flow_demand(path: DemandPath, name: str, horizon: Horizon) -> FlowDemand:
    def trains(month: date) -> float:
        return path.teu(Asked(name, month)) / mean_teu_per_train(path.consignment(name))

    teu = tuple(
        path.teu(Asked(name, month)) * _share_reported(month, horizon) for month in path.months
    )
    blocks = MonthlyTrains(horizon, trains, _observed_by_month(path, name)).blocks()
    return FlowDemand(name, path.months, teu, blocks)


def _observed_by_month(path: DemandPath, name: str) -> dict[date, Series]:
    """The counts behind the months that counts govern."""
    governing = {month: path.governs(Asked(name, month)) for month in path.months}
    return {month: path.series(one) for month, one in governing.items() if one and path.series(one)}


def _share_reported(month: date, horizon: Horizon) -> float:
    """Share of a month that lies in the horizon; below 1 only where the horizon ends in it."""
    return min(end_of(month), horizon.to).day / days_in(month)
