"""Demand by month: every kind of statement, who governs, what follows, blocks and faults."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.growth import (
    Block,
    FlowDemand,
    GrowthFault,
    GrowthFaults,
    demand_by_month,
    demand_warnings,
)
from sim.scenario.language import MONTHS, ScenarioFile
from sim.scenario.observed import ObservedPeriod

C10_WEIGHTS = (0.8, 0.8, 0.95, 1, 1.05, 1.1, 1.15, 1.15, 1.1, 1.05, 0.95, 0.9)
Growths = Mapping[str, Mapping[str, Any]]


def flow(
    growth: Growths | None = None, *groups: str, boxes: int = 10, **more: Any
) -> dict[str, Any]:
    consignment = {
        "boxes": boxes,
        "forty_foot_share": 0.5,
        "cargo_tonnes_per_teu": 12.5,
        "tare_tonnes_per_teu": 2.2,
    }
    return {
        "direction": "west",
        "origin": "khorgos",
        "destination": "absheron",
        "route": ("rail",),
        "groups": groups,
        "consignment": consignment,
        "growth": growth or {},
        **more,
    }


def scenario(
    flows: Mapping[str, Any],
    groups: Mapping[str, Growths] | None = None,
    horizon: tuple[str, str] = ("2023-01-01", "2030-12-31"),
    warm_up_days: float = 0.0,
) -> ScenarioFile:
    weights = dict(zip(MONTHS, map(float, C10_WEIGHTS), strict=True))
    return ScenarioFile.model_validate(
        {
            "terminals": {"khorgos": {}, "absheron": {}},
            "horizon": {"from": horizon[0], "to": horizon[1], "warm_up_days": warm_up_days},
            "demand": {
                "seasonal_profiles": {"trade": weights},
                "groups": {name: {"growth": one} for name, one in (groups or {}).items()},
                "flows": flows,
            },
        }
    )


def paths(file: ScenarioFile, **observed: Any) -> dict[str, dict[str, float]]:
    """TEU of every flow by month, written as YYYY-MM."""
    return {one.flow: by_month(one) for one in demand_by_month(file, counts(**observed))}


def path(growth: Growths, **observed: Any) -> dict[str, float]:
    return paths(scenario({"china": flow(growth)}), **observed)["china"]


def by_month(one: FlowDemand) -> dict[str, float]:
    return {f"{month:%Y-%m}": teu for month, teu in zip(one.months, one.teu, strict=True)}


def counts(**series: Any) -> dict[tuple[str, str], tuple[ObservedPeriod, ...]]:
    return {("counts.csv", column): periods for column, periods in series.items()}


def year(teu: Mapping[str, float], number: int) -> float:
    return math.fsum(value for month, value in teu.items() if month.startswith(f"{number}-"))


def faults(file: ScenarioFile, **observed: Any) -> list[tuple[str, str]]:
    with pytest.raises(GrowthFaults) as caught:
        demand_by_month(file, counts(**observed))
    return [(".".join(one.path), one.message) for one in caught.value.faults]


def faults_of(growth: Growths, **observed: Any) -> list[tuple[str, str]]:
    """Faults of a flow `china`, with what leads to its statements left out."""
    found = faults(scenario({"china": flow(growth)}), **observed)
    return [(keys.removeprefix("demand.flows.china.growth."), said) for keys, said in found]


FIRST = {"first": {"year": 2023, "teu": 36500.0}}
PROFILE = {"seasonal_profile": "trade"}


# Each kind of statement --------------------------------------------------------------------


def test_a_yearly_total_is_spread_by_days_and_later_years_repeat_its_months() -> None:
    teu = path(FIRST)
    assert teu["2023-01"] == pytest.approx(3100)
    assert teu["2023-02"] == pytest.approx(2800)
    assert teu["2028-02"] == teu["2023-02"]
    assert len(teu) == 96


@pytest.mark.parametrize("number", [2023, 2024, 2028])
def test_a_yearly_total_is_conserved_by_season_and_leap_year(number: int) -> None:
    growth = {**FIRST, "later": {"year": number, "teu": 12000.0}} if number != 2023 else FIRST
    total = 12000 if number != 2023 else 36500
    teu = paths(scenario({"china": flow(growth, **PROFILE)}))["china"]
    assert year(teu, number) == pytest.approx(total, rel=1e-12)
    february = 29 if number % 4 == 0 else 28
    assert teu[f"{number}-07"] / teu[f"{number}-02"] == pytest.approx(1.15 * 31 / (0.8 * february))


@pytest.mark.parametrize(("unit", "teu"), [("teu", 600.0), ("trains", 9000.0), ("tonnes", 48.0)])
def test_trains_and_tonnes_are_converted_by_the_consignment(unit: str, teu: float) -> None:
    """A train brings 10 boxes x 1.5 = 15 TEU, a TEU holds 12.5 t."""
    assert year(path({"first": {"year": 2023, unit: 600.0}}), 2023) == pytest.approx(teu)


def test_times_multiplies_the_same_calendar_month_and_then_holds() -> None:
    teu = path({**FIRST, "jump": {"from": "2026-01", "times": 2.6, "of_year": 2025}})
    assert teu["2026-02"] == pytest.approx(2.6 * teu["2025-02"])
    assert teu["2030-02"] == pytest.approx(2.6 * teu["2025-02"])
    assert teu["2025-12"] == teu["2023-12"]


def test_percent_per_year_compounds_over_the_same_month_of_the_year_before() -> None:
    """C09: 100 a year, 15 % a year, 5 years, stepped."""
    growth = {
        "first": {"year": 2023, "teu": 100.0},
        "trade": {"from": "2024-01", "percent_per_year": 15.0},
    }
    file = scenario({"china": flow(growth, **PROFILE)}, horizon=("2023-01-01", "2027-12-31"))
    teu = paths(file)["china"]
    assert math.fsum(teu.values()) == pytest.approx(674.238125, rel=1e-9)


@pytest.mark.parametrize(("times", "a_year"), [(2.6, 17.26333046), (3.6, 23.79898484)])
def test_a_multiple_and_the_yearly_rate_it_amounts_to(times: float, a_year: float) -> None:
    """C09: 2.6 times by 2030, or 260 % more, from 2024: the same year, another way there."""
    first = {"year": 2024, "teu": 1000.0}
    horizon = ("2024-01-01", "2030-12-31")
    by_rate, at_once = (
        paths(scenario({"china": flow({"first": first, "rise": rise})}, horizon=horizon))["china"]
        for rise in (
            {"from": "2025-01", "percent_per_year": a_year},
            {"from": "2030-01", "times": times, "of_year": 2024},
        )
    )
    assert year(by_rate, 2030) == pytest.approx(times * 1000, rel=1e-8)
    assert year(at_once, 2030) == pytest.approx(times * 1000, rel=1e-12)
    assert year(by_rate, 2027) > year(at_once, 2027) == pytest.approx(1000)


def test_observed_counts_give_the_months_and_later_months_repeat_them() -> None:
    series = (
        ObservedPeriod(date(2023, 1, 1), date(2023, 2, 9), 40),
        ObservedPeriod(date(2023, 2, 10), date(2023, 12, 31), 650),
    )
    teu = path({"seen": observed("2023-01")}, china=series)
    assert teu["2023-01"] == pytest.approx(31 * 15)
    assert teu["2023-02"] == pytest.approx((9 + 19 * 2) * 15)
    assert teu["2025-02"] == teu["2023-02"]
    assert year(teu, 2023) == pytest.approx(690 * 15)


def observed(first: str, **more: Any) -> dict[str, Any]:
    return {"from": first, "observed": {"file": "counts.csv", "column": "china"}, **more}


# Who governs -------------------------------------------------------------------------------


def test_the_nearer_file_wins_then_the_flow_over_its_group_then_the_later_from() -> None:
    group = {
        "low": {"from": "2024-01", "percent_per_year": 1.0},
        "near": {"from": "2028-01", "percent_per_year": 10.0, "precedence": 1},
    }
    own = {
        **FIRST,
        "early": {"from": "2026-01", "percent_per_year": 2.0},
        "late": {"from": "2027-01", "percent_per_year": 3.0},
        "off": {"from": "2027-01", "percent_per_year": 99.0, "active": False},
    }
    teu = paths(scenario({"china": flow(own, "all")}, {"all": group}))["china"]
    growth = [year(teu, one + 1) / year(teu, one) for one in range(2023, 2029)]
    assert growth == pytest.approx([1.01, 1.01, 1.02, 1.03, 1.10, 1.10])


def test_a_bounded_statement_interrupts_an_open_one_that_goes_on_afterwards() -> None:
    base = {**FIRST, "trade": {"from": "2024-01", "percent_per_year": 10.0}}
    surge = {
        "from": "2025-03",
        "to": "2025-05",
        "times": 3.0,
        "of_year": 2024,
        "afterwards": "returns",
    }
    calm, teu = path(base), path({**base, "surge": surge})
    changed = {month for month in calm if teu[month] != calm[month]}
    assert changed == {"2025-03", "2025-04", "2025-05"}


def test_a_yearly_total_inside_an_open_statement_is_built_upon() -> None:
    base = {**FIRST, "trade": {"from": "2024-01", "percent_per_year": 10.0}}
    teu = path({**base, "known": {"year": 2025, "teu": 50000.0}})
    assert year(teu, 2025) == pytest.approx(50000)
    assert year(teu, 2026) == pytest.approx(55000)


def test_a_total_wins_in_its_year_over_an_open_statement_that_begins_with_it() -> None:
    trade = {"from": "2025-01", "percent_per_year": 10.0}
    teu = path({**FIRST, "total": {"year": 2025, "teu": 1000.0}, "trade": trade})
    assert [year(teu, number) for number in (2025, 2026)] == pytest.approx([1000, 1100])


def test_counts_win_over_a_total_of_the_same_year() -> None:
    whole_year = (ObservedPeriod(date(2024, 1, 1), date(2024, 12, 31), 365),)
    teu = path(
        {**FIRST, "total": {"year": 2024, "teu": 9.0}, "seen": observed("2024-01")},
        china=whole_year,
    )
    assert year(teu, 2024) == pytest.approx(365 * 15)


def test_equal_claims_are_refused() -> None:
    growth = {
        **FIRST,
        "one": {"from": "2025-01", "percent_per_year": 1.0},
        "two": {"from": "2025-01", "percent_per_year": 2.0},
    }
    assert faults_of(growth) == [
        (
            "two",
            "has the same claim to its months as demand.flows.china.growth.one;"
            " drop one, or let it begin or end in another month",
        )
    ]


# What follows a statement that ends --------------------------------------------------------


SURGE = {"from": "2025-03", "to": "2025-06", "times": 2.0, "of_year": 2024}
LATER = {"from": "2026-01", "percent_per_year": 5.0}


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ({}, 1.0),
        ({"later": LATER}, 1.05),
        ({"later": {"from": "2026-01", "times": 2.6, "of_year": 2025}}, 2.6),
    ],
)
def test_returns_hides_the_statement_from_every_month_that_looks_back(
    later: Growths, expected: float
) -> None:
    teu = path({**FIRST, "surge": {**SURGE, "afterwards": "returns"}, **later})
    assert teu["2025-04"] == pytest.approx(2 * teu["2024-04"])
    assert teu["2025-07"] == teu["2024-07"]
    assert teu["2026-04"] == pytest.approx(expected * teu["2024-04"])


def test_persists_keeps_the_ratio_reached_in_all_later_months() -> None:
    teu = path({**FIRST, "surge": {**SURGE, "afterwards": "persists"}, "later": LATER})
    calm = path({**FIRST, "later": LATER})
    ratios = {month: teu[month] / calm[month] for month in calm}
    assert {month for month, ratio in ratios.items() if ratio == pytest.approx(1)} == {
        month for month in calm if month < "2025-03"
    }
    assert all(ratio == pytest.approx(2) for month, ratio in ratios.items() if month >= "2025-03")


def test_the_ratio_kept_is_that_of_the_sums_over_the_months_governed() -> None:
    """Counts of twelve months, 2 in January and 1 in each other, over a path of 1 a month."""
    even = {"first": {"year": 2023, "trains": 365.0}}
    series = (
        ObservedPeriod(date(2025, 1, 1), date(2025, 1, 31), 62),
        ObservedPeriod(date(2025, 2, 1), date(2025, 12, 31), 334),
    )
    growth = {**even, "seen": observed("2025-01", to="2025-12", afterwards="persists")}
    teu, calm = path(growth, china=series), path(even)
    assert teu["2025-01"] == pytest.approx(2 * calm["2025-01"])
    assert teu["2026-01"] == pytest.approx(calm["2026-01"] * 396 / 365)
    assert teu["2030-08"] == pytest.approx(calm["2030-08"] * 396 / 365)


def test_two_surges_that_persist_compound() -> None:
    second = {**SURGE, "from": "2026-03", "to": "2026-06", "percent_per_year": 50.0}
    del second["times"], second["of_year"]
    teu = path(
        {
            **FIRST,
            "one": {**SURGE, "afterwards": "persists"},
            "two": {**second, "afterwards": "persists"},
        }
    )
    assert teu["2025-12"] == pytest.approx(2 * teu["2024-12"])
    assert teu["2026-04"] == pytest.approx(3 * teu["2024-04"])
    assert teu["2026-12"] == pytest.approx(3 * teu["2024-12"])
    assert teu["2030-04"] == pytest.approx(3 * teu["2024-04"])


def test_the_ratio_kept_leaves_out_months_that_another_statement_governs() -> None:
    """Twice in four months, but nine times in the last: 9 = 2 x 4.5 is kept."""
    surge = {**SURGE, "afterwards": "persists"}
    peak = {**surge, "from": "2025-06", "times": 9.0}
    teu = path({**FIRST, "surge": surge, "peak": peak})
    assert teu["2025-05"] == pytest.approx(2 * teu["2024-05"])
    assert teu["2026-05"] == pytest.approx(9 * teu["2024-05"])


def test_a_fixed_total_and_a_multiple_keep_no_ratio() -> None:
    surge = {"surge": {**SURGE, "afterwards": "persists"}}
    fixed = path({**FIRST, **surge, "total": {"year": 2026, "teu": 40000.0}})
    assert year(fixed, 2026) == pytest.approx(40000)
    assert year(fixed, 2027) == pytest.approx(40000)
    jump = path({**FIRST, **surge, "jump": {"from": "2026-01", "times": 2.6, "of_year": 2025}})
    assert all(
        jump[f"2026-{m:02}"] == pytest.approx(2.6 * jump[f"2025-{m:02}"]) for m in range(1, 13)
    )


# Groups ------------------------------------------------------------------------------------


def test_a_groups_total_is_divided_as_in_the_year_before() -> None:
    flows = {
        "big": flow({"first": {"year": 2023, "teu": 300.0}}, "all"),
        "small": flow({"first": {"year": 2023, "teu": 100.0}}, "all", **PROFILE),
        "named": flow(
            {"first": {"year": 2023, "teu": 100.0}, "own": {"year": 2025, "teu": 70.0}}, "all"
        ),
        "other": flow({"first": {"year": 2023, "teu": 10.0}}),
    }
    teu = paths(scenario(flows, {"all": {"total": {"year": 2025, "teu": 1000.0}}}))
    totals = {name: year(one, 2025) for name, one in teu.items()}
    assert totals == pytest.approx({"big": 600, "small": 200, "named": 70, "other": 10})


def with_totals(jump: Growths, **more: Any) -> ScenarioFile:
    """Two flows that share a total in every year from 2025; a nearer file may make one jump."""
    first = {"year": 2023, "teu": 300.0, "precedence": 0}
    totals = {
        f"path_{number}": {"year": number, "teu": 100.0 * number, "precedence": 0}
        for number in range(2025, 2031)
    }
    flows = {
        "china": flow({"first": first}, "all", "china", **PROFILE),
        "kazakh": flow({"first": {**first, "teu": 100.0}}, "all"),
        **more,
    }
    return scenario(flows, {"all": totals, "china": jump})


NEAR_JUMP = {"jump": {"from": "2026-03", "times": 2.6, "of_year": 2025, "precedence": 1}}


def test_a_nearer_statement_on_one_flow_moves_no_other_part_of_a_groups_total() -> None:
    base, jump = paths(with_totals({})), paths(with_totals(NEAR_JUMP))
    assert jump["kazakh"] == base["kazakh"]
    for month, teu in base["china"].items():
        assert (jump["china"][month] == teu) == (month < "2026-03"), month
    assert year(base["kazakh"], 2030) == pytest.approx(203000 / 4)


def test_a_flow_that_only_a_nearer_file_sizes_takes_its_part_of_a_groups_total() -> None:
    near = {"first": {"year": 2023, "teu": 400.0, "precedence": 1}}
    teu = paths(with_totals({}, added=flow(near, "all")))
    of_2030 = {name: year(one, 2030) for name, one in teu.items()}
    assert of_2030 == pytest.approx({"china": 76125, "kazakh": 25375, "added": 101500})


def test_many_totals_over_a_size_from_a_nearer_file_are_divided_in_no_time() -> None:
    """Each total looks twice for the sizes of the year before: no look may be taken again."""
    totals = {
        f"path_{number}": {"year": number, "teu": 8.0, "precedence": number}
        for number in range(2024, 2044)
    }
    far, near = ({"first": {"year": 2023, "teu": 9.0, "precedence": one}} for one in (0, 9999))
    flows = {"far": flow(far, "all"), "near": flow(near, "all")}
    teu = paths(scenario(flows, {"all": totals}, horizon=("2023-01-01", "2043-12-31")))
    assert year(teu["far"], 2043) == pytest.approx(4)


@pytest.mark.parametrize("unit", ["trains", "tonnes"])
def test_a_groups_total_in_another_unit_is_divided_in_that_unit(unit: str) -> None:
    flows = {
        "long": flow({"first": {"year": 2023, "trains": 20.0}}, "all", boxes=40),
        "short": flow({"first": {"year": 2023, "trains": 60.0}}, "all", boxes=10),
    }
    teu = paths(scenario(flows, {"all": {"total": {"year": 2025, unit: 800.0}}}))
    trains = {"long": year(teu["long"], 2025) / 60, "short": year(teu["short"], 2025) / 15}
    if unit == "trains":
        assert trains == pytest.approx({"long": 200, "short": 600})
    else:
        tonnes = 12.5 * (year(teu["long"], 2025) + year(teu["short"], 2025))
        assert tonnes == pytest.approx(800)
        assert trains["short"] / trains["long"] == pytest.approx(3)


def test_a_groups_total_in_the_first_year_is_divided_by_what_it_replaces() -> None:
    flows = {
        "big": flow({"first": {"year": 2023, "teu": 300.0, "precedence": 0}}, "all"),
        "small": flow({"first": {"year": 2023, "teu": 100.0, "precedence": 0}}, "all"),
    }
    near = {"total": {"year": 2023, "teu": 1000.0, "precedence": 1}}
    teu = paths(scenario(flows, {"all": near}))
    assert year(teu["big"], 2023) == pytest.approx(750)
    assert year(teu["small"], 2029) == pytest.approx(250)


def test_a_groups_total_that_governs_one_flow_is_its_own() -> None:
    flows = {"new": flow({"first": {"year": 2023, "teu": 0.0}}, "all")}
    teu = paths(scenario(flows, {"all": {"total": {"year": 2025, "teu": 1000.0}}}))
    assert year(teu["new"], 2025) == pytest.approx(1000)


# The jump ----------------------------------------------------------------------------------


def jump_files() -> tuple[ScenarioFile, ScenarioFile]:
    """Two files joined as the loader joins them: the nearer one has the higher precedence."""
    years = {
        f"y{number}": {"year": number, "teu": 1000.0 * (number - 2020), "precedence": 0}
        for number in range(2023, 2031)
    }
    flows = {
        "baku": flow(years, "china", **PROFILE),
        "poti": flow({**FIRST, "trade": {"from": "2024-01", "percent_per_year": 9.0}}, "china"),
        "grain": flow({**FIRST, "trade": {"from": "2025-05", "percent_per_year": 4.0}}),
    }
    jump = {
        "jump": {"from": "2026-01", "times": 2.6, "of_year": 2025, "precedence": 1},
        "trade": {"from": "2028-01", "percent_per_year": 5.0, "precedence": 1},
    }
    return scenario(flows, {"china": {}}), scenario(flows, {"china": jump})


def test_the_jump_touches_only_what_it_names() -> None:
    base, jump = (paths(file) for file in jump_files())
    assert jump["grain"] == base["grain"]
    for name in ("baku", "poti"):
        for month, teu in base[name].items():
            assert (jump[name][month] == teu) == (month < "2026-01"), (name, month)


def test_the_jump_is_a_multiple_of_its_own_months_and_then_grows() -> None:
    for name in ("baku", "poti"):
        teu = paths(jump_files()[1])[name]
        for month in range(1, 13):
            of_2025 = teu[f"2025-{month:02}"]
            for number, factor in ((2026, 2.6), (2027, 2.6), (2028, 2.73), (2030, 2.6 * 1.05**3)):
                assert teu[f"{number}-{month:02}"] == pytest.approx(factor * of_2025)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_is_irrelevant(random: Any) -> None:
    file = jump_files()[1]
    raw = file.model_dump(by_alias=True, exclude_none=True)
    assert demand_by_month(ScenarioFile.model_validate(shuffled(raw, random)), {}) == (
        demand_by_month(file, {})
    )


def shuffled(value: Any, random: Any) -> Any:
    if not isinstance(value, dict):
        return value
    keys = list(value)
    random.shuffle(keys)
    return {key: shuffled(value[key], random) for key in keys}


def test_adding_a_flow_changes_nothing_for_the_others() -> None:
    file = jump_files()[1]
    raw = file.model_dump(by_alias=True, exclude_none=True)
    raw["demand"]["flows"]["alpha"] = flow(FIRST, "china")
    more = demand_by_month(ScenarioFile.model_validate(raw), {})
    assert [one.flow for one in more] == ["alpha", "baku", "grain", "poti"]
    assert more[1:] == demand_by_month(file, {})


def test_a_longer_horizon_changes_no_month() -> None:
    growth = {**FIRST, "trade": {"from": "2024-01", "percent_per_year": 9.0}}
    short = scenario({"china": flow(growth)}, horizon=("2023-01-01", "2026-12-31"))
    long = scenario({"china": flow(growth)})
    (one,), (other,) = demand_by_month(short, {}), demand_by_month(long, {})
    assert one.teu == other.teu[: len(one.teu)]
    assert one.blocks == other.blocks[: len(one.blocks)]


@settings(max_examples=40, deadline=None)
@given(
    totals=st.lists(st.floats(10, 1e5), min_size=1, max_size=4),
    percent=st.floats(-50, 50),
    begins=st.integers(0, 35),
)
def test_fixed_totals_hold_whatever_else_is_said(
    totals: list[float], percent: float, begins: int
) -> None:
    """A flow's own total governs its year against any statement on its group."""
    own = {
        f"y{number}": {"year": number, "teu": teu} for number, teu in enumerate(totals, start=2023)
    }
    first = f"{2024 + begins // 12}-{begins % 12 + 1:02}"
    group = {"trade": {"from": first, "percent_per_year": percent}}
    teu = paths(scenario({"china": flow(own, "all", **PROFILE)}, {"all": group}))["china"]
    for number, total in enumerate(totals, start=2023):
        assert year(teu, number) == pytest.approx(total)


