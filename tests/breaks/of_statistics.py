"""Intervals, corrections and rules that promise what they do not keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import ndtri

from sim.experiment import quantiles, statistics, warm_up
from sim.experiment.precision import Precision
from sim.experiment.several_options import holm
from sim.experiment.statistics import Interval, paired_interval
from tests.breaks.breaks import Break, Patch, everywhere
from tests.experiment import test_coverage as coverage
from tests.experiment import test_precision as precision
from tests.experiment import test_quantiles as of_quantiles
from tests.experiment import test_several_options as several
from tests.experiment import test_statistics as means
from tests.experiment import test_warm_up as beginnings


def _normal_for_t(patch: Patch) -> None:
    patch.setattr(
        statistics,
        "_t_quantile",
        lambda n, confidence=0.95: float(ndtri((1 + confidence) / 2)),
    )


def _unpaired(patch: Patch) -> None:
    def welch(one: Any, other: Any, confidence: float = 0.95) -> Interval:
        mean = float(np.mean(one) - np.mean(other))
        error = np.sqrt(np.var(one, ddof=1) / len(one) + np.var(other, ddof=1) / len(other))
        half = statistics._t_quantile(len(one) + len(other) - 1, confidence) * float(error)
        return Interval(mean, mean - half, mean + half)

    everywhere(patch, paired_interval, welch)


def _no_correction(patch: Patch) -> None:
    everywhere(patch, holm, lambda p: np.asarray(p, dtype=float))


def _goal_of_what_was_found(patch: Patch) -> None:
    patch.setattr(Precision, "widest", property(lambda self: self.relative))


def _stops_at_the_first_batch(patch: Patch) -> None:
    patch.setattr(Precision, "holds", lambda self, values: True)


def _whole_series_searched(patch: Patch) -> None:
    def found(values: Any) -> int:
        means = np.asarray(values, float)
        means = means[: len(means) // warm_up.BATCH * warm_up.BATCH].reshape(-1, warm_up.BATCH)
        means = means.mean(axis=1)
        return warm_up.BATCH * int(np.argmin([means[d:].var() for d in range(len(means))]))

    everywhere(patch, warm_up.mser_5, found)


def _one_rank_narrower(patch: Patch) -> None:
    ranks = quantiles._ranks

    def narrower(*given: Any) -> tuple[int, int]:
        low, high = ranks(*given)
        return low + 1, high - 1

    patch.setattr(quantiles, "_ranks", narrower)


def _one(
    how: str, apply: Callable[[Patch], None], test: Callable[..., None], *given: Any, no: str = ""
) -> Break:
    name = test.__name__.removeprefix("test_").replace("_", " ")
    return Break(how, apply, f"{no} {name}".lstrip(), lambda _: test(*given))


STATISTICS = (
    _one(
        "the normal quantile for Student's",
        _normal_for_t,
        means.test_t_interval_of_one_to_ten,
        no="H01",
    ),
    _one(
        "replications are not paired",
        _unpaired,
        means.test_paired_interval_is_narrower_than_an_unpaired_one,
        no="H02",
    ),
    _one("several options are not corrected for", _no_correction, several.test_holm_by_hand),
    _one(
        "several options are not corrected for",
        _no_correction,
        several.test_family_wise_error_is_kept,
    ),
    _one(
        "the goal is a share of what was found",
        _goal_of_what_was_found,
        precision.test_the_widest_interval_of_five_per_cent,
        no="H04",
    ),
    _one(
        "it stops after the first batch",
        _stops_at_the_first_batch,
        precision.test_it_stops_at_the_first_batch_with_a_narrow_interval,
    ),
    _one(
        "the plain variance, over the whole series",
        _whole_series_searched,
        beginnings.test_a_series_that_still_rises_has_no_warm_up,
        no="H05",
    ),
    _one(
        "the normal quantile for Student's",
        _normal_for_t,
        coverage.test_coverage_on_skewed_output,
        5,
        0.8866,
        0.02,
        no="H06",
    ),
    _one(
        "each bound one rank nearer",
        _one_rank_narrower,
        of_quantiles.test_coverage_on_a_skewed_distribution,
        0.5,
        40,
    ),
)
