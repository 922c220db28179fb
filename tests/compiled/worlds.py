"""Random worlds in which the model and the oracle differ, as a script prints them."""

from __future__ import annotations

import sys

from sim.corridor.model import simulate
from tests.oracle.adapter import journal_histories
from tests.oracle.comparison import differences
from tests.oracle.oracle import histories
from tests.oracle.worlds import random_world

if __name__ == "__main__":
    for number in range(int(sys.argv[1])):
        world = random_world(number)
        if differences(histories(world), journal_histories(world, simulate(world, 0))):
            sys.stdout.write(f"{number}\n")
