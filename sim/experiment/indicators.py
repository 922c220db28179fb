"""What a study judges, out of the tidy table: a number by replication, year and indicator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.stability import JUDGED
from sim.experiment.statistics import YEAR_LENGTH
from sim.experiment.traffic import passages
from sim.scenario.language import Network, Rail
from sim.scenario.targets import counted_flows
from sim.scenario.ways import flow_of

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.economics import Economics
    from sim.scenario.study_file import StudyFile

YEARLY = (
    "delivered",
    "asked",
    "in_system",
    "given_up",
    "transit_time",
    "waiting",
    "throughput",
    "throughput_tonnes",
)
BLOCKED = "blocked_by_yard"
NO_QUEUE = (BLOCKED, "clearance", "waiting_for_plan_approval")
GRAMS_PER_KG = 1000.0
READ = ("replication", "period", "place", "flow", "kpi", "statistic", "value")
PAID = "paid to "
COUNTED = "counted in "  # a group of official targets; all flows where it has no name


@dataclass(frozen=True)
class Judged:
    """What is judged of a scenario: its flows, the empties that these send back, a relation."""

    scenario: Scenario
    loaded: tuple[str, ...]
    empties: tuple[str, ...]
    relation: str
    economics: Economics | None

    @classmethod
    def of(cls, scenario: Scenario, study: StudyFile, economics: Economics | None) -> Judged:
        """What a study judges of a scenario."""
        flows = scenario.file.demand.flows
        loaded = [
            name
            for name, flow in flows.items()
            if not flow.empties_of and (study.group is None or study.group in flow.groups)
        ]
        empties = [
            name
            for name, flow in flows.items()
            if flow.empties_of and flow.empties_of.flow in loaded
        ]
        relation = study.relation or next(iter(scenario.file.relations), "")
        return cls(scenario, tuple(loaded), tuple(empties), relation, economics)

    @property
    def passed(self) -> set[tuple[str, str]]:
        """The (place, direction) pairs on the ways of its flows."""
        own = {*self.loaded, *self.empties}
        ways = passages(self.scenario).items()
        return {step for way, steps in ways if flow_of(way) in own for step in steps}


def needed(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that a study needs of a replication: a tenth of them."""
    yearly = table["period"].str.len() == YEAR_LENGTH
    kpi = table["kpi"]
    return table[(yearly & kpi.isin(YEARLY)) | (~yearly & kpi.isin(JUDGED))]


