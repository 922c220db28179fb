"""Two accounts of the same boxes, set side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.oracle.containers import Address, Stamps

WHOLE = ("born", "delivered", "gave_up")
KINDS = ("waited", "blocked", "closed")


@dataclass(frozen=True)
class History:
    """The times of one box by leg, in hours; None is beyond the end, or never. `met` is what held
    it up."""

    born: float
    legs: tuple[Stamps, ...]
    delivered: float | None
    gave_up: float | None = None
    met: frozenset[str] = field(default=frozenset(), compare=False)


Histories = Mapping[Address, History]


def differences(one: Histories, other: Histories) -> list[str]:
    """What is not the same to the bit, one line each, sorted by time: the first is the cause."""
    found = [
        (
            min(a if a is not None else 1e9, b if b is not None else 1e9),
            f"{address} {what}: {a} {b}",
        )
        for address in sorted(one.keys() & other.keys())
        for what, a, b in _pairs(one[address], other[address])
        if a != b
    ]
    unknown = sorted(one.keys() ^ other.keys())
    return [f"{address}: in one account only" for address in unknown] + [
        line for _, line in sorted(found)
    ]


def shares(histories: Histories) -> dict[str, float]:
    """Share of the boxes that waited for a server, were blocked, or met a closure."""
    number = max(len(histories), 1)
    return {kind: sum(kind in one.met for one in histories.values()) / number for kind in KINDS}


def _pairs(one: History, other: History) -> list[tuple[str, float | None, float | None]]:
    """The times that both accounts keep."""
    stamps = [
        (f"leg {leg} {stamp}", ours[stamp], theirs[stamp])
        for leg, (ours, theirs) in enumerate(zip(one.legs, other.legs, strict=True))
        for stamp in ours
        if stamp in theirs
    ]
    whole = [(what, getattr(one, what), getattr(other, what)) for what in WHOLE]
    return [*whole, *stamps]
