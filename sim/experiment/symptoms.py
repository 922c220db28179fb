"""What stands beside the proof, never instead of it: use, queue, waits and blocking by place."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.candidates import Candidate
from sim.experiment.pool_kpis import cause_of
from sim.experiment.traffic import streams

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

BLOCKED = ("blocked_by_yard", "kept_at_origin")
RAIL_SIDE = ("acceptance", "tracks", "rail cranes", "rail crane work")
SEA_SIDE = ("berths", "quay cranes", "quay crane work")
WORKED_BY = {"tracks": "rail cranes"}  # a track has no work of its own
WAITS = {
    **dict.fromkeys((*RAIL_SIDE, *SEA_SIDE), "waiting_for_admission"),
    **dict.fromkeys(("vessels", "slots"), "waiting_for_departure"),
    "inspection bays": "clearance",
    "paths": "waiting_for_path",
}
UNITS = "units"


@dataclass(frozen=True)
class Symptom:
    """A place in one period, mean over replications; nan where the tables do not say it.

    `working` is the share of time in which its servers worked, without blocked time and waits, in
    the fuller direction; `occupied` that in which its tracks or berths were taken, working or not.
    `queue_teu` stands before the place, boxes kept at origins included, mean of month ends;
    `waiting_teu_days` is what it made wait, `blocked_teu_days` what stood blocked or was kept for
    the place, whichever part of it was to blame, and `active` its share of time as the momentary
    bottleneck.
    """

    place: str
    direction: str
    what: str
    working: float
    occupied: float
    queue_teu: float
    waiting_teu_days: float
    blocked_teu_days: float
    active: float


def symptoms(
    scenario: Scenario, table: pd.DataFrame, period: str, levers: Iterable[Candidate]
) -> list[Symptom]:
    """One for each place, direction (empty: all) and what is relieved there."""
    return [_Told(table, period, one, _directions(scenario, one)).symptom() for one in levers]


def _directions(scenario: Scenario, lever: Candidate) -> set[str]:
    """Directions in which a lever helps what arrives: its own, or those in which trains, or ships,
    come to its terminal; empty where all do."""
    if lever.direction:
        return {lever.direction}
    return {
        one.direction
        for one in streams(scenario)
        for leg in one.legs
        if leg.destination == lever.place
        and ((lever.what in RAIL_SIDE and leg.by_rail) or (lever.what in SEA_SIDE and leg.by_sea))
    }


@dataclass(frozen=True)
class _Told:
    """What a table says of a lever in one period."""

    table: pd.DataFrame
    period: str
    lever: Candidate
    directions: set[str]

    def symptom(self) -> Symptom:
        one = self.lever
        return Symptom(
            one.place,
            one.direction,
            one.what,
            working=self._share("working", WORKED_BY.get(one.what, one.what)),
            occupied=self._share("occupied", one.what),
            queue_teu=self._queue(),
            waiting_teu_days=self._waits(),
            blocked_teu_days=self._blocked(),
            active=self._active(),
        )

    def _waits(self) -> float:
        pool = self.lever.what == UNITS
        cause = cause_of(self.lever.place) if pool else WAITS.get(self.lever.what)
        if cause is None:
            return math.nan
        here = self._in(self.table if pool else self._ours())
        return self._sum(here[(here["kpi"] == "waiting") & (here["statistic"] == cause)]) / 24

    def _blocked(self) -> float:
        here = self._in(self._here())
        if self.lever.direction:
            here = here[here["direction"] == self.lever.direction]
        return self._sum(here[(here["kpi"] == "waiting") & here["statistic"].isin(BLOCKED)]) / 24

    def _queue(self) -> float:
        if self.lever.what == UNITS:
            return math.nan
        ours = self._ours()
        ends = ours[ours["kpi"] == "backlog"]
        months = ends["period"].astype(str)
        ends = ends[months.str.startswith(self.period) & (months.str.len() == len("2029-01"))]
        return self._sum(ends) / max(ends["period"].nunique(), 1)

    def _share(self, kpi: str, statistic: str) -> float:
        """Mean over replications, of the direction in which it is the greatest."""
        own = self._of(kpi, statistic)
        if not len(own):
            return math.nan
        sums = self._in(own).groupby("direction", observed=True)["value"].sum()
        return float(sums.max()) / self._replications if len(sums) else 0.0

    def _active(self) -> float:
        """Sum over directions: one of them at most is the bottleneck of a moment."""
        own = self._of("momentary_bottleneck", self.lever.what)
        return self._sum(self._in(own)) if len(own) else math.nan

    def _of(self, kpi: str, statistic: str) -> pd.DataFrame:
        here = self._here()
        if self.lever.direction:
            here = here[here["direction"].isin((self.lever.direction, ""))]
        return here[(here["kpi"] == kpi) & (here["statistic"] == statistic)]

    def _ours(self) -> pd.DataFrame:
        here = self._here()
        return here[here["direction"].isin(self.directions)] if self.directions else here

    def _here(self) -> pd.DataFrame:
        return self.table[self.table["place"] == self.lever.place]

    def _in(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[table["period"] == self.period]

    def _sum(self, table: pd.DataFrame) -> float:
        """Sum over directions and causes, mean over replications: one without a row has nought."""
        return float(table["value"].sum()) / self._replications

    @property
    def _replications(self) -> int:
        return int(self.table["replication"].nunique())
