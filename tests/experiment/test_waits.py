from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.experiment.waits import longest_waits, waits


def table_of(*rows: tuple[int, str, str, str, str, float]) -> pd.DataFrame:
    columns = ["replication", "period", "place", "direction", "statistic", "value"]
    return pd.DataFrame(rows, columns=columns).assign(kpi="waiting", unit="TEU h")


TWO = table_of(
    (0, "2030", "feeder", "west", "waiting_for_departure", 60.0),
    (0, "2030", "altynkol", "west", "waiting_for_admission", 40.0),
    (1, "2030", "feeder", "west", "waiting_for_departure", 160.0),
    (1, "2030", "altynkol", "west", "waiting_for_admission", 40.0),
    (1, "2029", "altynkol", "west", "waiting_for_admission", 900.0),
)


def test_shares_are_means_over_replications_with_their_interval():
    first, second = waits(TWO, ["2030"])
    half = 12.7062047 * 0.1  # t(1) at 97.5 % times s / sqrt(2) of the shares 0.6 and 0.8
    assert (first.place, first.cause, first.teu_hours) == ("feeder", "waiting_for_departure", 110.0)
    assert (first.share.mean, first.share.half_width) == (pytest.approx(0.7), pytest.approx(half))
    assert second.share.mean == pytest.approx(0.3)


def test_periods_add_up():
    table = table_of(
        (0, "2030-01", "feeder", "west", "waiting_for_departure", 10.0),
        (0, "2030-02", "feeder", "west", "waiting_for_departure", 20.0),
        (0, "2030-02", "feeder", "east", "waiting_for_departure", 70.0),
    )
    east, west = waits(table, ["2030-01", "2030-02"])
    assert (east.direction, east.share.mean) == ("east", pytest.approx(0.7))
    assert (west.direction, west.teu_hours) == ("west", 30.0)


def test_causes_at_one_place_stay_apart():
    table = table_of(
        (0, "2030", "aktau", "west", "waiting_for_admission", 1.0),
        (0, "2030", "aktau", "west", "blocked_by_yard", 3.0),
    )
    assert [one.cause for one in waits(table, ["2030"])] == [
        "blocked_by_yard",
        "waiting_for_admission",
    ]


def test_a_wait_that_one_replication_lacks_counts_as_none():
    table = table_of(
        (0, "2030", "aktau", "west", "blocked_by_yard", 50.0),
        (0, "2030", "feeder", "west", "waiting_for_departure", 50.0),
        (1, "2030", "feeder", "west", "waiting_for_departure", 50.0),
    )
    last = waits(table, ["2030"])[-1]
    assert (last.place, last.teu_hours) == ("aktau", 25.0)
    assert last.share.mean == pytest.approx(0.25)


def test_one_replication_has_no_interval():
    (row, _) = longest_waits(TWO[TWO["replication"] == 0], ["2030"]).itertuples()
    assert (row.share, row.n) == (pytest.approx(0.6), 1)
    assert math.isnan(row.low)


def test_years_and_months_do_not_mix():
    with pytest.raises(ValueError, match="years and months mixed: 2030, 2030-01"):
        waits(TWO, ["2030", "2030-01"])


def test_where_nothing_waits_nothing_is_listed():
    assert waits(TWO, ["2024"]) == []
    still = table_of((0, "2030", "aktau", "west", "blocked_by_yard", 0.0))
    assert waits(still, ["2030"]) == []