# Blocks ------------------------------------------------------------------------------------


def test_every_month_is_a_block_and_the_warm_up_repeats_the_first_year() -> None:
    even = {"first": {"year": 2023, "trains": 730.0}}
    file = scenario({"china": flow(even)}, horizon=("2023-01-01", "2023-02-28"), warm_up_days=40.5)
    (demand,) = demand_by_month(file, {})
    assert demand.teu == pytest.approx((62 * 15, 56 * 15))
    assert [(one.key, one.start_hours, one.end_hours, one.exact) for one in demand.blocks] == [
        ("2022-11", -972.0, -744.0, False),
        ("2022-12", -744.0, 0.0, False),
        ("2023-01", 0.0, 744.0, False),
        ("2023-02", 744.0, 1416.0, False),
    ]
    assert [one.trains for one in demand.blocks] == pytest.approx([19, 62, 62, 56])


def test_the_warm_up_of_a_horizon_from_july_repeats_the_twelve_months_after_it() -> None:
    growth = {
        "one": {"year": 2023, "trains": 365.0},
        "two": {"year": 2024, "trains": 732.0},
    }
    file = scenario(
        {"china": flow(growth)}, horizon=("2023-07-01", "2023-08-31"), warm_up_days=30.0
    )
    (demand,) = demand_by_month(file, {})
    assert [(one.key, one.trains) for one in demand.blocks] == [
        ("2023-06", pytest.approx(60)),
        ("2023-07", pytest.approx(31)),
        ("2023-08", pytest.approx(31)),
    ]


