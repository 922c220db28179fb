"""Rules of the administration, laid over a random world by draws of their own.

The draws of everything else stay as they are: a world keeps its trains, storms and yards.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

Tree = dict[str, Any]
FROM_CHINA = ("china_inland", "china_slots")
TO_PORT = (*FROM_CHINA, "exports")
FROM_INLAND = ("inland_china", "inland_border")
TO_BORDER = ("inland_china", "inland_border", "empties")
OWN_DRAWS = 1


class Administration:
    """The rules of the world of this number; some worlds have none."""

    def __init__(self, number: int, first_day: date, days: int) -> None:
        self.random = np.random.default_rng((OWN_DRAWS, number))
        self.first_day, self.days = first_day, days

    def lay_over(self, tree: Tree) -> None:
        """Put the rules where they belong in a tree of a scenario."""
        terminals = tree["terminals"]
        for place, direction, flows in (
            ("border", "west", FROM_CHINA),
            ("border", "east", TO_BORDER),
            ("port", "west", TO_PORT),
        ):
            acceptance = terminals[place].setdefault("acceptance", {}).setdefault(direction, {})
            acceptance["caps"] = self.caps(flows)
        for place, direction, flows in (
            ("border", "west", FROM_CHINA),
            ("border", "east", ("inland_china",)),
            ("port", "west", TO_PORT),
            ("far_port", "west", FROM_CHINA),
        ):
            if clearance := terminals[place]["clearance"].get(direction):
                clearance["laboratory"] = self.laboratories(flows)
        for service, flows in (
            ("from_china", FROM_CHINA),
            ("to_port", ("exports",)),
            ("from_inland", FROM_INLAND),
        ):
            tree["services"][service]["plan_approval_hours"] = self.plans(flows)
        for place, flows in (("border", FROM_CHINA), ("port", TO_PORT), ("far_port", FROM_INLAND)):
            rail = terminals[place]["rail"]
            if bans := self.bans(flows):
                rail["loading_ban"] = rail.get("loading_ban", {}) | {"bans": bans}
        if self.chance(0.5):
            rail = terminals["port"]["rail"]
            rail["loading_ban"] = rail.get("loading_ban", {}) | self.threshold()

    def changes(self, tree: Tree) -> Iterator[tuple[int, Tree]]:
        """Caps, shares of samples and the hours of plans change on a date."""
        for place, terminal in tree["terminals"].items():
            for direction, clearance in terminal.get("clearance", {}).items():
                for name in clearance.get("laboratory", {}):
                    path = f"terminals.{place}.clearance.{direction}.laboratory.{name}.share"
                    yield self.day(), {path: self.one_of(0.0, 0.7)}
        for name, service in tree["services"].items():
            for flow, hours in service.get("plan_approval_hours", {}).items():
                path = f"services.{name}.plan_approval_hours.{flow}"
                yield self.day(), {path: hours | {"mean": 2 * hours["mean"]}}
        for place, terminal in tree["terminals"].items():
            for direction, acceptance in terminal.get("acceptance", {}).items():
                for name in acceptance["caps"]:
                    path = f"terminals.{place}.acceptance.{direction}.caps.{name}.trains_per_day"
                    if self.chance(0.5):
                        yield self.day(), {path: self.one_of(2.0, 6.0, "unlimited")}

    def caps(self, flows: tuple[str, ...]) -> Tree:
        """None, one or two, which may share a flow."""
        names = ("grain", "others")[: self.whole(0, 2)]
        return {name: self.cap(flows) for name in names}

    def cap(self, flows: tuple[str, ...]) -> Tree:
        return {"flows": self.some(flows), "trains_per_day": self.one_of(1.0, 2.5, 5.0)}

    def bans(self, flows: tuple[str, ...]) -> Tree:
        """None, one or two, which may overlap."""
        return {name: self.ban(flows) for name in ("spring", "autumn")[: self.whole(0, 2)]}

    def ban(self, flows: tuple[str, ...]) -> Tree:
        first = self.first_day + timedelta(days=self.whole(-1, self.days - 2))
        return {
            "from": first,
            "to": first + timedelta(days=self.whole(1, 2)),
            "flows": self.one_of((), self.some(flows)),
            "active": self.chance(0.9),
        }

    def threshold(self) -> Tree:
        stop = self.whole(6, 40)
        return {"stops_at_teu": float(stop), "resumes_at_teu": float(stop // 2)}

    def plans(self, flows: tuple[str, ...]) -> Tree:
        return {flow: self.hours(8.0) for flow in flows if self.chance(0.4)}

    def laboratories(self, flows: tuple[str, ...]) -> Tree:
        """None, one or two, which may share a flow."""
        return {
            name: {
                "flows": self.some(flows),
                "share": self.one_of(0.2, 0.5, 1.0),
                "hours": self.hours(24.0),
            }
            for name in ("grain", "seeds")[: self.whole(0, 2)]
        }

    def hours(self, most: float) -> Tree:
        """Some time, constant or not; whole hours, so that some permissions meet births."""
        mean = float(self.whole(0, int(most)))
        if self.chance(0.5):
            return {"distribution": "constant", "mean": mean}
        return {"distribution": "gamma", "mean": mean + 1.0, "cv": 0.5}

    def some(self, flows: tuple[str, ...]) -> tuple[str, ...]:
        """At least one of these flows."""
        chosen = tuple(flow for flow in flows if self.chance(0.4))
        return chosen or (self.one_of(*flows),)

    def one_of(self, *values: Any) -> Any:
        return values[int(self.random.integers(len(values)))]

    def whole(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def day(self) -> int:
        return self.whole(1, self.days - 1)
