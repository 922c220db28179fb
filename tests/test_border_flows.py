"""The flows over the border follow from what is published, and add up to it as the page says."""

from __future__ import annotations

import re
from datetime import date

import pytest
import yaml

from benchmarks.border_flows import (
    DATA,
    FACTS,
    YEARS,
    by_crossing,
    europe_west_by_period,
    family,
    teu,
    train_teu,
    trains,
    whole_trains,
)
from benchmarks.border_flows_page import BLOCKS, PAGE, TRAINS, checks, csv_text, with_block
from benchmarks.border_flows_page import CROSSINGS as CROSSING_TRAINS
from sim.scenario import load
from sim.scenario.observed import read_observed

TEXT = PAGE.read_text(encoding="utf-8")
BASELINE = load(DATA.parent / "baseline.yaml")
FLOWS = BASELINE.file.demand.flows
QUALITIES = ("measured", "published", "expert", "assumed")
# By how many per cent a total may be missed; more where the page says why the counts differ.
MISS = 10
LARGER_MISS = {"TEU through Dostyk": 16, "trains west through Altynkol": 15, "trains China–C": 23}


@pytest.mark.parametrize("part", ["published", "readings"])
def test_every_input_has_a_source(part: str) -> None:
    for one in FACTS[part].values():
        assert one["quality"] in QUALITIES
        assert "url" in one if one["quality"] == "published" else one.get("note")
        assert part == "readings" or one["counts"]


def test_an_assumption_lies_in_its_range() -> None:
    ranged = [one for one in FACTS["readings"].values() if "low" in one]
    assert all(one["low"] <= one["value"] <= one["high"] for one in ranged)
    assert len(ranged) > 15


@pytest.mark.parametrize("name", BLOCKS)
def test_the_tables_of_the_page_are_those_of_the_data(name: str) -> None:
    assert with_block(TEXT, name, BLOCKS[name]()) == TEXT


def test_the_series_is_that_of_the_data() -> None:
    assert TRAINS.read_text(encoding="utf-8") == csv_text(whole_trains())
    assert CROSSING_TRAINS.read_text(encoding="utf-8") == csv_text(by_crossing())


@pytest.mark.parametrize("one", checks(), ids=lambda one: one.title)
def test_a_published_total_is_met_or_the_miss_is_told(one) -> None:
    allowed = next((miss for start, miss in LARGER_MISS.items() if start in one.title), MISS)
    assert abs(one.off) < allowed


def test_the_largest_misses_were_not_fitted() -> None:
    ordered = sorted(checks(), key=lambda one: -abs(one.off))
    assert [one.fitted for one in ordered[: len(LARGER_MISS)]] == [False] * len(LARGER_MISS)


def test_whole_trains_add_up_to_the_year() -> None:
    for stream, by_year in trains().items():
        for year in YEARS:
            spans = [counts for (first, _), counts in whole_trains().items() if first.year == year]
            assert sum(one[stream] for one in spans) == pytest.approx(by_year[year], abs=1)


def test_the_jump_of_january_and_february_2024() -> None:
    series = {one.from_: one.trains for one in read_observed(TRAINS, "europe_west")}
    ratio = series[date(2024, 1, 1)] / series[date(2023, 1, 1)]
    assert ratio == pytest.approx(FACTS["published"]["jump_2024"]["ratio"], abs=0.01)


def test_months_of_the_jump_stand_in_the_page() -> None:
    corridor = (DATA.parent / "trans_caspian.yaml").read_text(encoding="utf-8")
    weights = yaml.safe_load(corridor)["demand"]["seasonal_profiles"]["chinese"]
    spans = europe_west_by_period().items()
    for year in (2024, 2023):
        (two,) = (one for (_, last), one in spans if (last.year, last.month) == (year, 2))
        for month in ("jan", "feb"):
            told = two * weights[month] / (weights["jan"] + weights["feb"])
            assert re.search(rf"\b{told:.1f}\b", TEXT)


# What the baseline asks ------------------------------------------------------------------------

CROSSINGS = ("dostyk", "altynkol")
GRAIN = "farm_east"


@pytest.mark.parametrize("stream", teu())
@pytest.mark.parametrize("crossing", CROSSINGS)
def test_a_flow_has_trains_of_its_size_and_its_own_column(stream: str, crossing: str) -> None:
    flow = FLOWS[f"{stream}_{crossing}"]
    assert flow.consignment is not None
    size = flow.consignment.boxes * (1 + flow.consignment.forty_foot_share)
    assert size == pytest.approx(train_teu(stream), rel=0.001)
    assert flow.direction == stream.rpartition("_")[2]
    if stream != GRAIN:
        observed = flow.growth["sent"].observed
        assert observed is not None
        assert observed.column == f"{stream}_{crossing}"


@pytest.mark.parametrize("stream", [one for one in teu() if one != GRAIN])
def test_the_baseline_asks_for_the_teu_of_the_page_and_runs_on_from_2025(stream: str) -> None:
    asked = dict.fromkeys((2023, 2024, 2025, 2030), 0.0)
    for crossing in CROSSINGS:
        (demand,) = (one for one in BASELINE.demand if one.flow == f"{stream}_{crossing}")
        for month, teu_of_month in zip(demand.months, demand.teu, strict=True):
            if month.year in asked:
                asked[month.year] += teu_of_month / 1e3
    for year in (2023, 2024, 2025):
        assert asked[year] == pytest.approx(teu()[stream][year], rel=0.003)
    assert asked[2030] == pytest.approx(asked[2025])


def test_flows_of_china_are_those_that_the_jump_names() -> None:
    from_china = {name for name in teu() if name.endswith("west")}
    groups = {name: set(FLOWS[f"{name}_dostyk"].groups) for name in teu()}
    named = {name for name, own in groups.items() if "china_through_kazakhstan" in own}
    assert from_china - named == {"imports_west"}
    north = {name for name, own in groups.items() if "northern_china" in own}
    assert {family(one) for one in north} == {"europe", "russia"}
