"""The reference pages say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.corridor.model import simulate
from sim.experiment.kpis import table
from sim.scenario.schema import reference
from tests.experiment.test_overload import LOADED_BY_CRANES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
KPI_ROW = re.compile(
    r"^\| `(\w+)` \| (.*?) \| "
    r"(TEU h|TEU|boxes|t|days|h|km/day|km/h|share|trains|vehicles|consignments|calls) \|",
    re.MULTILINE,
)


def test_the_reference_of_the_language_is_that_of_the_models():
    written = (DOCS / "reference/scenario_language.md").read_text(encoding="utf-8")
    assert written == reference(), "run `make docs`"


def test_the_page_of_the_numbers_tells_every_row_that_a_run_gives_and_no_other(tmp_path):
    page = (DOCS / "reference/kpis.md").read_text(encoding="utf-8")
    told = {
        (kpi, statistic, unit)
        for kpi, statistics, unit in KPI_ROW.findall(page)
        for statistic in re.findall(r"`([\w: ]+)`", statistics)
    }
    scenarios = [sim.load(with_countries(tmp_path)), sim.load(with_loading(tmp_path))]
    made = pd.concat([table(one, simulate(one, 1), 1) for one in scenarios])
    assert {as_told(row.kpi, row.statistic, row.unit) for row in made.itertuples()} == told
    causes = set(made.loc[made["kpi"].isin(["waiting", "trains_standing"]), "statistic"])
    stages = {one.partition(":")[0] for one in made.loc[made["kpi"] == "stage_time", "statistic"]}
    assert {one for one in causes | stages if f"`{one}`" not in page} == set()


def with_countries(folder: Path) -> Path:
    """The small corridor with a border between two countries, a port with other cargo, and a flow
    with a named route."""
    file = folder / "corridor.yaml"
    file.write_text(
        f"extends: {ROOT / 'tests/scenario/small.yaml'}\n"
        "terminals: {factory: {country: CN}, border: {country: KZ}, near_port: {country: KZ,"
        " quay: {other_calls: {grain: {calls_per_year: 90, hours: 12}}}}}\n"
        "demand.flows.goods.route: none\n"
        "routes.goods:\n"
        "  choose: shares\n"
        "  ways: {sea: {route: [foreign_rail, home_rail, ships, liner], share: 1}}\n"
    )
    return file


def with_loading(folder: Path) -> Path:
    """Cranes that load trains on any number of tracks, and a flow that may give up."""
    file = folder / "loading.yaml"
    patient = "route: [shuttle, trains]\n      gives_up_after_days: 9"
    assert "route: [shuttle, trains]" in LOADED_BY_CRANES
    file.write_text(LOADED_BY_CRANES.replace("route: [shuttle, trains]", patient))
    return file


def as_told(kpi: str, statistic: str, unit: str) -> tuple[str, str, str]:
    """A row as the page writes it, with a word in place of causes and places."""
    words = {"waiting": "CAUSE", "stage_time": "CAUSE:PLACE", "trains_standing": "CAUSE"}
    words |= {"other_calls": "CARGO", "other_calls_waiting": "CARGO"}
    return kpi, statistic if statistic == "mean" else words.get(kpi, statistic), unit


@pytest.mark.parametrize(
    "page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.relative_to(DOCS).as_posix()
)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
