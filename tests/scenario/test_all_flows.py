"""The trains of the north, divided by crossing, are those that the page derives."""

from __future__ import annotations

import csv
from pathlib import Path

from sim.scenario import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CROSSINGS = ("dostyk", "altynkol")


def rows(name: str) -> list[dict[str, str]]:
    with (SCENARIOS / "data" / name).open() as file:
        return [row for row in csv.DictReader(file) if row["from"] >= "2023"]


def test_the_crossings_add_up_to_the_trains_of_the_page() -> None:
    whole, divided = rows("northern_trains.csv"), rows("northern_trains_by_crossing.csv")
    for one, parts in zip(whole, divided, strict=True):
        assert (one["from"], one["to"]) == (parts["from"], parts["to"])
        for flow in one.keys() - {"from", "to"}:
            assert int(one[flow]) == sum(int(parts[f"{flow}_{crossing}"]) for crossing in CROSSINGS)


def test_the_scenario_asks_for_these_trains() -> None:
    scenario = load(SCENARIOS / "baseline.yaml")
    sent = rows("northern_trains_by_crossing.csv")
    for demand in scenario.demand:
        if demand.flow in sent[0]:
            own = [block for block in demand.blocks if block.exact]
            assert sum(block.trains for block in own) == sum(int(row[demand.flow]) for row in sent)
            flow = scenario.file.demand.flows[demand.flow]
            assert flow.recorded == "by_train"
