"""How trains are formed, laid over a random world by draws of their own.

The draws of everything else stay as they are: a world keeps its trains, storms and yards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

Tree = dict[str, Any]
OWN_DRAWS = 2
WAYS = ("together", "merged", "pooled", "to_sailing")
TO_SEA = {"to_port": "port", "from_inland": "far_port"}


class Formations:
    """Merged trains and trains formed to a sailing in the world of this number."""

    def __init__(self, number: int, days: int) -> None:
        self.random = np.random.default_rng((OWN_DRAWS, number))
        self.days = days

    def lay_over(self, tree: Tree) -> Iterator[tuple[int, Tree]]:
        """Change a tree of a scenario; what changes on a date is told as it is changed."""
        services, flows = tree["services"], tree["demand"]["flows"]
        whole = {s for f in flows.values() if f.get("recorded") == "by_train" for s in f["route"]}
        for name in ("from_china", "to_port", "from_inland", "to_china"):
            if name not in whole and self.chance(0.7):
                yield from self._form(name, services)

    def _form(self, name: str, services: Tree) -> Iterator[tuple[int, Tree]]:
        service, ways = services[name], self._ways(name)
        service["formation"] = self.one_of(*ways)
        if name == "to_china":
            service["set_out_after_hours"] = self.one_of("none", 0.0, 2.0)
        if name in TO_SEA:
            service |= {
                "sailing": "crossing",
                "called_on_leaving": self.one_of("port", "far_port"),
            }
        if self.chance(0.4):
            yield self.day(), {f"services.{name}.formation": self.one_of(*ways)}
        if self.chance(0.4):
            factor = self.one_of(0.5, 0.75)  # a yard must hold a train
            yield self.day(), {f"services.{name}.train_teu": service["train_teu"] * factor}

    def _ways(self, name: str) -> tuple[str, ...]:
        """Trains kept whole need trains or consignments; to sea there are sailings."""
        if name == "to_port":
            return WAYS[1:] + WAYS[1:] + WAYS[:1]
        if name == "from_inland":
            return WAYS[2:]
        return WAYS[:3]

    def one_of(self, *values: Any) -> Any:
        return values[int(self.random.integers(len(values)))]

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def day(self) -> int:
        return int(self.random.integers(1, self.days))
