"""What a break is: a rule of the model, and how it is broken."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from sim.corridor.calendars import Dated

Patch = pytest.MonkeyPatch
Steps = Any


@dataclass(frozen=True)
class Break:
    """A rule of the model, how it is broken, and the patch that breaks it."""

    rule: str
    how: str
    apply: Callable[[Patch], None]


class Asleep(Dated[float]):
    """A value of which nobody knows when it changes."""

    def same_until(self, time: float) -> float:
        return math.inf


def always(value: Any) -> Dated[Any]:
    return Dated((-math.inf,), (value,))