def test_a_count_that_reaches_beyond_the_horizon_is_spread_not_met() -> None:
    series = (ObservedPeriod(date(2023, 1, 1), date(2023, 1, 31), 62),)
    file = scenario(
        {"china": flow({"seen": observed("2023-01")})}, horizon=("2023-01-01", "2023-01-10")
    )
    (demand,) = demand_by_month(file, counts(china=series))
    assert demand.blocks == (Block("2023-01", 0.0, 240.0, 20.0, False),)


def test_a_horizon_that_ends_in_a_month_cuts_its_block() -> None:
    even = {"first": {"year": 2023, "trains": 730.0}}
    file = scenario({"china": flow(even)}, horizon=("2023-01-01", "2023-02-14"))
    (demand,) = demand_by_month(file, {})
    assert demand.teu[-1] == pytest.approx(28 * 15)
    assert demand.blocks[-1].end_hours == 45 * 24
    assert demand.blocks[-1].trains == pytest.approx(28)


def test_observed_periods_are_blocks_where_counts_govern_all_their_months() -> None:
    series = (
        ObservedPeriod(date(2023, 12, 1), date(2024, 1, 15), 46),
        ObservedPeriod(date(2024, 1, 16), date(2024, 2, 9), 7),
        ObservedPeriod(date(2024, 2, 10), date(2024, 3, 10), 60),
    )
    growth = {
        "first": {"year": 2023, "trains": 365.0},
        "seen": observed("2024-01", to="2024-02", afterwards="returns"),
    }
    file = scenario({"china": flow(growth)}, horizon=("2023-01-01", "2024-12-31"))
    (demand,) = demand_by_month(file, counts(china=series))
    hours = [timedelta(days=one).total_seconds() / 3600 for one in (365, 380, 405, 425, 456)]
    blocks = demand.blocks[12:16]
    assert blocks[1] == Block("2024-01-16/2024-02-09", hours[1], hours[2], 7.0, True)
    assert [(one.key, one.start_hours, one.end_hours) for one in blocks] == [
        ("2024-01", hours[0], hours[1]),
        ("2024-01-16/2024-02-09", hours[1], hours[2]),
        ("2024-02", hours[2], hours[3]),
        ("2024-03", hours[3], hours[4]),
    ]
    assert [one.trains for one in blocks] == pytest.approx([15, 7, 40, 31])
    trains = math.fsum(one.trains for one in demand.blocks)
    assert trains == pytest.approx(math.fsum(demand.teu) / 15)


