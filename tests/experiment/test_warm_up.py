from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.cli import main
from sim.experiment.warm_up import NoWarmUpFound, mser_5, teu_under_way, twice_the_warm_up
from sim.scenario.overlay import Ground

LEG = Path(__file__).parents[1] / "theory" / "leg.yaml"


@pytest.mark.parametrize(
    ("series", "deleted"),
    [
        ([100] * 25 + [0, 1, 2, 3, 4] * 95, 25),
        ([*range(50, 0, -1)] + [0, 1] * 225, 50),
        ([7.0] * 100, 0),
        ([0] * 5 + [3] * 97, 5),  # the last two are no whole batch
    ],
)
def test_what_is_deleted(series, deleted):  # H05
    assert mser_5(series) == deleted


def test_a_series_that_still_rises_has_no_warm_up():  # H05
    with pytest.raises(NoWarmUpFound, match="no warm-up found; run longer"):
        mser_5(range(1, 501))


@pytest.mark.parametrize("series", [[1.0] * 19, [np.nan] * 40])
def test_what_cannot_be_judged_is_refused(series):
    with pytest.raises(ValueError, match="20 values or more, finite ones only"):
        mser_5(series)


def test_a_queue_that_starts_full_is_seen():
    """A decay with a scale of 20 below noise: most of it goes, and little more."""
    draws = np.random.default_rng(4)
    series = 30 * np.exp(-np.arange(1000) / 20) + draws.normal(size=1000)
    assert 40 <= mser_5(series) <= 150


# The warm-up of a scenario ---------------------------------------------------------------------


def test_teu_under_way_at_the_end_of_each_day():
    """Born at hours -40, -10 and 24 with 1, 2 and 2 TEU; the first is delivered at 0."""
    never = np.nan
    boxes = SimpleNamespace(
        born=np.array([-40.0, -10.0, 24.0, never]),
        delivered=np.array([0.0, never, 30.0, never]),
        teu=np.array([1.0, 2.0, 2.0, 2.0]),
    )
    journal = SimpleNamespace(boxes=boxes, left=lambda: boxes.delivered, start=-48.0, end=72.0)
    assert teu_under_way(journal).tolist() == [1, 2, 4, 2, 2]


def leg(folder: Path, hours: int, warm_up_days: int) -> Path:
    """Two boxes an hour on a leg of so many hours: as many hours until as many come as leave."""
    file = folder / "leg.yaml"
    file.write_text(
        f"extends: {LEG}\nservices.leg.hours: {hours}\nhorizon.warm_up_days: {warm_up_days}\n"
    )
    return file


def told(path: Path, printed: pytest.CaptureFixture[str]) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as end:
        main(["warm-up", str(path), "--replications", "5"])
    return (end.value.code, *printed.readouterr())


def test_as_many_days_are_reported_as_the_warm_up_has(tmp_path):
    horizon = twice_the_warm_up(Ground.read(leg(tmp_path, 36, 31))).file.horizon
    assert (f"{horizon.from_}", f"{horizon.to}") == ("2026-01-01", "2026-01-31")


def test_a_leg_of_four_days_is_full_within_thirty(tmp_path, capsys):
    code, said, complaint = told(leg(tmp_path, 96, 30), capsys)
    assert (code, complaint) == (0, "")
    suffice = r"Warm-up   30 days of warm-up suffice: the first (\d+) are unlike what follows .*\n"
    found = re.fullmatch(suffice, said)
    assert found
    assert 96 / 24 <= int(found[1]) < 30


def test_a_leg_of_twenty_days_needs_more_than_ten(tmp_path, capsys):
    code, said, _ = told(leg(tmp_path, 480, 10), capsys)
    assert code == 0
    assert said.startswith("Warm-up   10 days of warm-up are not known to suffice")


def test_a_warm_up_of_few_days_is_not_judged(tmp_path, capsys):
    code, said, complaint = told(leg(tmp_path, 36, 5), capsys)
    assert (code, said) == (2, "")
    assert "5 days of warm-up: from 10 on it is judged" in complaint
