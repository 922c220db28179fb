"""What a peer tells that keeps its times to itself: how many there are, and sums over them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from benchmarks.peers.problem import Stamps

WEIGHTS = 1009


@dataclass(frozen=True)
class Sums:
    """Number of times, their sum, and their sum weighted by the number of the box."""

    counts: float
    sums: float
    weighted: float

    def relative_difference(self, stamps: Stamps) -> float:
        """Largest relative difference from the sums over the times of boxes."""
        other = sums_of(stamps)
        pairs = [(getattr(self, one.name), getattr(other, one.name)) for one in fields(self)]
        return max(abs(a - b) / max(abs(b), 1.0) for a, b in pairs)


def sums_of(stamps: Stamps) -> Sums:
    """The same of times that are known."""
    columns = [getattr(stamps, one.name) for one in fields(stamps)]
    weights = np.arange(len(columns[0])) % WEIGHTS + 1
    return Sums(
        counts=float(sum(np.isfinite(one).sum() for one in columns)),
        sums=float(sum(np.nansum(one) for one in columns)),
        weighted=float(sum(np.nansum(one * weights) for one in columns)),
    )


def sums_of_outputs(outputs: Any) -> Sums:
    """The outputs of one trial of a model in Cimba."""
    return Sums(*(float(getattr(outputs, one.name).values[0, 0]) for one in fields(Sums)))
