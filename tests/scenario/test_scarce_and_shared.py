"""What is scarce and shared in the baseline: platforms, and the stops of loading that are known."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from sim.scenario import Scenario, load
from sim.scenario.language import Rail
from sim.scenario.terminals import BanByDate

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BROAD, BORDERS = 1520, ("altynkol", "dostyk")
PUBLISHED_PLATFORMS, PLATFORMS_A_TRAIN = 8000, (45, 50)
DAYS = {"dostyk_september_2023": 5, "dostyk_december_2023": 13, "altynkol_june_2024": 6}


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
    assert {trains()[name].priority for name in leaving} == {1}  # none goes before the others
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


def bans() -> dict[str, BanByDate]:
    terminal = baseline().file.terminals["xian"]
    assert terminal.rail is not None
    assert terminal.rail.loading_ban is not None
    return terminal.rail.loading_ban.bans


def test_the_known_bans_last_as_many_days_as_published() -> None:
    assert {name: one.to - one.from_ for name, one in bans().items()} == {
        name: timedelta(days=days) for name, days in DAYS.items()
    }


def test_bans_keep_what_comes_over_their_crossing_and_nothing_westbound() -> None:
    flows = baseline().file.demand.flows
    for name, ban in bans().items():
        crossing = name.split("_")[0]
        for flow in ban.flows:
            assert flows[flow].direction == "east"
            assert any(one.endswith(f"_{crossing}") for one in flows[flow].route)


@pytest.mark.parametrize("border", BORDERS)
def test_samples_are_taken_of_grain_alone_and_not_before_the_autumn_of_2025(border: str) -> None:
    begun = [
        one.network.terminals[border].clearance["east"].laboratory["grain"]
        for one in baseline().epochs
    ]
    assert begun[0].share == 0
    assert begun[-1].share > 0
    assert all("farm" in flow for flow in begun[0].flows)
    assert (begun[0].hours.low, begun[0].hours.high) == (24 * 5, 24 * 10)
