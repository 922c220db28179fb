"""The momentary bottleneck by hand, and on three saturated stations (I04)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.corridor.routing import Routing
from sim.experiment.active_periods import (
    Active,
    active_periods,
    bottleneck_hours,
    with_active_periods,
)
from sim.experiment.facility_work import AtWork, Facility, Work
from sim.experiment.periods import Periods
from sim.scenario import Scenario, load
from tests.bottlenecks.two_gates import two_gates
from tests.corridor.lives import read
from tests.corridor.test_traces_other_calls import ports

THEORY = Path("tests/theory")


def work_in(scenario: Scenario, journal: Journal) -> dict[Facility, Work]:
    return AtWork(scenario, journal, routing_of(scenario, journal)).all()


def active_in(scenario: Scenario, journal: Journal) -> dict[Facility, Active]:
    return active_periods(work_in(scenario, journal))


def routing_of(scenario: Scenario, journal: Journal) -> Routing:
    return Routing(scenario, journal.population.flows)


def test_touching_spans_are_one_period_and_all_servers_must_work():
    spans = np.array([[0.0, 2.0], [2.0, 3.0], [5.0, 6.0], [5.5, 8.0]])
    one = Active.of(spans)
    assert (one.starts.tolist(), one.ends.tolist()) == ([0, 5], [3, 8])
    two = Active.of(spans, ((-np.inf, 2.0),))
    assert (two.starts.tolist(), two.ends.tolist()) == ([5.5], [6])


def test_servers_that_come_by_date_must_work_too():
    """Two at first, three from 4 on: two work from 1 to 6, a third from 5 to 6."""
    spans = np.array([[0.0, 6.0], [1.0, 7.0], [5.0, 8.0]])
    found = Active.of(spans, ((-np.inf, 2.0), (4.0, 3.0)))
    assert (found.starts.tolist(), found.ends.tolist()) == ([1, 5], [4, 6])


def test_work_of_a_vessel_and_of_a_berth_by_hand(tmp_path):
    """The vessel sails 4 h each way, lies 5 h in port and moves one box from 18 to 19 and 27 to 28.

    What a ship of grain has is work of the berth; our vessel there from 9 to 14, waiting for cargo,
    is not, and neither is its wait for the berth.
    """
    scenario = read(tmp_path, ports())
    journal = simulate(scenario, 1)
    work = work_in(scenario, journal)
    sailings = [[5, 9], [14, 18], [23, 27], [33, 37], [42, 46], [51, 55], [60, 64]]
    moves = [[18, 19], [27, 28]]
    assert sorted(spans(work["crossing", "", "vessels"])) == sorted([*sailings, *moves])
    assert sorted(spans(work["port", "", "berths"])) == [[14, 24], [27, 28], [36, 46], [60, 70]]
    active = active_in(scenario, journal)["port", "", "berths"]
    assert active.starts.tolist() == [14, 27, 36, 60]
    value = shares(scenario)
    for period in ("2026", "2026-01"):
        assert value["crossing", "working", "vessels", period] == pytest.approx(30 / 72)
        assert value["port", "working", "berths", period] == pytest.approx(31 / 72)
        assert value["port", "working", "quay cranes", period] == pytest.approx(1 / 72)
        assert value["port", "occupied", "berths", period] == pytest.approx(48 / 72)


def shares(scenario: Scenario) -> pd.Series[float]:
    """Values of the first replication by place, KPI, statistic and period."""
    table = with_active_periods(scenario, 1).table("x", "", 1)
    by = ["place", "kpi", "statistic", "period"]
    return table.astype(dict.fromkeys(by, str)).set_index(by)["value"].sort_index()


def test_a_share_is_told_by_month_and_only_where_there_is_a_limit(tmp_path):
    """Ten trains on 31 January and ten on 1 February, of 12 paths a day, which are without a limit
    until the end of January: the year, as a whole, has none either."""
    text = """
