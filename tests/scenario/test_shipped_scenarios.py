"""The scenarios that are shipped say what they claim to say."""

from __future__ import annotations

from datetime import date, datetime
from itertools import accumulate

import pytest
import yaml

from sim.scenario import Scenario
from sim.scenario.coverage import uncovered, written_tree
from sim.scenario.language import Rail
from tests.scenario.shipped import SCENARIOS
from tests.scenario.shipped import shipped as loaded_once

BASE = "corridor.yaml"  # extended by all, run by none
SHIPPED = sorted(one.stem for one in SCENARIOS.glob("*.yaml") if one.name != BASE)
OPTIONS = sorted(one.stem for one in (SCENARIOS / "options").glob("*.yaml"))
PATHS = ("low", "baseline", "high", "stress")
CHINESE = {"china_azerbaijan", "china_georgia", "china_europe"}
# Each jump and the group of flows that takes it.
JUMPS = {
    "jump_2_6x": "china_through_kazakhstan",
    "jump_2_6x_titr": "trans_caspian_china",
    "jump_2_6x_north": "northern_china",
    "jump_2_6x_central_asia": "central_asia_china",
}


def shipped(name: str, *options: str) -> Scenario:
    return loaded_once(name, *(SCENARIOS / "options" / f"{one}.yaml" for one in options))


def teu_by_month(name: str) -> dict[tuple[str, date], float]:
    return {
        (flow.flow, month): teu
        for flow in shipped(name).demand
        for month, teu in zip(flow.months, flow.teu, strict=True)
    }


def teu_of_year(name: str, year: int) -> float:
    """What the Trans-Caspian flows ask for in a year."""
    own = members(name, "trans_caspian")
    asked = teu_by_month(name).items()
    return sum(teu for (flow, month), teu in asked if flow in own and month.year == year)


def members(name: str, group: str) -> set[str]:
    return {one for one, flow in shipped(name).file.demand.flows.items() if group in flow.groups}


def line_hours(name: str, service: str, day: datetime) -> float:
    """Running time and planned stops of a service on a day."""
    scenario = shipped(name)
    hours = (day - scenario.start).total_seconds() / 3600
    network = [one.network for one in scenario.epochs if one.from_hours <= hours][-1]
    rail = network.services[service]
    assert isinstance(rail, Rail)
    sections = [network.sections[one] for one in rail.sections]
    return sum(one.running_hours + one.stop_hours for one in sections)


def test_everything_the_design_names_is_shipped() -> None:
    assert {"baseline", "jump_2_6x", "low", "high", "stress"} <= set(SHIPPED)
    assert {
        "simplified_customs",
        "border_acceptance",
        "six_more_feeders",
        "aktau_hub",
        "dredging",
        "western_sections",
    } <= set(OPTIONS)


@pytest.mark.parametrize("name", SHIPPED)
def test_scenario_loads_without_a_warning(name: str) -> None:
    assert shipped(name).name == name
    assert shipped(name).warnings == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_of_a_scenario_has_a_source(name: str) -> None:
    file = shipped(name).file
    assert uncovered(written_tree(file), file.sources) == []


@pytest.mark.parametrize("option", OPTIONS)
def test_option_loads_and_every_number_has_a_source(option: str) -> None:
    file = shipped("baseline", option).file
    assert uncovered(written_tree(file), file.sources) == []


@pytest.mark.parametrize("option", OPTIONS)
def test_option_changes_the_network_and_no_demand(option: str) -> None:
    with_option, without = shipped("baseline", option), shipped("baseline")
    assert with_option.epochs != without.epochs
    assert with_option.epochs[0] == without.epochs[0]
    assert with_option.demand == without.demand


INSTEAD_OF_OTHERS = {"two_large_feeders"}  # it refuses another one


def test_all_options_can_be_combined() -> None:
    together = [one for one in OPTIONS if one not in INSTEAD_OF_OTHERS]
    assert shipped("baseline", *together).warnings == ()


@pytest.mark.parametrize("option", OPTIONS)
def test_costs_of_an_option_have_a_source_each(option: str) -> None:
    tree = yaml.safe_load((SCENARIOS / "options" / f"{option}.yaml").read_text(encoding="utf-8"))
    assert set(tree["cost"]) == {"capex_usd_m", "opex_usd_m_per_year"}
    assert {f"cost.{key}" for key in tree["cost"]} <= set(tree["sources"])


