"""What the comparison looks like, whole."""

from __future__ import annotations

import pytest

from sim.experiment.comparison import Comparison
from sim.experiment.estimates import Estimate, estimate
from sim.report.backtest import (
    calibration_table,
    counted,
    frame,
    lines,
    long_table,
    predicted_years,
    short_table,
    verdict,
    with_interval,
)
from sim.report.pages import with_block
from sim.scenario.observations import read_calibration
from tests.backtest.record import CALIBRATION, bands

NO_NUMBER = estimate([])
FOUND = {"year": Estimate(1200, 1150, 1250, 8), "two_months": Estimate(385, 375, 395, 8)}


@pytest.fixture
def comparisons(tmp_path) -> list[Comparison]:
    roles = {"year": "fitted", "two_months": "predicted", "crossing": "input"}
    return [
        Comparison(part, name, one, FOUND.get(name, NO_NUMBER), roles[name])
        for part, held in bands(tmp_path).items()
        for name, one in held.items()
    ]


def test_the_terminal_shows_counts_the_predicted_years_and_every_line(comparisons):
    assert list(lines(comparisons)) == [
        "Compared      3 observations: 1 inside their bands, 1 outside, 1 not yet computed",
        "Predicted     2024  1 of 1 inside, median miss 10 %, furthest from what was observed:"
        " two_months +10 %",
        "carried  year        1,000 TEU  900–1,100  1,200 (1,150–1,250)"
        "  outside, 9 % above the band       fitted",
        "carried  two_months  350 TEU    300–390    385 (375–395)      "
        "  inside, interval across the edge  predicted",
        "days     crossing    240 h      200–280    –                  "
        "  not yet computed                  input",
    ]


def test_the_short_table_has_a_line_an_observation(comparisons):
    assert short_table(comparisons).splitlines()[2:] == [
        "| `carried.year` | 1,000 TEU | 900–1,100 | 1,200 (1,150–1,250)"
        " | **outside**, 9 % above the band | fitted |",
        "| `carried.two_months` | 350 TEU | 300–390 | 385 (375–395)"
        " | inside, interval across the edge | predicted |",
        "| `days.crossing` | 240 h | 200–280 | – | not yet computed | input |",
    ]


def test_the_long_table_says_what_is_counted_and_where_it_stands(comparisons):
    line = long_table(comparisons).splitlines()[3]
    assert line.endswith(
        "| predicted | Both ways in two months. [source](https://example.org/two) |"
    )


def test_only_what_is_predicted_and_computed_counts_as_predicted(comparisons):
    assert [line[:4] for line in predicted_years(comparisons)] == ["2024"]
    assert list(predicted_years([comparisons[0], comparisons[2]])) == []
    assert counted(comparisons[:2]) == "2 observations: 1 inside their bands, 1 outside"


def test_the_table_for_spreadsheets_has_all_numbers(comparisons):
    first = frame(comparisons).iloc[0]
    assert (first["band_low"], first["simulated"], first["simulated_low"]) == (900, 1200, 1150)
    assert (first["n"], first["verdict"], first["role"]) == (8, "above", "fitted")


def test_the_calibration_shows_before_and_after(tmp_path):
    path = tmp_path / "calibration.yaml"
    path.write_text(CALIBRATION, encoding="utf-8")
    table = calibration_table(read_calibration(path, bands(tmp_path)))
    assert table.splitlines()[2] == (
        "| `demand.flows.exports.growth.year.teu` | none published | 11,300"
        " | `carried.year` | What the total leaves. |"
    )


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Estimate(60_980, 60_227, 61_732, 8), "61,000 (60,200–61,700)"),
        (Estimate(11, 11, 11, 8), "11.0"),
        (Estimate(2.963, 2.915, 3.011, 8), "2.96 (2.92–3.01)"),
        (Estimate(4.37, 4.3699, 4.3701, 8), "4.37"),
        (estimate([350.4]), "350"),
        (NO_NUMBER, "–"),
    ],
)
def test_a_number_has_no_more_digits_than_its_interval_bears(found, text):
    assert with_interval(found) == text


def test_how_far_below_a_band_is_told(comparisons):
    band = comparisons[0].observation
    low = Comparison("carried", "year", band, Estimate(450, 440, 460, 8), "predicted")
    assert verdict(low) == "**outside**, 50 % below the band"


def test_a_block_of_a_page_is_replaced_and_nothing_else():
    page = "before\n<!-- calm: begin -->\n\nold\n\n<!-- calm: end -->\nafter\n"
    assert with_block(page, "calm", "new") == page.replace("old", "new")


@pytest.mark.parametrize("page", ["# Nothing\n", "<!-- calm: begin -->", "<!-- calm: end -->"])
def test_a_page_without_a_place_is_refused(page):
    with pytest.raises(ValueError, match="no marks <!-- calm: begin -->"):
        with_block(page, "calm", "new")
