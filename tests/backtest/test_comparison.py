"""Rows of a table held against bands, worked out by hand."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from sim.experiment.comparison import Comparison, compare, simulated
from sim.experiment.estimates import Estimate
from sim.scenario.observations import Calibration, Observation
from tests.backtest.record import bands, table

MONTHS_2024 = SimpleNamespace(months=tuple(date(2024, month, 1) for month in range(1, 13)))
YEAR = {"kpi": "throughput", "direction": "west", "period": "2024"}


def observation(**said) -> Observation:
    told = {"unit": "TEU", "published": 1, "low": 0, "high": 9e9, "counting_point": "x", **said}
    return Observation.model_validate({"rows": YEAR, **told})


def mean_of(**said) -> float:
    return simulated(table(), observation(**said)).mean


def test_rows_are_added_up_by_replication():
    # 100 + 40 + 200 + 60 = 400 and 120 + 40 + 180 + 80 = 420
    found = simulated(
        table(), observation(rows={"kpi": "throughput", "period": ("2024-01", "2024-02")})
    )
    assert found.mean == 410
    assert found.n == 2
    assert found.high - found.mean == pytest.approx(12.706 * 10, rel=1e-4)  # t(1), s / √2 = 10


def test_other_rows_divide_within_each_replication():
    # 1800 / 900 and 2200 / 1100: the ratio does not vary though its parts do
    found = simulated(table(), observation(rows={**YEAR, "period": "2025"}, over=YEAR))
    assert (found.mean, found.half_width) == (2, 0)


def test_other_rows_are_taken_off():
    assert mean_of(rows={**YEAR, "period": "2025"}, less=YEAR) == 1000


def test_ships_and_years_divide():
    assert mean_of(ships=5, years=0.5) == 1000 / 2.5


def test_days_are_told_as_hours_where_the_observation_has_hours():
    rows = {"kpi": "transit_time", "statistic": "mean", "period": "2024"}
    assert mean_of(rows=rows, unit="h") == 240
    assert mean_of(rows=rows, unit="days") == 10


def test_means_are_not_added_up():
    rows = {"kpi": "transit_time", "period": "2024"}
    with pytest.raises(ValueError, match="transit_time: means of several rows cannot be added up"):
        mean_of(rows=rows)


@pytest.mark.parametrize(
    "said",
    [
        {"rows": {"kpi": "border_crossing_time", "period": "2024"}},
        {"over": {"kpi": "border_crossing_time", "period": "2024"}},
    ],
)
def test_what_the_table_does_not_hold_is_not_computed(said):
    assert simulated(table(), observation(**said)).n == 0


def found(mean: float, low: float = float("nan"), high: float = float("nan")) -> Comparison:
    held = observation(published=100, low=80, high=120)
    return Comparison("part", "name", held, Estimate(mean, low, high, 3), "predicted")


def test_the_mean_decides_and_the_edges_belong_to_the_band():
    assert [found(mean).verdict for mean in (79, 80, 120, 132)] == [
        "below", "inside", "inside", "above",
    ]  # fmt: skip
    assert found(132).beyond_the_edge == pytest.approx(0.1)
    assert found(60).beyond_the_edge == pytest.approx(0.25)
    assert found(100).beyond_the_edge == 0
    assert found(132).miss == pytest.approx(0.32)


def test_an_interval_across_an_edge_is_told():
    assert found(115, 105, 125).across_an_edge
    assert not found(100, 90, 110).across_an_edge
    assert not found(115).across_an_edge


def test_what_lies_beyond_the_horizon_is_not_compared(tmp_path):
    held = bands(tmp_path)
    names = [one.name for one in compare(table(), held, Calibration(), MONTHS_2024)]
    assert names == ["year", "two_months", "crossing"]
    two_months = SimpleNamespace(months=MONTHS_2024.months[:2])
    names = [one.name for one in compare(table(), held, Calibration(), two_months)]
    assert names == ["two_months"]