# Demand ------------------------------------------------------------------------------------


def test_the_jump_takes_every_chinese_flow_through_kazakhstan() -> None:
    """Its groups divide them; what ends in Kazakhstan does not go through."""
    flows = shipped("baseline").file.demand.flows
    west = {name for name, one in flows.items() if one.direction == "west"}
    from_china = {name for name in west if flows[name].origin == "xian"}
    of_jump = members("baseline", "china_through_kazakhstan")
    assert from_china - of_jump == {"imports_west_dostyk", "imports_west_altynkol"}
    assert of_jump <= from_china
    parts = [members("baseline", group) for group in list(JUMPS.values())[1:]]
    assert sorted(one for part in parts for one in part) == sorted(of_jump)


@pytest.mark.parametrize(("name", "group"), JUMPS.items())
def test_a_jump_lies_above_the_baseline_in_every_month_from_2026(name: str, group: str) -> None:
    jump, baseline = teu_by_month(name), teu_by_month("baseline")
    own = members("baseline", group)
    later = [key for key in jump if key[0] in own and key[1].year >= 2026]
    assert len(later) == len(own) * 5 * 12 > 0
    assert [key for key in later if jump[key] <= baseline[key]] == []


@pytest.mark.parametrize(("name", "group"), JUMPS.items())
def test_a_jump_is_2_6_times_the_months_of_2025(name: str, group: str) -> None:
    jump, own = teu_by_month(name), members("baseline", group)
    for (flow, month), teu in jump.items():
        if flow in own and month.year in (2026, 2027):
            assert teu == pytest.approx(2.6 * jump[flow, month.replace(year=2025)], rel=1e-12)


@pytest.mark.parametrize(("name", "group"), JUMPS.items())
def test_after_a_jump_five_per_cent_a_year(name: str, group: str) -> None:
    jump, own = teu_by_month(name), members("baseline", group)
    for (flow, month), teu in jump.items():
        if flow in own and month.year >= 2028:
            before = jump[flow, month.replace(year=month.year - 1)]
            assert teu == pytest.approx(1.05 * before, rel=1e-12)


@pytest.mark.parametrize(("name", "group"), JUMPS.items())
def test_what_no_statement_of_a_jump_names_is_the_baseline_to_the_bit(
    name: str, group: str
) -> None:
    jump, baseline = teu_by_month(name), teu_by_month("baseline")
    own = members("baseline", group)
    untouched = [key for key in baseline if key[0] not in own or key[1].year < 2026]
    assert len(untouched) < len(baseline)
    assert {key: jump[key] for key in untouched} == {key: baseline[key] for key in untouched}
    assert shipped(name).epochs == shipped("baseline").epochs


def test_the_trans_caspian_flows_of_the_baseline_are_those_of_their_own_scenario() -> None:
    own, whole = teu_by_month("trans_caspian"), teu_by_month("baseline")
    assert own
    assert {key: whole[key] for key in own} == own


def test_the_real_jump_of_january_and_february_2024_is_history() -> None:
    """Trains from China to the EU on all routes through Kazakhstan, against a year before."""
    sent = {2023: 0.0, 2024: 0.0}
    for flow in shipped("baseline").demand:
        if flow.flow.startswith("europe_west"):
            for month, teu in zip(flow.months, flow.teu, strict=True):
                if month.year in sent and month.month <= 2:
                    sent[month.year] += teu
    assert sent[2024] / sent[2023] == pytest.approx(2.6, abs=0.01)
    assert 40e3 < sent[2024] < 55e3


@pytest.mark.parametrize("year", range(2026, 2031))
def test_the_paths_keep_their_order(year: int) -> None:
    totals = [teu_of_year(name, year) for name in PATHS]
    assert totals == sorted(set(totals))


@pytest.mark.parametrize("name", PATHS)
def test_2028_lies_half_way(name: str) -> None:
    neighbours = teu_of_year(name, 2027) + teu_of_year(name, 2029)
    assert teu_of_year(name, 2028) == pytest.approx(neighbours / 2)


