"""Grain to China in the baseline: what wagons take in place of boxes weighs the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import load
from sim.scenario.language import Flow

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
FIRST_YEAR_TONNES = 533_000 + 2_135_000


def tonnes(flow: Flow) -> float:
    """Cargo of one consignment."""
    one = flow.consignment
    assert one is not None
    return one.boxes * (1 + one.forty_foot_share) * one.cargo_tonnes_per_teu


def test_a_train_of_wagons_carries_what_the_boxes_would() -> None:
    flows = load(BASELINE).file.demand.flows
    pairs = {name: one.instead_of.flow for name, one in flows.items() if one.instead_of}
    assert len(pairs) == 2
    for wagons, boxes in pairs.items():
        assert flows[boxes].boxes_from
        assert tonnes(flows[wagons]) == pytest.approx(tonnes(flows[boxes]), rel=0.001)


def test_the_tonnes_of_the_year_are_asked_by_the_season() -> None:
    scenario = load(BASELINE)
    farm = [one for one in scenario.demand if one.flow.startswith("farm_east")]
    teu = [sum(one.teu[month] for one in farm) for month in range(12)]
    assert sum(teu) * 13 == pytest.approx(FIRST_YEAR_TONNES)
    assert teu[10] > 2 * teu[6]
