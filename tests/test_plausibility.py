"""The scenarios, bands and page of the plausibility check."""

from __future__ import annotations

import pytest

from benchmarks.plausibility import BLOCKS, PAGE
from benchmarks.plausibility_runs import OWN, Grid, held, own, varied
from sim.experiment.replications import one_replication
from sim.report.pages import has_block
from sim.scenario.coverage import uncovered, written_tree
from sim.scenario.language import Sea

NAMES = sorted(one.stem for one in OWN.glob("*.yaml"))

# One box from its arrival before Altynkol: hours as they stand in the scenario files.
ALTYNKOL = 3.0  # papers; the move of 0.05 h falls within
LINE = (5.1 + 2) + (0.9 + 20) + 1.3 + (4.1 + 2) + (9.3 + 3.5) + (7.5 + 3) + (7.3 + 3) + (3 + 2)
LINE_WEST = LINE + (8.6 + 4.5) + (7 + 4) + (0.3 + 2.5)
AKTAU = 0.08 + 0.1  # off the train; onto the ship that lies there
SEA = 24.0
ALAT = (6.5 + 0.1) + 0.5 + 0.08  # call and move; wait for the train; onto it
TO_ABSHERON = 1.5 + 3.5


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_scenarios_has_a_source(name: str) -> None:
    file = own(name).file
    assert uncovered(written_tree(file), file.sources) == []


def test_the_scenarios_are_those_of_the_page() -> None:
    assert NAMES == ["calm", "calm_2026", "fleet", "fleet_2022", "one_box"]


def test_the_hours_of_one_box_add_up_by_hand() -> None:
    found = one_replication(own("one_box"), 1)
    relation = found[(found["place"] == "altynkol_absheron") & (found["period"] == "2024")]
    stages = relation[relation["kpi"] == "stage_time"]
    hours = (stages.set_index("statistic")["value"] * 24).to_dict()
    assert hours["under_way:kazakh_rail_west"] == pytest.approx(LINE_WEST)
    assert hours["under_way:caspian_feeder"] == pytest.approx(SEA)
    assert hours["under_way:azerbaijan_rail"] == pytest.approx(TO_ABSHERON)
    queues = ("waiting_for_path", "waiting_for_admission", "blocked_by_yard", "waiting_to_sail")
    assert {hours[one] for one in hours if one.startswith(queues)} == {0}
    by_hand = ALTYNKOL + LINE_WEST + AKTAU + SEA + ALAT + TO_ABSHERON
    assert sum(hours.values()) == pytest.approx(by_hand)
    transit = relation[(relation["kpi"] == "transit_time") & (relation["statistic"] == "mean")]
    assert transit["value"].tolist() == pytest.approx([by_hand / 24])


def test_a_cell_of_the_grid_changes_what_it_names() -> None:
    grid = Grid.read()
    cell = {"berths": "3", "moves": "15", "forty_foot": "0.5", "return": "0.6"}
    file = varied("fleet", [grid.changes(cell)]).file
    quay = file.terminals["aktau"].quay
    assert quay is not None
    assert quay.berths == 3
    assert 1 / quay.crane_hours_per_box.average == pytest.approx(15, rel=0.001)
    flows = file.demand.flows
    assert flows["waiting_west"].consignment is not None
    assert flows["waiting_west"].consignment.forty_foot_share == 0.5
    assert flows["return_loads"].empties_of is not None
    assert flows["return_loads"].empties_of.share == 0.6


@pytest.mark.parametrize("label", Grid.read().beside)
def test_what_is_changed_beside_the_grid_loads(label: str) -> None:
    assert varied("fleet", [Grid.read().beside[label]]).name == "fleet"


def test_seven_ships_of_2022_share_one_berth() -> None:
    network = own("fleet_2022").file
    feeder, quay = network.services["caspian_feeder"], network.terminals["aktau"].quay
    assert isinstance(feeder, Sea)
    assert quay is not None
    ships = held("fleet_2022")["a_ship_year_2022"].ships
    assert sum(one.number for one in feeder.vessels.values()) == ships == 7
    assert quay.berths == 1


@pytest.mark.parametrize("name", [one for one in NAMES if one != "one_box"])
def test_every_scenario_is_held_against_something(name: str) -> None:
    assert held(name)


def test_the_page_has_a_place_for_every_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in BLOCKS if not has_block(page, name)] == []
