"""Every formula of the static screen against numbers worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from sim.experiment.capacity import capacity_by_year, saturated, tightest, year_limits
from sim.experiment.traffic import corridor_order, monthly_teu, passages
from sim.scenario.scenario import Epoch, Scenario
from tests.report.example_scenario import MONTHS, example_dict, example_scenario

YEAR_HOURS = 8760.0
BOX_TEU = 2.0
TRAIN_TEU = 100.0


def capacity(scenario: Scenario, place: str, limit: str, direction: str = "west") -> float:
    return one_limit(scenario, place, limit, direction).capacity_teu


def one_limit(
    scenario: Scenario, place: str, limit: str, direction: str = "west", year: int = 2025
) -> Any:
    (found,) = (
        one
        for one in year_limits(scenario)
        if (one.year, one.place, one.limit, one.direction) == (year, place, limit, direction)
    )
    return found


def westbound(**terminals: dict[str, Any]) -> dict[str, Any]:
    """Parts of the example without the empties and without weather, with terminals changed."""
    parts = example_dict()
    del parts["demand"]["flows"]["empties"]
    del parts["terminals"]["aktau"]["weather"]
    for name, changed in terminals.items():
        parts["terminals"][name].update(changed)
    return parts


def test_acceptance_is_trains_a_day_times_teu_a_train():
    scenario = example_scenario()
    assert capacity(scenario, "altynkol", "acceptance") == pytest.approx(6 * 365 * TRAIN_TEU)
    leap = one_limit(scenario, "altynkol", "acceptance", year=2024)
    assert leap.capacity_teu == pytest.approx(6 * 366 * TRAIN_TEU)


def test_a_cap_limits_the_trains_of_its_flows():
    cap = {"flows": ("china_europe",), "trains_per_day": 1.5}
    acceptance = {"west": {"trains_per_day": 6.0, "caps": {"europe": cap}}}
    scenario = example_scenario(**westbound(altynkol={"acceptance": acceptance}))
    limit = one_limit(scenario, "altynkol", "cap europe")
    assert limit.capacity_teu == pytest.approx(1.5 * 365 * TRAIN_TEU)
    assert limit.demand_teu == pytest.approx(0.3 * 77_000)


def test_demand_of_a_place_is_that_of_the_flows_that_pass_it():
    scenario = example_scenario()
    assert one_limit(scenario, "altynkol", "acceptance").demand_teu == pytest.approx(0.8 * 77_000)
    assert one_limit(scenario, "caspian_feeder", "fleet").demand_teu == pytest.approx(77_000)
    assert one_limit(scenario, "black_sea", "slots").demand_teu == pytest.approx(0.3 * 77_000)


def test_empties_ask_for_their_share_of_the_loaded_flow():
    scenario = example_scenario()
    east = one_limit(scenario, "caspian_feeder", "fleet", "east")
    assert east.demand_teu == pytest.approx(0.3 * 0.5 * 77_000)


def test_opening_hours_and_closures_shorten_acceptance():
    parts = westbound(altynkol={"opening_hours": ["08:00-20:00"]})
    parts["terminals"]["altynkol"]["closures"] = {
        "works": {"from": "2025-01-01", "to": "2025-03-15", "stops": ["acceptance"]}
    }
    open_days = 365 - 73
    assert capacity(example_scenario(**parts), "altynkol", "acceptance") == pytest.approx(
        6 * open_days / 2 * TRAIN_TEU
    )


def test_a_closure_of_the_other_direction_takes_nothing():
    works = {"from": "2025-01-01", "to": "2025-03-15", "stops": ["acceptance"]}
    parts = westbound(altynkol={"closures": {"works": {**works, "directions": ["east"]}}})
    assert capacity(example_scenario(**parts), "altynkol", "acceptance") == pytest.approx(
        6 * 365 * TRAIN_TEU
    )


def test_cranes_move_boxes_once_when_transfer_is_direct():
    assert capacity(example_scenario(), "altynkol", "tracks and cranes", "") == pytest.approx(
        3 / 0.04 * YEAR_HOURS * BOX_TEU
    )


def test_cranes_of_a_yard_move_boxes_twice_when_they_leave_by_rail():
    rail = {"tracks": 6, "cranes": 3, "crane_hours_per_box": 0.04, "transfer": "through_yard"}
    scenario = example_scenario(**westbound(altynkol={"rail": rail}))
    assert capacity(scenario, "altynkol", "tracks and cranes", "") == pytest.approx(
        3 / 0.04 * YEAR_HOURS * BOX_TEU / 2
    )


def test_tracks_bind_where_cranes_have_no_limit():
    rail = {"tracks": 2, "crane_hours_per_box": 3.0, "transfer": "direct"}
    scenario = example_scenario(**westbound(altynkol={"rail": rail}))
    assert capacity(scenario, "altynkol", "tracks and cranes", "") == pytest.approx(
        2 / 3.0 * YEAR_HOURS * TRAIN_TEU
    )


def test_inspection_bays_count_only_the_inspected_share():
    clearance = {
        "channels": {"green": 0.9, "red": 0.1},
        "inspection_hours": {"red": 4.0},
        "inspection_bays": 2,
    }
    scenario = example_scenario(**westbound(altynkol={"clearance": {"west": clearance}}))
    assert capacity(scenario, "altynkol", "inspection bays") == pytest.approx(
        2 / (0.1 * 4.0) * YEAR_HOURS * BOX_TEU
    )


def test_paths_are_pairs_less_those_of_other_traffic():
    assert capacity(example_scenario(), "zharyk_beyneu", "paths") == pytest.approx(
        (8 - 3) * 365 * TRAIN_TEU
    )


def test_a_line_without_free_paths_is_closed():
    parts = westbound()
    parts["sections"]["zharyk_beyneu"]["other_pairs_per_day"] = 9.0
    found = one_limit(example_scenario(**parts), "zharyk_beyneu", "paths")
    assert (found.capacity_teu, found.share) == (0.0, math.inf)


def test_a_pooled_train_is_full_to_its_lesser_limit():
    parts = westbound()
    line = parts["services"]["kazakh_line"]
    line.update(formation="pooled", train_teu=120.0, train_tonnes=14.0 * 80)
    assert capacity(example_scenario(**parts), "zharyk_beyneu", "paths") == pytest.approx(
        5 * 365 * 80
    )


# 200 TEU a ship by draught: 100 boxes, Aktau 6 + 100 x 0.1 = 16 h, Alat 6 + 100 x 0.1 / 2 = 11 h.
QUAY = {"berths": 2, "cranes_per_berth": 1, "crane_hours_per_box": 0.1, "draught_factor": 0.8}
USABLE_TEU = 3500 * 0.8 / 14
ROUND_TRIP_HOURS = 2 * 24 + 16 + 11


def test_fleet_is_ships_times_usable_teu_over_the_round_trip():
    scenario = example_scenario(**westbound(aktau={"quay": QUAY}))
    assert capacity(scenario, "caspian_feeder", "fleet") == pytest.approx(
        6 * USABLE_TEU * YEAR_HOURS / ROUND_TRIP_HOURS
    )


def test_ships_wait_out_the_rest_of_a_storm_before_the_berth():
    weather = {"sea": "caspian", "closes_at_strength": 0.5, "stops": ["berthing"]}
    parts = westbound(aktau={"quay": QUAY, "weather": weather})
    parts["seas"]["caspian"]["closed_share"] = dict.fromkeys(MONTHS, 0.5)
    closed, remaining = 0.5 * (1 - 0.5), 48.0  # an exponential storm has its mean left
    assert capacity(example_scenario(**parts), "caspian_feeder", "fleet") == pytest.approx(
        6 * USABLE_TEU * YEAR_HOURS / (ROUND_TRIP_HOURS + closed * remaining)
    )


def test_ships_stay_at_the_berth_in_storms_that_forbid_to_sail():
    weather = {"sea": "caspian", "closes_at_strength": 0.5, "stops": ["sailing"]}
    parts = westbound(aktau={"quay": QUAY, "weather": weather})
    parts["seas"]["caspian"]["closed_share"] = dict.fromkeys(MONTHS, 0.5)
    stop = 0.25 * 48.0
    assert capacity(example_scenario(**parts), "aktau", "berths", "") == pytest.approx(
        2 * YEAR_HOURS / (16 + stop) * USABLE_TEU
    )


def test_light_loads_back_take_crane_time_in_proportion():
    parts = example_dict()
    del parts["terminals"]["aktau"]["weather"]
    parts["terminals"]["aktau"]["quay"] = QUAY
    boxes = USABLE_TEU / 2 * (1 + 0.15)  # empties are 15 % of what goes west
    hours = 2 * 24 + 6 + boxes * 0.1 + 6 + boxes * 0.1 / 2
    assert capacity(example_scenario(**parts), "caspian_feeder", "fleet") == pytest.approx(
        6 * USABLE_TEU * YEAR_HOURS / hours
    )


def test_berths_are_berth_hours_over_hours_a_call():
    scenario = example_scenario(**westbound(aktau={"quay": QUAY}))
    assert capacity(scenario, "aktau", "berths", "") == pytest.approx(
        2 * YEAR_HOURS / 16 * USABLE_TEU
    )


def test_closed_hours_of_berths_do_not_count():
    weather = {"sea": "caspian", "closes_at_strength": 0.0, "stops": ["berthing"]}
    parts = westbound(aktau={"quay": QUAY, "weather": weather})
    parts["seas"]["caspian"]["closed_share"] = dict.fromkeys(MONTHS, 0.25)
    assert capacity(example_scenario(**parts), "aktau", "berths", "") == pytest.approx(
        0.75 * 2 * YEAR_HOURS / 16 * USABLE_TEU
    )


def test_slots_are_slots_over_the_time_between_departures():
    assert capacity(example_scenario(), "black_sea", "slots") == pytest.approx(
        400 * YEAR_HOURS / 84
    )


def test_a_dated_change_counts_by_its_hours():
    before = example_scenario(**westbound(aktau={"quay": QUAY}))
    more = westbound(aktau={"quay": QUAY})
    more["services"]["caspian_feeder"]["vessels"]["old_feeders"]["number"] = 12
    july = 24.0 * (365 + 366 + 365 + 365 + 181)  # 2027-07-01
    after = Epoch(july, example_scenario(**more).epochs[0].network)
    scenario = replace(before, epochs=(*before.epochs, after))
    ships = (6 * 181 + 12 * 184) / 365
    found = one_limit(scenario, "caspian_feeder", "fleet", year=2027)
    assert found.capacity_teu == pytest.approx(ships * USABLE_TEU * YEAR_HOURS / ROUND_TRIP_HOURS)


def test_a_fleet_that_is_not_there_yet_carries_nothing():
    parts = westbound()
    parts["services"]["caspian_feeder"]["vessels"]["old_feeders"]["number"] = 0
    scenario = example_scenario(**parts)
    assert one_limit(scenario, "caspian_feeder", "fleet").share == math.inf


def test_what_has_no_limit_is_not_listed():
    parts = westbound(altynkol={"acceptance": {}, "rail": None})
    places = {(one.place, one.limit) for one in year_limits(example_scenario(**parts))}
    assert not [place for place, _ in places if place in ("altynkol", "absheron")]


def test_a_timetable_is_counted():
    parts = westbound()
    parts["demand"]["flows"]["kazakh_exports"]["arrivals"] = {
        "pattern": "timetable", "every_hours": 24.0, "first_hours": 0.0, "number": 400,
    }  # fmt: skip
    scenario = example_scenario(**parts)
    timed = replace(
        scenario, demand=tuple(x for x in scenario.demand if x.flow != "kazakh_exports")
    )
    teu = monthly_teu(timed, "kazakh_exports")
    assert (teu[0], teu[1], sum(teu)) == (31 * TRAIN_TEU, 28 * TRAIN_TEU, 400 * TRAIN_TEU)


def test_the_first_to_saturate_and_when():
    limits = year_limits(example_scenario())
    first, *others = saturated(limits)
    assert (first.year, first.place, first.direction) == (2028, "caspian_feeder", "west")
    assert all(one.share > 1 for one in (first, *others))
    assert tightest(limits)[2030].place == "caspian_feeder"


def test_the_table_says_what_the_limits_say():
    table = capacity_by_year(example_scenario())
    assert list(table.columns) == [
        "year", "place", "direction", "limit", "capacity_teu", "demand_teu", "share",
    ]  # fmt: skip
    assert table["share"].tolist() == (table["demand_teu"] / table["capacity_teu"]).tolist()
    assert set(table["year"]) == set(range(2023, 2031))


def test_places_stand_from_east_to_west():
    order = corridor_order(example_scenario())
    known = ["xian", "altynkol", "zharyk_beyneu", "aktau", "caspian_feeder", "alat", "poti"]
    assert [place for place in order if place in known] == known
    assert len(order) == len(set(order)) == 15


def test_places_of_a_way_back_stand_beside_their_neighbours():
    parts = westbound()
    line = parts["services"]["absheron_line"]
    parts["services"]["absheron_line_east"] = {
        **line, "title": "Absheron–Alat", "from": "absheron", "to": "alat", "direction": "east",
    }  # fmt: skip
    flow = parts["demand"]["flows"]["kazakh_exports"]
    parts["demand"]["flows"]["kazakh_exports"] = {
        **flow, "direction": "east", "origin": "absheron", "destination": "aktau",
        "route": ["absheron_line_east", "caspian_feeder"],
    }  # fmt: skip
    order = corridor_order(example_scenario(**parts))
    assert order.index("alat") < order.index("absheron_line_east") < order.index("poti")


def test_a_sea_service_is_left_at_the_other_port():
    ways = passages(example_scenario())
    assert ways["empties"] == (("alat", "east"), ("caspian_feeder", "east"), ("aktau", "east"))
