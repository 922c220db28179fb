"""Small corridors written in YAML, run on the ordinary path, told box by box."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.scenario import load
from sim.scenario.scenario import Scenario
from tests.oracle.adapter import journal_histories
from tests.oracle.comparison import Histories
from tests.oracle.oracle import histories

Life = list[list[float | None]]

# One box of 1 TEU and 10 t at a time, unless a flow says otherwise.
BOX = "{boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}"


def read(folder: Path, text: str) -> Scenario:
    """The scenario of this text, through the loader."""
    file = folder / "trace.yaml"
    file.write_text(text.replace("BOX", BOX))
    return load(file)


def run(folder: Path, text: str) -> tuple[dict[str, Life], Journal]:
    """The lives of all boxes by `flow number/place`, and the journal; the oracle must agree.

    A life has one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
    unloaded; None for what lies beyond the end.
    """
    scenario = read(folder, text)
    journal = simulate(scenario, 0)
    told = journal_histories(scenario, journal)
    assert told == histories(scenario)
    return lives(told), journal


def lives(told: Histories) -> dict[str, Life]:
    return {
        f"{flow} {number}/{place}": [list(leg.values()) for leg in box.legs]
        for (flow, _, number, place), box in told.items()
    }


def names(journal: Journal, what: str) -> list[Any]:
    """One stamp of all voyages, in the order of their numbers."""
    return [getattr(voyage, what) for voyage in journal.voyages]
