"""How two runs must relate: J14, J21, J23, J32 and J40 to J43 of the list of analytic cases.

More is not asserted as monotone: priorities, finite yards, merged trains, least loads, shared pools
and routes by choice may each make more capacity, or less demand, worse for somebody.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.corridor.model import simulate
from sim.experiment.replications import Crew, as_asked, run_all
from sim.experiment.statistics import paired_interval
from sim.experiment.tables import to_parquet
from sim.scenario import load
from tests.theory import formulas, measures
from tests.theory.chance import EXPONENTIAL, case, station

CORRIDOR = Path(__file__).parent / "corridor.yaml"


def test_more_replications_leave_the_first_ones_as_they_are() -> None:
    """J14."""
    few, more = (run_all(as_asked(load(CORRIDOR), n, None), Crew(1)) for n in (1, 2))
    assert to_parquet(more[more["replication"] == 1]) == to_parquet(few)


# Scale and names ---------------------------------------------------------------------------


def by_timetable(every: float, hours: float, days: int) -> str:
    """A station with boxes at intervals and exponential work."""
    return f"""
horizon.to: {np.datetime64("2026-01-01") + days - 1}
terminals.post.rail.crane_hours_per_box: {{distribution: exponential, mean: {hours}}}
demand.flows.boxes.arrivals: {{first_hours: {every}, every_hours: {every}, number: 200}}
"""


@pytest.mark.parametrize("k", [2, 3])
def test_twice_as_fast_in_half_the_time(tmp_path: Path, k: int) -> None:
    """J21: rates times k, horizon over k: times over k."""
    slow = simulate(case(tmp_path, "timetable", by_timetable(2.0, 1.8, 30)), 1).boxes
    fast = simulate(case(tmp_path, "timetable", by_timetable(2.0 / k, 1.8 / k, 30 // k)), 1).boxes
    assert slow.delivered == pytest.approx(k * fast.delivered, rel=1e-9)
    assert (slow.delivered - slow.born).max() > 10  # queues, not only work


def test_another_name_of_a_place_changes_no_constant_time(tmp_path: Path) -> None:
    """J23: draws have the names of their places; without draws names are nothing."""
    text = (Path(__file__).parents[1] / "theory" / "pipeline.yaml").read_text()
    file = tmp_path / "pipeline.yaml"
    file.write_text(text.replace("second", "zwischen"))
    renamed = simulate(load(file), 0).boxes
    plain = simulate(case(tmp_path, "pipeline"), 0).boxes
    np.testing.assert_array_equal(renamed.delivered, plain.delivered)


# Monotone by theorem -----------------------------------------------------------------------

SOME_MORE = """
demand:
  flows:
    some_more:
      direction: west
      origin: start
      destination: DESTINATION
      route: [ROUTE]
      consignment: {boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: random}
      growth: {rate: {year: 2026, teu: 438}}       # a tenth of the others
"""
STATIONS = {
    "station of one": ("station", station(0.5, EXPONENTIAL), "post", "on"),
    "station of three": ("station", station(2, EXPONENTIAL, cranes=3), "post", "on"),
    "tandem": ("tandem", "", "third", "to_first, to_second, to_third"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[pytest.mark.slow] * (one != "tandem")) for one in STATIONS]
)
def test_without_a_tenth_of_the_trains_no_other_is_later(tmp_path: Path, name: str) -> None:
    """J32: pathwise at one station of any number of cranes, and in a row of single ones."""
    file, change, to, route = STATIONS[name]
    more = SOME_MORE.replace("DESTINATION", to).replace("ROUTE", route)
    change += "\nhorizon.to: 2026-03-31\n"
    for replication in range(3):
        with_them = simulate(case(tmp_path, file, change + more), replication)
        own = with_them.boxes.flow == with_them.population.flows.index("boxes")
        before = with_them.boxes.delivered[own]
        after = simulate(case(tmp_path, file, change), replication).boxes.delivered
        done = before == before
        assert (after[done] <= before[done] + 1e-9).all()
        assert (after[done] < before[done] - 0.5).any()


# Common random numbers ---------------------------------------------------------------------


def waits(folder: Path, hours: float, until: str, replications: int) -> np.ndarray:
    """Mean waits of a queue with 0.8 arrivals an hour, shape (replications,)."""
    work = f"{{distribution: exponential, mean: {hours}}}"
    scenario = case(folder, "station", f"{station(0.8, work)}\nhorizon.to: {until}\n")
    return np.array([measures.wait_at_post(simulate(scenario, r)) for r in range(replications)])


def pairs_agree(slow: np.ndarray, fast: np.ndarray) -> None:
    """J40: correlated; J41: the difference is surer than that of independent runs."""
    assert np.corrcoef(slow, fast)[0, 1] >= 0.85
    independent = slow.var(ddof=1) + fast.var(ddof=1)
    assert independent / (slow - fast).var(ddof=1) >= 2


@pytest.mark.slow
def test_common_random_numbers(tmp_path: Path) -> None:
    """J40 to J43: 5,000 trains, 200 replications."""
    slow, fast = (waits(tmp_path, hours, "2026-09-18", 200) for hours in (1.0, 0.9))
    pairs_agree(slow, fast)
    exact = formulas.mmc(0.8, 1, 1).wait - formulas.mmc(0.8, 0.9, 1).wait
    assert exact == pytest.approx(1.685714286)
    found = paired_interval(slow.tolist(), fast.tolist(), 0.999)
    assert found.low <= exact <= found.high
    centred = slow - slow.mean()
    assert abs((centred[1:] @ centred[:-1]) / (centred @ centred)) <= 0.233  # 3.3 / √200