def delivered_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The few rows of a replication that say what was delivered in each year."""
    return table[(table["kpi"] == "delivered") & (table["period"].str.len() == YEAR_LENGTH)]


def delivered_teu(rows: pd.DataFrame, judged: Judged, year: int) -> dict[int, float]:
    """TEU of the judged flows that were delivered in a year, without empties, by replication."""
    if rows.empty:
        return {}
    of_year = rows[rows["period"].astype(str) == str(year)].assign(year=year)
    teu = _flows("delivered", with_empties=False)(of_year, judged)
    return dict(zip(teu.index.get_level_values("replication").tolist(), teu.tolist(), strict=True))


def indicators(table: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """One row a replication, year and indicator: `replication, year, indicator, value, unit`.

    An indicator that does not exist in a year, such as the days of no box, has no row.
    """
    years = table.loc[table["period"].str.len() == YEAR_LENGTH, list(READ)]
    years = years.assign(year=years["period"].astype(str).astype(int))
    parts = [
        _named(read(years, judged), name, unit) for name, (unit, _, read) in INDICATORS.items()
    ]
    paid = [_named(sums, f"{PAID}{who}", "USD") for who, sums in _paid(years, judged)]
    counted = [_named(teu, f"{COUNTED}{group}", "TEU") for group, teu in _counted(years, judged)]
    return pd.concat([*parts, *paid, *counted], ignore_index=True)


def _counted(years: pd.DataFrame, judged: Judged) -> Iterator[tuple[str, pd.Series]]:
    """What official targets count, loads and empties of their own group, by group."""
    file = judged.scenario.file
    for group in dict.fromkeys(one.group or "" for one in file.targets.values()):
        flows = counted_flows(file.demand, group) if group else file.demand.flows.keys()
        yield group, _of_flows(years, "delivered", list(flows))


def _paid(years: pd.DataFrame, judged: Judged) -> Iterator[tuple[str, pd.Series]]:
    """What shippers pay in a year, by whom they pay."""
    legs = judged.economics.legs if judged.economics else {}
    for who in dict.fromkeys(leg.paid_to for leg in legs.values()):
        yield (
            who,
            _fares(years, {n: leg.usd_per_teu for n, leg in legs.items() if leg.paid_to == who}),
        )


def _fares(years: pd.DataFrame, prices: Mapping[str, float]) -> pd.Series:
    rows = years[(years["kpi"] == "throughput") & years["place"].isin(list(prices))]
    fares = rows["place"].astype(str).map(dict(prices)).astype(float)
    return _sum(rows.assign(value=rows["value"] * fares))


def _named(values: pd.Series, name: str, unit: str) -> pd.DataFrame:
    frame = values.dropna().rename("value").reset_index()
    return frame.assign(indicator=name, unit=unit)[
        ["replication", "year", "indicator", "value", "unit"]
    ]


Read = Callable[[pd.DataFrame, Judged], "pd.Series[float]"]
BY = ["replication", "year"]


def _sum(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby(BY)["value"].sum()


def _flows(kpi: str, with_empties: bool) -> Read:
    def read(years: pd.DataFrame, judged: Judged) -> pd.Series:
        flows = [*judged.loaded, *(judged.empties if with_empties else ())]
        return _of_flows(years, kpi, flows)

    return read


def _of_flows(years: pd.DataFrame, kpi: str, flows: Sequence[str]) -> pd.Series:
    # A flow that chooses its route has a row a route besides: those name a place.
    here = (years["kpi"] == kpi) & years["flow"].isin(flows) & (years["place"] == "")
    return _sum(years[here])


def _days(statistic: str) -> Read:
    def read(years: pd.DataFrame, judged: Judged) -> pd.Series:
        rows = years[(years["kpi"] == "transit_time") & (years["place"] == judged.relation)]
        return _sum(rows[rows["statistic"] == statistic])

    return read


def _spread(years: pd.DataFrame, judged: Judged) -> pd.Series:
    return _days("p90")(years, judged) - _days("p50")(years, judged)


def _waiting(years: pd.DataFrame, _: Judged) -> pd.Series:
    rows = years[years["kpi"] == "waiting"]
    return _sum(rows[~rows["statistic"].isin(NO_QUEUE)])


def _blocked(years: pd.DataFrame, _: Judged) -> pd.Series:
    return _sum(years[(years["kpi"] == "waiting") & (years["statistic"] == BLOCKED)])


def _cost(years: pd.DataFrame, judged: Judged) -> pd.Series:
    """What the carriage of a TEU costs its shippers, over all legs, USD a TEU delivered."""
    if judged.economics is None:
        return _nothing(years)
    prices = {name: leg.usd_per_teu for name, leg in judged.economics.legs.items()}
    return _fares(years, prices) / _flows("delivered", with_empties=True)(years, judged)


def _co2(years: pd.DataFrame, judged: Judged) -> pd.Series:
    """Kilograms of CO2 of the carriage of a TEU, over all legs: cargo tonnes × km × grams."""
    if judged.economics is None:
        return _nothing(years)
    legs = judged.economics.legs
    rows = years[(years["kpi"] == "throughput_tonnes") & years["place"].isin(list(legs))]
    names = rows["place"].astype(str)
    grams = names.map({one: leg.grams_co2_per_tonne_km for one, leg in legs.items()}).astype(float)
    km = [
        service_km(network_of(judged.scenario, year), name)
        for name, year in zip(names, rows["year"], strict=True)
    ]
    emitted = rows.assign(value=rows["value"] * grams * km / GRAMS_PER_KG)
    return _sum(emitted) / _flows("delivered", with_empties=True)(years, judged)


def _nothing(years: pd.DataFrame) -> pd.Series:
    return _sum(years[:0])


def network_of(scenario: Scenario, year: int) -> Network:
    """The network in force in the middle of a year."""
    hours = (datetime(year, 7, 1) - scenario.start).total_seconds() / 3600
    return [one for one in scenario.epochs if one.from_hours <= hours][-1].network


def service_km(network: Network, name: str) -> float:
    """Kilometres of a service: those that it states, or those of its sections; 0 where neither."""
    service = network.services.get(name)
    if service is None:
        return 0.0
    if isinstance(service, Rail) and service.sections:
        return sum(network.sections[one].km or 0.0 for one in service.sections)
    return float(service.km or 0.0)


# name: unit, whether more is better, how it is read
INDICATORS: dict[str, tuple[str, bool, Read]] = {
    "delivered": ("TEU", True, _flows("delivered", with_empties=False)),
    "delivered_with_empties": ("TEU", True, _flows("delivered", with_empties=True)),
    "transit_mean": ("days", False, _days("mean")),
    "transit_p50": ("days", False, _days("p50")),
    "transit_p90": ("days", False, _days("p90")),
    "transit_spread": ("days", False, _spread),
    "unfinished": ("TEU", False, _flows("in_system", with_empties=False)),
    "given_up": ("TEU", False, _flows("given_up", with_empties=False)),
    "waiting": ("TEU h", False, _waiting),
    "blocked": ("TEU h", False, _blocked),
    "carriage_cost": ("USD/TEU", False, _cost),
    "co2": ("kg/TEU", False, _co2),
}
