"""What the charts show is what the table says; nothing overlaps; the same bytes every time."""

from __future__ import annotations

import itertools
from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.experiment.stability import unstable_places
from sim.report.charts import CHARTS, draw, save
from sim.report.projection import projection
from sim.report.stages import by_stage, time_by_stage
from sim.report.transit import transit_time
from sim.report.waiting import levels, waiting_strip, waiting_teu
from tests.report.example_scenario import example_scenario, with_group
from tests.report.example_table import HOURS_A_MONTH, STAGES, example_table

SCENARIO = example_scenario()
OVERLOADED = example_table(3)
CALM = example_table(3, feeder_teu_per_month=30_000.0)
SINGLE = example_table(1)
SWAMPED = example_table(2, feeder_teu_per_month=1_000.0)
TABLES = {"overloaded": OVERLOADED, "swamped": SWAMPED, "calm": CALM, "single": SINGLE}


@cache
def drawn(chart: str, table: str) -> Figure:
    """A chart of one of the tables, drawn once for all tests that only read it."""
    return CHARTS[chart](TABLES[table], SCENARIO)


def words_of(figure: Figure) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(Text))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("chart", CHARTS)
def test_no_words_overlap_or_leave_the_picture(chart, table):
    figure = drawn(chart, table)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    shown = [x for x in figure.findobj(Text) if x.get_visible() and x.get_text().strip()]
    boxes = [(x.get_text(), x.get_window_extent(renderer)) for x in shown]
    inside = figure.bbox.padded(1)
    assert not [text for text, box in boxes if not _within(box, inside)]
    pairs = itertools.combinations(boxes, 2)
    touching = [(a, b) for (a, x), (b, y) in pairs if x.padded(-1).overlaps(y.padded(-1))]
    assert not touching


def _within(box, outer):
    return outer.x0 <= box.x0 and box.x1 <= outer.x1 and outer.y0 <= box.y0 and box.y1 <= outer.y1


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_carries_scenario_and_replications(name):
    words = words_of(drawn(name, "overloaded"))
    assert "From January 2027 demand outgrows the feeder fleet" in words
    assert "3 replications" in words
    assert "ne replication" in words_of(drawn(name, "single"))


def test_draw_gives_every_chart_and_leaves_settings_alone():
    before = dict(mpl.rcParams)
    assert list(draw(OVERLOADED, SCENARIO)) == [
        "projection", "transit_time", "waiting", "time_by_stage",
    ]  # fmt: skip
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[pytest.mark.slow] * (one != "waiting")) for one in CHARTS]
)
def test_files_are_the_same_bytes_every_time(name, tmp_path):
    written = [
        save(CHARTS[name](OVERLOADED, SCENARIO), tmp_path / f"{take}.png") for take in ("a", "b")
    ]
    (first_png, first_svg), (second_png, second_svg) = written
    assert first_png.read_bytes() == second_png.read_bytes()
    assert first_svg.read_bytes() == second_svg.read_bytes()
    assert b"<dc:date>" not in first_svg.read_bytes()
    assert b"Matplotlib" not in first_png.read_bytes()


def test_a_caller_with_other_settings_gets_the_same_picture(tmp_path):
    plain, _ = save(projection(OVERLOADED, SCENARIO), tmp_path / "plain")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        other, _ = save(projection(OVERLOADED, SCENARIO), tmp_path / "other")
    assert plain.read_bytes() == other.read_bytes()


# Projection --------------------------------------------------------------------------------


def line_of(figure: Figure, label: str) -> dict[int, float]:
    (line,) = (x for x in figure.axes[0].get_lines() if x.get_label() == label)
    return dict(zip(map(int, line.get_xdata()), map(float, line.get_ydata()), strict=True))


def mean_total(kpi: str, year: int) -> float:
    rows = OVERLOADED[(OVERLOADED["kpi"] == kpi) & (OVERLOADED["period"] == str(year))]
    return float(rows.groupby("replication")["value"].sum().mean())


def test_projection_shows_delivered_and_asked_by_year():
    figure = drawn("projection", "overloaded")
    for label in ("delivered", "asked"):
        shown = line_of(figure, label)
        assert shown == pytest.approx({year: mean_total(label, year) for year in range(2023, 2031)})
    assert line_of(figure, "official target") == {2026: 90_000.0, 2029: 300_000.0}


