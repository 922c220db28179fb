"""Cases with chance: 20 replications against the exact value, quick ones within 5 % of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from tests.theory.cases import (
    Measure,
    agrees,
    case,
    headway,
    load_factor,
    once,
    time_at_post,
    transit_hours,
    utilisation,
    voyages_per_hour,
    wait_for_departure,
    wait_for_track,
)

Expected = Mapping[Measure, float]
YEAR = "2026-12-31"
PR_TIER, FULL_TIER = 0.05, 0.02


def station(rate: float, hours: str, cranes: int = 1, boxes: int = 1, last: str = YEAR) -> str:
    """A station with these arrivals an hour (of trains) and this work."""
    return f"""
horizon: {{to: {last}}}
terminals.post.rail: {{cranes: {cranes}, crane_hours_per_box: {hours}}}
demand.flows.boxes.consignment.boxes: {boxes}
demand.flows.boxes.growth.rate.teu: {rate * boxes * 8760}
"""


EXPONENTIAL = "{distribution: exponential, mean: 1}"
CONSTANT = "{distribution: constant, mean: 1}"


def test_a01_mm1_half(tmp_path: Path) -> None:
    scenario = case(tmp_path, "station", station(0.5, EXPONENTIAL, last="2026-09-30"))
    agrees(scenario, {time_at_post: 2, utilisation: 0.5}, PR_TIER)


def test_a05_md1(tmp_path: Path) -> None:
    scenario = case(tmp_path, "station", station(0.8, CONSTANT, last="2026-06-30"))
    agrees(scenario, {time_at_post: 2 + 1}, PR_TIER)


SLOW_STATIONS = {
    "a01_mm1_0.8": (station(0.8, EXPONENTIAL, last="2028-12-31"), 5.0),
    "a04_mm2": (station(1.6, EXPONENTIAL, cranes=2, last="2027-12-31"), 1.777777778 + 1),
    "a04_mm3": (station(2.4, EXPONENTIAL, cranes=3, last="2027-12-31"), 1.078651685 + 1),
    "a05_md3": (station(2.4, CONSTANT, cranes=3), 0.5539002252 + 1),
    "a06_mg1_erlang4": (station(0.8, "{distribution: gamma, mean: 1, cv: 0.5}"), 2.5 + 1),
    "a06_mg1_lognormal": (station(0.8, "{distribution: lognormal, mean: 1, cv: 0.5}"), 2.5 + 1),
    "b01_mx40": (station(0.02, EXPONENTIAL, boxes=40, last="2055-12-31"), 101.5 + 1),
    "b03_mxd1_of_40": (station(0.02, CONSTANT, boxes=40, last="2055-12-31"), 99.5 + 1),
    "b03_mxd1_of_2": (station(0.4, CONSTANT, boxes=2, last="2027-12-31"), 4.5 + 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW_STATIONS)
def test_more_stations(name: str, tmp_path: Path) -> None:
    change, exact = SLOW_STATIONS[name]
    agrees(case(tmp_path, "station", change), {time_at_post: exact}, PR_TIER)


def test_b04_formation(tmp_path: Path) -> None:
    expected: Expected = {wait_for_departure: 9.75, headway: 20.0}
    agrees(case(tmp_path, "formation"), expected, FULL_TIER)


@pytest.mark.parametrize(
    ("every", "exact"), [("24", 12.0), ("{distribution: gamma, mean: 24, cv: 0.5}", 15.0)]
)
def test_b05_headway(tmp_path: Path, every: str, exact: float) -> None:
    scenario = case(tmp_path, "liner", f"services.ship.every_hours: {every}")
    agrees(scenario, {wait_for_departure: exact}, PR_TIER)


@pytest.mark.slow
def test_b05_headway_and_the_inspection_paradox(tmp_path: Path) -> None:
    change = """
horizon: {to: 2028-12-31}
services.ship.every_hours: {distribution: exponential, mean: 24}
"""
    agrees(case(tmp_path, "liner", change), {wait_for_departure: 24.0}, PR_TIER)


@pytest.mark.parametrize(("rate", "wait"), [(3.0, 12.00075315), (3.75, 12.29600337)])
def test_b06_ship(tmp_path: Path, rate: float, wait: float) -> None:
    change = f"""
horizon: {{to: 2026-03-31}}
services.ship.slots_teu: 100
demand.flows.boxes.growth.rate.teu: {rate * 8760}
"""
    expected: Expected = {wait_for_departure: wait, load_factor: rate * 24 / 100}
    agrees(case(tmp_path, "liner", change), expected, FULL_TIER)


def test_d01_priority(tmp_path: Path) -> None:
    change = "horizon: {to: 2026-06-30}"
    scenario = case(tmp_path, "priority", change)
    agrees(scenario, {wait_for_track("transit_rail"): 1.142857143}, PR_TIER)


@pytest.mark.slow
def test_d01_priority_of_both_classes(tmp_path: Path) -> None:
    scenario = case(tmp_path, "priority", "horizon: {to: 2028-12-31}")
    expected: Expected = {
        wait_for_track("transit_rail"): 1.142857143,
        wait_for_track("import_rail"): 5.714285714,
    }
    agrees(scenario, expected, PR_TIER)


@pytest.mark.parametrize(
    ("ships", "rate"), [(2, 0.03215077605), (4, 0.05439757612), (6, 0.06747348005)]
)
def test_e05_closed_network_of_ships(tmp_path: Path, ships: int, rate: float) -> None:
    change = f"""
services.crossing:
  vessels.ships.number: {ships}
  calls.load_port.hours: {{distribution: exponential, mean: 12}}
  calls.far_port.hours: {{distribution: exponential, mean: 10}}
"""
    agrees(case(tmp_path, "shuttle", change), {voyages_per_hour: rate}, PR_TIER)


def test_g03_transit_over_five_legs(tmp_path: Path) -> None:
    """Gamma of shape 10 and scale 2 h; 99.9 % limits, those of quantiles by order statistics."""
    transit = np.sort(transit_hours(once(tmp_path, "legs")))
    n = len(transit)
    assert transit.mean() == pytest.approx(20, abs=3.29 * math.sqrt(40 / n))
    kurtosis = 3 + 6 / 10
    assert transit.var() == pytest.approx(40, abs=3.29 * 40 * math.sqrt((kurtosis - 1) / n))
    for share, exact in ((0.5, 19.33742923), (0.9, 28.41198058), (0.95, 31.41043284)):
        below = (transit < exact).sum()
        assert below == pytest.approx(share * n, abs=3.29 * math.sqrt(share * (1 - share) * n))
