"""Overloads that are not called one, winters that are, and means shown alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment import stability
from sim.experiment.columns import Series
from sim.report import answer
from tests.breaks.breaks import Break, Patch
from tests.experiment import test_overload as runs
from tests.experiment import test_stability as drawn
from tests.report import test_answer as answers


def _no_backlog(patch: Patch) -> None:
    """Who waits before a place is not counted at the end of the month."""
    add_level = Series.add_level

    def empty(self: Series, subject: Any, kpi: Any, monthly: Any) -> None:
        add_level(self, subject, kpi, 0 * monthly if kpi.name == "backlog" else monthly)

    patch.setattr(Series, "add_level", empty)


def _loading_not_counted(patch: Patch) -> None:
    """Boxes on trains that cranes load are no queue."""
    patch.setattr(stability, "QUEUED", ("backlog",))


def _growth_of_a_year(patch: Patch) -> None:
    growth = stability.growth_teu_per_month
    patch.setattr(stability, "growth_teu_per_month", lambda queue: 12 * growth(queue))


def _any_growth(patch: Patch) -> None:
    patch.setattr(stability, "LEAST_SHARE_OF_INFLOW", 0.0)


def _of_the_mean_alone(patch: Patch) -> None:
    """Whether replications agree is not asked."""
    patch.setattr(stability, "_exceeds", lambda growth, least: float(np.mean(growth)) > least)


def _twelve_months_are_not_asked_for(patch: Patch) -> None:
    patch.setattr(stability, "choke_month", lambda _: stability.MONTHS_A_YEAR)


def _never_clears(patch: Patch) -> None:
    patch.setattr(stability, "_clears_again", lambda *_: False)


def _as_if_all_had_come(patch: Patch) -> None:
    patch.setattr(answer, "censored", lambda *_: {})


def _one(
    how: str,
    apply: Callable[[Patch], None],
    test: Callable[..., None],
    *given: str,
    slow: bool = False,
) -> Break:
    name = test.__name__.removeprefix("test_").replace("_", " ")
    in_a_folder = "tmp_path" in test.__annotations__

    def run(folder: Path) -> None:
        test(*([folder] if in_a_folder else []), *given)

    return Break(how, apply, name, run, slow)


OVERLOAD = (
    _one(
        "who waits is not counted",
        _no_backlog,
        runs.test_demand_of_twice_the_capacity_is_unstable,
        slow=True,
    ),
    _one(
        "who waits to be loaded is not counted",
        _loading_not_counted,
        runs.test_an_overload_by_loading_alone_is_unstable,
        "unlimited",
    ),
    _one(
        "growth of a year is told as that of a month",
        _growth_of_a_year,
        drawn.test_a_linear_overload_is_found_with_its_slope,
    ),
    _one(
        "any growth is a choke",
        _any_growth,
        drawn.test_growth_below_two_per_cent_of_inflow_is_no_choke,
    ),
    _one(
        "the mean alone decides",
        _of_the_mean_alone,
        drawn.test_growth_that_replications_do_not_agree_on_is_no_choke,
    ),
    _one(
        "a backlog need not have grown for twelve months",
        _twelve_months_are_not_asked_for,
        drawn.test_a_winter_after_an_overload_that_is_over_is_no_choke,
    ),
    _one(
        "no winter is said to clear",
        _never_clears,
        runs.test_a_winter_that_clears_is_seasonal,
        slow=True,
    ),
    _one(
        "means of the finished are shown alone",
        _as_if_all_had_come,
        answers.test_the_answer_of_an_overloaded_corridor,
    ),
)
