"""Bands and calibration as they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.observations import of_scenario, read_bands, read_calibration
from tests.backtest.record import BANDS, CALIBRATION, bands

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def told(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_bands(path)
    return [line.replace(str(path), path.name) for line in refused.value.lines()]


def test_a_span_is_its_months_and_a_word_is_a_list_of_one(tmp_path):
    rows = bands(tmp_path)["carried"]["two_months"].rows
    assert rows.columns() == {
        "kpi": ("throughput",),
        "place": ("feeder",),
        "period": ("2024-01", "2024-02"),
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("low: 900", "low: 1050"), "carried.year: low 1050, published 1000 and high 1100 are"
         " not in this order; mend one"),
        (("to: 2024-02", "to: 2023-12"), "carried.two_months.rows.period: to 2023-12 lies before"
         " from 2024-01; mend one"),
        (('"2024"}\n    unit: TEU', '2024}\n    unit: TEU'), "carried.year.rows.period: write a"
         ' period as "YYYY" or YYYY-MM, found 2024'),
        (("place: feeder, d", "palce: feeder, d"), "carried.year.rows.palce: unknown key;"
         " did you mean `place`?"),
    ],
)  # fmt: skip
def test_a_faulty_band_is_refused_with_its_place(tmp_path, change, message):
    (line,) = told(tmp_path / "bands.yaml", BANDS.replace(*change, 1))
    assert line.split(": ", 1)[1] == message


def test_all_faults_are_told_at_once(tmp_path):
    text = BANDS.replace("high: 1100", "high: much").replace("high: 280", "high: more")
    assert len(told(tmp_path / "bands.yaml", text)) == 2


def test_what_is_put_in_and_what_is_fitted_is_known_by_name_or_by_part(tmp_path):
    path = tmp_path / "calibration.yaml"
    path.write_text(CALIBRATION, encoding="utf-8")
    calibration = read_calibration(path, bands(tmp_path))
    assert calibration.role("days", "crossing") == "input"
    assert calibration.role("carried", "year") == "fitted"
    assert calibration.role("carried", "two_months") == "predicted"


def test_a_calibration_to_nothing_is_refused(tmp_path):
    path = tmp_path / "calibration.yaml"
    path.write_text(CALIBRATION.replace("carried.year", "carried.yaer"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_calibration(path, bands(tmp_path))
    assert "carried.yaer is no observation of the bands" in refused.value.lines()[0]


def test_an_observation_may_speak_of_another_scenario(tmp_path):
    text = BANDS.replace("counting_point: As hours.", "counting_point: As hours.\n    of: calm")
    held = bands(tmp_path, text)
    assert list(of_scenario(held, "calm")) == ["days"]
    assert list(of_scenario(held, "backtest")) == ["carried"]


# The shipped record ------------------------------------------------------------------------


def at(value: object, path: str) -> object:
    if ".set." in path:
        measure, changed = path.split(".set.")
        return at(value, f"{measure}.set")[changed]
    for step in path.split("."):
        value = value[step] if isinstance(value, dict) else getattr(value, step)
    return value


def test_the_shipped_calibration_tells_the_numbers_of_the_shipped_history():
    from sim.scenario import load

    calibration = read_calibration(
        SCENARIOS / "data/calibration.yaml", read_bands(SCENARIOS / "data/bands.yaml")
    )
    file = load(SCENARIOS / "backtest.yaml").file
    told = {one.path: one.after for one in calibration.parameters.values()}
    numbers = {path: after for path, after in told.items() if not isinstance(after, str)}
    assert numbers == {path: at(file, path) for path in numbers}
    # How trains were divided, and the boxes of 2022 by spans of months, are no single numbers.
    assert len(numbers) == len(told) - 3


def test_2024_is_predicted_in_most_of_its_observations():
    held = read_bands(SCENARIOS / "data/bands.yaml")
    calibration = read_calibration(SCENARIOS / "data/calibration.yaml", held)
    roles = {
        f"{part}.{name}": calibration.role(part, name)
        for part, own in of_scenario(held, "backtest").items()
        for name, one in own.items()
        if one.rows.period[-1].startswith("2024") and calibration.role(part, name) != "input"
    }
    assert {name for name, role in roles.items() if role == "fitted"} == {
        "transit.constanta_2024",
        "ports.vessel_at_alat_2024",
        "received.georgia_6_months_2024",
        "received.trains_over_the_border_2024",
        "received.trains_on_the_way_2024",
        "days_on_the_line.line_2024",
        "calls_of_ships.vessel_at_aktau_2024",
    }
    assert list(roles.values()).count("predicted") > 2 * len(roles) / 3


def test_the_first_page_shows_every_observation_of_history():
    page = (SCENARIOS.parent / "docs/index.md").read_text(encoding="utf-8")
    held = of_scenario(read_bands(SCENARIOS / "data/bands.yaml"), "backtest")
    names = {
        f"`{part}.{name}`"
        for part, own in held.items()
        for name, one in own.items()
        if max(one.periods) < "2026"
    }
    assert [name for name in sorted(names) if f"| {name} |" not in page] == []
