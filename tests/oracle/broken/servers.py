"""Breaks of cranes, bays, papers and laboratories."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import numpy as np

from sim.corridor import servers
from sim.corridor.clearance import Control, InspectionBays, Samples
from sim.corridor.servers import Servers
from sim.corridor.times import all_of
from tests.oracle.broken.rule import Break, Patch, always

ONE_DAY_HOURS = 24.0


def _bays_visit_by_visit(patch: Patch) -> None:
    announce = InspectionBays.announce

    def at_once(self: InspectionBays, *asked: Any) -> None:
        announce(self, *asked)
        self.commit(math.inf)

    patch.setattr(InspectionBays, "announce", at_once)


def _bays_train_by_train(patch: Patch) -> None:
    def commit(self: InspectionBays, now: float) -> None:
        """Who asked by now is served with all of his train that did."""
        while self._asking and self._asking[0][0] <= now:
            boxes = heappop(self._asking)[4]
            own = slice(len(boxes.done), bisect_right(boxes.times, now))
            asking = boxes.times[own], boxes.variates[own], boxes.hours
            boxes.done += self._servers.serve_each(*asking)
            if len(boxes.done) < len(boxes.times):
                heappush(self._asking, boxes.next())

    patch.setattr(InspectionBays, "commit", commit)


def _dates(patch: Patch, shift: Callable[[float, float], tuple[float, float]]) -> None:
    """Move the dates on which cranes and bays come and go."""
    spans = servers._service_dates
    patch.setattr(servers, "_service_dates", lambda number: [shift(*one) for one in spans(number)])


def _capacity_a_day_late(patch: Patch) -> None:
    _dates(patch, lambda first, last: (first + ONE_DAY_HOURS, last))


def _retirement_ignored(patch: Patch) -> None:
    _dates(patch, lambda first, _: (first, math.inf))


def _pace_of_arrival(patch: Patch) -> None:
    serve, one = Servers.serve, Servers.serve_one

    def frozen(self: Servers, now: float, n: int, variates: Any) -> Any:
        hours, self._hours = self._hours, always(self._hours.at(now))
        finish = serve(self, now, n, variates)
        self._hours = hours
        return finish

    def frozen_one(self: Servers, now: float, variate: float, hours: Any = None) -> float:
        return one(self, now, variate, always((hours or self._hours).at(now)))

    def frozen_each(self: Servers, times: Any, variates: Any, hours: Any) -> list[float]:
        pairs = zip(times, variates, strict=True)
        return [frozen_one(self, time, variate, hours) for time, variate in pairs]

    patch.setattr(Servers, "serve", frozen)
    patch.setattr(Servers, "serve_each", frozen_each)
    patch.setattr(Servers, "serve_one", frozen_one)


def _ready_before_the_train_is(patch: Patch) -> None:
    end = Control.end

    def early(self: Control, case: Any, now: float) -> Any:
        part = case.part
        ready = all_of(end(self, case, now)[0], part.n)
        moved = np.where(ready == now, all_of(part.unloaded, part.n), ready)
        return moved, float(moved.max())

    patch.setattr(Control, "end", early)


def _no_laboratory(patch: Patch) -> None:
    patch.setattr(Samples, "done", lambda self, rows, admitted, ready: ready)


def _no_laboratory_for_whole_trains(patch: Patch) -> None:
    patch.setattr(Samples, "done_of", lambda *_: -np.inf)


SERVERS = {
    "bays_visit_by_visit": Break(
        "Bays take boxes in order of time",
        "a visit's inspections are committed when it begins",
        _bays_visit_by_visit,
    ),
    "bays_train_by_train": Break(
        "Boxes of trains that overlap take bays in order of time",
        "all of a train that asked go before those of the next",
        _bays_train_by_train,
    ),
    "capacity_a_day_late": Break(
        "A crane or bay is there from its date", "it comes 24 h later", _capacity_a_day_late
    ),
    "retirement_ignored": Break(
        "A retired crane or bay starts nothing more", "it works on", _retirement_ignored
    ),
    "pace_of_arrival": Break(
        "Work keeps the pace of its start", "the pace of the request is taken", _pace_of_arrival
    ),
    "ready_before_the_train_is": Break(
        "A box is ready when its train is unloaded too",
        "it is ready from its own move on",
        _ready_before_the_train_is,
    ),
    "no_laboratory": Break(
        "Samples hold a consignment", "results are there at once", _no_laboratory
    ),
    "no_laboratory_for_whole_trains": Break(
        "Samples hold a train recorded as one",
        "it goes on when its papers are done",
        _no_laboratory_for_whole_trains,
    ),
}
