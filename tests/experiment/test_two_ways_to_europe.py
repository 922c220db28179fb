"""The shipped scenario with alternatives: it runs, its audit is clean, a ban moves its trains."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.corridor.arrays import Floats
from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.experiment.capacity import year_limits
from sim.experiment.kpis import table
from sim.scenario import load
from sim.scenario.scenario import Scenario

SHIPPED = Path(__file__).parents[2] / "scenarios" / "two_ways_to_europe.yaml"
LONGER_BAN = """
extends: SHIPPED
title: Altynkol is banned for two months
horizon: {from: 2024-05-01, to: 2025-08-10}
terminals.altynkol.rail.loading_ban.bans.summer:
  from: 2025-06-01
  to: 2025-08-01
  flows: [china_azerbaijan, china_georgia, china_europe]
"""
DAY = 24.0
BANNED = (396 * DAY, 457 * DAY)  # 1 June and 1 August 2025 from 1 May 2024


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scenario, Journal]:
    """One replication, audited, with a ban at Altynkol for two months."""
    file = tmp_path_factory.mktemp("ban") / "longer_ban.yaml"
    file.write_text(LONGER_BAN.replace("SHIPPED", SHIPPED.as_posix()))
    scenario = load(file)
    return scenario, simulate(scenario, 0)


def left(journal: Journal, way: str) -> Floats:
    """Hours at which boxes of a way left their origin."""
    boxes = journal.boxes
    own = boxes.flow == journal.population.flows.index(way)
    hours: Floats = boxes.ready[0][np.flatnonzero(own)]
    return hours[~np.isnan(hours)]


@pytest.mark.slow
@pytest.mark.parametrize("flow", ["china_azerbaijan", "china_europe"])
def test_a_ban_at_altynkol_moves_trains_to_dostyk(run: tuple[Scenario, Journal], flow: str) -> None:
    _, journal = run
    since, to = BANNED
    during = {}
    for by in ("altynkol", "dostyk"):
        hours = left(journal, f"{flow}/{by}")
        during[by] = int(((since <= hours) & (hours < to)).sum())
    assert during["altynkol"] == 0
    assert during["dostyk"] > 100


@pytest.mark.slow
def test_what_has_no_other_border_waits(run: tuple[Scenario, Journal]) -> None:
    _, journal = run
    kept = [one for one in journal.kept if one.since >= BANNED[0] and one.to == BANNED[1]]
    flows = {journal.population.flows[journal.boxes.flow[one.rows[0]]] for one in kept}
    assert flows == {"china_georgia/btk", "china_georgia/poti"}


@pytest.mark.slow
def test_the_line_over_kars_opens_on_its_date(run: tuple[Scenario, Journal]) -> None:
    _, journal = run
    opened = 19 * DAY  # 20 May 2024
    hours = left(journal, "china_georgia/btk")
    assert opened <= hours.min() < opened + 30 * DAY


@pytest.mark.slow
def test_all_numbers_are_told_by_flow(run: tuple[Scenario, Journal]) -> None:
    scenario, journal = run
    numbers = table(scenario, journal, 0)
    assert not any("/" in flow for flow in set(numbers["flow"]))
    asked = numbers[(numbers["kpi"] == "asked") & (numbers["period"] == "2025")]
    assert sorted(asked["flow"]) == sorted(scenario.file.demand.flows)
    sent = numbers[(numbers["kpi"] == "sent_by_route") & (numbers["period"] == "2025")]
    assert set(sent["place"]) == {"altynkol", "dostyk", "poti", "btk"}
    assert not any("/" in place for place in set(numbers["place"]))


def test_the_static_screen_divides_what_is_asked() -> None:
    """What may choose is sent over Altynkol, as in the baseline: both borders are asked alike."""
    asked, plain = (
        asked_of_acceptance(SHIPPED.with_stem(one)) for one in (SHIPPED.stem, "baseline")
    )
    for border in ("altynkol", "dostyk"):
        assert asked[border] == pytest.approx(plain[border])
    assert asked["akhalkalaki"] == pytest.approx(0.3 * 22_260, rel=0.01)


def asked_of_acceptance(path: Path) -> dict[str, float]:
    """TEU of 2030 westward by terminal that limits its trains."""
    return {
        one.place: one.demand_teu
        for one in year_limits(load(path))
        if (one.year, one.limit, one.direction) == (2030, "acceptance", "west")
    }
