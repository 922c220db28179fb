"""What the README shows is tried."""

from __future__ import annotations

import re
from pathlib import Path

import sim

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_scenario_is_understood_as_it_says(tmp_path):
    (written,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "doubled.yaml"
    path.write_text(written.replace("extends: ", f"extends: {ROOT.as_posix()}/scenarios/"))
    doubled, baseline = sim.load(path), sim.load(ROOT / "scenarios" / "baseline.yaml")
    assert doubled.warnings == ()
    demand_of = {
        scenario.name: {demand.flow: demand.teu for demand in scenario.demand}
        for scenario in (doubled, baseline)
    }
    july_2026 = doubled.months.index(doubled.months[0].replace(year=2026, month=7))
    july_2025 = july_2026 - 12
    flows = demand_of["doubled"]["china_azerbaijan"]
    assert flows[july_2026] == 2 * demand_of["baseline"]["china_azerbaijan"][july_2025]


def test_every_file_that_it_names_is_there():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    options = re.findall(r"scenarios/options/\w+\.yaml", README)
    missing = [name for name in links + options if not (ROOT / name).exists()]
    assert not missing