@pytest.mark.parametrize("name", ["low", "high", "stress"])
def test_the_paths_share_their_history(name: str) -> None:
    path, baseline = teu_by_month(name), teu_by_month("baseline")
    history = [key for key in baseline if key[1].year <= 2025]
    assert {key: path[key] for key in history} == {key: baseline[key] for key in history}


@pytest.mark.parametrize(
    ("name", "published_teu"),
    [
        ("low", {2026: 80e3, 2027: 84e3, 2029: 95e3, 2030: 100e3}),
        ("baseline", {2025: 77e3, 2026: 90e3, 2027: 110e3, 2029: 165e3, 2030: 200e3}),
        ("high", {2026: 100e3, 2027: 150e3, 2029: 300e3, 2030: 330e3}),
        ("stress", {2026: 120e3, 2027: 200e3, 2029: 400e3, 2030: 500e3}),
    ],
)
def test_loads_and_the_empties_they_leave_add_up_to_the_published_path(
    name: str, published_teu: dict[int, float]
) -> None:
    flows = shipped(name).file.demand.flows
    returning = {
        flow.empties_of.flow: flow.empties_of.share for flow in flows.values() if flow.empties_of
    }
    own = members(name, "trans_caspian")
    for year, published in published_teu.items():
        total = sum(
            teu * (1.0 + returning.get(flow, 0.0))
            for (flow, month), teu in teu_by_month(name).items()
            if flow in own and month.year == year
        )
        assert total == pytest.approx(published, rel=0.01)


def test_the_trains_sent_from_china_are_those_observed() -> None:
    counted: dict[str, float] = {}
    for flow in shipped("trans_caspian").demand:
        for block in flow.blocks:
            if block.exact:
                assert block.trains == int(block.trains)
                counted[block.key] = counted.get(block.key, 0.0) + block.trains
    assert counted.pop("2023-01-01/2023-12-31") == 11
    until = {key.partition("/")[2]: trains for key, trains in counted.items()}
    assert dict(zip(until, accumulate(until.values()), strict=True)) == {
        "2024-07-20": 105,
        "2024-09-13": 200,
        "2024-12-03": 300,
        "2024-12-31": 358,
    }


def test_212_of_the_trains_of_2024_go_to_azerbaijan() -> None:
    trains = {
        flow.flow: sum(one.trains for one in flow.blocks if one.exact and one.key >= "2024")
        for flow in shipped("baseline").demand
        if flow.flow in CHINESE
    }
    assert trains == {"china_azerbaijan": 212, "china_georgia": 73, "china_europe": 73}


# Network -----------------------------------------------------------------------------------


def test_the_baseline_holds_nothing_that_was_not_in_service_by_2025() -> None:
    """The falling sea goes on; works and ships do not come."""
    for name, measure in shipped("baseline").file.measures.items():
        assert measure.from_ <= date(2025, 12, 31) or name.startswith("draught_")


def test_the_bypass_of_almaty_saves_its_day_on_the_line() -> None:
    for service in ("kazakh_rail_west", "kazakh_rail_east"):
        before = line_hours("baseline", service, datetime(2024, 6, 1))
        after = line_hours("baseline", service, datetime(2026, 6, 1))
        assert before == pytest.approx(101, abs=0.5)
        assert after == pytest.approx(80, abs=0.5)


def test_both_directions_of_a_line_run_over_the_same_sections() -> None:
    for epoch in shipped("baseline").epochs:
        services = epoch.network.services
        for west, east in (
            ("kazakh_rail_west", "kazakh_rail_east"),
            ("inland_rail_west", "inland_rail_east"),
            ("azerbaijan_rail", "azerbaijan_rail_east"),
            ("georgia_rail", "georgia_rail_east"),
        ):
            out, back = services[west], services[east]
            assert isinstance(out, Rail)
            assert isinstance(back, Rail)
            assert out.sections == tuple(reversed(back.sections))


def test_bands_hold_what_was_published() -> None:
    parts = yaml.safe_load((SCENARIOS / "data" / "bands.yaml").read_text(encoding="utf-8"))
    bands = [band for part in parts.values() for band in part.values()]
    assert len(bands) > 10
    for band in bands:
        assert band["low"] <= band["published"] <= band["high"]
        assert band["counting_point"]
        assert band["unit"]
