"""Random worlds in which the model and the oracle differ, as a script prints them.

One that locks is left out: the model stops there, and nothing of a compiled one can be changed.
"""

from __future__ import annotations

import sys

from sim.corridor.model import simulate
from sim.errors import Deadlock
from tests.oracle.adapter import journal_histories
from tests.oracle.comparison import differences
from tests.oracle.oracle import histories
from tests.oracle.worlds import random_world

if __name__ == "__main__":
    for number in range(int(sys.argv[1])):
        world = random_world(number)
        try:
            journal = simulate(world, 0)
        except Deadlock:
            continue
        if differences(histories(world), journal_histories(world, journal)):
            sys.stdout.write(f"{number}\n")
