"""From totals in TEU, trains or tonnes to TEU, and from years to months."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sim.errors import ModelError
from sim.scenario.language import Consignment, Flow
from sim.scenario.months import days_in, months_of_year

EVEN_WEIGHTS = (1.0,) * 12


def consignment_of(flow: Flow) -> Consignment:
    """The boxes that one train of a flow with a demand by month brings."""
    if flow.consignment is None:
        raise ModelError("a flow without a consignment was asked for its trains")
    return flow.consignment


def mean_teu_per_train(consignment: Consignment) -> float:
    """Mean TEU of a train: a forty-foot box counts 2, any other 1."""
    return consignment.boxes * (1.0 + consignment.forty_foot_share)


def teu_per_tonne(consignment: Consignment) -> float:
    """TEU that carry one tonne of cargo; the flow must carry cargo."""
    return 1.0 / consignment.cargo_tonnes_per_teu


TEU_PER_UNIT: Mapping[str, Callable[[Consignment], float]] = {
    "teu": lambda consignment: 1.0,
    "trains": mean_teu_per_train,
    "tonnes": teu_per_tonne,
}


def share_of_year(weights: Sequence[float], month: date) -> float:
    """Share of a year's total that falls on a month: weight times days, over that of the year.

    `weights` has shape (12,), not all 0; their scale does not matter.
    """
    days = [days_in(one) for one in months_of_year(month.year)]
    parts = [weight * number for weight, number in zip(weights, days, strict=True)]
    return parts[month.month - 1] / math.fsum(parts)
