"""The answer, whole: what a reader sees for an overloaded corridor, a calm one, a single run."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sim.report.answer import lines, milestones
from sim.report.reading import censored
from tests.report.example_scenario import example_dict, example_scenario, with_group
from tests.report.example_table import example_table

SCENARIO = example_scenario()
OVERLOADED = example_table(30)
CALM = example_table(5, feeder_teu_per_month=30_000.0)


def told(label: str, answer: list[str]) -> list[str]:
    """The lines under a label, without it."""
    starts = [i for i, line in enumerate(answer) if line.startswith(label)]
    if not starts:
        return []
    (first,) = starts
    more = answer[first + 1 :]
    stop = next((i for i, line in enumerate(more) if not line.startswith(" ")), len(more))
    return [line[14:] for line in answer[first : first + 1 + stop]]


def test_the_answer_of_an_overloaded_corridor():
    assert lines(OVERLOADED, SCENARIO) == [
        "example · 2023–2030 · 30 replications · seed 20240313",
        "Delivered     2030  129,700 TEU (129,300–130,100) of 181,800 asked",
        "              2026  109,000 TEU (108,400–109,500) of 109,000 asked",
        "              2029  130,000 TEU (129,600–130,300) of 167,200 asked",
        "Transit       Altynkol → Absheron  p50 8.2 ±0.1 d, p90 13.2 ±0.1 d (2023) → at "
        "least p50 200.6 ±2.1 d, p90 323.5 ±3.4 d (2030); 59,000 TEU unfinished",
        "              Altynkol → Poti  p50 10.8 ±0.1 d, p90 17.4 ±0.1 d (2023) → at least "
        "p50 203.2 ±2.1 d, p90 327.8 ±3.4 d (2030); 35,400 TEU unfinished",
        "              Poti → Constanța  p50 5.1 ±0.1 d, p90 8.2 ±0.1 d (2023) → p50 5.1 "
        "±0.1 d, p90 8.2 ±0.1 d (2030)",
        "Waits most    2030  1 Aktau, for a ship 97 % (97–97)   2 Aktau west, for a track "
        "1 % (1–1)   3 Poti, for a slot under 1 %",
        "UNSTABLE      Caspian feeder west from May 2027: +4,350 TEU a month (4,270–4,430)",
        "Seasonal      Aktau west: a winter queue of 3,190 TEU (3,130–3,240) at its worst, "
        "clears by summer",
        "Rests on      Aktau weather (assumed), quay (expert); Caspian storm hours (expert)",
        "Intervals     95 % of the mean over 30 replications",
    ]


def test_a_target_of_some_flows_gives_these_a_line_of_their_own():
    """Of the three flows china_europe alone is in the group: 30 % of 165,000 asked."""
    told_all = told("Delivered", lines(OVERLOADED, SCENARIO))
    answer = lines(OVERLOADED, with_group("china_europe"))
    *before, last = told("Delivered", answer)
    assert before == told_all
    assert last == "2030  Onward: 33,840 TEU (33,740–33,950) of 49,480 asked"


def test_what_gave_up_is_told_where_flows_may() -> None:
    """600 TEU in each replication of the last year, of two flows."""
    asked = OVERLOADED[(OVERLOADED["kpi"] == "asked") & (OVERLOADED["period"] == "2030")]
    gone = asked[asked["flow"] == "china_europe"].assign(kpi="given_up", value=600.0)
    none = asked[asked["flow"] == "china_caspian"].assign(kpi="given_up", value=0.0)
    table = pd.concat([OVERLOADED, gone, none], ignore_index=True)
    assert told("Given up", lines(OVERLOADED, SCENARIO)) == []
    assert told("Given up", lines(table, SCENARIO)) == [
        "2030  600 TEU (600–600) went another way after waiting"
    ]


def test_one_replication_has_no_interval_anywhere():
    answer = lines(example_table(1), SCENARIO)
    assert answer[0].endswith("1 replication · seed 20240313")
    assert answer[-1] == "Intervals     one replication, no interval"
    assert told("Delivered", answer)[0] == "2030  130,000 TEU of 181,000 asked"
    assert not [line for line in answer if "±" in line or "(9" in line]
    assert told("UNSTABLE", answer) == ["Caspian feeder west from Jun 2027: +4,050 TEU a month"]


def test_a_calm_corridor_is_neither_unstable_nor_at_least():
    answer = lines(CALM, SCENARIO)
    assert not told("UNSTABLE", answer)
    assert not [line for line in answer if "at least" in line or "unfinished" in line]


def test_only_relations_through_the_unstable_place_are_censored():
    held = censored(OVERLOADED, SCENARIO)
    assert {name: one.from_year for name, one in held.items()} == {
        "altynkol_absheron": 2027,
        "altynkol_poti": 2027,
    }


def test_an_overload_behind_the_end_of_a_relation_does_not_censor_it():
    ends_before = {"flows": ["china_azerbaijan"], "from": "altynkol", "to": "aktau"}
    scenario = example_scenario(relations={"kazakhstan": ends_before})
    assert censored(OVERLOADED, scenario) == {}


def test_an_option_is_named():
    first, *_ = lines(CALM, replace(SCENARIO, option="six_more_ships"))
    assert first.startswith("example + six_more_ships · ")


def test_milestones_are_the_years_of_official_targets():
    assert milestones(OVERLOADED, SCENARIO) == [2026, 2029]
    assert milestones(OVERLOADED, example_scenario(targets={})) == [2023, 2026]


def test_a_horizon_of_one_year():
    horizon = {"from": "2024-01-01", "to": "2024-12-31"}
    year = OVERLOADED[OVERLOADED["period"].str.startswith("2024")]
    answer = lines(year, example_scenario(horizon=horizon))
    assert told("Delivered", answer) == ["2024  64,160 TEU (63,850–64,480) of 64,160 asked"]
    assert told("Transit", answer)[0].count("p50") == 1


def test_part_years_are_not_compared_with_whole_ones():
    scenario = example_scenario(horizon={"from": "2023-07-01", "to": "2030-12-31"})
    assert "(2024) →" in told("Transit", lines(OVERLOADED, scenario))[0]


def test_a_relation_without_a_delivered_box_is_left_out():
    rows = OVERLOADED["place"] != "altynkol_poti"
    assert len(told("Transit", lines(OVERLOADED[rows], SCENARIO))) == 2


def test_nothing_waits():
    still = OVERLOADED[~OVERLOADED["kpi"].isin(("waiting", "backlog"))]
    answer = lines(still, SCENARIO)
    assert told("Waits most", answer) == ["2030  nothing waits"]
    assert not told("Rests on", answer)


def test_well_founded_inputs_are_not_named():
    sources = {"terminals.aktau": {"quality": "published", "cite": "port statistics"}}
    assert not told("Rests on", lines(CALM, example_scenario(sources=sources)))


def test_weak_inputs_are_named_once_an_aspect_and_only_those_with_effect():
    weak = {
        f"terminals.aktau.{key}": {"quality": "assumed"}
        for key in ("rail.tracks", "rail.cranes", "quay.berths", "weather", "title", "country")
    }
    told_weak = told("Rests on", lines(OVERLOADED, example_scenario(sources=weak)))
    assert told_weak == ["Aktau rail, quay, weather (assumed)"]


def test_overload_from_the_start_is_by_not_from():
    parts = example_dict()
    rows = OVERLOADED.copy()
    months = rows["period"].str.len() == 7
    feeder = (rows["place"] == "caspian_feeder") & (rows["direction"] == "west")
    backlog = months & feeder & (rows["kpi"] == "backlog")
    since_start = 12.0 * (rows["period"].str[:4].astype(int) - 2023)
    since_start += pd.to_numeric(rows["period"].str[5:], errors="coerce").fillna(0.0)
    rows.loc[backlog, "value"] = 2_000.0 * since_start[backlog]
    answer = lines(rows, example_scenario(**parts))
    assert told("UNSTABLE", answer) == [
        "Caspian feeder west by Jan 2024: +2,000 TEU a month (2,000–2,000)"
    ]
    assert told("Transit", answer)[0].startswith("Altynkol → Absheron  at least p50 8.2")
