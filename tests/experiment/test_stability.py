"""Overload, winter and calm told apart on backlogs drawn by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.experiment.stability import chokes, seasonal, unstable_places

INFLOW_TEU = 10_000.0
MONTHS = [f"{year}-{month:02d}" for year in range(2023, 2031) for month in range(1, 13)]
WINTER_TEU = {11: 1_500.0, 12: 4_000.0, 1: 6_000.0, 2: 5_000.0, 3: 2_000.0}

Backlog = Callable[[int], float]  # TEU at the end of a month, by its position


def table_of(backlog: Backlog, noise_teu: float = 50.0, replications: int = 20) -> pd.DataFrame:
    """Monthly backlog and inflow of one place, with independent noise by replication."""
    draws = np.random.default_rng(7)
    rows = []
    for replication in range(replications):
        for position, period in enumerate(MONTHS):
            teu = max(backlog(position) + noise_teu * draws.standard_normal(), 0.0)
            rows.append((replication, period, "backlog", "end", teu))
            rows.append((replication, period, "inflow", "total", INFLOW_TEU))
    table = pd.DataFrame(rows, columns=["replication", "period", "kpi", "statistic", "value"])
    return table.assign(place="feeder", direction="west", flow="", unit="TEU")


def calm(position: int) -> float:
    return 500.0


def winter(position: int) -> float:
    return 300.0 + WINTER_TEU.get(position % 12 + 1, 0.0)


def overload_from(first: str, growth_teu: float) -> Backlog:
    start = MONTHS.index(first)
    return lambda position: 500.0 + growth_teu * max(position - start + 1, 0)


def test_a_linear_overload_is_found_with_its_slope():
    (choke,) = unstable_places(table_of(overload_from("2027-05", 1_900.0)))
    growth = choke.growth_teu_per_month
    assert growth.low < 1_900 < growth.high
    assert growth.half_width < 10
    assert not choke.or_earlier
    assert (choke.place, choke.direction, growth.n) == ("feeder", "west", 20)


def test_the_first_month_is_the_one_that_adds_two_per_cent_of_a_year():
    # 2 % of 120,000 TEU is 2,400: after one month 1,900 stand, after two 3,800.
    table = table_of(overload_from("2027-05", 1_900.0))
    assert chokes(table)["month"].tolist() == ["2027-06"]
    assert chokes(table_of(overload_from("2027-05", 2_500.0)))["month"].tolist() == ["2027-05"]


def test_growth_below_two_per_cent_of_inflow_is_no_choke():
    assert chokes(table_of(overload_from("2024-01", 150.0))).empty
    assert len(chokes(table_of(overload_from("2024-01", 250.0)))) == 1


def test_an_overload_that_ends_is_not_unstable_at_the_end():
    growing = overload_from("2026-01", 1_900.0)
    peak = MONTHS.index("2028-06")
    relieved = table_of(lambda i: growing(min(i, peak)) - 1_000.0 * max(i - peak, 0))
    assert chokes(relieved).empty


def test_a_jam_of_some_months_does_not_date_a_later_overload():
    jam = range(MONTHS.index("2025-02"), MONTHS.index("2025-06"))
    growing = overload_from("2027-05", 1_900.0)
    table = table_of(lambda i: growing(i) + (8_000.0 if i in jam else 0.0))
    assert chokes(table)["month"].tolist() == ["2027-06"]


def test_a_winter_after_an_overload_that_is_over_is_no_choke():
    growing = overload_from("2025-01", 1_900.0)
    hard = {"2030-11": 6_000.0, "2030-12": 12_000.0}
    table = table_of(
        lambda i: winter(i) + hard.get(MONTHS[i], growing(i) if MONTHS[i] < "2027" else 0.0)
    )
    assert chokes(table).empty
    assert len(seasonal(table)) == 1


def test_growth_needs_twelve_months_before_it_is_called_a_choke():
    assert chokes(table_of(overload_from("2030-04", 1_900.0))).empty


def test_an_overload_from_the_start_is_found_in_the_first_month_that_can_be_judged():
    (choke,) = unstable_places(table_of(overload_from("2023-01", 1_900.0)))
    assert (choke.month, choke.or_earlier) == ("2024-01", True)


def test_growth_that_replications_do_not_agree_on_is_no_choke():
    # The mean grows by 400 TEU a month, 4 % of inflow, but one replication alone carries it.
    table = table_of(calm)
    backlogs = (table["kpi"] == "backlog") & (table["replication"] == 0)
    grown = table["period"].map(MONTHS.index) * 8_000.0
    table.loc[backlogs, "value"] += grown[backlogs]
    assert chokes(table).empty


def test_calm_is_neither():
    assert chokes(table_of(calm)).empty
    assert seasonal(table_of(calm)).empty


def test_a_winter_that_clears_is_seasonal_and_no_choke():
    table = table_of(winter)
    assert chokes(table).empty
    (season,) = seasonal(table).itertuples()
    assert (season.place, season.worst_month[5:], season.n) == ("feeder", "01", 20)
    assert season.low < 6_300 < season.high
    assert season.left_teu < 400


def test_winters_on_top_of_an_overload_are_a_choke():
    growing = overload_from("2025-01", 1_900.0)
    table = table_of(lambda i: winter(i) + growing(i))
    assert len(chokes(table)) == 1
    assert seasonal(table).empty


def test_a_winter_queue_that_does_not_clear_is_not_seasonal():
    growing = overload_from("2030-03", 1_900.0)  # too late to be called a choke
    table = table_of(lambda i: winter(i) + growing(i))
    assert chokes(table).empty
    assert seasonal(table).empty


def test_one_hard_winter_is_not_seasonal():
    hard = range(MONTHS.index("2026-11"), MONTHS.index("2027-04"))
    assert seasonal(table_of(lambda i: winter(i) if i in hard else 300.0)).empty


def test_one_replication_has_no_interval_and_says_so():
    (found,) = chokes(table_of(overload_from("2027-05", 1_900.0), replications=1)).itertuples()
    assert found.growth_teu_per_month == pytest.approx(1_900, abs=30)
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert found.n == 1


def test_two_replications_are_enough_for_a_clear_case():
    assert len(chokes(table_of(overload_from("2027-05", 1_900.0), replications=2))) == 1


def test_few_replications_that_agree_are_believed_though_their_interval_is_wide():
    table = table_of(overload_from("2027-05", 1_000.0), replications=2)
    second = (table["kpi"] == "backlog") & (table["replication"] == 1)
    table.loc[second, "value"] *= 3
    (choke,) = unstable_places(table)
    assert choke.growth_teu_per_month.low < 0 < choke.growth_teu_per_month.mean


def test_less_than_a_year_is_no_evidence():
    table = table_of(overload_from("2023-01", 1_900.0))
    short = table[table["period"] < "2023-10"]
    assert chokes(short).empty
    assert seasonal(short).empty


def test_a_table_without_months_has_no_chokes():
    assert chokes(table_of(calm).iloc[:0]).empty