def test_two_rests_of_one_month_have_keys_of_their_own() -> None:
    series = (
        ObservedPeriod(date(2024, 4, 20), date(2024, 5, 9), 20),
        ObservedPeriod(date(2024, 5, 10), date(2024, 5, 19), 30),
        ObservedPeriod(date(2024, 5, 20), date(2024, 6, 3), 15),
    )
    growth = {
        "first": {"year": 2023, "trains": 365.0},
        "seen": observed("2024-05", to="2024-05", afterwards="returns"),
    }
    (demand,) = demand_by_month(scenario({"china": flow(growth)}), counts(china=series))
    may = [(one.key, one.trains) for one in demand.blocks if one.key.startswith("2024-05")]
    assert may == [("2024-05", 9.0), ("2024-05-10/2024-05-19", 30.0), ("2024-05-20", 12.0)]


@settings(max_examples=30, deadline=None)
@given(
    cuts=st.sets(st.integers(1, 700), max_size=8),
    first=st.integers(1, 12),
    months=st.integers(1, 11),
)
def test_blocks_meet_end_to_end_with_keys_of_their_own(
    cuts: set[int], first: int, months: int
) -> None:
    edges = [0, *sorted(cuts), 731]
    start = date(2023, 1, 1)
    series = tuple(
        ObservedPeriod(start + timedelta(days=a), start + timedelta(days=b - 1), float(b % 50))
        for a, b in pairwise(edges)
    )
    last = f"{2023 + (first + months) // 13}-{(first + months - 1) % 12 + 1:02}"
    seen = observed(f"2023-{first:02}", to=last, afterwards="returns")
    file = scenario(
        {"china": flow({**FIRST, "seen": seen})},
        horizon=("2023-01-01", "2024-12-31"),
        warm_up_days=100.0,
    )
    (demand,) = demand_by_month(file, counts(china=series))
    blocks = demand.blocks
    assert blocks[0].start_hours == -2400
    assert blocks[-1].end_hours == 731 * 24
    assert all(a.end_hours == b.start_hours for a, b in pairwise(blocks))
    assert len({one.key for one in blocks}) == len(blocks)
    reported = math.fsum(one.trains for one in blocks if one.start_hours >= 0)
    assert reported == pytest.approx(math.fsum(demand.teu) / 15)


