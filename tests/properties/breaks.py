"""Deliberate faults that the audit of every replication must find by itself, without an oracle.

`python -m tests.properties.breaks` writes the table of them into docs/validation.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cache
from heapq import heappush
from pathlib import Path
from typing import Any

import pytest

from sim.corridor import lines, servers
from sim.corridor.admission import Admission, Gate
from sim.corridor.arrays import first_of
from sim.corridor.audit import Audit
from sim.corridor.clock import Clock
from sim.corridor.corridor import Corridor
from sim.corridor.model import simulate
from sim.corridor.moments import Moment
from sim.corridor.servers import Servers
from sim.corridor.terminal import Terminal
from sim.errors import ModelError
from sim.scenario import load

CORRIDOR = Path(__file__).parent / "corridor.yaml"
PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
BEGIN, END = "<!-- audit: begin -->", "<!-- audit: end -->"
Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Break:
    """An identity, how it is broken, and a part of what the audit says of it."""

    identity: str
    how: str
    apply: Callable[[Patch], None]
    said: str


# Boxes and box-hours -----------------------------------------------------------------------


def _boxes_vanish(patch: Patch) -> None:
    deliver = Corridor._deliver

    def lose(self: Corridor, load: Any, batch: Any) -> None:
        if first_of(batch.rows) % 7:
            deliver(self, load, batch)

    patch.setattr(Corridor, "_deliver", lose)


def _boxes_double(patch: Patch) -> None:
    born = Audit.born

    def twice(self: Audit, batch: Any) -> None:
        born(self, batch)
        if first_of(batch.rows) % 50 == 0:
            self._born[batch.flow] += 1

    patch.setattr(Audit, "born", twice)


def _left_in_the_stock(patch: Patch) -> None:
    """A carriage takes boxes along that stay in the stock too."""
    offer = Terminal.offer

    def offer_twice(self: Terminal, service: str, batch: Any, ready: Any, load: Any) -> None:
        offer(self, service, batch, ready, load)
        if isinstance(ready, float) and first_of(batch.rows) % 40 == 0:
            self.stocks[service].offer(batch, ready, load)

    patch.setattr(Terminal, "offer", offer_twice)


def _late_stamps(patch: Patch) -> None:
    """Boxes are said to be loaded an hour later than they are."""
    put_on = Terminal._put_on

    def late(self: Terminal, voyage: Any, batches: Any, start: float, loaded: Any) -> None:
        put_on(self, voyage, batches, start + 1.0, loaded)

    patch.setattr(Terminal, "_put_on", late)


# Time, turns and headways ------------------------------------------------------------------


def _into_the_past(patch: Patch) -> None:
    at = Clock.at
    patch.setattr(Clock, "at", lambda self, time: at(self, time - 1e-3))


def _runs_backwards(patch: Patch) -> None:
    unload = Terminal.unload

    def earlier(self: Terminal, carriage: Any, *given: Any) -> Generator[Any, Any, bool]:
        for voyage in carriage.voyages:
            voyage.admitted = voyage.arrive - 1.0
        return (yield from unload(self, carriage, *given))

    patch.setattr(Terminal, "unload", earlier)


def _too_fast(patch: Patch) -> None:
    """Trains are a twentieth faster than they may be."""
    run_over = lines.run_over

    def fast(tracks: Any, voyage: Any, time: float) -> float:
        before = voyage.path_wait
        there = run_over(tracks, voyage, time)
        waited = voyage.path_wait - before
        return float(time + waited + (there - time - waited) * 0.95)

    patch.setattr(lines, "run_over", fast)


def _last_come_first_served(patch: Patch) -> None:
    def ask(self: Admission, gate: str, order: Any, priority: int, granted: Moment) -> None:
        heappush(self._gates[gate].queue, (priority, -self._clock.now, order, granted))
        self._waiting += 1
        self._settling.touch()

    def ask_alone(self: Admission, gate: str, order: Any, priority: int, granted: Moment) -> bool:
        ask(self, gate, order, priority, granted)
        return False

    patch.setattr(Admission, "ask", ask)
    patch.setattr(Admission, "ask_alone", ask_alone)


def _no_slots(patch: Patch) -> None:
    patch.setattr(Gate, "passed", lambda self, time: None)


def _no_path_headway(patch: Patch) -> None:
    run_over = lines.run_over

    def crowded(tracks: Any, voyage: Any, time: float) -> float:
        for track in tracks:
            track.paths.next = -1e9
        return run_over(tracks, voyage, time)

    patch.setattr(lines, "run_over", crowded)


# Capacity ----------------------------------------------------------------------------------


def _one_more_place(patch: Patch) -> None:
    at = Admission._settle

    def settle(self: Admission, now: float) -> None:
        at(self, now)
        if self._waiting and len(self._entered) == self._places.at(now):
            first = self._first(now)
            if first is not None:
                self._admit(first, now)

    patch.setattr(Admission, "_settle", settle)


def _one_more_crane(patch: Patch) -> None:
    dates = servers._service_dates
    patch.setattr(servers, "_service_dates", lambda number: [*dates(number), dates(number)[0]])


def _idle_crane(patch: Patch) -> None:
    """Every load finds the cranes busy for half an hour that nobody asked for."""
    serve = Servers.serve

    def pause(self: Servers, now: float, n: int, variates: Any) -> Any:
        self._free = [max(free, now) + 0.5 for free in self._free]
        return serve(self, now, n, variates)

    patch.setattr(Servers, "serve", pause)


BREAKS = {
    "boxes_vanish": Break(
        "Created = delivered + in system",
        "boxes are not delivered",
        _boxes_vanish,
        "born and delivered",
    ),
    "boxes_double": Break(
        "Created = delivered + in system",
        "boxes are counted twice",
        _boxes_double,
        "born and delivered",
    ),
    "left_in_the_stock": Break(
        "Boxes in = boxes out, by place",
        "boxes stay when they leave",
        _left_in_the_stock,
        "that never came",
    ),
    "late_stamps": Break(
        "Little's law, by place",
        "boxes are stamped an hour late",
        _late_stamps,
        "box-hours, columns say",
    ),
    "into_the_past": Break(
        "The clock never goes back",
        "events are set a moment early",
        _into_the_past,
        "while the clock stands at",
    ),
    "runs_backwards": Break(
        "Stamps of a voyage never decrease",
        "admitted before arrival",
        _runs_backwards,
        "runs backwards",
    ),
    "too_fast": Break(
        "No voyage below its least time",
        "trains a twentieth too fast",
        _too_fast,
        "without its waits, least",
    ),
    "last_come": Break(
        "First come, first served",
        "the last come is served first",
        _last_come_first_served,
        "goes after who came",
    ),
    "no_slots": Break("Admissions keep their headway", "no slots", _no_slots, "h apart"),
    "no_path_headway": Break(
        "Train paths keep their headway", "no headway", _no_path_headway, "h apart"
    ),
    "one_more_place": Break(
        "No more inside than places", "one more is let in", _one_more_place, "inside at hour"
    ),
    "one_more_crane": Break(
        "No more cranes at work than there are",
        "one more works",
        _one_more_crane,
        "cranes: the load of hour",
    ),
    "idle_crane": Break(
        "A crane does not idle while boxes wait",
        "it pauses before each load",
        _idle_crane,
        "cranes: the load of hour",
    ),
}


@cache
def evidence(name: str) -> str:
    """What the audit says of a break; empty when it says nothing."""
    with pytest.MonkeyPatch.context() as patch:
        BREAKS[name].apply(patch)
        try:
            simulate(load(CORRIDOR), 1)
        except ModelError as error:
            return str(error)
    return ""


def table() -> str:
    """The breaks as a table of the validation page."""
    rows = [f"| {one.identity} | {one.how} | {_short(name)} |" for name, one in BREAKS.items()]
    head = ["| identity | broken so | what the run ends with |", "| --- | --- | --- |"]
    return "\n".join([BEGIN, *head, *rows, END])


def _short(name: str) -> str:
    return evidence(name).removeprefix("audit failed: ").split("; ")[0]


def main() -> None:
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(before + table() + rest.split(END)[1], encoding="utf-8")
    sys.stdout.write(f"{len(BREAKS)} breaks\n")


if __name__ == "__main__":
    main()
