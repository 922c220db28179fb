"""The flows over the border follow from what is published, and add up to it as the page says."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from benchmarks.border_flows import (
    DATA,
    FACTS,
    YEARS,
    europe_west_by_period,
    family,
    teu,
    train_teu,
    trains,
    whole_trains,
)
from benchmarks.border_flows_page import BLOCKS, PAGE, TRAINS, checks, csv_text, with_block
from sim.scenario import load
from sim.scenario.language import Consignment, Growth, Source
from sim.scenario.observed import read_observed

TEXT = PAGE.read_text(encoding="utf-8")
PASTED = yaml.safe_load("".join(re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)))
FLOWS = PASTED["demand"]["flows"]
QUALITIES = ("measured", "published", "expert", "assumed")
# By how many per cent a total may be missed; more where the page says why the counts differ.
MISS = 10
LARGER_MISS = {"TEU through Dostyk": 16, "trains west through Altynkol": 19, "trains China–C": 23}


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
    assert TRAINS.read_text(encoding="utf-8") == csv_text()


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


# What can be pasted ----------------------------------------------------------------------------


def test_every_stream_can_be_pasted() -> None:
    assert set(FLOWS) == set(teu())
    covered = {f"demand.flows.{name}.growth.sent" for name in FLOWS}
    assert set(PASTED["sources"]) == covered
    for source in PASTED["sources"].values():
        Source.model_validate(source)


@pytest.mark.parametrize("stream", FLOWS)
def test_a_pasted_flow_has_trains_of_its_size_and_its_own_column(stream: str) -> None:
    consignment = Consignment.model_validate(FLOWS[stream]["consignment"])
    size = consignment.boxes * (1 + consignment.forty_foot_share)
    assert size == pytest.approx(train_teu(stream), rel=0.001)
    assert FLOWS[stream]["direction"] == stream.rpartition("_")[2]
    observed = Growth.model_validate(FLOWS[stream]["growth"]["sent"]).observed
    assert observed is not None
    assert observed.column == stream
    assert read_observed(Path(DATA.parent, observed.file), stream)


def test_shares_of_the_crossings_stand_in_the_page() -> None:
    for name in ("north_dostyk_share", "central_asia_dostyk_share"):
        share = FACTS["readings"][name]["value"]
        assert f"`{{dostyk: {share}, altynkol: {1 - share:.2g}}}`" in TEXT


def test_flows_of_china_are_those_that_the_jump_names() -> None:
    from_china = {name for name, one in FLOWS.items() if one["direction"] == "west"}
    named = {n for n, one in FLOWS.items() if "china_through_kazakhstan" in one["groups"]}
    assert from_china - named == {"imports_west"}
    north = {name for name, one in FLOWS.items() if "northern_china" in one["groups"]}
    assert {family(one) for one in north} == {"europe", "russia"}


def test_what_is_pasted_runs_on_from_2025(tmp_path: Path) -> None:
    """On any network: here all trains run between Xi'an and Altynkol."""
    ends = {
        "west": {"origin": "xian", "destination": "altynkol", "route": ["china_rail"]},
        "east": {"origin": "altynkol", "destination": "xian", "route": ["china_rail_east"]},
    }
    flows = {
        name: {
            **one,
            **ends[one["direction"]],
            "groups": [],
            "arrivals": {"pattern": "random"},
            "growth": {"sent": {**one["growth"]["sent"], "observed": series_of(name)}},
        }
        for name, one in FLOWS.items()
    }
    path = tmp_path / "pasted.yaml"
    extends = (DATA.parent / "trans_caspian.yaml").as_posix()
    path.write_text(json.dumps({"extends": extends, "demand": {"flows": flows}}), encoding="utf-8")
    scenario = load(path)
    for flow in scenario.demand:
        if flow.flow in flows:
            asked = dict.fromkeys((2024, 2025, 2030), 0.0)
            for month, teu_of_month in zip(flow.months, flow.teu, strict=True):
                if month.year in asked:
                    asked[month.year] += teu_of_month
            assert asked[2024] / 1e3 == pytest.approx(teu()[flow.flow][2024], rel=0.002)
            assert asked[2030] == pytest.approx(asked[2025])


def series_of(stream: str) -> dict[str, str]:
    return {"file": TRAINS.as_posix(), "column": stream}
