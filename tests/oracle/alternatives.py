"""Choices among routes, laid over a random world by draws of their own.

Beside the border stands a pass, by which trains from China reach the port; goods leave the far port
by train or on bought slots, and come to it by two services.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

Tree = dict[str, Any]
Routes = dict[str, tuple[str, ...]]
RULES = ("shares", "when_banned", "shortest_expected")
QUEUES = ("pass", "border", "port", "to_port", "pass_to_port", "crossing", "to_inland", "slots")


class Draw(Protocol):
    """What draws the numbers of a world."""

    def one_of(self, *values: Any) -> Any: ...
    def whole(self, low: int, high: int) -> int: ...
    def chance(self, share: float) -> bool: ...
    def day(self) -> int: ...
    def rail(self) -> Tree: ...
    def train(
        self, start: str, end: str, direction: str, sections: Any, formation: str
    ) -> Tree: ...


def add_choices(tree: Tree, draw: Draw) -> Iterator[tuple[int, Tree]]:
    """Give some flows routes to choose among; yields what changes by day."""
    if draw.chance(0.3):
        return
    _build(tree, draw)
    tree["routes"] = {}
    for flow, routes in _routes(tree).items():
        if draw.chance(0.7):
            yield from _choice(tree, draw, flow, _with_plan(tree, flow, routes))


def _build(tree: Tree, draw: Draw) -> None:
    stop = draw.whole(16, 60)
    rail = draw.rail() | {"transfer": "direct", "holding_tracks": draw.one_of(1, 2, "unlimited")}
    rail["loading_ban"] = {"stops_at_teu": float(stop), "resumes_at_teu": float(stop // 2)}
    acceptance = {"west": {"trains_per_day": float(draw.whole(3, 8))}}
    tree["terminals"]["pass"] = {"rail": rail, "acceptance": acceptance}
    services, kept = tree["services"], tree["services"]["to_port"]["formation"]
    services["to_pass"] = draw.train("origin", "pass", "west", (), "together")
    services["pass_to_port"] = draw.train("pass", "port", "west", (), kept)
    services["wagons"] = draw.train("inland", "far_port", "east", (), "pooled")


def _routes(tree: Tree) -> dict[str, Routes]:
    border, over_pass = ("from_china", "to_port"), ("to_pass", "pass_to_port")
    back = ("crossing", "to_border")
    found: dict[str, Routes] = {
        "china_inland": {
            "border": (*border, "crossing", "to_inland"),
            "high_pass": (*over_pass, "crossing", "to_inland"),
            "slots": (*border, "crossing", "slots"),
        },
        "china_slots": {
            "border": (*border, "crossing", "slots"),
            "high_pass": (*over_pass, "crossing", "slots"),
        },
        "inland_border": {"trains": ("from_inland", *back), "wagons": ("wagons", *back)},
        "empties": {"trains": ("from_inland", *back), "wagons": ("wagons", *back)},
    }
    if "whole_to_port" in tree["demand"]["flows"]:
        found["whole_to_port"] = {"border": border, "high_pass": over_pass}
    return found


def _with_plan(tree: Tree, flow: str, routes: Routes) -> Routes:
    """Where a plan has to be approved, all routes begin with the service that it is for."""
    for name, service in tree["services"].items():
        if flow in service.get("plan_approval_hours", {}):
            return {by: route for by, route in routes.items() if route[0] == name}
    return routes


def _choice(tree: Tree, draw: Draw, flow: str, routes: Routes) -> Iterator[tuple[int, Tree]]:
    rule = "shares" if flow == "empties" else draw.one_of(*RULES)
    numbers, shares = _order(draw, len(routes)), _shares(draw, len(routes))
    ways = {
        name: {
            "route": route,
            "share": share,
            "preference": number,
            "handling_hours": float(draw.whole(0, 12)),
            "queues": {
                place: draw.one_of(0.5, 1.0, 3.0)
                for place in QUEUES
                if _met(tree, place, route) and draw.chance(0.7)
            },
        }
        for (name, route), number, share in zip(routes.items(), numbers, shares, strict=True)
    }
    tree["routes"][flow] = {"choose": rule, "ways": ways}
    tree["demand"]["flows"][flow]["route"] = None
    yield from _changes(draw, f"routes.{flow}.ways", list(routes))


def _changes(draw: Draw, at: str, names: list[str]) -> Iterator[tuple[int, Tree]]:
    """Shares, order and openings change; one route stays open."""
    shares, numbers = _shares(draw, len(names)), _order(draw, len(names))
    yield (
        draw.day(),
        {f"{at}.{name}.share": one for name, one in zip(names, shares, strict=True)},
    )
    yield (
        draw.day(),
        {f"{at}.{name}.preference": one for name, one in zip(names, numbers, strict=True)},
    )
    closed = draw.one_of(*names)
    if draw.chance(0.5) and len(names) > 1:
        yield draw.day(), {f"{at}.{closed}.open": False}
        yield draw.day(), {f"{at}.{closed}.open": True}


def _met(tree: Tree, place: str, route: tuple[str, ...]) -> bool:
    services = (tree["services"][name] for name in route)
    return place in route or any(one["kind"] == "rail" and one["to"] == place for one in services)


def _order(draw: Draw, n: int) -> list[int]:
    first = draw.whole(0, n - 1)
    return [1 + (number + first) % n for number in range(n)]


def _shares(draw: Draw, n: int) -> list[float]:
    """Quarters that add up to 1."""
    first = draw.one_of(0.25, 0.5, 0.75)
    return {1: [1.0], 2: [first, 1 - first], 3: [0.25, 0.5, 0.25]}[n]
