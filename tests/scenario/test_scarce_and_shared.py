"""What is scarce and shared in the baseline: platforms, and the stops of loading that are known."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from sim.scenario import Scenario, load
from sim.scenario.language import Rail, Terminal

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BROAD, BORDERS = 1520, ("altynkol", "dostyk")
PUBLISHED_PLATFORMS, PLATFORMS_A_TRAIN = 8000, (45, 50)
DAYS = {"september_2023": 5, "december_2023": 13, "june_2024": 6}


@cache
def baseline(*options: str) -> Scenario:
    return load(SCENARIOS / "baseline.yaml", [SCENARIOS / "options" / one for one in options])


def trains() -> dict[str, Rail]:
    services = baseline().file.services
    return {name: one for name, one in services.items() if isinstance(one, Rail)}


def numbers(scenario: Scenario) -> list[float]:
    return [one.network.pools["platforms"].number for one in scenario.epochs]


def test_every_train_that_leaves_the_border_westbound_takes_platforms() -> None:
    leaving = {
        name for name, one in trains().items() if one.from_ in BORDERS and one.gauge_mm == BROAD
    }
    assert len(leaving) == 7
    assert leaving | {"inland_rail_west"} == {name for name, one in trains().items() if one.uses}
    low, high = PLATFORMS_A_TRAIN
    for one in trains().values():
        for use in one.uses.values():
            assert low <= use.units <= high
            assert use.return_hours.average > 0


def test_the_platforms_begin_as_published_and_only_grow() -> None:
    found = numbers(baseline())
    assert found[0] == PUBLISHED_PLATFORMS
    assert sorted(found) == found


def test_the_option_of_platforms_adds_the_batch_of_2023() -> None:
    more = numbers(baseline("six_hundred_platforms.yaml"))
    assert more[-1] - numbers(baseline())[-1] == 601


def bans() -> dict[str, timedelta]:
    found = {}
    for border in BORDERS:
        terminal: Terminal = baseline().file.terminals[border]
        assert terminal.rail is not None
        assert terminal.rail.loading_ban is not None
        for name, one in terminal.rail.loading_ban.bans.items():
            found[name] = one.to - one.from_
    return found


def test_the_known_bans_last_as_many_days_as_published() -> None:
    assert bans() == {name: timedelta(days=days) for name, days in DAYS.items()}


@pytest.mark.parametrize("border", BORDERS)
def test_bans_and_laboratories_concern_eastbound_flows_alone(border: str) -> None:
    file = baseline().file
    terminal = file.terminals[border]
    assert terminal.rail is not None
    assert terminal.rail.loading_ban is not None
    named = {flow for one in terminal.rail.loading_ban.bans.values() for flow in one.flows}
    held = terminal.clearance["east"].laboratory["grain"]
    assert held.share == 0  # until the autumn of 2025
    assert {file.demand.flows[flow].direction for flow in {*named, *held.flows}} == {"east"}