def test_timetables_and_returning_empties_have_no_demand_by_month() -> None:
    timetable = {"pattern": "timetable", "every_hours": 48.0, "first_hours": 0.0}
    empties = {"flow": "china", "share": 0.5, "after_days": 3.0, "tare_tonnes_per_teu": 2.2}
    flows = {
        "china": flow(FIRST),
        "fixed": flow(arrivals=timetable),
        "back": flow(consignment=None, empties_of=empties),
    }
    assert list(paths(scenario(flows))) == ["china"]


# Faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "key", "said"),
    [
        ({"from": "2025-01"}, "odd", "says nothing of demand; give one of times with of_year,"),
        (
            {"from": "2025-01", "times": 2.0, "of_year": 2024, "percent_per_year": 5.0},
            "odd.percent_per_year",
            "stands beside times; a statement is of one kind:",
        ),
        ({"from": "2025-01", "times": 2.0}, "odd.times", "does not say of what; add `of_year`"),
        ({"from": "2025-01", "of_year": 2024}, "odd.of_year", "stands alone; add `times`"),
        ({"percent_per_year": 5.0}, "odd", "does not say from which month; add `from: YYYY-MM`"),
        ({"year": 2025}, "odd.year", "fixes no total; add one of teu, trains or tonnes"),
        ({"teu": 5.0}, "odd.teu", "does not say of which year; add `year`"),
        ({"year": 2025, "teu": 1.0, "trains": 1.0}, "odd.trains", "stands beside teu;"),
        ({"year": 2025, "teu": 1.0, "from": "2025-03"}, "odd.from", "stands beside a yearly"),
        (
            {"from": "2025-06", "to": "2025-03", "percent_per_year": 5.0, "afterwards": "returns"},
            "odd.to",
            "2025-03 is before from 2025-06; swap them",
        ),
        (
            {"from": "2025-01", "to": "2027-12", "percent_per_year": 5.0},
            "odd",
            "ends with 2027-12 and does not say what follows; add `afterwards: returns`",
        ),
        (
            {"from": "2025-01", "percent_per_year": 5.0, "afterwards": "returns"},
            "odd.afterwards",
            "follows no end; add `to`, or leave `afterwards` out",
        ),
        (
            {"from": "2025-01", "times": 2.0, "of_year": 2035},
            "odd.of_year",
            "2035 is after the horizon; name a year of 2023 to 2030",
        ),
        (
            {"from": "2025-01", "times": 2.0, "of_year": 2022},
            "odd.of_year",
            "2022 is before the horizon; name a year of 2023 to 2030",
        ),
        (
            {"from": "2025-03", "times": 2.0, "of_year": 2026},
            "odd.of_year",
            "makes 2026-03 depend on itself; name an earlier year",
        ),
        (
            {"from": "2023-05", "percent_per_year": 5.0},
            "odd",
            "speaks of 2023-05, in the first reported year, which has none to build on;",
        ),
        (
            {"year": 2025, "tonnes": 5.0},
            "odd.tonnes",
            "cannot be converted: flow china carries no cargo",
        ),
    ],
)
def test_a_faulty_statement_is_named_with_its_cure(
    statement: dict[str, Any], key: str, said: str
) -> None:
    consignment = {**flow()["consignment"], "cargo_tonnes_per_teu": 0.0}
    file = scenario({"china": flow({**FIRST, "odd": statement}, consignment=consignment)})
    ((keys, message),) = faults(file)
    assert keys == f"demand.flows.china.growth.{key}"
    assert message.startswith(said)


