"""The model gives the same times as one process per box, to the bit, in worlds that are hard."""

from __future__ import annotations

import pytest

from sim.corridor.deadlock import Watch
from sim.corridor.model import simulate
from tests.oracle.accounts import account
from tests.oracle.adapter import journal_histories
from tests.oracle.comparison import History, differences, shares
from tests.oracle.hard_worlds import HARD, HARD_WORLDS, PAGE, table
from tests.oracle.oracle import histories
from tests.oracle.worlds import build, random_world

QUICK = HARD_WORLDS
SLOW = sorted(set(range(360)) - set(QUICK))


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some worlds lock; the model would stop and say so, but here it goes on as the oracle does."""
    monkeypatch.setattr(Watch, "look", lambda _: None)


@pytest.mark.usefixtures("blind")
@pytest.mark.parametrize("number", QUICK)
def test_the_model_equals_one_process_per_box(number: int) -> None:
    compare(number)


@pytest.mark.slow
@pytest.mark.usefixtures("blind")
@pytest.mark.parametrize("number", SLOW)
def test_the_model_equals_one_process_per_box_in_more_worlds(number: int) -> None:
    compare(number)


def compare(number: int) -> None:
    scenario = random_world(number)
    told = journal_histories(scenario, simulate(scenario, 0))
    assert differences(account(number), told)[:5] == []


@pytest.mark.parametrize("number", QUICK)
def test_the_world_is_hard_in_every_way(number: int) -> None:
    """More than a tenth of its boxes waited, were blocked, and met a closure."""
    met = shares(account(number))
    assert min(met.values()) > HARD, met


def test_the_page_tells_how_hard_each_world_is() -> None:
    assert table() in PAGE.read_text(encoding="utf-8"), "python -m tests.oracle.hard_worlds"


def test_the_end_of_the_horizon_falls_into_work() -> None:
    boxes = [box for number in QUICK[:10] for box in account(number).values()]
    assert any(box.delivered is None and box.legs[0]["loaded"] is not None for box in boxes)
    assert any(leg["unload_start"] and leg["unloaded"] is None for b in boxes for leg in b.legs)


def test_a_world_is_the_same_every_time() -> None:
    assert random_world(7) == random_world(7)
    assert histories(random_world(7)) == account(7)


def test_one_train_by_hand() -> None:
    """Two boxes, one crane of an hour that starts nothing on 2 January, a bay, a train on.

    Born 12:00 and 5 h under way; a crane hour each, so 18:00 and 19:00; one of the papers of 2 h is
    done at 19:00; the bay inspects from 18:00 and, free again at 21:30, the second until 25:00. The
    train leaves then, arrives 5 h later, on the closed day, and is unloaded from 48:00 on.
    """
    flow = {
        "direction": "west",
        "origin": "start",
        "destination": "end",
        "route": ("on", "off"),
        "consignment": {
            "boxes": 2,
            "forty_foot_share": 0.0,
            "cargo_tonnes_per_teu": 10.0,
            "tare_tonnes_per_teu": 2.5,
        },
        "arrivals": {
            "pattern": "timetable",
            "every_hours": 24.0,
            "first_hours": 12.0,
            "number": 1,
        },
    }
    train = {"kind": "rail", "direction": "west", "formation": "together", "hours": 5.0}
    rail = {"cranes": 1, "crane_hours_per_box": 1.0, "transfer": "direct"}
    closed = {"from": "2026-01-02", "to": "2026-01-03", "stops": ("handling",)}
    clearance = {
        "document_hours": 2.0,
        "channels": {"red": 1.0},
        "inspection_hours": {"red": 3.5},
        "inspection_bays": 1,
    }
    tree = {
        "title": "by_hand",
        "horizon": {"from": "2026-01-01", "to": "2026-01-03"},
        "terminals": {
            "start": {},
            "middle": {"rail": rail, "clearance": {"west": clearance}},
            "end": {"rail": rail, "closures": {"holiday": closed}},
        },
        "services": {
            "on": train | {"from": "start", "to": "middle"},
            "off": train | {"from": "middle", "to": "end"},
        },
        "demand": {"flows": {"boxes": flow}},
    }
    boxes = histories(build(tree, {}, ()))
    stamps = [times(boxes["boxes", "timetable", 0, place]) for place in range(2)]
    assert stamps == [
        [[12, 12, 12, 12, 17, 17, 17, 18], [21.5, 25, 25, 25, 30, 30, 30, 49]],
        [[12, 12, 12, 12, 17, 17, 17, 19], [25, 25, 25, 25, 30, 30, 30, 50]],
    ]


def times(box: History) -> list[list[float | None]]:
    """Ready, load start, loaded, departed, arrived, admitted, unload start, unloaded; by leg."""
    return [list(leg.values()) for leg in box.legs]
