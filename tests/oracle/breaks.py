"""Deliberate faults of the model, one a rule: the comparison with the oracle must see each.

A break patches the model, never the oracle. `python -m tests.oracle.breaks` writes the table of
breaks, with the first world in which each is seen, into docs/validation.md.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sim.corridor.deadlock import Watch
from sim.corridor.model import simulate
from sim.errors import ModelError, UntrustedRun
from tests.oracle.accounts import account
from tests.oracle.adapter import journal_histories
from tests.oracle.broken.bans import BANS
from tests.oracle.broken.carriages import CARRIAGES
from tests.oracle.broken.closures import CLOSURES
from tests.oracle.broken.everyday import EVERYDAY
from tests.oracle.broken.pools import POOLS
from tests.oracle.broken.room import ROOM
from tests.oracle.broken.routes import ROUTES
from tests.oracle.broken.rule import Break
from tests.oracle.broken.servers import SERVERS
from tests.oracle.comparison import differences
from tests.oracle.worlds import random_world

WORLDS_TRIED = 150
PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
BEGIN, END = "<!-- breaks: begin -->", "<!-- breaks: end -->"
BREAKS: dict[str, Break] = {
    **SERVERS,
    **CLOSURES,
    **ROOM,
    **BANS,
    **POOLS,
    **CARRIAGES,
    **ROUTES,
    **EVERYDAY,
}


@cache
def first_world(name: str) -> int | None:
    """The first world in which a break is seen; None when no world shows it."""
    return next((number for number in range(WORLDS_TRIED) if is_seen(name, number)), None)


def is_seen(name: str, number: int) -> bool:
    """Whether the model with this break differs from the oracle, or stops, in this world."""
    scenario, told = random_world(number), account(number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Watch, "look", lambda _: None)  # a world that locks shows no break
        BREAKS[name].apply(patch)
        try:
            journal = simulate(scenario, 0)
        except (ModelError, UntrustedRun):
            return True
    return bool(differences(told, journal_histories(scenario, journal)))


def table() -> str:
    """The breaks as a table of the validation page."""
    rows = [f"| {one.rule} | {one.how} | {first_world(name)} |" for name, one in BREAKS.items()]
    head = ["| rule | broken so | first seen in world |", "| --- | --- | --- |"]
    return "\n".join([BEGIN, *head, *rows, END])


def written(page: str) -> str:
    """The validation page with the table as it is now."""
    before, begin, rest = page.partition(BEGIN)
    after = rest.partition(END)[2] if begin else "\n"
    return (before if begin else page + CHAPTER) + table() + after


CHAPTER = """
## Deliberate faults

The model is compared, to the bit, with one process per box (`tests/oracle/`) in small random
worlds. To see that this comparison sees, one rule at a time is broken in the model. Each break is
seen; the table names the first world that shows it. Written by `python -m tests.oracle.breaks`.

"""


def main() -> None:
    page = PAGE.read_text() if PAGE.exists() else "# Validation\n"
    PAGE.write_text(written(page))


if __name__ == "__main__":
    main()
