"""The stages of a journey add up to the whole, for each box and in the table."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.distances import Distances
from sim.experiment.journeys import Journeys
from sim.experiment.voyage_columns import VoyageColumns
from tests.experiment.corridors import corridor, routing

RELATIONS = ("border_to_market", "factory_to_market", "market_to_factory")


@pytest.mark.parametrize("name", RELATIONS)
def test_the_stages_of_each_box_add_up_to_its_transit(name: str) -> None:
    scenario, journal, _ = corridor()
    way = routing()
    voyages = VoyageColumns.of(journal, way)
    journeys = Journeys(journal, way, voyages, Distances.of(scenario, voyages))
    for stretch in journeys.stretches(scenario.file.relations[name]):
        stages = [stage.hours for stage in journeys.stages(stretch)]
        assert len(stretch.rows) > 50
        assert min(stage.min() for stage in stages) >= 0
        whole = journeys.ends(stretch) - journeys.begins(stretch)
        assert np.sum(stages, axis=0) == pytest.approx(whole, abs=1e-9)


@pytest.mark.parametrize("name", RELATIONS)
def test_the_stages_of_the_table_add_up_to_the_mean_transit_time(name: str) -> None:
    _, _, told = corridor()
    own = told[(told.place == name) & (told.period == "2026")]
    transit = own[(own.kpi == "transit_time") & (own.statistic == "mean")].value.item()
    assert own[own.kpi == "stage_time"].value.sum() == pytest.approx(transit, rel=1e-12)


def test_transit_runs_from_arrival_before_the_border_and_lead_time_from_birth() -> None:
    """Counted by hand from the columns, box by box."""
    _, journal, told = corridor()
    boxes, goods = journal.boxes, journal.population.flows.index("goods")
    transit, lead = [], []
    for row in np.flatnonzero((boxes.flow == goods) & (boxes.delivered >= 0)):
        train = journal.voyages[boxes.voyage[0][row]]
        transit.append((boxes.delivered[row] - (train.arrive - train.held)) / 24)
        lead.append((boxes.delivered[row] - boxes.born[row]) / 24)
    own = told[(told.place == "border_to_market") & (told.period == "2026")]
    for kpi, days in (("transit_time", transit), ("lead_time", lead)):
        values = own[own.kpi == kpi].set_index("statistic").value
        assert values["n"] == len(days)
        assert values["mean"] == pytest.approx(np.mean(days), rel=1e-12)
        assert values["p50"] == pytest.approx(np.quantile(days, 0.5), rel=1e-12)
        assert values["p90"] == pytest.approx(np.quantile(days, 0.9), rel=1e-12)