def test_a_statement_cut_short_by_the_next_one_must_say_what_follows() -> None:
    growth = {
        **FIRST,
        "brief": {"from": "2025-01", "percent_per_year": 9.0},
        "next": {"from": "2025-07", "percent_per_year": 1.0},
    }
    ((key, said),) = faults_of(growth)
    assert key == "brief"
    assert said.startswith("ends with 2025-06 and does not say what follows;")


def test_a_statement_that_the_horizon_cuts_short_may_be_silent() -> None:
    end = {"from": "2030-07", "percent_per_year": 9.0}
    beyond = {"from": "2031-01", "times": 2.0, "of_year": 2030}
    far = {"from": "2036-01", "times": 2.0, "of_year": 2035}
    teu = path({**FIRST, "end": end, "beyond": beyond, "far": far})
    assert teu["2030-07"] == pytest.approx(1.09 * teu["2029-07"])


def test_every_month_of_the_first_year_must_be_fixed() -> None:
    flows = {"china": flow(), "poti": flow({"later": {"year": 2024, "teu": 5.0}})}
    cure = "add a statement such as {year: 2023, teu: ...}"
    said = f"nothing fixes 2023-01, in the first reported year; {cure}"
    assert faults(scenario(flows)) == [
        ("demand.flows.china", said),
        ("demand.flows.poti.growth", said),
    ]


