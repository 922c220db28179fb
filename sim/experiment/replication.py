"""One replication: what a worker runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.columns import Series
    from sim.scenario import Scenario


def numbers(scenario: Scenario, replication: int) -> Series:
    """Return the numbers of one replication; this is what a worker runs.

    The table is made of them where it is wanted: a worker without pandas needs a quarter less room.
    """
    from sim.corridor.model import simulate
    from sim.experiment.kpis import all_series

    return all_series(scenario, simulate(scenario, replication))


def race_numbers(scenario: Scenario, replication: int) -> Series:
    """Of the numbers of one replication, those that a race of reliefs reads."""
    from sim.corridor.model import simulate
    from sim.experiment.kpis import of_a_race

    return of_a_race(scenario, simulate(scenario, replication))


def one_replication(scenario: Scenario, replication: int) -> pd.DataFrame:
    """Return the KPI table of one replication."""
    series = numbers(scenario, replication)
    return series.table(scenario.name, scenario.option, replication)
