"""Models in which two runs are not related as they must be."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from sim.corridor.servers import Servers
from sim.scenario.scenario import Scenario
from tests.breaks.breaks import Break, Patch
from tests.breaks.of_theory import hour_of_rest, rest
from tests.breaks.streams import named
from tests.breaks.surroundings import drawn_by
from tests.properties import test_identities as same
from tests.properties import test_relations as related


def _places(scenario: Scenario) -> str:
    return " ".join(scenario.file.terminals)


def _work_drawn_when_it_begins(patch: Patch) -> None:
    """The next of a row of draws, whoever comes."""
    serve, rows = Servers.serve, {}

    def next_ones(self: Servers, now: float, n: int, variates: Any) -> Any:
        row = rows.setdefault(id(self), np.random.default_rng(0))
        return serve(self, now, n, row.standard_exponential(n))

    patch.setattr(Servers, "serve", next_ones)


def _work_of_its_own(patch: Patch) -> None:
    """Each run draws the work of its cranes for itself."""
    serve, rows, runs = Servers.serve, {}, count()

    def drawn_anew(self: Servers, now: float, n: int, variates: Any) -> Any:
        row = rows.setdefault(self, np.random.default_rng(next(runs)))
        return serve(self, now, n, row.standard_exponential(n))

    patch.setattr(Servers, "serve", drawn_anew)


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


def _relation(
    how: str, apply: Callable[[Patch], None], number: str, test: Any, *, slow: bool = False
) -> Break:
    return Break(how, apply, f"{number} {_spoken(test)}", _afresh(test), slow)


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
    """J40 and J41 in short: 1,500 trains, 25 replications."""
    slow, fast = (related.waits(tmp_path, hours, "2026-03-19", 25) for hours in (1.0, 0.9))
    related.pairs_agree(slow, fast)


def _ever(_: Scenario, runs: Any = count()) -> int:  # noqa: B008 - one count for all runs
    return next(runs)


RELATIONS = (
    _relation(
        "draws depend on how often the model ran",
        named(_ever),
        "J10",
        same.test_twice_the_same_run_gives_the_same_bytes,
    ),
    _relation(
        "draws depend on the process that makes them",
        drawn_by("process"),
        "J11",
        same.test_the_number_of_workers_changes_nothing,
        slow=True,
    ),
    _relation(
        "draws depend on the order of a set",
        drawn_by("order of a set"),
        "J12",
        same.test_hash_seed_locale_and_time_zone_change_nothing,
        slow=True,
    ),
    _relation(
        "draws depend on the hour that clocks show here",
        drawn_by("local hour"),
        "J13",
        same.test_hash_seed_locale_and_time_zone_change_nothing,
        slow=True,
    ),
    _relation(
        "draws depend on the number of replications",
        named(lambda scenario: scenario.file.replications),
        "J14",
        related.test_more_replications_leave_the_first_ones_as_they_are,
    ),
    _relation(
        "draws depend on the end of the horizon",
        named(lambda scenario: scenario.end_hours),
        "J15",
        same.test_a_longer_horizon_changes_no_event_before_the_shorter_end,
    ),
    _relation(
        "draws depend on the order of the places",
        named(_places),
        "J17",
        same.test_the_order_of_keys_changes_nothing,
    ),
    _relation(
        "draws depend on the number of places",
        named(lambda scenario: len(scenario.file.terminals)),
        "J18",
        same.test_what_is_not_used_changes_nothing,
    ),
    _relation(
        "draws depend on the name of the option",
        named(lambda scenario: scenario.option),
        "J19",
        same.test_an_option_that_changes_nothing_changes_no_number,
    ),
    _relation("a train rests an hour that nobody states", hour_of_rest, "J21", _twice_as_fast),
    _relation(
        "a train rests an hour for each letter of a place",
        lambda patch: rest(patch, lambda terminal: len(terminal.name)),
        "J23",
        related.test_another_name_of_a_place_changes_no_constant_time,
    ),
    _relation("each run draws work of its own", _work_of_its_own, "J30", _faster_crane),
    _relation("cranes stand in each other's way", _in_each_others_way, "J31", _one_more_crane),
    _relation("work is drawn when it begins", _work_drawn_when_it_begins, "J32", _fewer_trains),
    _relation(
        "options have draws of their own",
        named(lambda scenario: scenario.file.terminals),
        "J40, J41",
        _common_random_numbers,
        slow=True,
    ),
)
