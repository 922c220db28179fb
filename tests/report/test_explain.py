from __future__ import annotations

import pytest

from sim.report.explain import aligned, explain_lines, months_lines
from tests.report.example_scenario import MONTHS, example_dict, example_scenario

YEARS = [str(year) for year in range(2023, 2031)]


def row(lines: list[str], title: str, start: str) -> list[str]:
    """The cells of the row that begins with these words, in the part under the title."""
    part = lines[lines.index(title) + 1 :]
    (line,) = (x for x in part[: part.index("")] if x.startswith(start))
    return line.removeprefix(start).split()


def test_demand_capacity_and_share_by_year():
    lines = explain_lines(example_scenario())
    assert lines[0] == "example: From January 2027 demand outgrows the feeder fleet"
    demand = row(lines, "Demand, TEU a year", "all flows")
    assert demand[2] == "88,550"  # 77,000 and the empties, 30 % of half of it
    title = "Capacity, TEU a year at the year's mix of flows, without queues"
    assert row(lines, title, "place") == ["limit", *YEARS]
    assert row(lines, title, "Zharyk–Beyneu")[:3] == ["paths", "182,500", "183,000"]
    share = row(lines, "Share of the capacity that is asked", "Zharyk–Beyneu")
    assert share[::2] == ["paths", "%", "%", "%", "%", "%", "%", "%", "%"]
    assert share[1::2] == ["18", "24", "34", "42", "52", "59", "66", "72"]


def test_what_saturates_first_stands_first():
    lines = explain_lines(example_scenario())
    heading = lines.index("Saturates, in the order of years (more is asked than the capacity)")
    assert lines[heading + 1] == (
        "2028  Caspian feeder west, fleet: 135,000 TEU asked of 126,818 (106 %)"
    )


def test_nothing_saturates():
    parts = example_dict()
    parts["services"]["caspian_feeder"]["vessels"]["old_feeders"]["number"] = 60
    parts["services"]["black_sea"]["slots_teu"] = 4_000.0
    parts["terminals"]["aktau"]["quay"]["berths"] = 20
    lines = explain_lines(example_scenario(**parts))
    assert lines[-2] == "Nothing saturates; the nearest to it"
    assert lines[-1] == "2030  Zharyk–Beyneu, paths: 132,000 TEU asked of 182,500 (72 %)"


def test_a_place_closed_for_good_is_told_in_words():
    parts = example_dict()
    parts["services"]["caspian_feeder"]["vessels"]["old_feeders"]["number"] = 0
    lines = explain_lines(example_scenario(**parts))
    assert "2023  Caspian feeder west, fleet: 40,000 TEU asked of 0 (closed)" in lines


def test_part_years_say_so():
    scenario = example_scenario(horizon={"from": "2023-10-01", "to": "2024-12-31"})
    lines = explain_lines(scenario)
    assert "2023 (3 mo)" in lines[lines.index("Demand, TEU a year") + 1]


def test_months_of_a_flow():
    scenario = example_scenario(horizon={"from": "2023-11-01", "to": "2024-12-31"})
    title, heads, first, second = months_lines(scenario, "kazakh_exports")
    assert title == "Kazakh exports, TEU by month"
    assert heads.split() == [*(month.capitalize() for month in MONTHS), "year"]
    assert first.split() == ["2023", *["–"] * 10, "667", "667", "1,333"]
    assert second.split()[-1] == "11,200"


def test_months_of_an_unknown_flow():
    with pytest.raises(KeyError):
        months_lines(example_scenario(), "mars")


def test_columns_are_aligned():
    assert aligned([["a", "1"], ["bbb", "1,000"]]) == ["a        1", "bbb  1,000"]
