"""What a train recorded as one costs, beside a SimPy timeout in the same run.

`python -m benchmarks.trains` sends some 70,000 trains of 55 boxes through a border, with
acceptance, tracks and cranes, and over a line of five sections, and prints microseconds a train.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import sim
from benchmarks.replication import PROCESSES, TIMEOUTS, reference, seconds
from sim.corridor.model import simulate
from sim.scenario.scenario import Scenario

ROUNDS = 3
LINE = """
title: Trains recorded as one
horizon: {from: 2023-01-01, to: 2030-12-31}
terminals:
  china: {}
  border:
    acceptance: {west: {trains_per_day: 30}}
    rail: {tracks: 6, cranes: 12, crane_hours_per_box: 0.05, transfer: direct}
    clearance: {west: {document_hours: 3}}
  exit: {}
sections:
  one: {from: border, to: a, km: 100, running_hours: 2, pairs_per_day: 40, other_pairs_per_day: 10}
  two: {from: a, to: b, km: 100, running_hours: 2, pairs_per_day: 40, other_pairs_per_day: 10}
  three: {from: b, to: c, km: 100, running_hours: 2, pairs_per_day: 40, other_pairs_per_day: 10}
  four: {from: c, to: d, km: 100, running_hours: 2, pairs_per_day: 40, other_pairs_per_day: 10}
  five: {from: d, to: exit, km: 100, running_hours: 2, pairs_per_day: 40, other_pairs_per_day: 10}
services:
  on: {kind: rail, from: china, to: border, direction: west, hours: 24, formation: together}
  off:
    kind: rail
    from: border
    to: exit
    direction: west
    sections: [one, two, three, four, five]
    train_teu: 124
    formation: together
demand:
  seasonal_profiles: {}
  flows:
    north:
      direction: west
      origin: china
      destination: exit
      route: [on, off]
      recorded: by_train
      consignment:
        {boxes: 55, forty_foot_share: 0.945, cargo_tonnes_per_teu: 12, tare_tonnes_per_teu: 2}
      arrivals: {pattern: random, programme_cv: 0.1}
      growth:
        all:
          from: 2023-01
          to: 2030-12
          afterwards: persists
          observed: {file: trains.csv, column: north}
"""
SERIES = "from,to,north\n2023-01-01,2030-12-31,70000\n"


def main() -> None:
    """Time both in turn and print the medians."""
    scenario = _scenario()
    trains = len(simulate(scenario, 0).population.consignments())
    pairs = [(seconds(reference), seconds(lambda: simulate(scenario, 0))) for _ in range(ROUNDS)]
    timeout = statistics.median(a for a, _ in pairs) / (PROCESSES * TIMEOUTS) * 1e6
    train = statistics.median(b for _, b in pairs) / trains * 1e6
    print(f"a SimPy timeout          {timeout:.2f} µs")
    print(f"a train, of {trains:,}      {train:.1f} µs")
    print(f"timeouts a train         {train / timeout:.1f}")


def _scenario() -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "trains.csv").write_text(SERIES)
        file = Path(folder) / "trains.yaml"
        file.write_text(LINE)
        return sim.load(file)


if __name__ == "__main__":
    main()
