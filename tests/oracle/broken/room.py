"""Breaks of who comes in first, and of what there is room for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.corridor.admission import Admission
from sim.corridor.blueprint import NO_LIMIT
from sim.corridor.building import TerminalBuilder
from sim.corridor.caps import Cap
from sim.corridor.clock import Clock
from sim.corridor.lines import Paths
from sim.corridor.moments import Moment
from sim.corridor.railway import RailwayBuilder
from sim.corridor.terminal import Terminal
from sim.corridor.yard import Stock, YardRoom
from sim.scenario.language import Acceptance
from tests.oracle.broken.rule import Break, Patch


def _no_reservation(patch: Patch) -> None:
    def at_once(self: YardRoom, teu: float, *_: Any) -> None:
        self.level += teu

    patch.setattr(YardRoom, "reserve", at_once)


def _room_free_when_loading_begins(patch: Patch) -> None:
    put_on, release = Terminal._put_on, Terminal._release

    def early(self: Terminal, voyage: Any, batches: Any, *times: Any) -> None:
        release(self, voyage.service, batches)
        put_on(self, voyage, batches, *times)

    patch.setattr(Terminal, "_put_on", early)
    patch.setattr(Terminal, "_release", lambda *_: None)


def _no_settling(patch: Patch) -> None:
    def serve(self: Clock, action: Callable[[float], None]) -> None:
        action(self.now)
        self._tell()

    patch.setattr(Clock, "settle", serve)


def _everyone_alone(patch: Patch) -> None:
    patch.setattr(Clock, "is_alone", lambda self: True)


def _asleep(patch: Patch) -> None:
    patch.setattr(Stock, "_wakes", lambda self, batch, now: False)


def _blind(patch: Patch) -> None:
    def watch(self: Stock, order: Any, until: float) -> Moment:
        event = Moment()
        self._add_watcher((order, until, event))
        self._settling.touch_at(until)
        return event

    patch.setattr(Stock, "watch", watch)


def _priority_ignored(patch: Patch) -> None:
    enter = Admission.enter
    patch.setattr(Admission, "enter", lambda self, gate, order, _=0: enter(self, gate, order))


def _no_slots(patch: Patch) -> None:
    patch.setattr(TerminalBuilder, "_trains_per_day", lambda *_: NO_LIMIT)


def _no_other_trains(patch: Patch) -> None:
    patch.setattr(Acceptance, "free_per_day", property(lambda self: self.trains_per_day))


def _no_caps(patch: Patch) -> None:
    patch.setattr(Cap, "holds", lambda *_: False)


def _capped_trains_stop_the_others(patch: Patch) -> None:
    first = Admission._first

    def in_one_queue(self: Admission, now: float) -> Any:
        """The train at the head of its direction goes or nobody does."""
        heads: dict[str, Any] = {}
        for name, gate in self._gates.items():
            head = heads.get(direction := name.partition(" ")[0])
            if gate.queue and (head is None or gate.queue[0][:3] < head.queue[0][:3]):
                heads[direction] = gate
        every, self._gates = self._gates, heads
        found = first(self, now)
        self._gates = every
        return found

    patch.setattr(Admission, "_first", in_one_queue)


def _paths_without_headway(patch: Patch) -> None:
    patch.setattr(RailwayBuilder, "_new_paths", lambda *_: Paths(NO_LIMIT))


def _no_holding_tracks(patch: Patch) -> None:
    put_up = TerminalBuilder._put_up_tracks

    def unlimited(self: TerminalBuilder, terminal: Terminal, data: Any) -> None:
        put_up(self, terminal, data)
        terminal.holding = {}

    patch.setattr(TerminalBuilder, "_put_up_tracks", unlimited)


def _holding_tracks_shared(patch: Patch) -> None:
    put_up = TerminalBuilder._put_up_tracks

    def shared(self: TerminalBuilder, terminal: Terminal, data: Any) -> None:
        put_up(self, terminal, data)
        for direction in terminal.holding:
            terminal.holding[direction] = terminal.holding[min(terminal.holding)]

    patch.setattr(TerminalBuilder, "_put_up_tracks", shared)


ROOM = {
    "no_reservation": Break(
        "A carriage unloads when the yard has room", "it begins at once", _no_reservation
    ),
    "room_free_when_loading_begins": Break(
        "Yard room is free when loading ends",
        "it is free when loading begins",
        _room_free_when_loading_begins,
    ),
    "no_settling": Break(
        "Nobody is served in the middle of an instant", "who asks is served at once", _no_settling
    ),
    "everyone_alone": Break(
        "Only who acts alone at an instant is answered at once", "everyone", _everyone_alone
    ),
    "asleep": Break(
        "New boxes wake a stock that rests when they fill a train", "it sleeps on", _asleep
    ),
    "blind": Break(
        "Who begins to watch a stock sees what is there", "only what comes later", _blind
    ),
    "priority_ignored": Break(
        "Who has priority is admitted first", "first come first served", _priority_ignored
    ),
    "no_slots": Break("Admissions keep their headway", "no slots", _no_slots),
    "no_other_trains": Break(
        "Other trains take their slots at a border", "they take none", _no_other_trains
    ),
    "no_caps": Break("Trains of capped flows keep a headway", "no cap", _no_caps),
    "capped_trains_stop_the_others": Break(
        "A capped train lets others pass", "they wait behind it", _capped_trains_stop_the_others
    ),
    "paths_without_headway": Break(
        "Train paths keep their headway", "no headway", _paths_without_headway
    ),
    "no_holding_tracks": Break("Holding tracks are finite", "unlimited", _no_holding_tracks),
    "holding_tracks_shared": Break(
        "Directions may have holding tracks of their own", "shared by all", _holding_tracks_shared
    ),
}
