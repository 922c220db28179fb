"""The trap cases I01-I05: exact ranking, tie, blocked server, open network below capacity.

Reliefs are run in the ordinary way, on common random numbers. Where gains are exact numbers (I02,
I03, I05), they must lie within the 99.9 % interval of the paired difference of 20 replications.
"""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from sim.experiment.active_periods import with_active_periods
from sim.experiment.estimates import Estimate
from sim.experiment.maximum_flow import flows_by_year
from sim.experiment.relief import Effort, race
from sim.experiment.statistics import t_interval
from sim.experiment.tied_levers import tied_levers
from sim.scenario.overlay import Ground
from tests.bottlenecks.racing import bench, gain, levers, order, ranked
from tests.bottlenecks.two_gates import PATHS_A_DAY, STAGES, two_gates

THEORY = Path("tests/theory")
SHORT = {"horizon": {"to": "2026-01-31"}}
SHORT_DAYS = 31
T_999_OF_TEN = 4.781  # two-sided 99.9 % quantile of Student's t, nine degrees of freedom
ORDER_ONLY = Effort(first=3, most=3)
STATIONS = ("first_rail_crane_work", "second_rail_crane_work", "third_rail_crane_work")
RELATION = {"relations": {"all": {"flows": ["khorgos_aktau_poti"], "from": "t0", "to": "t7"}}}


@pytest.fixture(scope="module")
def blocked():
    """A bench that keeps what was run on it."""
    return bench(THEORY / "blocked.yaml", SHORT)


def gates(folder: Path, **changed: float):
    two_gates(folder, 12, changed)
    return bench(
        folder / "two_gates.yaml", {"horizon": {**SHORT["horizon"], "warm_up_days": 10}, **RELATION}
    )


@pytest.mark.slow
def test_i01_only_the_railway_of_the_caucasus_brings_anything(tmp_path):
    own = gates(tmp_path)
    found = ranked(own, Effort(first=2, most=2))
    assert found.by == "teu"
    assert found.teu.mean == pytest.approx(9 * SHORT_DAYS, abs=1)
    first, *rest = found.gains
    assert first.candidate.name == "caucasus_rail_paths"
    assert first.teu.mean == pytest.approx(1 * SHORT_DAYS, abs=1)
    assert len(rest) == len(PATHS_A_DAY) - 1
    assert all(abs(one.teu.mean) <= 1 for one in rest)  # a box on its way at the end of the run


@pytest.mark.slow
def test_i01_of_two_ties_neither_alone_brings_anything_and_both_together_do(tmp_path):
    own = gates(tmp_path, caucasus_rail=12)
    (year,) = flows_by_year(own.ground.with_lines({"demand": unlimited()}).scenario())
    pairs = tied_levers(year, levers(own))
    assert {part.place for pair in pairs for part in pair.parts} == {
        "sea", *STAGES[-1],
    }  # fmt: skip
    found = race(own, [*levers(own), *pairs], Effort(first=2, most=2))
    assert found.teu.mean == pytest.approx(10 * SHORT_DAYS, abs=3)  # exits exactly full
    alone = [one for one in found.gains if "_and_" not in one.candidate.name]
    assert all(abs(one.teu.mean) <= 2 for one in alone)
    assert "_and_" in found.gains[0].candidate.name
    assert found.gains[0].teu.mean > SHORT_DAYS / 5


def unlimited() -> dict[str, object]:
    """A thousand boxes a day on every way: the cut of I01 is that of unlimited demand."""
    names = [
        f"{gate}_{port}_{out}" for gate in STAGES[0] for port in STAGES[2] for out in STAGES[-1]
    ]
    rate = {"growth": {"rate": {"year": 2026, "teu": 365_000}}}
    return {"flows": dict.fromkeys(names, rate)}


SHIPS = {
    "services": {
        "crossing": {
            "vessels": {"ships": {"number": 6}},
            "calls": {
                "load_port": {"hours": {"distribution": "exponential", "mean": 12}},
                "far_port": {"hours": {"distribution": "exponential", "mean": 10}},
            },
        }
    },
    "relations": {"over": {"flows": ["out"], "from": "load_port", "to": "far_port"}},
}
FRACTIONS = {  # exact, by mean value analysis and convolution
    "load_port_berths": 0.1927406673,
    "crossing_vessels": 0.05934107955,
    "crossing_call_at_load_port": 0.04585546013,
    "crossing_call_at_far_port": 0.0261817947,
    "crossing_sailing": 0.01781243362,
}


