"""A border, a port, a line and a class of ships are data: a file that adds them is all it takes."""

from __future__ import annotations

from pathlib import Path

from sim.corridor.model import simulate
from sim.corridor.routing import Routing
from sim.experiment.kpis import table
from sim.scenario import load

FLOWS = Path(__file__).parents[2] / "scenarios" / "trans_caspian.yaml"
NEW = f"""
extends: {FLOWS}
title: From Dostyk over Kuryk
horizon: {{from: 2025-01-01, to: 2026-01-31, warm_up_days: 30}}
terminals:
  dostyk_yard:
    title: A second border
    acceptance: {{west: {{trains_per_day: 3}}}}
    rail: {{tracks: 2, cranes: 2, crane_hours_per_box: 0.05, transfer: direct}}
    clearance: {{west: {{document_hours: 2}}}}
  kuryk:
    title: A second port
    rail: {{tracks: 2, cranes: 1, crane_hours_per_box: 0.08}}
    quay: {{berths: 1, cranes_per_berth: 2, crane_hours_per_box: 0.1}}
    yard_teu: {{west: 800}}
    weather: {{sea: caspian, closes_at_strength: 0.2, stops: [berthing, sailing]}}
sections:
  border_to_aktogay: {{from: dostyk_yard, to: aktogay, km: 310, running_hours: 6}}
  aktogay_beyneu: {{title: A new line, from: aktogay, to: beyneu, km: 1900, running_hours: 33,
    pairs_per_day: 4}}
  beyneu_kuryk: {{from: beyneu, to: kuryk, km: 460, running_hours: 8}}
services:
  new_china_rail: {{kind: rail, from: xian, to: dostyk_yard, direction: west, hours: 80,
    formation: together}}
  new_line: {{kind: rail, from: dostyk_yard, to: kuryk, direction: west,
    sections: [border_to_aktogay, aktogay_beyneu, beyneu_kuryk], train_teu: 124,
    formation: together}}
  ferry:
    kind: sea
    between: [kuryk, alat]
    sailing_hours: 20
    vessels: {{ferries: {{number: 2, teu: 110, tonnes: 1900, home: kuryk}}}}
    longest_wait_hours: 36
    max_blocked_hours: 48
demand:
  flows:
    china_over_kuryk:
      direction: west
      origin: xian
      destination: absheron
      route: [new_china_rail, new_line, ferry, azerbaijan_rail]
      consignment: {{boxes: 50, forty_foot_share: 0.9, cargo_tonnes_per_teu: 12,
        tare_tonnes_per_teu: 2}}
      arrivals: {{pattern: random}}
      growth: {{sent: {{year: 2025, trains: 100}}}}
relations:
  dostyk_absheron: {{flows: [china_over_kuryk], from: dostyk_yard, to: absheron}}
"""


def test_boxes_travel_over_a_new_border_line_port_and_ship(tmp_path: Path) -> None:
    file = tmp_path / "kuryk.yaml"
    file.write_text(NEW)
    scenario = load(file)
    journal = simulate(scenario, 1)
    told = table(scenario, journal, 1)
    year = told[told.period == "2025"]

    carried = year[year.kpi == "throughput"].groupby("place", observed=True).value.sum()
    places = ["dostyk_yard", "aktogay_beyneu", "beyneu_kuryk", "kuryk", "ferry"]
    assert (carried[places] > 500).all()
    vessels = {voyage.vehicle for voyage in journal.voyages if voyage.service == "ferry"}
    assert vessels == {"ferries/1", "ferries/2"}
    transit = year[(year.place == "dostyk_absheron") & (year.kpi == "transit_time")]
    days = transit.set_index("statistic").value
    assert days["n"] > 100
    assert days["mean"] > (6 + 33 + 8 + 20) / 24

    routing = Routing(scenario, journal.population.flows)
    stops = routing.stops["china_over_kuryk"]
    assert stops == ("xian", "dostyk_yard", "kuryk", "alat", "absheron")
