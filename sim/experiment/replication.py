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


def flows_and_relations(scenario: Scenario, replication: int) -> Series:
    """Of the numbers of one replication, those of its flows and relations."""
    from sim.corridor.model import simulate
    from sim.experiment.kpis import of_flows_and_relations

    return of_flows_and_relations(scenario, simulate(scenario, replication))


def one_replication(scenario: Scenario, replication: int) -> pd.DataFrame:
    """Return the KPI table of one replication."""
    series = numbers(scenario, replication)
    return series.table(scenario.name, scenario.option, replication)
