"""Cases without chance: one run, equality. Names are those of the list of analytic cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from tests.theory.chance import case
from tests.theory.verdicts import Found, certain


@dataclass(frozen=True)
class Certain:
    """A case whose numbers are known without any chance."""

    name: str
    run: Callable[[Path], Iterator[Found]]


def once(folder: Path, name: str, change: str = "") -> Journal:
    return simulate(case(folder, name, change), 0)


# Queues ------------------------------------------------------------------------------------


def pipeline(folder: Path) -> Iterator[Found]:
    """C01: a container every 2 h through stations of 1, 1.5 and 0.5 h."""
    equal = partial(certain, "C01-pipeline")
    journal, stop = once(folder, "pipeline"), 1001.0
    boxes = journal.boxes
    done = boxes.delivered <= stop
    yield equal("completed by 1001 h", done.sum(), 499)
    yield equal("in system at 1001 h", (boxes.born <= stop).sum() - done.sum(), 1)
    transit = (boxes.delivered - boxes.born)[done]
    yield equal("shortest transit, h", transit.min(), 3)
    yield equal("longest transit, h", transit.max(), 3)
    work = journal.crane_work["second", "rail"].rows()
    yield equal("work of station 2, h", work[work[:, 0] < stop, 1].sum(), 748.5)


def overload(folder: Path) -> Iterator[Found]:
    """C02: a container an hour, service 2 h, stopped at 1000.5 h."""
    equal = partial(certain, "C02-overload")
    boxes, stop = once(folder, "timetable").boxes, 1000.5
    done = boxes.delivered <= stop
    yield equal("arrived", (boxes.born <= stop).sum(), 1000)
    yield equal("completed", done.sum(), 499)
    yield equal("in system", (boxes.born <= stop).sum() - done.sum(), 501)
    transit = (boxes.delivered - boxes.born)[done]
    yield equal("mean transit of the completed, h", transit.mean(), 251)
    yield equal("mean wait of the completed, h", (transit - 2).mean(), 249)
    early, late = ((boxes.born <= t).sum() - (boxes.delivered <= t).sum() for t in (500.5, 1000.5))
    yield equal("growth, containers an hour", (int(late) - int(early)) / 500, 0.5)


def drained(folder: Path) -> Iterator[Found]:
    """C02: the same 1000 containers until the last is done."""
    change = """
horizon: {to: 2026-04-30}
demand.flows.boxes.arrivals.number: 1000
"""
    boxes = once(folder, "timetable", change).boxes
    yield certain("C02-overload, drained", "containers", len(boxes.born), 1000)
    waits = boxes.delivered - boxes.born - 2
    yield certain("C02-overload, drained", "mean wait of all, h", waits.mean(), 499.5)


def block_train(boxes: int, cranes: int, every: int) -> Certain:
    """C03: a train of so many containers, 1 h each, before so many cranes."""
    name = f"C03-train of {boxes}, {cranes} crane{'s' if cranes > 1 else ''}"

    def run(folder: Path) -> Iterator[Found]:
        change = f"""
terminals.post.rail: {{cranes: {cranes}, crane_hours_per_box: 1}}
demand.flows.boxes.consignment.boxes: {boxes}
demand.flows.boxes.arrivals: {{first_hours: 0, every_hours: {every}}}
"""
        journal = once(folder, "timetable", change)
        cycles = int(journal.end // every)
        whole = (journal.boxes.born < cycles * every) & (journal.boxes.delivered < journal.end)
        waits = (journal.boxes.delivered - 1 - journal.boxes.born)[whole]
        exact = float(np.mean(np.arange(boxes) // cranes))
        yield certain(name, "mean wait in the train, h", waits.mean(), exact)
        time, work, _ = journal.crane_work["post", "rail"].rows().T
        use = work[time < cycles * every].sum() / (cranes * cycles * every)
        yield certain(name, "use of the cranes", use, boxes / (cranes * every))

    return Certain(name, run)


# Vessels -----------------------------------------------------------------------------------


def liner(rate: int, room: int, every: int) -> Certain:
    """C04: containers by timetable, a ship below demand; the backlog after the 30th sailing."""
    name = f"C04-ship of {room} every {every} h, {rate} containers an hour"

    def run(folder: Path) -> Iterator[Found]:
        change = f"""
horizon: {{to: 2026-03-31, warm_up_days: 0}}
services.ship: {{slots_teu: {room}, first_hours: {every}, every_hours: {every}}}
demand.flows.boxes:
  arrivals: {{pattern: timetable, first_hours: {1 / rate}, every_hours: {1 / rate}}}
  growth.rate.active: false
"""
        boxes, stop = once(folder, "liner", change).boxes, 30 * every + 0.1
        backlog = (boxes.born <= stop).sum() - (boxes.load_start[0][:] <= stop).sum()
        yield certain(name, "backlog", int(backlog), 30 * (rate * every - room))

    return Certain(name, run)


def shuttle(ships: int) -> Certain:
    """C05: 12 rounds of 58 h, long after the start."""
    name = f"C05-shuttle-det, {ships} ship{'s' if ships > 1 else ''}"

    def run(folder: Path) -> Iterator[Found]:
        change = f"""
horizon: {{to: 2026-03-31}}
services.crossing.vessels.ships.number: {ships}
"""
        journal = once(folder, "shuttle", change)
        left = [v.depart for v in journal.voyages if v.origin == "load_port"]
        voyages = sum(0 <= time < 12 * 58 for time in left)
        exact = 24 * min(ships / 58, 1 / 12)
        yield certain(name, "voyages a day", voyages / 29, exact)

    return Certain(name, run)


# Calendars ---------------------------------------------------------------------------------


def half_a_day(folder: Path) -> Iterator[Found]:
    """C06: 0.4 an hour against 1 an hour from 06:00 to 18:00. The exact values are those of a
    fluid; a container every 2.5 h comes and needs 1 h, which is the tolerance."""
    within = partial(certain, "C06-calendar")
    change = """
horizon: {to: 2026-01-21}
terminals.post: {rail: {crane_hours_per_box: 1}, opening_hours: ["06:00-18:00"]}
demand.flows.boxes.arrivals: {first_hours: 0, every_hours: 2.5}
"""
    boxes = once(folder, "timetable", change).boxes
    start, days = boxes.delivered - 1, np.arange(1, 20) * 24
    waits = (start - boxes.born)[boxes.born < 480]
    yield within("mean wait, h", waits.mean(), 5, within=1)
    queues = [((boxes.born < day + 6) & (start >= day + 6)).sum() for day in days]
    yield within("queue at opening", float(np.mean(queues)), 4.8, within=1)
    for day in (days[0], days[-1]):
        at_once = boxes.born[(boxes.born >= day + 6) & (start == boxes.born)]
        yield within(f"hours to clear, day {day // 24}", at_once.min() - day - 6, 8, within=2.5)


CERTAIN = (
    Certain("C01-pipeline", pipeline),
    Certain("C02-overload", overload),
    Certain("C02-overload, drained", drained),
    block_train(40, 1, 48),
    block_train(40, 2, 48),
    block_train(25, 3, 30),
    liner(5, 100, 24),
    liner(4, 150, 48),
    *(shuttle(ships) for ships in (1, 3, 4, 5, 6)),
    Certain("C06-calendar", half_a_day),
)