def test_the_path_without_a_statement_must_exist_too() -> None:
    whole_year = (ObservedPeriod(date(2023, 1, 1), date(2023, 12, 31), 365),)
    seen = {"seen": observed("2023-01", to="2023-12", afterwards="returns")}
    (fault,) = faults(scenario({"china": flow(seen)}), china=whole_year)
    assert fault == (
        "demand.flows.china.growth",
        "nothing fixes 2023-01, in the first reported year without"
        " demand.flows.china.growth.seen; add a statement such as {year: 2023, teu: ...}",
    )


def test_faults_of_statements_and_of_paths_come_together_and_once() -> None:
    flows = {
        "china": flow({"odd": {"year": 2023}}, "all"),
        "poti": flow({}, "all"),
        "turk": flow(FIRST, "all"),
    }
    groups = {"all": {"total": {"year": 2025, "teu": 100.0}}}
    assert [keys for keys, _ in faults(scenario(flows, groups))] == [
        "demand.flows.china.growth.odd.year",
        "demand.flows.poti",
    ]


@pytest.mark.parametrize(
    ("first", "last", "day"),
    [("2023-01", "2024-12", "2024-12-04"), ("2022-12", None, "2022-12-01")],
)
def test_a_day_without_a_count_is_named(first: str, last: str | None, day: str) -> None:
    series = (ObservedPeriod(date(2023, 1, 1), date(2024, 12, 3), 300),)
    until = {"to": last, "afterwards": "returns"} if last else {}
    ((key, said),) = faults_of({**FIRST, "seen": observed(first, **until)}, china=series)
    assert key == "seen.observed"
    assert said.startswith(f"has no count for {day} in {first} to ")


