"""The journal of the fast model, told box by box as the oracle tells it."""

from __future__ import annotations

import math

from sim.corridor.boxes import Boxes
from sim.corridor.journal import Journal
from sim.scenario.scenario import Scenario
from sim.scenario.ways import all_ways
from tests.oracle.comparison import History
from tests.oracle.containers import STAMPS, Address, Stamps

OF_THE_BOX = ("ready", "load_start", "loaded", "unloaded")
OF_THE_VOYAGE = {
    "departed": "depart",
    "arrived": "arrive",
    "admitted": "admitted",
    "unload_start": "unload_start",
}


def journal_histories(scenario: Scenario, journal: Journal) -> dict[Address, History]:
    """The history of every box born before the end, by address."""
    boxes = journal.boxes
    ways, taken = all_ways(scenario.file), journal.population.flows
    told: dict[Address, History] = {}
    given_up = dict(zip(*(of.tolist() for of in journal.given_up()), strict=True))
    for row, address in enumerate(_addresses(journal)):
        if not math.isnan(boxes.born[row]):
            legs = tuple(
                _leg(journal, row, leg) for leg in range(len(ways[taken[boxes.flow[row]]].route))
            )
            told[address] = History(
                float(boxes.born[row]),
                legs,
                _known(boxes.delivered[row], journal.end),
                given_up.get(row),
            )
    return told


def _addresses(journal: Journal) -> list[Address]:
    population = journal.population
    keys = [(birth.flow, birth.block) for birth in population.births for _ in range(len(birth))]
    numbers = (column.tolist() for column in population.addresses())
    return [
        (flow, key, consignment, place)
        for (flow, key), consignment, place in zip(keys, *numbers, strict=True)
    ]


def _leg(journal: Journal, row: int, leg: int) -> Stamps:
    boxes: Boxes = journal.boxes
    stamps: Stamps = dict.fromkeys(STAMPS)
    for name in OF_THE_BOX:
        stamps[name] = _known(getattr(boxes, name)[leg][row], journal.end)
    number = int(boxes.voyage[leg][row])
    if number >= 0:
        for name, column in OF_THE_VOYAGE.items():
            stamps[name] = _known(getattr(journal.voyages[number], column), journal.end)
    return stamps


def _known(time: float, end: float) -> float | None:
    """A time before the end, else None."""
    return float(time) if time < end else None
