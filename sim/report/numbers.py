"""Numbers as text, with no more digits than their interval bears."""

from __future__ import annotations

import math

from sim.experiment.estimates import Estimate

PARTS_WITHOUT_INTERVAL = 100.0  # three digits
LARGEST_TWO_DIGITS = 3.5
TEU_STEP = 1.0
DAY_STEP = 0.1
HALF_A_PER_CENT = 0.005


def step(number: Estimate, least: float) -> float:
    """The power of ten to round to, never below `least`.

    The half-width keeps two digits when they are below 36, else one (the rule of the Particle
    Data Group, rounded). Without an interval three digits of the mean.
    """
    if number.has_interval and number.half_width > 0:
        power = _power(number.half_width)
        return max(power if number.half_width / power > LARGEST_TWO_DIGITS else power / 10, least)
    if number.has_interval or number.mean == 0:
        return least
    return max(_power(number.mean) / PARTS_WITHOUT_INTERVAL, least)


def _power(value: float) -> float:
    return float(10.0 ** math.floor(math.log10(abs(value))))


def rounded(value: float, to: float) -> str:
    """The value with thousands separators, rounded to a power of ten."""
    if not math.isfinite(value):
        return "unlimited" if value > 0 else "–"
    decimals = max(-math.floor(math.log10(to) + 0.5), 0)
    return f"{round(value / to) * to:,.{decimals}f}"


def teu(number: Estimate) -> str:
    """`187,400 TEU (185,200–189,600)`; without an interval the mean alone."""
    to = step(number, TEU_STEP)
    mean = f"{rounded(number.mean, to)} TEU"
    if not number.has_interval:
        return mean
    return f"{mean} ({rounded(number.low, to)}–{rounded(number.high, to)})"


def asked_teu(number: Estimate) -> str:
    """The mean alone: what is asked is an input that varies only by its draws."""
    return rounded(number.mean, step(number, TEU_STEP))


def days(number: Estimate) -> str:
    """`9.4 ±0.2 d`; without an interval the mean alone."""
    to = step(number, DAY_STEP)
    if not number.has_interval:
        return f"{rounded(number.mean, to)} d"
    return f"{rounded(number.mean, to)} ±{rounded(max(number.half_width, to), to)} d"


def per_cent(number: Estimate) -> str:
    """A share as `61 % (58–64)`; without an interval the mean alone."""
    if number.mean < HALF_A_PER_CENT:
        return "under 1 %"
    mean = f"{100 * number.mean:.0f} %"
    if not number.has_interval:
        return mean
    low, high = max(number.low, 0.0), min(number.high, 1.0)
    return f"{mean} ({100 * low:.0f}–{100 * high:.0f})"


def monthly_growth(number: Estimate) -> str:
    """`+1,900 TEU a month (1,400–2,400)`."""
    to = step(number, TEU_STEP)
    mean = f"+{rounded(number.mean, to)} TEU a month"
    if not number.has_interval:
        return mean
    return f"{mean} ({rounded(number.low, to)}–{rounded(number.high, to)})"
