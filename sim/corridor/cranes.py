"""Cranes at railway yards and at berths: when each box of a load is off or on its carriage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.corridor.arrays import Floats, places_of
from sim.corridor.by_train import TrainWork
from sim.corridor.clock import Clock
from sim.corridor.containers import Batch, Carried, Order, count, rows_of
from sim.corridor.log import Log
from sim.corridor.moments import Moment
from sim.corridor.servers import Servers
from sim.corridor.settling import Settling
from sim.corridor.times import Finish


@dataclass(frozen=True)
class Moves:
    """Variates of the two moves of a crane, one a box, shape (boxes,); None for constant work.

    Flows recorded by train have work of their own; None where no such flow comes.
    """

    unloading: Floats | None
    loading: Floats | None
    trains_unloading: TrainWork | None = None
    trains_loading: TrainWork | None = None


class Cranes:
    """Cranes that move the boxes of a load, in the order of the load.

    They say at once when each box is off or on its carriage, or give the event at which they will.
    A base and no protocol, for what is called through one is looked up by name in the compiled
    model.
    """

    def unload(self, load: list[Batch], order: Order) -> Finish | Moment:
        """Take boxes off."""
        raise NotImplementedError

    def load(self, load: list[Batch], order: Order) -> Finish | Moment:
        """Put boxes on."""
        raise NotImplementedError


class QuayCranes(Cranes):
    """Cranes of a berth, which work one vessel from its first move on: each vessel has its own,
    of which there are as many at every berth."""

    def begin(self) -> None:
        """Stand idle: the vessel comes alongside."""
        raise NotImplementedError


class BerthCranes(QuayCranes):
    """Cranes that move boxes one by one.

    `log` is that of all cranes of the terminal, `work` that of the vessels of one service.
    """

    def __init__(self, clock: Clock, servers: Servers, moves: Moves, log: Log, work: Log) -> None:
        self._clock = clock
        self._servers = servers
        self._moves = moves
        self._log = log
        self._vessel_work = work

    def begin(self) -> None:
        self._servers.rest()

    def unload(self, load: list[Batch], order: Order) -> Finish:
        return self._serve(load, self._moves.unloading)

    def load(self, load: list[Batch], order: Order) -> Finish:
        return self._serve(load, self._moves.loading)

    def _serve(self, load: list[Batch], variates: Floats | None) -> Finish:
        finish = _work(self._servers, self._clock.now, load, variates, self._log)
        self._vessel_work.note_two(self._clock.now, finish[1])
        return finish


class RailCranes(Cranes):
    """The cranes of a rail yard are shared: loads of one instant are served in their order."""

    def __init__(self, clock: Clock, servers: Servers, moves: Moves, log: Log) -> None:
        self._clock = clock
        self._servers = servers
        self._moves = moves
        self._log = log
        self._asked: list[
            tuple[Order, Sequence[Carried], Floats | None, TrainWork | None, Moment]
        ] = []
        self._settling = Settling(clock, self._settle)

    def unload(self, load: list[Batch], order: Order) -> Finish | Moment:
        return self._ask(load, order, self._moves.unloading, self._moves.trains_unloading)

    def load(self, load: list[Batch], order: Order) -> Finish | Moment:
        return self._ask(load, order, self._moves.loading, self._moves.trains_loading)

    def _ask(
        self, load: list[Batch], order: Order, variates: Floats | None, trains: TrainWork | None
    ) -> Finish | Moment:
        if self._clock.is_alone():
            return _work(self._servers, self._clock.now, load, variates, self._log, trains)
        answer = Moment()
        self._asked.append((order, load, variates, trains, answer))
        self._settling.touch()
        return answer

    def unload_alone(self, train: Carried) -> float:
        """When the last box is off, for a train recorded as one that comes alone at an instant."""
        moves, servers = self._moves, self._servers
        now, trains = self._clock.now, moves.trains_unloading
        if moves.unloading is not None or trains is None:
            return _work(servers, now, [train], moves.unloading, self._log, trains)[1]
        before = servers.worked_hours
        last = servers.serve_last(now, trains.boxes[train.flow])
        self._log.note_three(now, servers.worked_hours - before, last)
        return last

    def ask_unloading(self, train: Carried, order: Order, answer: Moment) -> None:
        """Let an event happen, with the finish times, when these cranes have taken up a train that
        is recorded as one."""
        moves = self._moves
        self._asked.append((order, [train], moves.unloading, moves.trains_unloading, answer))
        self._settling.touch()

    def _settle(self, now: float) -> None:
        asked, self._asked = sorted(self._asked, key=lambda one: one[0]), []
        for _, load, variates, trains, answer in asked:
            finish = _work(self._servers, now, load, variates, self._log, trains)
            self._clock.answer(answer, finish)


def _work(
    servers: Servers,
    now: float,
    load: Sequence[Carried],
    variates: Floats | None,
    log: Log,
    trains: TrainWork | None = None,
) -> Finish:
    """Finish times of a load, with its hours of work noted."""
    before = servers.worked_hours
    finish: Finish
    if trains and any(batch.flow in trains.boxes for batch in load):
        finish = trains.serve(servers, now, load, variates)
    else:
        own = None if variates is None else variates[places_of(rows_of(load))]
        finish = servers.serve(now, count(load), own)
    log.note_three(now, servers.worked_hours - before, finish[1])
    return finish
