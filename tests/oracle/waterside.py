"""Ships of other cargo, and ferries, laid over a random world by draws of their own.

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
        if self.chance(0.4):
            self.put_on_wagons(tree)

    def put_on_wagons(self, tree: Tree) -> None:
        """The vessels are ferries; at some ports boxes stay on their wagons, at others cranes lift
        them. What is said of cranes stays there and must not matter."""
        per_wagon = self.one_of(2, 2, 4)
        tree["services"]["crossing"]["teu_per_wagon"] = per_wagon
        for vessels in tree["services"]["crossing"]["vessels"].values():
            vessels["teu"] = float(per_wagon * self.whole(6, 20))
        for place in PORTS:
            terminal = tree["terminals"][place]
            terminal["quay"]["ramp_hours_per_wagon"] = self.whole(1, 16) / 32
            if self.chance(0.7):
                terminal["rail"] |= {
                    "transfer": "on_wagons",
                    "shunting_hours": self.one_of(1.0, 2.5, 4.0),
                }

    def changes(self, tree: Tree) -> Iterator[tuple[int, Tree]]:
        """More or fewer ships, longer calls, slower wagons and trains from a date on."""
        for place in PORTS:
            terminal = tree["terminals"][place]
            if terminal["rail"]["transfer"] == "on_wagons" and self.chance(0.5):
                yield self.day(), {f"terminals.{place}.rail.shunting_hours": 3.0}
            if "ramp_hours_per_wagon" in terminal["quay"] and self.chance(0.5):
                yield self.day(), {f"terminals.{place}.quay.ramp_hours_per_wagon": 0.3}
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