def test_demand_crosses_the_capacity_line_in_the_year_of_saturation():
    figure = drawn("projection", "overloaded")
    (steps,) = (x for x in figure.axes[0].patches if "capacity" in str(x.get_label()))
    assert steps.get_label() == "capacity, Caspian feeder west"
    over = [
        year
        for year, full in zip(range(2023, 2031), steps.get_data().values, strict=True)
        if line_of(figure, "asked")[year] > full
    ]
    assert over == [2028, 2029, 2030]


def test_projection_of_one_replication_has_no_band():
    assert len(drawn("projection", "overloaded").axes[0].collections) > 0
    assert len(drawn("projection", "single").axes[0].collections) == 0


def test_a_target_of_some_flows_stands_on_their_own_panel():
    figure = projection(OVERLOADED, with_group("china_europe"))
    every, group = figure.axes
    assert [axes.get_title(loc="left") for axes in (every, group)] == ["All flows", "Onward"]
    assert "official target" not in every.get_legend_handles_labels()[1]
    assert "official target" in group.get_legend_handles_labels()[1]


def label_of(figure: Figure, title: str):
    return next(one for one in figure.axes[0].texts if title in one.get_text().replace("\n", " "))


@pytest.mark.parametrize(("year", "teu"), [(2024, 500_000), (2029, 20_000)])
def test_the_label_of_a_target_stays_on_the_page(year, teu):
    """Above the line it stands on the left, below it on the right: both have little room here."""
    title = "A ministry of transport, its programme of March 2026"
    target = {"one": {"title": title, "year": year, "teu": teu}}
    figure = projection(OVERLOADED, example_scenario(targets=target))
    label = label_of(figure, title)
    own, page = label.get_window_extent(), figure.bbox
    assert "\n" in label.get_text()
    assert page.x0 <= own.x0
    assert own.x1 <= page.x1


@pytest.mark.parametrize("title", ["A plan", "A plan of the ministry of transport, March 2026"])
def test_the_label_of_a_target_stands_below_what_is_delivered_beside_it(title):
    least = min(mean_total("delivered", year) for year in range(2028, 2031))
    target = {"met": {"title": title, "year": 2028, "teu": least * 1.05}}
    figure = projection(OVERLOADED, example_scenario(targets=target))
    corners = label_of(figure, title).get_window_extent().corners()
    shown = figure.axes[0].transData.inverted().transform(corners)
    assert shown[:, 1].max() < least


def test_targets_outside_the_horizon_are_not_drawn():
    late = {"far": {"title": "far away", "year": 2040, "teu": 9e6}}
    words = words_of(projection(OVERLOADED, example_scenario(targets=late)))
    assert "far away" not in words
    assert "official target" not in words


# Transit -----------------------------------------------------------------------------------


def hollow_years(axes) -> set[int]:
    points = [x for x in axes.get_lines() if len(x.get_xdata()) == 1]
    return {int(x.get_xdata()[0]) for x in points if x.get_markerfacecolor() == "white"}


def test_censored_years_are_hollow_and_others_are_not():
    through, too, beyond = drawn("transit_time", "overloaded").axes
    assert hollow_years(through) == hollow_years(too) == {2027, 2028, 2029, 2030}
    assert hollow_years(beyond) == set()
    assert not any(hollow_years(axes) for axes in drawn("transit_time", "calm").axes)


def test_transit_title_says_at_least_when_it_is_censored():
    assert ", at least " in words_of(drawn("transit_time", "overloaded"))
    assert "at least" not in words_of(drawn("transit_time", "calm"))


@pytest.mark.parametrize("number", [1, 2, 4])
def test_any_number_of_relations_has_room(number):
    held = {f"relation_{i}": {"title": f"Relation {i}", "flows": ["china_europe"],
                              "from": "altynkol", "to": "poti"} for i in range(number)}  # fmt: skip
    rows = OVERLOADED[OVERLOADED["place"] == "altynkol_poti"]
    table = pd.concat([OVERLOADED, *(rows.assign(place=name) for name in held)])
    assert len(transit_time(table, example_scenario(relations=held)).axes) == number


