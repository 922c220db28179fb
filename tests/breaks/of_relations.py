"""Models in which two runs are not related as they must be.

The relations that hold between processes (J11 to J13) start interpreters of their own, which no
patch reaches: they have no break here.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.corridor import corridor
from sim.corridor.corridor import Corridor
from sim.corridor.servers import Servers
from sim.corridor.streams import Streams
from sim.scenario.scenario import Scenario
from tests.breaks.breaks import Break, Patch
from tests.breaks.of_theory import hour_of_rest
from tests.properties import test_identities as same
from tests.properties import test_relations as related


def _named(also: Callable[[Scenario], object]) -> Callable[[Patch], None]:
    """Streams whose names have something more in them that belongs to the run."""

    def apply(patch: Patch) -> None:
        put_up = Corridor.__init__

        def init(self: Corridor, scenario: Scenario, replication: int) -> None:
            with pytest.MonkeyPatch.context() as inner:
                name: Any = f"{replication} {also(scenario)}"
                inner.setattr(corridor, "Streams", lambda seed, _: Streams(seed, name))
                put_up(self, scenario, replication)

        patch.setattr(Corridor, "__init__", init)

    return apply


def _places(scenario: Scenario) -> str:
    return " ".join(scenario.file.terminals)


def _work_drawn_when_it_begins(patch: Patch) -> None:
    """The next of a row of draws, whoever comes."""
    serve, rows = Servers.serve, {}

    def next_ones(self: Servers, now: float, n: int, variates: Any) -> Any:
        row = rows.setdefault(id(self), np.random.default_rng(0))
        return serve(self, now, n, row.standard_exponential(n))

    patch.setattr(Servers, "serve", next_ones)


def _in_each_others_way(patch: Patch) -> None:
    """Work takes longer by the square of the number of cranes."""
    serve = Servers.serve

    def hindered(self: Servers, now: float, n: int, variates: Any) -> Any:
        work = np.ones(n) if variates is None else variates
        return serve(self, now, n, work * len(self._free) ** 2 / 4)

    patch.setattr(Servers, "serve", hindered)


def _afresh(test: Callable[..., None]) -> Callable[[Path], None]:
    """A test that compares with the corridor as it is written, run with the same break."""

    def run(folder: Path) -> None:
        same.plain.cache_clear()
        try:
            test(folder) if "tmp_path" in test.__annotations__ else test()
        finally:
            same.plain.cache_clear()

    return run


def _relation(how: str, apply: Callable[[Patch], None], number: str, test: Any) -> Break:
    return Break(how, apply, f"{number} {_spoken(test)}", _afresh(test))


def _spoken(test: Callable[..., None]) -> str:
    return test.__name__.removeprefix("test").replace("_", " ").strip()


def _one_more_crane(tmp_path: Path) -> None:
    same.test_a_faster_crane_or_one_more_lets_no_box_start_later(
        tmp_path, ("cranes: 2", "cranes: 3")
    )


def _faster_crane(tmp_path: Path) -> None:
    same.test_a_faster_crane_or_one_more_lets_no_box_start_later(
        tmp_path, ("mean: 1.8", "mean: 1.7")
    )


def _fewer_trains(tmp_path: Path) -> None:
    related.test_without_a_tenth_of_the_trains_no_other_is_later(tmp_path, "station of one")


def _twice_as_fast(tmp_path: Path) -> None:
    related.test_twice_as_fast_in_half_the_time(tmp_path, 2)


def _common_random_numbers(tmp_path: Path) -> None:
    slow, fast = (related.waits(tmp_path, hours, "2026-03-19", 10) for hours in (1.0, 0.9))
    related.pairs_agree(slow, fast)


_DRAWS_OF_THEIR_OWN = _named(lambda scenario: scenario.file.terminals)


def _ever(_: Scenario, runs: Any = count()) -> int:  # noqa: B008 - one count for all runs
    return next(runs)


RELATIONS = (
    _relation(
        "draws depend on how often the model ran",
        _named(_ever),
        "J10",
        same.test_twice_the_same_run_gives_the_same_bytes,
    ),
    _relation(
        "draws depend on the number of replications",
        _named(lambda scenario: scenario.file.replications),
        "J14",
        related.test_more_replications_leave_the_first_ones_as_they_are,
    ),
    _relation(
        "draws depend on the end of the horizon",
        _named(lambda scenario: scenario.end_hours),
        "J15",
        same.test_a_longer_horizon_changes_no_event_before_the_shorter_end,
    ),
    _relation(
        "draws depend on the order of the places",
        _named(_places),
        "J17",
        same.test_the_order_of_keys_changes_nothing,
    ),
    _relation(
        "draws depend on the number of places",
        _named(lambda scenario: len(scenario.file.terminals)),
        "J18",
        same.test_what_is_not_used_changes_nothing,
    ),
    _relation(
        "draws depend on the name of the option",
        _named(lambda scenario: scenario.option),
        "J19",
        same.test_an_option_that_changes_nothing_changes_no_number,
    ),
    _relation("a train rests an hour that nobody states", hour_of_rest, "J21", _twice_as_fast),
    _relation("options have draws of their own", _DRAWS_OF_THEIR_OWN, "J30", _faster_crane),
    _relation("cranes stand in each other's way", _in_each_others_way, "J31", _one_more_crane),
    _relation("work is drawn when it begins", _work_drawn_when_it_begins, "J32", _fewer_trains),
    _relation(
        "options have draws of their own",
        _DRAWS_OF_THEIR_OWN,
        "J40, J41",
        _common_random_numbers,
    ),
)
