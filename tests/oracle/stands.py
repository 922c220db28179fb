"""Stocks of empty boxes, laid over a random world by draws of their own.

The draws of everything else stay as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Tree = dict[str, Any]
OWN_DRAWS = 2

# By terminal: flows that may fill it for good, empties born there, and flows that may draw.
PLACES = {
    "inland": (("china_slots",), ("empties",), ("inland_china", "inland_border")),
    "border": (("empties", "inland_border"), (), ("exports",)),
    "origin": (("inland_china", "transit_back"), (), ("china_inland", "china_slots", "transit")),
}


class EmptyBoxes:
    """The stocks of the world of this number; some worlds have none."""

    def __init__(self, number: int) -> None:
        self.random = np.random.default_rng((OWN_DRAWS, number))

    def lay_over(self, tree: Tree) -> None:
        """Put stocks at terminals, and let flows draw from them."""
        flows = tree["demand"]["flows"]
        for place, (staying, passing, drawing) in PLACES.items():
            if self.chance(0.5):
                continue
            days = self.one_of(0.0, 0.25)
            fills = [one for one in (*staying, *passing) if one in flows and self.chance(0.7)]
            for name in set(fills) & set(passing):
                flows[name]["empties_of"]["after_days"] = self.one_of(0.5, 1.0, 2.0)
            tree["terminals"][place]["empties"] = {
                "number": self.whole(0, 60) if place != "origin" else self.whole(60, 200),
                "fills": tuple(fills),
                "emptied_after_days": days,
            }
            for name in drawing:
                if name in flows and self.chance(0.5):
                    flows[name]["boxes_from"] = "empties_at_origin"
                    if self.chance(0.5):
                        flows[f"{name}_wagons"] = self.wagons(name, flows[name])

    def wagons(self, name: str, flow: Tree) -> Tree:
        """What goes for a flow when there are no empties, on the same way."""
        kept = ("direction", "origin", "destination", "route", "recorded")
        loads = {"boxes": self.whole(2, 6), "cargo_tonnes_per_teu": 12.5}
        return {key: flow[key] for key in kept if key in flow} | {
            "consignment": flow["consignment"] | loads,
            "instead_of": {"flow": name, "after_days": self.one_of(0.25, 0.5, 2.0)},
        }

    def one_of(self, *values: Any) -> Any:
        return values[int(self.random.integers(len(values)))]

    def whole(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)
