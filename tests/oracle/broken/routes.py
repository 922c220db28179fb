"""Breaks of the choice of a route, and of empty boxes."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace
from typing import Any

from sim.corridor import choices, corridor
from sim.corridor.choices import ByShares, WhenBanned
from sim.corridor.empties import Empties
from sim.corridor.empties import Stock as EmptyBoxes
from sim.corridor.queues import Queues
from sim.scenario.ways import preferred
from tests.oracle.broken.rule import Break, Patch, always


def _shares_as_on_the_first_day(patch: Patch) -> None:
    way = ByShares.way
    patch.setattr(
        ByShares,
        "way",
        lambda self, *asked: way(replace(self, shares=always(self.shares.values[0])), *asked),
    )


def _one_draw_for_all_routes(patch: Patch) -> None:
    """A draw laid over the shares one after another, as is usual."""

    def way(self: ByShares, row: int, now: float) -> int:
        shares = self.shares.at(now)
        gap, passed = float(self.gaps[next(iter(shares))][row]), 0.0
        for by, share in shares.items():
            passed += share
            if math.exp(-gap) < passed:
                return self.codes[by]
        return self.codes[by]

    patch.setattr(ByShares, "way", way)


def _banned_route_taken(patch: Patch) -> None:
    patch.setattr(WhenBanned, "way", lambda self, _, now: self.codes[self.preferred.at(now)[0]])


def _closed_route_taken(patch: Patch) -> None:
    patch.setattr(choices, "_open_in_order", lambda network, flow: preferred(network.routes[flow]))


def _no_queues(patch: Patch) -> None:
    patch.setattr(Queues, "teu", lambda *_: 0.0)


def _no_wait_for_empties(patch: Patch) -> None:
    patch.setattr(corridor.Corridor, "_take_boxes", corridor.Corridor._leave)


def _small_ones_pass_for_empties(patch: Patch) -> None:
    served = EmptyBoxes.served

    def passing(self: EmptyBoxes) -> Any:
        self.queue = deque(sorted(self.queue, key=lambda one: one.number))
        yield from served(self)

    patch.setattr(EmptyBoxes, "served", passing)


def _newest_empties_taken(patch: Patch) -> None:
    take = EmptyBoxes._take

    def newest(self: EmptyBoxes, number: int) -> None:
        self.lots.reverse()
        take(self, number)
        self.lots.reverse()

    patch.setattr(EmptyBoxes, "_take", newest)


def _empties_stand_at_once(patch: Patch) -> None:
    init = EmptyBoxes.__init__

    def at_once(self: EmptyBoxes, *given: Any) -> None:
        init(self, *given)
        self.after_hours = 0.0

    patch.setattr(EmptyBoxes, "__init__", at_once)


def _taken_empties_go_back(patch: Patch) -> None:
    """Told to the audit as if they had come again, so that only the times show it."""

    def go(self: Empties, stock: Any, lot: Any, action: Any) -> None:
        if lot.number:
            stock.remove(lot)
        whole = first[id(lot)]
        self.audit.came(stock.terminal, len(whole.rows) - lot.number)
        self.audit.went_back(stock.terminal, len(whole.rows) - lot.number)
        action(whole)

    first: dict[int, Any] = {}
    stand = Empties._stand

    def standing(self: Empties, *given: Any) -> Any:
        lot = stand(self, *given)
        first[id(lot)] = lot.back
        return lot

    patch.setattr(Empties, "_stand", standing)
    patch.setattr(Empties, "_let_go", go)


def _nobody_gives_up(patch: Patch) -> None:
    patch.setattr(Empties, "_give_up", lambda *_: None)


ROUTES = {
    "shares_as_on_the_first_day": Break(
        "Shares of routes change on dates", "they stay as they were", _shares_as_on_the_first_day
    ),
    "one_draw_for_all_routes": Break(
        "Each route has a draw of its own", "one draw is laid over all", _one_draw_for_all_routes
    ),
    "banned_route_taken": Break(
        "A ban moves traffic to another route", "it waits at the first", _banned_route_taken
    ),
    "closed_route_taken": Break("No closed route is taken", "it is", _closed_route_taken),
    "no_queues": Break(
        "Queues count where the shortest is taken", "calm hours alone do", _no_queues
    ),
    "nobody_gives_up": Break(
        "Who has waited too long for empties goes on another flow",
        "it waits on",
        _nobody_gives_up,
    ),
    "no_wait_for_empties": Break(
        "Who loads empties waits for them", "it leaves without", _no_wait_for_empties
    ),
    "small_ones_pass_for_empties": Break(
        "Who waits for empties keeps later ones waiting",
        "who needs fewer passes",
        _small_ones_pass_for_empties,
    ),
    "newest_empties_taken": Break(
        "Empties that have stood longest are loaded first",
        "the newest are",
        _newest_empties_taken,
    ),
    "empties_stand_at_once": Break(
        "A box stands empty when it is emptied",
        "as soon as it is unloaded",
        _empties_stand_at_once,
    ),
    "taken_empties_go_back": Break(
        "An empty that was loaded does not travel back", "it does", _taken_empties_go_back
    ),
}
