"""Waits for cargo that belong to a port, laid over a random world by draws of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.oracle.worlds import Draw

Tree = dict[str, Any]
WAITS = (0.0, 3.0, 8.0, 20.0)
LEAST_LOADS = (0.0, 6.0, 12.0, 18.0)


def add_waits(tree: Tree, draw: Draw) -> Iterator[tuple[int, Tree]]:
    """In three worlds of five: waits at one port or both, and what of them changes on a date."""
    calls = tree["services"]["crossing"]["calls"]
    for port in draw.one_of((), (), ("port",), ("far_port",), ("port", "far_port")):
        call = calls.setdefault(port, {"hours": 0.0})
        for key, values in (("longest_wait_hours", WAITS), ("least_load_teu", LEAST_LOADS)):
            if draw.chance(0.9):
                call[key] = draw.one_of(*values)
                path = f"services.crossing.calls.{port}.{key}"
                if draw.chance(0.8):
                    yield draw.day(), {path: draw.one_of(*values)}
    if draw.chance(0.3):
        yield draw.day(), {"services.crossing.longest_wait_hours": float(draw.whole(2, 12))}
