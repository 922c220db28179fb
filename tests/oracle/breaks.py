"""Deliberate faults, one a rule: each must be seen by the comparison.

A break is a function that patches what it breaks. Here it is the oracle that is broken: that the
comparison of the oracle with itself fails shows that the worlds exercise the rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from tests.oracle.ashore import Ashore
from tests.oracle.births import Births
from tests.oracle.closures import Calendar, Closures
from tests.oracle.queues import Gate, Line, Room, Tracks
from tests.oracle.servers import Bays, Workers
from tests.oracle.shipping import Shipping
from tests.oracle.stock import RailStock, SeaStock, Stock
from tests.oracle.terminals import Terminal
from tests.oracle.yard import Yard

Break = Callable[[pytest.MonkeyPatch], None]
ONE_DAY_HOURS, SHIFT_HOURS = 24.0, 6.0


def _bays_load_by_load(patch: pytest.MonkeyPatch) -> None:
    """Inspections in the order of loads, not of unloading times."""
    patch.setattr(Bays, "rank", lambda _, request: (request.order[1], *request.order))
    patch.setattr(Ashore, "check_promise", lambda *_: None)  # what is foretold is broken too


def _capacity_a_day_late(patch: pytest.MonkeyPatch) -> None:
    spans = Workers._spans

    def late(self: Workers, number: int) -> list[tuple[float, float]]:
        return [(first + ONE_DAY_HOURS, last) for first, last in spans(self, number)]

    patch.setattr(Workers, "_spans", late)


def _retirement_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Workers, "last", lambda *_: math.inf)


def _closures_shifted(patch: pytest.MonkeyPatch) -> None:
    dated = Closures._dated

    def shifted(self: Closures, *which: Any) -> list[tuple[float, float]]:
        return [(a + SHIFT_HOURS, b + SHIFT_HOURS) for a, b in dated(self, *which)]

    patch.setattr(Closures, "_dated", shifted)


def _storms_shifted(patch: pytest.MonkeyPatch) -> None:
    stormy = Closures._stormy

    def shifted(self: Closures, *which: Any) -> list[tuple[float, float]]:
        return [(a + SHIFT_HOURS, b + SHIFT_HOURS) for a, b in stormy(self, *which)]

    patch.setattr(Closures, "_stormy", shifted)


def _no_reservation(patch: pytest.MonkeyPatch) -> None:
    """A carriage begins to unload whether there is room or not."""
    patch.setattr(Yard, "has_room", lambda *_: True)


def _pace_of_arrival(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Workers, "work_hours", lambda _, hours, asked, start: hours(asked))


def _no_opening_hours(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Closures, "_outside_opening_hours", lambda *_: [])


def _class_sails_in_any_storm(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Closures, "storms_over", lambda *_: Calendar(()))


def _no_slots(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Tracks, "entered", lambda *_: None)


def _no_holding_tracks(patch: pytest.MonkeyPatch) -> None:
    """Trains come before the terminal however many stand there."""
    enter = Terminal.__init__

    def unlimited(self: Terminal, *parts: Any) -> None:
        enter(self, *parts)
        self.holding = Room(self.clock, lambda _: math.inf)

    patch.setattr(Terminal, "__init__", unlimited)


def _no_loading_ban(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Terminal, "_gate", lambda _: None)


def _ban_resumes_at_once(patch: pytest.MonkeyPatch) -> None:
    """Loading resumes as soon as one train fewer waits than the stop."""
    made = Gate.__init__

    def eager(self: Gate, clock: Any, stops_at: Any, _: Any) -> None:
        made(self, clock, stops_at, lambda time: stops_at(time) - 1)

    patch.setattr(Gate, "__init__", eager)


def _paths_without_headway(patch: pytest.MonkeyPatch) -> None:
    made = Line.__init__
    patch.setattr(Line, "__init__", lambda self, clock, _: made(self, clock, lambda time: 0.0))


def _draught_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SeaStock, "draught_factor", lambda _: 1.0)


def _least_load_ignored(patch: pytest.MonkeyPatch) -> None:
    """A vessel leaves when its longest wait is over, whatever it has loaded."""
    patch.setattr(
        SeaStock,
        "_done",
        lambda self, ship: self._room(ship).teu < 1 or self.clock.now >= self._leave_by(ship),
    )


def _vessels_look_in_any_order(patch: pytest.MonkeyPatch) -> None:
    """The vessel that berthed last looks first."""
    settle = SeaStock.settle

    def turned(self: SeaStock) -> None:
        for vessel, _ in self.looking:
            vessel.berthed = -vessel.berthed
        settle(self)
        for vessel, _ in self.looking:
            vessel.berthed = -vessel.berthed

    patch.setattr(SeaStock, "settle", turned)


def _vessels_never_retire(patch: pytest.MonkeyPatch) -> None:
    in_service = Shipping._in_service

    def stays(self: Shipping, vessel: Any, time: float | None = None) -> bool:
        return time is None or in_service(self, vessel, time)

    patch.setattr(Shipping, "_in_service", stays)


def _the_first_that_fits(patch: pytest.MonkeyPatch) -> None:
    """Boxes that fit are taken past one that does not."""

    def take(self: Stock, room: Any) -> list[Any]:
        taken: list[Any] = []
        for box in list(self.ready):
            if self.fits([*taken, box], room):
                taken.append(box)
                self.ready.remove(box)
        return taken

    patch.setattr(Stock, "take", take)


def _nothing_beside_a_party(patch: pytest.MonkeyPatch) -> None:
    """A train formed together takes nothing from the stock of those set out."""
    room = RailStock._room_beside

    def full(self: RailStock, boxes: Any) -> Any:
        own = boxes and not set(boxes) <= set(self.ready)
        return room(self, boxes) if not own else type(room(self, boxes))(0.0, 0.0)

    patch.setattr(RailStock, "_room_beside", full)


def _no_empties(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Births, "returns", lambda *_: [])


BREAKS: dict[str, Break] = {
    "bays_load_by_load": _bays_load_by_load,
    "capacity_a_day_late": _capacity_a_day_late,
    "retirement_ignored": _retirement_ignored,
    "closures_shifted": _closures_shifted,
    "storms_shifted": _storms_shifted,
    "no_reservation": _no_reservation,
    "pace_of_arrival": _pace_of_arrival,
    "no_opening_hours": _no_opening_hours,
    "class_sails_in_any_storm": _class_sails_in_any_storm,
    "no_slots": _no_slots,
    "no_holding_tracks": _no_holding_tracks,
    "no_loading_ban": _no_loading_ban,
    "ban_resumes_at_once": _ban_resumes_at_once,
    "paths_without_headway": _paths_without_headway,
    "draught_ignored": _draught_ignored,
    "least_load_ignored": _least_load_ignored,
    "vessels_look_in_any_order": _vessels_look_in_any_order,
    "vessels_never_retire": _vessels_never_retire,
    "the_first_that_fits": _the_first_that_fits,
    "nothing_beside_a_party": _nothing_beside_a_party,
    "no_empties": _no_empties,
}
