"""A stock in which consignments wait whole: who takes one takes all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.corridor.boxes import Boxes
from sim.corridor.containers import Batch, Order, count, rows_of
from sim.corridor.yard import Stock


class Whole(Batch):
    """Boxes that leave together or not at all; of one flow or of several."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Batch]) -> None:
        teu, kg = sum([part.teu for part in parts]), sum([part.kg for part in parts])
        super().__init__(parts[0].flow, rows_of(parts), count(parts), teu, kg)
        self.parts = parts

    def split(self, boxes: Boxes, teu: float, kg: float) -> None:
        """Never."""


class WholeStock(Stock):
    """Beside boxes that come one by one there are consignments that are never split."""

    def offer_whole(self, parts: list[Batch], ready: float, load: Order) -> None:
        """Boxes that stay together, ready when the last of them is, now or later."""
        self.offer(Whole(parts), ready, load)

    def take(self, teu: float, kg: float, now: float) -> list[Batch]:
        return list(_parts(super().take(teu, kg, now)))

    def take_train(self, teu: float, kg: float, now: float) -> list[Batch]:
        """What fits a train; the first consignment leaves even where it is more than a train."""
        return self.take(teu, kg, now) or list(_parts([self._take_first()]))

    def batches(self) -> list[Batch]:
        return list(_parts(super().batches()))

    def _take_first(self) -> Batch:
        *_, first = self._ready.popleft()
        self.ready_teu -= first.teu
        self.ready_kg -= first.kg
        return first


def _parts(batches: Sequence[Batch]) -> Iterator[Batch]:
    for batch in batches:
        if isinstance(batch, Whole):
            yield from batch.parts
        else:
            yield batch