horizon: {from: 2026-01-01, to: 2026-02-28}
terminals: {start: {}, end: {}}
sections: {line: {from: start, to: end, km: 1, running_hours: 1, pairs_per_day: PAIRS}}
services:
  trains:
    {kind: rail, from: start, to: end, direction: west, sections: [line], formation: together}
demand.flows.boxes:
  direction: west
  origin: start
  destination: end
  route: [trains]
  consignment: BOX
  arrivals: {pattern: timetable, first_hours: 720, every_hours: 2.4, number: 20}
measures: {narrow: {from: 2026-02-01, set: {sections.line.pairs_per_day: 12}}}
"""
    value = shares(read(tmp_path, text.replace("PAIRS", "12")))
    january, february = 10 * 2 / (31 * 24), 10 * 2 / (28 * 24)
    assert value["line", "working", "paths", "2026-01"] == pytest.approx(january)
    assert value["line", "working", "paths", "2026-02"] == pytest.approx(february)
    assert value["line", "working", "paths", "2026"] == pytest.approx(40 / (59 * 24))
    value = shares(read(tmp_path, text.replace("PAIRS", "unlimited")))
    assert dict(value["line", "working", "paths"]) == {"2026-02": pytest.approx(february)}


def test_a_fleet_is_active_while_none_of_its_ships_waits(tmp_path):
    """Two ships and one berth of 10 h a call, 30 h of sea: the second waits from 0 to 10.

    Both leave empty as soon as their call is over, at 10 and 20, for nobody has cargo; beyond the
    sea, at 40, the first turns round at once.
    """
    scenario = read(
        tmp_path,
        """
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}}
  far: {quay: {berths: 2, cranes_per_berth: 1, crane_hours_per_box: 1}}
services:
  ships:
    kind: sea
    between: [port, far]
    sailing_hours: 30
    vessels: {ships: {number: 2, teu: 4, home: port}}
    calls: {port: {hours: 10}}
    longest_wait_hours: 0
demand.flows.boxes:
  direction: west
  origin: port
  destination: far
  route: [ships]
  consignment: BOX
  arrivals: {pattern: timetable, first_hours: 100, every_hours: 1, number: 1}
""",
    )
    journal = simulate(scenario, 1)
    work = work_in(scenario, journal)["ships", "", "vessels"]
    assert sorted(spans(work))[:4] == [[0, 10], [10, 20], [10, 40], [20, 48]]
    active = active_in(scenario, journal)["ships", "", "vessels"]
    assert (active.starts.tolist(), active.ends.tolist()) == ([10], [48])


def test_units_of_a_train_that_stands_do_not_work(tmp_path):
    """Trains at 0 and 1 h, one track, 5 h under the crane, 2 h back: out from 0 to 7 and 1 to 12.

    The second stands from 1 to 5; of the three units of 24 h, 14 unit hours are work of 18 out.
    """
    scenario = read(
        tmp_path,
        """
horizon: {from: 2026-01-01, to: 2026-01-01}
terminals:
  start: {}
  port: {rail: {tracks: 1, cranes: 1, crane_hours_per_box: 5}}
pools: {platforms: {number: 3}}
services:
  trains:
    kind: rail
    from: start
    to: port
    direction: west
    formation: together
    uses: {platforms: {units: 1, return_hours: 2}}
demand.flows.boxes:
  direction: west
  origin: start
  destination: port
  route: [trains]
  consignment: BOX
  arrivals: {pattern: timetable, first_hours: 0, every_hours: 1, number: 2}