# Waiting -----------------------------------------------------------------------------------


def test_waiting_is_the_mean_number_of_teu():
    strip = waiting_teu(SINGLE)
    rows = SINGLE[
        (SINGLE["kpi"] == "backlog") & (SINGLE["period"] == "2030-01") & (SINGLE["place"] == "poti")
    ]
    expected = float(rows["value"].iloc[0]) * HOURS_A_MONTH / 744
    assert strip.loc[("poti", "west"), "2030-01"] == pytest.approx(expected)


def test_places_stand_from_east_to_west_and_months_in_order():
    axes, _ = waiting_strip(OVERLOADED, SCENARIO).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[0] == "Altynkol"
    assert names.index("Zharyk–Beyneu") < names.index("Aktau west") < names.index("Poti")
    assert [label.get_text() for label in axes.get_xticklabels()] == [
        str(year) for year in range(2023, 2031)
    ]
    assert axes.yaxis_inverted()


def test_the_unstable_place_is_framed_from_its_month():
    axes, _ = waiting_strip(OVERLOADED, SCENARIO).axes
    (frame,) = (x for x in axes.patches if not x.get_fill())
    names = [label.get_text() for label in axes.get_yticklabels()]
    months = [f"{year}-{month:02d}" for year in range(2023, 2031) for month in range(1, 13)]
    assert int(frame.get_y()) == names.index("Caspian feeder west")
    (choke,) = unstable_places(OVERLOADED)
    assert frame.get_x() == months.index(choke.month)
    calm, _ = waiting_strip(CALM, SCENARIO).axes
    assert not [x for x in calm.patches if not x.get_fill()]


def test_nothing_waits():
    still = CALM[CALM["kpi"] != "waiting"]
    assert "Nothing waits" in words_of(waiting_strip(still, SCENARIO))


def test_classes_hold_the_largest_value():
    assert levels(0.5) == [0, 10]
    assert levels(80) == [0, 10, 30, 100]
    assert levels(4_800) == [0, 10, 30, 100, 300, 1_000, 3_000, 10_000]
    assert levels(110_000) == [0, 10, 100, 1_000, 10_000, 100_000, 1_000_000]


# Stages ------------------------------------------------------------------------------------


def test_bars_add_up_to_the_mean_transit_time():
    axes = drawn("time_by_stage", "overloaded").axes[0]
    rows = OVERLOADED[
        (OVERLOADED["place"] == "altynkol_absheron")
        & (OVERLOADED["kpi"] == "transit_time")
        & (OVERLOADED["statistic"] == "mean")
    ]
    for row, year in enumerate(("2023", "2030")):
        bars = [x for x in axes.patches if round(x.get_y() + x.get_height() / 2) == row]
        expected = rows.loc[rows["period"] == year, "value"].mean()
        assert sum(x.get_width() for x in bars) == pytest.approx(expected)
        assert np.isclose(min(x.get_x() for x in bars), 0)


def test_stages_stand_in_the_order_of_travel():
    axes = drawn("time_by_stage", "calm").axes[0]
    labels = [x.get_text() for x in sorted(axes.texts, key=lambda x: x.get_position())]
    known = [label for label in labels if label in ("Altynkol–Aktau", "Caspian feeder")]
    assert known == ["Altynkol–Aktau"] * 2 + ["Caspian feeder"] * 2


def test_every_stage_is_read_with_its_cause_and_place():
    stages = by_stage(CALM)["altynkol_poti", 2030]
    assert {f"{one.cause}:{one.place}" for one in stages} == set(STAGES["altynkol_poti"])


def test_unfinished_boxes_make_it_at_least():
    assert "≥ " in words_of(drawn("time_by_stage", "overloaded"))
    assert "≥" not in words_of(drawn("time_by_stage", "calm"))


def test_no_box_was_delivered():
    empty = CALM[~CALM["kpi"].isin(("stage_time", "transit_time"))]
    assert "No box was delivered" in words_of(time_by_stage(empty, SCENARIO))
    assert "No box was delivered" in words_of(transit_time(empty, SCENARIO))
