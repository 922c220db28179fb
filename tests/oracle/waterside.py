"""Ships of other cargo, laid over a random world by draws of their own.

The draws of everything else stay as they are: a world keeps its trains, storms and yards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

Tree = dict[str, Any]
OWN_DRAWS = 2
PORTS = ("port", "far_port")


class Waterside:
    """What comes to the berths of the world of this number; some worlds have nothing."""

    def __init__(self, number: int, days: int) -> None:
        self.random = np.random.default_rng((OWN_DRAWS, number))
        self.days = days

    def lay_over(self, tree: Tree) -> None:
        """Put it where it belongs in a tree of a scenario."""
        for place in PORTS:
            names = ("grain", "metal")[: self.one_of(0, 1, 1, 2)]
            tree["terminals"][place]["quay"]["other_calls"] = {n: self.calls() for n in names}

    def changes(self, tree: Tree) -> Iterator[tuple[int, Tree]]:
        """More or fewer ships, and longer calls, from a date on."""
        for place in PORTS:
            for name in tree["terminals"][place]["quay"]["other_calls"]:
                path = f"terminals.{place}.quay.other_calls.{name}"
                if self.chance(0.5):
                    yield self.day(), {f"{path}.calls_per_year": self.one_of(0.0, 200.0, 900.0)}
                old = tree["terminals"][place]["quay"]["other_calls"][name]["hours"]
                if self.chance(0.5):
                    yield self.day(), {f"{path}.hours": old | {"mean": 2 * old["mean"]}}

    def calls(self) -> Tree:
        return {
            "calls_per_year": self.one_of(120.0, 365.0, 730.0),
            "hours": self.hours(),
            "pattern": self.one_of("random", "even"),
            "priority": self.one_of(0, 0, 1),
        }

    def hours(self) -> Tree:
        """Whole hours where they are constant, so that some ships leave as others come."""
        mean = float(self.whole(2, 10))
        if self.chance(0.5):
            return {"distribution": "constant", "mean": mean}
        return {"distribution": "gamma", "mean": mean, "cv": 0.5}

    def one_of(self, *values: Any) -> Any:
        return values[int(self.random.integers(len(values)))]

    def whole(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def day(self) -> int:
        return self.whole(1, self.days - 1)