""",
    )
    journal = simulate(scenario, 1)
    work = work_in(scenario, journal)["platforms", "", "units"]
    lasting = [(*span, n) for span, n in zip(spans(work), work.at_work, strict=True)]
    assert lasting == [(0, 7, 1), (1, 12, 1), (1, 5, -1)]
    series = with_active_periods(scenario, 1).table("x", "", 1).set_index(["place", "kpi"])
    assert series["value"]["platforms", "working"].tolist() == pytest.approx([14 / 72] * 2)


def spans(work: Work) -> list[list[float]]:
    """Spans that last."""
    return [span for span in work.spans.tolist() if span[1] > span[0]]


def test_a_slot_booked_beyond_the_end_of_the_run_is_no_work_yet(tmp_path):
    """12 trains a day want the 9 paths of the Caucasus: slots are given out for days ahead."""
    two_gates(tmp_path, 12)
    short = tmp_path / "short.yaml"
    short.write_text("extends: two_gates.yaml\nhorizon: {from: 2026-12-01}\n")
    scenario = load(short)
    journal = simulate(scenario, 1)
    found = active_in(scenario, journal)
    assert found["caucasus_rail", "west", "paths"].ends.tolist() == [journal.end]
    assert all(active.ends.max() <= journal.end for active in found.values())


def test_the_longest_active_period_is_the_bottleneck_of_the_moment():
    """A works 0-4 and 6-7, B 3-9, C 8-9: B is longest, so A has 0-3, B 3-9, C nothing."""
    periods = Periods(
        np.array([0.0, 5.0, 10.0]), ("2026-01", "2026-02"), ("2026",), np.array([0, 0])
    )
    found = {
        ("a", "", "x"): Active(np.array([0.0, 6.0]), np.array([4.0, 7.0])),
        ("b", "", "x"): Active(np.array([3.0]), np.array([9.0])),
        ("c", "", "x"): Active(np.array([8.0]), np.array([9.0])),
    }
    hours = {name[0]: own.tolist() for name, own in bottleneck_hours(periods, found).items()}
    assert hours == {"a": [3, 0], "b": [2, 4], "c": [0, 0]}


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=5)


@given(st.lists(SPANS, max_size=5))
def test_at_every_hour_the_longest_period_is_the_bottleneck(lengths):
    """Whole hours of a day, in which each is looked at alone; of equals the earlier, then the
    first named."""
    days = [[(start, start + hours) for start, hours in one] for one in lengths]
    found = {
        Facility(str(number), "", "x"): Active.of(np.array(one, dtype=float).reshape(-1, 2))
        for number, one in enumerate(days)
    }
    periods = Periods(np.array([0.0, 28.0]), ("2026-01",), ("2026",), np.array([0]))
    expected = dict.fromkeys(found, 0)
    for hour in range(28):
        at_work = [
            (start - end, start, number, facility)
            for number, (facility, one) in enumerate(found.items())
            for start, end in zip(one.starts, one.ends, strict=True)
            if start <= hour < end
        ]
        if at_work:
            expected[min(at_work)[-1]] += 1
    told = bottleneck_hours(periods, found)
    assert {facility: hours[0] for facility, hours in told.items()} == pytest.approx(expected)


def test_i04_active_periods_and_their_order(tmp_path):
    """Mean active periods 3.55, 5.27, 2.67 h; the middle station is the bottleneck most often."""
    file = tmp_path / "saturated.yaml"
    file.write_text(
        f"extends: {(THEORY / 'saturated.yaml').resolve()}\nhorizon: {{to: 2026-03-15}}\n"
    )
    scenario = load(file)
    found = active_in(scenario, simulate(scenario, 1))
    periods = {
        name[0]: one.ends - one.starts for name, one in found.items() if name[2] == "rail cranes"
    }
    for station, hours in (("first", 3.55), ("second", 5.27), ("third", 2.67)):
        own = periods[station]
        assert own.mean() == pytest.approx(hours, abs=3.3 * own.std() / np.sqrt(len(own)))
    table = with_active_periods(scenario, 1).table("x", "", 1)
    shares = table[(table["kpi"] == "momentary_bottleneck") & (table["period"] == "2026")]
    cranes = shares[shares["statistic"] == "rail cranes"].set_index("place")["value"]
    assert cranes.idxmax() == "second"
    assert cranes.idxmin() == "third"
    assert cranes.sum() <= 1 + 1e-9
