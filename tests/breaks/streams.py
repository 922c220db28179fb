"""Draws that depend on what they must not depend on: it stands in the names of all streams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.corridor import corridor
from sim.corridor.corridor import Corridor
from sim.corridor.streams import Streams
from sim.scenario.scenario import Scenario

Also = Callable[[Scenario], object]


def named(also: Also) -> Callable[[pytest.MonkeyPatch], None]:
    """Streams whose names have something more in them that belongs to the run."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        put_up = Corridor.__init__

        def init(self: Corridor, scenario: Scenario, replication: int) -> None:
            with pytest.MonkeyPatch.context() as inner:
                name: Any = f"{replication} {also(scenario)}"
                inner.setattr(corridor, "Streams", lambda seed, _: Streams(seed, name))
                put_up(self, scenario, replication)

        patch.setattr(Corridor, "__init__", init)

    return apply
