"""What the baseline says of the border is what the page of the flows derives."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from benchmarks.border_flows import (
    DAYS_A_YEAR,
    crossing_share,
    farm_mt,
    other_trains,
    published,
    wagon_trains,
)
from sim.scenario import load
from sim.scenario.terminals import Acceptance

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CROSSINGS = ("dostyk", "altynkol")
BASELINE = load(SCENARIOS / "baseline.yaml")


def rows(name: str) -> list[dict[str, str]]:
    with (SCENARIOS / "data" / name).open() as file:
        return list(csv.DictReader(file))


def acceptance(crossing: str, direction: str, day: date) -> Acceptance:
    """What a crossing takes on a day."""
    hours = (day - BASELINE.file.horizon.from_).days * 24
    network = [one.network for one in BASELINE.epochs if one.from_hours <= hours][-1]
    return network.terminals[crossing].acceptance[direction]


def test_the_crossings_add_up_to_the_trains_of_the_page() -> None:
    """Grain and flour stand there in tonnes, not in trains."""
    whole, divided = rows("northern_trains.csv"), rows("northern_trains_by_crossing.csv")
    for one, parts in zip(whole, divided, strict=True):
        assert (one["from"], one["to"]) == (parts["from"], parts["to"])
        for flow in one.keys() - {"from", "to", "farm_east"}:
            assert int(one[flow]) == sum(int(parts[f"{flow}_{crossing}"]) for crossing in CROSSINGS)


def test_the_baseline_asks_for_these_trains() -> None:
    sent = [row for row in rows("northern_trains_by_crossing.csv") if row["from"] >= "2023"]
    columns = sent[0].keys() - {"from", "to"}
    asked = {demand.flow: demand for demand in BASELINE.demand if demand.flow in columns}
    assert asked.keys() == columns
    for flow, demand in asked.items():
        own = [block for block in demand.blocks if block.exact]
        assert sum(block.trains for block in own) == sum(int(row[flow]) for row in sent)
        assert BASELINE.file.demand.flows[flow].recorded == "by_train"


@pytest.mark.parametrize("crossing", CROSSINGS)
@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_wagons_take_the_slots_that_the_page_counts(crossing: str, year: int) -> None:
    east = acceptance(crossing, "east", date(year, 6, 30))
    assert east.other_trains_per_day == pytest.approx(other_trains(crossing)[year], abs=0.06)
    west = acceptance(crossing, "west", date(year, 6, 30)).other_trains_per_day
    assert west == pytest.approx(wagon_trains(crossing, "west")[year] / DAYS_A_YEAR, abs=0.06)


@pytest.mark.parametrize("crossing", CROSSINGS)
@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_tonnes_of_grain_and_flour_are_those_of_the_page(crossing: str, year: int) -> None:
    (demand,) = (one for one in BASELINE.demand if one.flow == f"farm_east_{crossing}")
    pairs = zip(demand.months, demand.teu, strict=True)
    teu = sum(teu for month, teu in pairs if month.year == year)
    share = crossing_share(crossing, "farm_east", year)
    tonnes = share * farm_mt()[year] * 1e6
    assert teu * 13 == pytest.approx(tonnes, abs=1000)


def test_the_limits_of_the_chinese_side_stand_on_their_days() -> None:
    before, cut = date(2025, 9, 30), date(2025, 10, 15)
    assert acceptance("altynkol", "west", before).trains_per_day == published("node_altynkol") == 18
    assert acceptance("altynkol", "east", before).trains_per_day == 15
    assert acceptance("altynkol", "east", cut).trains_per_day == 10
    assert acceptance("altynkol", "east", date(2025, 11, 1)).trains_per_day == 15
    assert acceptance("dostyk", "east", date(2023, 12, 20)).trains_per_day == 3
    assert acceptance("dostyk", "east", date(2025, 7, 1)).trains_per_day == 28
    caps = [
        acceptance("altynkol", "east", day).caps["grain"].trains_per_day for day in (before, cut)
    ]
    assert caps == [float("inf"), 3]
