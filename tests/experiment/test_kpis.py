"""The table against the columns, counted once more in the plainest way."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.experiment.place_kpis import _without
from sim.experiment.replications import one_replication
from sim.scenario import load
from sim.scenario.language import Rail
from tests.experiment.corridors import CORRIDOR, corridor, monthly, routing

Wait = tuple[tuple[str, str, str], float, float, float]  # place, direction, cause; from, to, TEU


def waits_of_boxes() -> Iterator[Wait]:
    """Every single wait of a box for a departure or for its clearance."""
    _, journal, _ = corridor()
    boxes, way = journal.boxes, routing()
    for row in range(len(boxes.teu)):
        flow = journal.population.flows[boxes.flow[row]]
        route, stops, direction = way.flows[flow].route, way.stops[flow], way.flows[flow].direction
        for leg, service in enumerate(route):
            key = (service, direction, "waiting_for_departure")
            yield key, boxes.ready[leg][row], boxes.load_start[leg][row], boxes.teu[row]
            if leg + 1 < len(route):
                key = (stops[leg + 1], direction, "clearance")
                yield key, boxes.unloaded[leg][row], boxes.ready[leg + 1][row], boxes.teu[row]


def waits_of_voyages() -> Iterator[Wait]:
    """Every single wait of a train or a vessel before a terminal, and for a path."""
    _, journal, _ = corridor()
    way = routing()
    for one in journal.voyages:
        direction = way.direction(one.service, one.terminal)
        reached = one.arrive - one.held
        yield (one.terminal, direction, "waiting_for_admission"), reached, one.admitted, one.teu
        yield (one.terminal, direction, "blocked_by_yard"), one.asked, one.unload_start, one.teu
    for (section, direction), waits in journal.path_waits.items():
        for asked, entered, number in waits.rows().tolist():
            teu = journal.voyages[int(number)].teu
            yield (section, direction, "waiting_for_path"), asked, entered, teu
    for kept in journal.kept:
        rows = slice(*kept.rows)
        teu = float(journal.boxes.teu[rows].sum())
        yield (kept.terminal, "west", "kept_at_origin"), kept.since, kept.to, teu


def test_waiting_is_the_sum_of_the_single_waits() -> None:
    """Of each wait what lies in the horizon; waits that are not over last until its end."""
    scenario, _, told = corridor()
    expected: dict[tuple[str, str, str], float] = defaultdict(float)
    for key, since, to, teu in (*waits_of_boxes(), *waits_of_voyages()):
        if not math.isnan(since):
            until = scenario.end_hours if math.isnan(to) else min(to, scenario.end_hours)
            expected[key] += teu * max(0.0, until - max(since, 0.0))
    rows = told[(told.kpi == "waiting") & (told.period == "2026")]
    rows = rows[rows.statistic != "waiting_to_sail"]  # see the test of vessels at the end
    got = {
        (str(row.place), str(row.direction), str(row.statistic)): row.value
        for row in rows.itertuples()
    }
    assert got == pytest.approx({key: expected[key] for key in got}, rel=1e-9, abs=1e-6)
    assert {key for key, hours in expected.items() if hours > 0} <= got.keys()


def test_trains_standing_are_the_single_waits_of_trains() -> None:
    """Hours of each train that lie in the horizon, over the hours of the horizon."""
    scenario, journal, told = corridor()
    way, end = routing(), scenario.end_hours
    expected: dict[tuple[str, str, str], float] = defaultdict(float)
    for one in journal.voyages:
        if isinstance(way.services[one.service], Rail) and not math.isnan(one.arrive):
            for cause, since, to in (
                ("waiting_for_holding_track", one.arrive - one.held, one.arrive),
                ("waiting_for_admission", one.arrive, one.admitted),
                ("blocked_by_yard", one.asked, one.unload_start),
            ):
                place = (one.terminal, way.direction(one.service, one.terminal))
                until = end if math.isnan(to) else to
                hours = 0.0 if math.isnan(since) else max(0.0, until - max(since, 0.0))
                for statistic in (cause, "mean"):
                    expected[(*place, statistic)] += hours / end
    rows = told[(told.kpi == "trains_standing") & (told.period == "2026")]
    got = {
        (str(row.place), str(row.direction), str(row.statistic)): row.value
        for row in rows.itertuples()
        if row.place in scenario.file.terminals
    }
    assert got == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert sum(hours > 0 for hours in expected.values()) > 5


def test_boxes_and_tonnes_of_services_are_those_that_were_aboard() -> None:
    """Box by box, by the departure of its voyage."""
    scenario, journal, told = corridor()
    boxes, way = journal.boxes, routing()
    counted: dict[tuple[str, str, str], float] = defaultdict(float)
    aboard = ((leg, row, n) for leg, of in enumerate(boxes.voyage) for row, n in enumerate(of))
    for leg, row, number in aboard:
        if number >= 0 and 0 <= journal.voyages[number].depart < scenario.end_hours:
            flow = way.flows[journal.population.flows[boxes.flow[row]]]
            counted["throughput_boxes", flow.route[leg], flow.direction] += 1
            counted["throughput_tonnes", flow.route[leg], flow.direction] += boxes.cargo_tonnes(
                np.array([row])
            )[0]
    rows = told[told.kpi.isin({"throughput_boxes", "throughput_tonnes"}) & (told.period == "2026")]
    got = {
        (str(row.kpi), str(row.place), str(row.direction)): row.value
        for row in rows.itertuples()
        if row.place in scenario.file.services
    }
    assert got == pytest.approx(counted, rel=1e-12)


def test_backlog_is_what_came_less_what_went() -> None:
    """By flow: asked less delivered is what more is in the system. By section: came less
    entered."""
    asked, delivered, in_system = (monthly(kpi) for kpi in ("asked", "delivered", "in_system"))
    for flow in ("goods", "exports", "returning"):
        key = ("", "", flow)
        change = in_system[key]["end"].diff().dropna()
        expected = (asked[key]["total"] - delivered[key]["total"])[change.index]
        assert change.to_dict() == pytest.approx(expected.to_dict(), abs=1e-9)
        assert change.all()
    backlog, inflow, throughput = (monthly(kpi) for kpi in ("backlog", "inflow", "throughput"))
    key = ("plain", "west", "")
    change = backlog[key]["end"].diff().dropna()
    expected = (inflow[key]["total"] - throughput[key]["total"])[change.index]
    assert change.to_dict() == pytest.approx(expected.to_dict(), abs=1e-9)


def test_backlog_of_a_service_is_what_became_ready_less_what_was_loaded() -> None:
    scenario, journal, _ = corridor()
    boxes, way = journal.boxes, routing()
    backlog, inflow = monthly("backlog")["ships", "west", "", "end"], monthly("inflow")
    edges, loaded = scenario.month_start_hours, np.zeros(len(scenario.months))
    for code, flow in enumerate(journal.population.flows):
        if way.flows[flow].direction == "west":
            own = np.flatnonzero(boxes.flow == code)
            times = boxes.load_start[way.flows[flow].route.index("ships")][own]
            loaded += np.histogram(
                times[~np.isnan(times)], edges, weights=boxes.teu[own][~np.isnan(times)]
            )[0]
    change = backlog.diff().to_numpy()[1:]
    assert change == pytest.approx((inflow["ships", "west", "", "total"] - loaded).to_numpy()[1:])


def test_years_are_made_of_months() -> None:
    """Totals add up, a level is that of the last month, an average that of the months' hours."""
    scenario, _, told = corridor()
    hours = np.diff(scenario.month_start_hours)
    keys = ["place", "direction", "flow", "kpi", "statistic"]
    told = told.astype(dict.fromkeys(keys, str))
    months = told[told.period.str.len() == 7].groupby(keys).value
    years = told[told.period == "2026"].set_index(keys).value
    sums, lasts = months.sum(), months.last()
    averages = months.agg(lambda values: np.average(values, weights=hours))
    assert len(sums) > 50
    for key in sums.index:
        expected = {"end": lasts, "mean": averages}.get(key[-1], sums)[key]
        assert years[key] == pytest.approx(expected, rel=1e-12), key


