"""What a run to a precision says of it: how sure the headlines are, and which are not enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.precision import Precision, headlines, relative_half_width

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LABEL_WIDTH = 14


def precision_lines(goal: Precision, table: pd.DataFrame, scenario: Scenario) -> list[str]:
    """One line: reached, with the widest; or not, with each headline that is too wide."""
    judged = headlines(table, scenario)
    widths = {name: relative_half_width(values) for name, values in judged.items()}
    wide = {name: width for name, width in widths.items() if not goal.holds(judged[name])}
    n = int(table["replication"].nunique())
    if wide:
        told = ", ".join(f"{name} ±{width:.1%}" for name, width in wide.items())
        return [_line(f"NOT REACHED in {n} replications: {told}; asked ±{goal.widest:.1%}")]
    name = max(widths, key=lambda one: widths[one])
    return [_line(f"reached in {n} replications; widest: {name} ±{widths[name]:.1%}")]


def _line(told: str) -> str:
    return f"{'Precision':{LABEL_WIDTH}}{told}"
