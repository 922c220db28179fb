"""Observed train counts from CSV files."""

from datetime import date
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.observed import (
    ObservedPeriod,
    first_day_without_count,
    read_observed,
    trains_between,
)


def lines_of(tmp_path: Path, text: str, column: str = "china") -> list[str]:
    """What is said of a file, with its folder left out."""
    file = tmp_path / "counts.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_observed(file, column)
    return [line.replace(f"{file}:", "") for line in caught.value.lines()]


def test_reads_one_column_in_order_of_time(tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text(
        "\ufefffrom,to,grain,china\n2024-01-01,2024-07-20,7, 105\n\n2024-07-21,2024-09-13,0,95\n",
        encoding="utf-8",
    )
    assert read_observed(file, "china") == (
        ObservedPeriod(date(2024, 1, 1), date(2024, 7, 20), 105.0),
        ObservedPeriod(date(2024, 7, 21), date(2024, 9, 13), 95.0),
    )


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    text = (
        "from,to,china\n"
        "2024-01-31,2024-01-01,3\n"
        "2024-02-01,2024-02-29,3.5\n"
        "2024-02-29,2024-03-31,-1\n"
        "\n"
        "2024-13-01,20240401,\n"
        "2024-05-01,2024-05-31\n"
    )
    assert lines_of(tmp_path, text) == [
        "2:1: to 2024-01-01 is before from 2024-01-31; swap them",
        "3:1: china: `3.5` is not a count of trains; write a whole number, 0 or more",
        "4:1: china: `-1` is not a count of trains; write a whole number, 0 or more",
        "4:1: from 2024-02-29 is not after 2024-02-29, the last day of the period before;"
        " periods stand in order and do not overlap",
        "6:1: from: `2024-13-01` is not a day; write YYYY-MM-DD",
        "6:1: to: `20240401` is not a day as YYYY-MM-DD; write 2024-04-01",
        "6:1: china: `` is not a count of trains; write a whole number, 0 or more",
        "7:1: has 2 cells where the header has 3",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "column `from` is missing; the columns are: none"),
        ("from,to\n", "column `china` is missing; the columns are: from, to"),
        ("from,to,china,china\n", "column `china` stands twice; the columns are:"),
        ("from,to,china\n", "holds no period; add a line such as 2024-01-01,2024-01-31,12"),
    ],
)
def test_a_file_without_the_column_or_without_periods(tmp_path: Path, text: str, said: str) -> None:
    assert lines_of(tmp_path, text)[0].startswith(f"1:1: {said}")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"none\.csv:1:1: cannot be read \(No such file"):
        read_observed(tmp_path / "none.csv", "china")


def test_counts_are_spread_by_time() -> None:
    series = (
        ObservedPeriod(date(2024, 1, 1), date(2024, 2, 9), 40),
        ObservedPeriod(date(2024, 2, 10), date(2024, 2, 29), 60),
    )
    assert trains_between(series, date(2024, 1, 1), date(2024, 1, 31)) == pytest.approx(31)
    assert trains_between(series, date(2024, 2, 1), date(2024, 2, 29)) == pytest.approx(9 + 60)


def test_the_first_day_without_a_count() -> None:
    series = (
        ObservedPeriod(date(2024, 1, 1), date(2024, 1, 31), 1),
        ObservedPeriod(date(2024, 2, 3), date(2024, 2, 29), 1),
    )
    january, february = date(2024, 1, 1), date(2024, 2, 29)
    assert first_day_without_count(series, january, date(2024, 1, 31)) is None
    assert first_day_without_count(series, january, february) == date(2024, 2, 1)
    assert first_day_without_count(series, date(2023, 12, 31), february) == date(2023, 12, 31)
    assert first_day_without_count(series, february, date(2024, 3, 1)) == date(2024, 3, 1)
