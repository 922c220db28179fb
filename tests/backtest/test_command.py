"""`corridor backtest` on a small corridor: what it prints, writes and renews."""

from __future__ import annotations

import csv
import signal
from pathlib import Path

import pytest

from sim.cli import main

SMALL = (Path(__file__).parents[1] / "scenario/small.yaml").read_text(encoding="utf-8")
BANDS = """\
sent:
  year:
    rows: {kpi: asked, flow: goods, period: "2024"}
    unit: TEU
    published: 20000
    low: 1
    high: 1000000
    counting_point: TEU sent.
    of: history
  spring:
    rows: {kpi: vehicles, place: home_rail, direction: west, period: {from: 2024-03, to: 2024-05}}
    unit: trains
    published: 1
    low: 1
    high: 1
    counting_point: Trains sent in spring.
    of: history
port:
  stay:
    rows: {kpi: berth_hours, place: near_port, statistic: mean, period: "2024"}
    unit: h
    published: 20
    low: 1
    high: 900
    counting_point: Hours of a vessel at its berth.
    of: history
  unknown:
    rows: {kpi: unheard_of, period: "2024"}
    unit: h
    published: 20
    low: 1
    high: 900
    counting_point: Nothing gives it.
    of: history
  of_another:
    rows: {kpi: asked, period: "2024"}
    unit: TEU
    published: 20
    low: 1
    high: 900
    counting_point: Another scenario.
"""
CALIBRATION = "inputs: [sent]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    Path("data").mkdir()
    Path("history.yaml").write_text(SMALL, encoding="utf-8")
    Path("data/bands.yaml").write_text(BANDS, encoding="utf-8")
    Path("data/calibration.yaml").write_text(CALIBRATION, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> object:
    with pytest.raises(SystemExit) as end:
        main(["backtest", *arguments, "--replications", "1"])
    return end.value.code


def test_it_compares_prints_and_writes(folder, capsys):
    assert run("history.yaml") == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "history · 2024–2025 · 1 replication · seed 7"
    counts = "2 inside their bands, 1 outside, 1 not yet computed"
    assert printed[1].endswith(f"4 observations: {counts}")
    assert printed[-1] == "Written       results/history/"
    with Path("results/history/backtest.csv").open(encoding="utf-8", newline="") as file:
        verdicts = {row["name"]: (row["verdict"], row["role"]) for row in csv.DictReader(file)}
    assert verdicts == {
        "year": ("inside", "input"),
        "spring": ("above", "input"),
        "stay": ("inside", "predicted"),
        "unknown": ("not computed", "predicted"),
    }
    assert "`port.stay`" in Path("results/history/backtest.md").read_text(encoding="utf-8")


def test_pages_are_renewed_between_their_marks(folder, capsys):
    Path("docs").mkdir()
    marks = "# First\n<!-- history_short: begin -->\nold\n<!-- history_short: end -->\nlast\n"
    Path("docs/index.md").write_text(marks, encoding="utf-8")
    Path("docs/other.md").write_text("# Other\n", encoding="utf-8")
    assert run("history.yaml", "--docs") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Renewed       docs/index.md"
    page = Path("docs/index.md").read_text(encoding="utf-8")
    assert "old" not in page
    assert "| `sent.spring` | 1 trains | 1–1 |" in page
    assert (page[:8], page[-5:]) == ("# First\n", "last\n")
    assert Path("docs/other.md").read_text(encoding="utf-8") == "# Other\n"


def test_without_a_page_nothing_is_said_to_be_renewed(folder, capsys):
    Path("docs").mkdir()
    assert run("history.yaml", "--docs") == 3
    assert capsys.readouterr().err == "no page in docs has marks for history\n"


def test_a_fault_of_the_bands_is_told_before_anything_is_simulated(folder, capsys):
    Path("data/bands.yaml").write_text(BANDS.replace("low: 1\n", "low: one\n", 1))
    assert run("history.yaml") == 2
    assert "sent.year.low: must be a number" in capsys.readouterr().err
    assert not Path("results").exists()


def test_without_bands_it_says_where_they_were_looked_for(folder, capsys):
    Path("data/bands.yaml").unlink()
    assert run("history.yaml") == 3
    assert capsys.readouterr().err == "no data/bands.yaml beside history.yaml or above it\n"