@pytest.mark.slow
def test_i02_policies_in_their_exact_order():
    """Gains in voyages an hour: exact order, each exact value within its paired interval."""
    own = bench(THEORY / "shuttle.yaml", {**SHIPS, "horizon": {"to": "2036-12-31"}})
    whole = Effort(first=20, most=20)
    found = ranked(own, whole, FRACTIONS)
    assert order(found) == list(FRACTIONS)
    base = found.teu.mean
    for name, exact in FRACTIONS.items():
        agrees(gain(found, name).teu, exact * base, 20)


def agrees(estimate: Estimate, exact: float, n: int) -> None:
    """The 99.9 % interval holds the exact value."""
    ratio = 3.883 / 2.093 if n == 20 else math.nan
    assert abs(estimate.mean - exact) <= ratio * estimate.half_width


def test_i03_the_blocked_server_is_not_the_bottleneck(blocked):
    """Station 1 is always occupied, station 2 only 0.857 of the time: yet 2 ranks first."""
    found = ranked(blocked, ORDER_ONLY, STATIONS)
    assert order(found) == ["second_rail_crane_work", "first_rail_crane_work"]
    assert found.by == "teu"


def test_i03_the_first_station_is_always_occupied_and_works_three_sevenths_of_the_time():
    """Blocked time is no work: 3/7 of the first station, 6/7 of the second (99.9 % intervals)."""
    scenario = Ground.read(THEORY / "blocked.yaml").with_lines(SHORT).scenario()
    tables = [with_active_periods(scenario, one).table("x", "", one) for one in range(1, 11)]
    table = pd.concat(tables).query("period == '2026'")
    occupied = table.query("kpi == 'occupied' and place == 'first'")["value"]
    assert occupied.tolist() == [1.0] * len(tables)
    for station, share in (("first", 3 / 7), ("second", 6 / 7)):
        working = table.query(f"kpi == 'working' and place == '{station}'")["value"]
        error = working.std() / math.sqrt(len(tables))
        assert working.mean() == pytest.approx(share, abs=T_999_OF_TEN * error)


@pytest.mark.slow
def test_i04_three_saturated_stations():
    """Eight replications: after three the first is surely behind, and the third is not."""
    own = bench(THEORY / "saturated.yaml", SHORT)
    found = ranked(own, Effort(first=8, most=8), STATIONS)
    first, second, third = STATIONS
    assert order(found) == [second, first, third]
    assert found.by == "teu"


def test_i05_below_capacity_nothing_gains_but_time_is_saved():
    own = bench(THEORY / "jackson.yaml", SHORT)
    found = ranked(own, ORDER_ONLY, STATIONS)
    assert found.by == "days"
    assert order(found) == list(reversed(STATIONS))
    assert not any(one.teu.low > 0 for one in found.gains)


@pytest.mark.slow
def test_i03_exact_gains():
    own = bench(THEORY / "blocked.yaml")
    found = ranked(own, Effort(first=20, most=20), STATIONS)
    agrees(gain(found, "first_rail_crane_work").teu, 0.02155887231 * found.teu.mean, 20)
    agrees(gain(found, "second_rail_crane_work").teu, 0.07377417904 * found.teu.mean, 20)


@pytest.mark.slow
def test_i05_exact_cuts_of_the_mean_time():
    own = bench(THEORY / "jackson.yaml", {"horizon": {"to": "2026-12-31"}})
    found = ranked(own, Effort(first=20, most=20), STATIONS)
    for station, hours in zip(STATIONS, (0.3333333333, 0.701754386, 3.75), strict=True):
        agrees(gain(found, station).days, hours / 24, 20)


def test_a_race_drops_what_is_surely_behind_and_keeps_the_first(blocked):
    found = ranked(blocked, Effort(first=3, step=1, most=9), STATIONS)
    winner, loser = found.gains
    assert loser.left_at == loser.n <= winner.n < 9
    assert winner.left_at == 0
    assert found.tied == ()


def test_intervals_are_paired(blocked):
    """The interval of a gain is that of the differences, far narrower than that of the level."""
    found = ranked(blocked, ORDER_ONLY, ("second_rail_crane_work",))
    better, base = (blocked.readings[name] for name in ("second_rail_crane_work", "base"))
    differences = [better[n].teu - base[n].teu for n in range(1, ORDER_ONLY.first + 1)]
    assert (found.gains[0].teu.mean, found.gains[0].teu.low, found.gains[0].teu.high) == t_interval(
        differences
    )
