"""Observed beside simulated, as lines for a terminal, as Markdown and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.comparison import Comparison
from sim.experiment.estimates import Estimate
from sim.report.answer import LABEL_WIDTH
from sim.report.numbers import HALF_A_PER_CENT, rounded, step

if TYPE_CHECKING:
    from sim.scenario.observations import Calibration

SHOWN_MISSES = 3
FINEST = ((100.0, 1.0), (10.0, 0.1), (0.0, 0.01))  # from this size on no finer than that
SHORT_HEAD = ("observation", "observed", "band", "simulated (95 %)", "verdict", "role")
LONG_HEAD = (*SHORT_HEAD, "what is counted")
CALIBRATION_HEAD = ("parameter", "before", "after", "fitted to", "why")


def lines(comparisons: Sequence[Comparison]) -> Iterator[str]:
    """How many lie inside, the misses of each year that is predicted, and every comparison."""
    yield f"{'Compared':{LABEL_WIDTH}}{counted(comparisons)}"
    for position, line in enumerate(predicted_years(comparisons)):
        yield f"{'' if position else 'Predicted':{LABEL_WIDTH}}{line}"
    cells = [(one.part, *_cells(one, bold="")) for one in comparisons]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (f"{text:{width}}" for text, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()


def counted(comparisons: Sequence[Comparison]) -> str:
    """How many observations lie inside their bands, outside, and are not computed."""
    verdicts = [one.verdict for one in comparisons]
    inside, missing = verdicts.count("inside"), verdicts.count("not computed")
    outside = len(verdicts) - inside - missing
    told = f"{len(verdicts)} observations: {inside} inside their bands, {outside} outside"
    return f"{told}, {missing} not yet computed" if missing else told


def predicted_years(comparisons: Iterable[Comparison]) -> Iterator[str]:
    """By year, of what was neither put in nor fitted: how many lie inside, and the misses."""
    years: dict[str, list[Comparison]] = {}
    for one in comparisons:
        if one.role == "predicted" and one.found.n:
            years.setdefault(one.observation.rows.period[-1][:4], []).append(one)
    for year, held in sorted(years.items()):
        inside = sum(one.verdict == "inside" for one in held)
        ranked = sorted(held, key=lambda one: -abs(one.miss))
        half = f"{median(abs(one.miss) for one in held):.0%}".replace("%", " %")
        furthest = ", ".join(f"{one.name} {signed(one.miss)}" for one in ranked[:SHOWN_MISSES])
        yield (
            f"{year}  {inside} of {len(held)} inside, median miss {half}, furthest from what was"
            f" observed: {furthest}"
        )


def signed(share: float) -> str:
    """`+12 %`."""
    return f"{share:+.0%}".replace("%", " %")


def short_table(comparisons: Iterable[Comparison]) -> str:
    """Every comparison by its name, as Markdown."""
    return markdown(SHORT_HEAD, (_named(one) for one in comparisons))


def long_table(comparisons: Iterable[Comparison]) -> str:
    """Every comparison with what its publisher counted, as Markdown."""
    return markdown(LONG_HEAD, ((*_named(one), _source(one)) for one in comparisons))


def calibration_table(calibration: Calibration) -> str:
    """What was set in view of observations, before and after, as Markdown."""
    rows = [
        (f"`{one.path}`", number(one.before), number(one.after), _codes(one.fitted_to), one.note)
        for one in calibration.parameters.values()
    ]
    return markdown(CALIBRATION_HEAD, rows)


def frame(comparisons: Iterable[Comparison]) -> pd.DataFrame:
    """A row a comparison; low and high of the band, and of the simulated interval."""
    return pd.DataFrame(
        {
            "part": one.part,
            "name": one.name,
            "counting_point": one.observation.counting_point,
            "unit": one.observation.unit,
            "observed": one.observation.published,
            "band_low": one.observation.low,
            "band_high": one.observation.high,
            "simulated": one.found.mean,
            "simulated_low": one.found.low,
            "simulated_high": one.found.high,
            "n": one.found.n,
            "verdict": one.verdict,
            "role": one.role,
            "url": one.observation.url,
        }
        for one in comparisons
    )


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, a row a line."""
    table = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in table)


def with_interval(found: Estimate) -> str:
    """`56,500 (54,900–58,100)`; the mean alone where nothing varies."""
    if not found.n:
        return "–"
    finest = next(to for size, to in FINEST if abs(found.mean) >= size)
    to = step(found, finest)
    mean, low, high = (rounded(one, to) for one in (found.mean, found.low, found.high))
    return f"{mean} ({low}–{high})" if found.has_interval and low != high else mean


def verdict(one: Comparison, bold: str = "**") -> str:
    """Inside or outside, by how much, and whether the interval lies across an edge."""
    if one.verdict == "not computed":
        return "not yet computed"
    if one.verdict == "inside":
        return "inside, interval across the edge" if one.across_an_edge else "inside"
    return f"{bold}outside{bold}, {_far(one.beyond_the_edge)} {one.verdict} the band"


def _far(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= HALF_A_PER_CENT else "under 1 %"


def _cells(one: Comparison, bold: str = "**") -> tuple[str, ...]:
    band = one.observation
    return (
        one.name,
        f"{number(band.published)} {band.unit}",
        f"{number(band.low)}–{number(band.high)}",
        with_interval(one.found),
        verdict(one, bold),
        one.role,
    )


def _named(one: Comparison) -> tuple[str, ...]:
    name, *rest = _cells(one)
    return (f"`{one.part}.{name}`", *rest)


def _source(one: Comparison) -> str:
    told, url = one.observation.counting_point, one.observation.url
    return f"{told} [source]({url})" if url else told


def number(value: float | str) -> str:
    """A number as it was published; a text as it is."""
    return value if isinstance(value, str) else f"{value:,.10g}"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
