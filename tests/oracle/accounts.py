"""The oracle's account of each numbered world, worked out once in a run of the tests."""

from __future__ import annotations

from functools import cache

from tests.oracle.comparison import Histories
from tests.oracle.oracle import histories
from tests.oracle.worlds import random_world


@cache
def account(number: int) -> Histories:
    """Histories of the boxes of a world, by the oracle as it is when this is first asked for."""
    return histories(random_world(number))