def test_a_series_without_a_count_is_refused() -> None:
    assert faults_of({"seen": observed("2023-01")}) == [
        ("seen.observed", "holds no count; add a period")
    ]


def test_counts_on_a_group_are_refused() -> None:
    series = (ObservedPeriod(date(2023, 1, 1), date(2023, 12, 31), 300),)
    file = scenario({"china": flow(FIRST, "all")}, {"all": {"seen": observed("2023-01")}})
    assert faults(file, china=series) == [
        (
            "demand.groups.all.growth.seen.observed",
            "counts the trains of one flow; move the statement to the flow",
        )
    ]


def test_nothing_to_divide_by_and_nothing_to_compare_with_are_faults() -> None:
    nothing = {"first": {"year": 2023, "teu": 0.0}}
    group = {"total": {"year": 2025, "teu": 9.0}}
    flows = {"one": flow(nothing, "all"), "two": flow(nothing, "all")}
    ((keys, said),) = faults(scenario(flows, {"all": group}))
    assert keys == "demand.groups.all.growth.total"
    assert said.startswith("cannot be divided: the flows of the group have no demand")
    total = {"year": 2025, "teu": 9.0, "afterwards": "persists"}
    ((keys, said),) = faults_of({**nothing, "total": total})
    assert keys == "total.afterwards"
    assert said.startswith("persists needs demand without the statement to compare with")


def test_a_year_that_lies_half_outside_the_horizon_is_refused_where_it_is_asked_for() -> None:
    growth = {
        **FIRST,
        "next": {"year": 2024, "teu": 36600.0},
        "odd": {"from": "2025-01", "times": 2.0, "of_year": 2023},
    }
    file = scenario({"china": flow(growth)}, horizon=("2023-07-01", "2025-12-31"))
    assert faults(file) == [
        (
            "demand.flows.china.growth.odd.of_year",
            "asks for 2023-01, which lies outside the horizon; name another year",
        )
    ]


def test_a_profile_without_weight_is_refused() -> None:
    raw = scenario({"china": flow(FIRST, **PROFILE)}).model_dump(by_alias=True, exclude_none=True)
    raw["demand"]["seasonal_profiles"]["trade"] = dict.fromkeys(MONTHS, 0.0)
    assert faults(ScenarioFile.model_validate(raw)) == [
        ("demand.seasonal_profiles.trade", "has no month above 0; give one month a weight")
    ]


def test_growth_beyond_a_million_times_is_refused() -> None:
    growth = {**FIRST, "odd": {"from": "2024-01", "percent_per_year": 900.0}}
    ((key, said),) = faults_of(growth)
    assert key == "odd"
    assert said.startswith("carries china in 2030-01 to 10,000,000 times its first year,")


def test_faults_read_as_one_line_each() -> None:
    fault = GrowthFault(("demand", "flows", "china"), "is odd; mend it")
    line = "demand.flows.china: is odd; mend it"
    assert str(GrowthFaults((fault, fault))) == f"{line}\n{line}"


# Warnings ----------------------------------------------------------------------------------


def warned(growth: Growths, **observed: Any) -> list[tuple[str, str]]:
    file = scenario({"china": flow(growth, **PROFILE)}, horizon=("2023-01-01", "2028-12-31"))
    found = demand_warnings(file, counts(**observed))
    return [(".".join(one.path[4:]), one.message) for one in found]


def test_the_same_jump_every_year_warns_and_names_the_volume() -> None:
    """C09: 2.6 times every year for five years is 118.81376 times."""
    growth = {
        "first": {"year": 2023, "teu": 1000.0},
        "jump": {"from": "2024-01", "percent_per_year": 160.0},
    }
    assert warned(growth) == [
        (
            "jump.percent_per_year",
            "compounds to 118.8 times by 2028-12: china reaches 118,814 TEU in 2028",
        ),
        (
            "jump",
            "china changes 2.6-fold from 2024-12 to 2025-01, and in 3 more months,"
            " without a statement that begins or ends there",
        ),
    ]


def test_a_jump_that_is_said_and_a_season_do_not_warn() -> None:
    jump = {"from": "2026-01", "times": 2.6, "of_year": 2025}
    surge = {"from": "2025-03", "to": "2025-05", "times": 2.0, "of_year": 2024}
    assert warned({**FIRST, "jump": jump, "surge": {**surge, "afterwards": "returns"}}) == []


def test_counts_that_swing_do_not_warn_but_growth_on_them_does() -> None:
    series = (
        ObservedPeriod(date(2023, 1, 1), date(2023, 7, 31), 100),
        ObservedPeriod(date(2023, 8, 1), date(2023, 12, 31), 300),
    )
    growth = {"seen": observed("2023-01"), "trade": {"from": "2024-01", "percent_per_year": 1.0}}
    ((key, said),) = warned(growth, china=series)
    assert key == "trade"
    assert "from 2024-07 to 2024-08" in said
