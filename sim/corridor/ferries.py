"""Ferries: vessels that carry boxes on their wagons, and are worked over a ramp."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sim.corridor.clock import Clock
from sim.corridor.containers import Batch, Order, Voyage
from sim.corridor.cranes import Cranes, QuayCranes
from sim.corridor.log import Log
from sim.corridor.sea import Fleet, Vessel, VesselData
from sim.corridor.servers import Servers
from sim.corridor.times import Finish


class Ramp(QuayCranes):
    """The ramp of a berth: wagons roll over it one after the other."""

    def __init__(self, clock: Clock, track: Servers, work: Log) -> None:
        self._clock = clock
        self._track = track
        self._work = work
        self._wagons = 0

    def begin(self) -> None:
        self._track.rest()

    def of(self, wagons: int) -> Ramp:
        """The same, for a string of so many wagons."""
        self._wagons = wagons
        return self

    def unload(self, load: list[Batch], order: Order) -> Finish:
        return self._roll()

    def load(self, load: list[Batch], order: Order) -> Finish:
        return self._roll()

    def _roll(self) -> Finish:
        """All boxes of a string have crossed when its last wagon has."""
        _, last = self._track.serve(self._clock.now, self._wagons, None)
        self._work.note_two(self._clock.now, last)
        return last, last


class Ferry(Vessel):
    """A vessel that counts wagons: those of a string are its own until they are ashore."""

    def __init__(self, data: VesselData, fleet: Fleet, clock: Clock, teu_per_wagon: int) -> None:
        super().__init__(data, fleet, clock)
        self._teu_per_wagon = teu_per_wagon
        self._wagons: Counter[int] = Counter()

    def stowed_teu(self, voyage: Voyage) -> float:
        """TEU of room that the wagons of a voyage take, empty places on them included."""
        return float(self._teu_per_wagon * self._wagons[voyage.number])

    def _off(self, cranes: Cranes, voyages: list[Voyage]) -> Cranes:
        return _ramp(cranes).of(sum(self._wagons[voyage.number] for voyage in voyages))

    def _on(self, cranes: Cranes, voyage: Voyage, batches: Iterable[Batch]) -> Cranes:
        teu = sum(batch.teu for batch in batches)
        string = int(-(-teu // self._teu_per_wagon))
        self._wagons[voyage.number] += string
        return _ramp(cranes).of(string)


def _ramp(cranes: Cranes) -> Ramp:
    assert isinstance(cranes, Ramp)
    return cranes
