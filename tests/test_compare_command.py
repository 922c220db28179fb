from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.scenario.studies import load_study

FILE = Path(__file__).parent / "studies" / "ships_or_berths.yaml"


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """A results folder in which the study's replications are finished."""
    folder = tmp_path_factory.mktemp("results")
    sim.compare(FILE, replications=2, workers=1, results=folder)
    return folder


def corridor(capsys, *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    assert isinstance(end.value.code, int)
    return (end.value.code, *capsys.readouterr())


@pytest.fixture
def compare(capsys, monkeypatch, results):
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def run(*more: str, study: str = str(FILE)) -> tuple[int, str, str]:
        asked = ("--results", str(results), "--replications", "2", "--workers", "1", *more)
        return corridor(capsys, "compare", study, *asked)

    return run


def test_the_answer_is_told_and_written(compare, results):
    code, said, _ = compare("--force")
    assert code == 0
    assert said.startswith("Ships or berths between two ports?\n1 worlds × 5 choices, 2 replica")
    for part in (
        "May be best",
        "Regret in 2026",
        "Together in 2026",
        "Cost and benefit until 2027",
    ):
        assert part in said
    folder = results / "ships_or_berths"
    assert said.startswith((folder / "answer.txt").read_text())
    assert set(json.loads((folder / "manifest.json").read_text())["files"]) == {
        "answer.txt", "charts/league.png", "charts/league.svg", "interactions.csv", "league.csv",
        "payments.csv", "regret.csv", "targets.csv", "values.csv", "worth.csv",
    }  # fmt: skip


def test_the_same_study_again_is_already_done(compare, results):
    compare("--force")
    line = f"already done: {results / 'ships_or_berths'}; --force writes it again\n"
    assert compare() == (0, line, "")


def test_another_study_of_the_name_is_kept(compare, results, tmp_path):
    compare("--force")
    before = (results / "ships_or_berths" / "manifest.json").read_bytes()
    text = FILE.read_text().replace("../", f"{FILE.parent.parent}/").replace(
        "options/", f"{FILE.parent}/options/"
    )  # fmt: skip
    other = tmp_path / "ships_or_berths.yaml"
    other.write_text(text.replace("costs: costs.yaml", ""))
    code, said, complaint = compare(study=str(other))
    assert (code, said) == (3, "")
    assert complaint.endswith("another version of it; name another --results or use --force\n")
    assert (results / "ships_or_berths" / "manifest.json").read_bytes() == before


def test_bad_input_is_one_line_and_nothing_is_written(compare, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("title: t\nscenarios: []\noptions: [a]\nyears: [2026]\n")
    code, said, complaint = compare(study=str(bad))
    assert (code, said, complaint.count("\n")) == (2, "", 1)
    assert complaint.startswith(f"{bad}:2:12: scenarios: must not be empty")


def test_tables_are_tidy(results):
    found = sim.compare(FILE, replications=2, workers=1, results=results)
    assert not found.league.duplicated(["world", "year", "indicator", "choice"]).any()
    assert not found.values.duplicated(
        ["world", "choice", "replication", "year", "indicator"]
    ).any()
    assert set(found.payments["paid_to"]) == {"Railway", "Ships"}
    assert found.plot.axes[0].get_title(loc="left") == "corridor"


def test_what_the_page_shows_can_be_run(results, monkeypatch, capsys):
    page = (Path(__file__).parents[1] / "docs" / "comparing.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(Path(__file__).parents[1])
    assert len(blocks) == 2
    exec("\n".join(blocks).replace('"results"', repr(str(results))), names := {})
    assert "more_ships" in capsys.readouterr().out
    assert names["best"]


def test_the_study_that_the_page_shows_is_one(tmp_path):
    page = (Path(__file__).parents[1] / "docs" / "comparing.md").read_text()
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    studies = tmp_path / "studies"
    studies.mkdir()
    for name in ("options", "readings", "data", "trans_caspian.yaml", "corridor.yaml"):
        (tmp_path / name).symlink_to(Path(__file__).parents[1] / "scenarios" / name)
    (studies / "shown.yaml").write_text(text.replace(", stress", ""))
    assert len(load_study(studies / "shown.yaml").cases) == 8
