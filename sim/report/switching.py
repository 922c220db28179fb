"""Switching values in words: a paragraph a world, a line a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.experiment.price_switching import OPTION
from sim.experiment.switching import BY_TEU
from sim.experiment.varying import First
from sim.scenario.studies import Study

Row = dict[Any, Any]
PRICES = {
    "discount_rate": "discount rate",
    "terminal_year": "last year that counts",
    "usd_per_tonne_co2": "USD a tonne of CO2",
    "usd_per_teu_day": "USD a TEU and day",
    "usd_per_teu_day_otherwise": "USD a TEU and day",
}


def switching_lines(
    study: Study, table: pd.DataFrame, standings: dict[str, First | None]
) -> Iterator[str]:
    """How far each number must move to reverse the first place among options taken alone."""
    if table.empty:
        return
    yield "Switching values: what would reverse the first place among options taken alone"
    for (world, by), rows in table.groupby(["world", "by"], sort=False):
        row = rows.iloc[0].to_dict()
        yield f"  {world}, {_standing(study, str(by), row, standings[str(world)])}"
        firm = [row for row in rows.to_dict("records") if not row["overtaken_by"]]
        for row in rows.to_dict("records"):
            if row["overtaken_by"]:
                yield f"    {_reversed(study, row)}"
        if firm:
            told = "; ".join(_firm(study, row) for row in firm)
            yield f"    Not within the range of its source: {told}"


def _standing(study: Study, by: str, row: Row, standing: First | None) -> str:
    title = study.title(row["first"])
    if by != BY_TEU or standing is None:
        return f"by {by}: {title}"
    second, lead = study.title(standing.second), standing.lead
    if not standing.is_shown:
        return f"by {by} in {row['year']}: {title}, but no difference to {second} is shown"
    between = f"{lead.low:,.0f} to {lead.high:,.0f}"
    return f"by {by} in {row['year']}: {title}, {lead.mean:,.0f} ({between}) before {second}"


def _reversed(study: Study, row: Row) -> str:
    rival = study.title(row["overtaken_by"])
    between = f"{row['shipped']:g} as it stands"
    surely = "" if row["by"] != BY_TEU or row["shown"] else ", though not shown for sure"
    way = "from" if row["at"] > row["shipped"] else "down from"
    return f"{_number(study, row)} ({between}): {rival} is first {way} {row['at']:.4g}{surely}"


def _firm(study: Study, row: Row) -> str:
    told = f"{_number(study, row)} ({row['low']:g} to {row['high']:g}"
    if row["by"] != BY_TEU:
        return f"{told})"
    least = f"{row['least_lead']:+,.0f} TEU at {row['least_lead_at']:g}"
    return f"{told}, least lead {least})"


def _number(study: Study, row: Row) -> str:
    name = str(row["number"])
    if not name.startswith(OPTION):
        return PRICES.get(name.partition(".")[0], name)
    return f"million USD for {study.title(name.removeprefix(OPTION))}"