def test_use_of_cranes_is_the_work_that_boxes_asked_for() -> None:
    """Constant work at the far port: 0.1 h a move, loading and unloading, one berth, one crane."""
    scenario, journal, told = corridor()
    boxes, way, moves = journal.boxes, routing(), 0
    begun = {one.number: one.unload_start for one in journal.voyages}
    for row in range(len(boxes.teu)):
        flow = journal.population.flows[boxes.flow[row]]
        leg = way.flows[flow].route.index("ships")
        if way.flows[flow].direction == "west":
            moves += 0 <= begun.get(int(boxes.voyage[leg][row]), math.nan) < scenario.end_hours
        else:
            moves += 0 <= boxes.load_start[leg][row] < scenario.end_hours
    used = (
        told[(told.kpi == "utilisation") & (told.place == "far_port")].set_index("statistic").value
    )
    assert used["quay cranes"] == pytest.approx(0.1 * moves / scenario.end_hours, rel=1e-9)
    assert 0 < used["quay cranes"] < used["berths"] < 1


def changed(folder: Path, change: str) -> pd.DataFrame:
    file = folder / "corridor.yaml"
    file.write_text(f"extends: {CORRIDOR}\n{change}")
    return one_replication(load(file), 1)


def test_a_section_that_no_train_enters_is_silent_or_zero(tmp_path: Path) -> None:
    change = """
sections: {siding: {from: border, to: factory, km: 10, running_hours: 1}}
services: {idle: {kind: rail, from: border, to: factory, direction: east, sections: [siding],
  formation: pooled, train_teu: 9}}
"""
    told = changed(tmp_path, change)
    assert not told[told.place == "siding"].value.any()


def test_a_wait_that_a_cause_takes_up_but_for_rounding_is_nought() -> None:
    hours = np.array([1e7, 0.1 + 0.2, 5.0])
    assert _without(hours, np.array([1e7 + 1e-8, 0.3, 2.0])).tolist() == [0.0, 0.0, 3.0]
