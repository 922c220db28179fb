"""One replication of the corridor: built from the scenario, run on the clock, audited."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sim.corridor.building import build
from sim.corridor.corridor import Corridor
from sim.corridor.journal import Journal
from sim.scenario.scenario import Scenario


def simulate(scenario: Scenario, replication: int) -> Journal:
    """Run one replication and audit it.

    Raises ModelError when the audit finds a breach, Deadlock when vehicles and yards wait for each
    other in a ring, UntrustedRun when the run cannot go on.
    """
    with _no_garbage_collection():
        return _run(scenario, replication)


def _run(scenario: Scenario, replication: int) -> Journal:
    corridor = Corridor(scenario, replication)
    build(corridor)
    corridor.run()
    return corridor.journal


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A run makes few cycles: looking for them costs a tenth of its time.

    The corridor itself is one large cycle, of young objects, as none has grown old meanwhile: it is
    cleared away at the end, without a look at what was there before.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if collecting:
            gc.enable()
