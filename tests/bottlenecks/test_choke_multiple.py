"""The multiple at which a place chokes, on a line whose capacity is known."""

from __future__ import annotations

import pytest

from sim.experiment.choke_multiple import Multiples, Span
from sim.report.multiples import base_teu, multiple_lines, multiples_chart
from sim.scenario.overlay import Ground
from tests.bottlenecks.racing import RUNNING

LINE = """
title: A line that takes two trains a day
horizon: {from: 2025-01-01, to: 2025-12-31}
replications: 2
terminals: {start: {country: KZ}, middle: {country: KZ}, end: {country: AZ}}
sections:
  narrow: {from: start, to: middle, km: 1, running_hours: 1, pairs_per_day: 2}
  wide: {from: middle, to: end, km: 1, running_hours: 1, pairs_per_day: 8}
services:
  one:
    {kind: rail, from: start, to: middle, direction: west, sections: [narrow], formation: together}
  two: {kind: rail, from: middle, to: end, direction: west, sections: [wide], formation: together}
demand.flows.boxes:
  direction: west
  origin: start
  destination: end
  route: [one, two]
  consignment: {boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
  arrivals: {pattern: even}
  growth: {base: {year: 2025, teu: 365}}
targets: {goal: {title: A ministry, year: 2027, teu: 1000}}
"""


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    file = tmp_path_factory.mktemp("line") / "line.yaml"
    file.write_text(LINE)
    return Ground.read(file)


@pytest.mark.slow
def test_a_line_of_two_trains_a_day_chokes_at_twice_one_a_day(ground):
    """One a day in 2025: up to 2.0 nothing waits; above 2.04 the backlog outgrows 2 % of inflow."""
    span = Span(near=0.1, replications=2)
    study = Multiples(ground, ["boxes"], 2025, RUNNING, span)
    (found,) = study.find()
    assert (found.place, found.direction) == ("narrow", "west")
    assert found.free <= 2.05 <= found.chokes
    assert found.chokes - found.free <= 0.1
    assert found.each.low <= found.each.mean <= found.each.high
    assert found.never == 0
    assert set(study.choked) <= {1.0, 4.0, 2.5, 1.75, 2.125, 1.9375, 2.03125}
    scenario = ground.scenario()
    lines = list(multiple_lines(scenario, [found], span, 2025))
    assert lines[-1].startswith("Start–Middle")
    assert base_teu(scenario, ["boxes"], 2025) == pytest.approx(365)
    figure = multiples_chart(scenario, [found], span, (2025, 365.0), {})
    words = "\n".join(text.get_text() for text in figure.texts)
    assert "Start–Middle chokes first, from about 2." in words


def test_the_demand_at_a_multiple_is_that_of_the_months_of_the_base_year(ground):
    study = Multiples(ground, ["boxes"], 2025, RUNNING, Span())
    scenario = study.scenario(2.6)
    (demand,) = scenario.demand
    assert scenario.months[-1].year == 2028
    assert sum(demand.teu[12:24]) == pytest.approx(2.6 * 365)
    assert demand.teu[12] == pytest.approx(2.6 * demand.teu[0])
    assert demand.teu[24:36] == pytest.approx(demand.teu[12:24])


def test_where_nothing_chokes_nothing_is_told(ground):
    span = Span(low=1.0, high=1.5, replications=2)
    study = Multiples(ground, ["boxes"], 2025, RUNNING, span)
    assert study.find() == []
    assert "No place chokes up to 1.5." in list(multiple_lines(ground.scenario(), [], span, 2025))
