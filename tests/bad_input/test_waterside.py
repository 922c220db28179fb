"""Other cargo at berths, ramps and wagons that cannot be meant."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import SMALL, Folder

RAMP = "{berths: 2, ramp_hours_per_wagon: 0.1}"
PORTS = f"""
terminals.ramp_a: {{rail: {{transfer: on_wagons, shunting_hours: 2}}, quay: {RAMP}}}
terminals.ramp_b: {{quay: {RAMP}}}
services.ferry:
  kind: sea
  between: [ramp_a, ramp_b]
  teu_per_wagon: 2
  sailing_hours: 10
  longest_wait_hours: 5
  vessels: {{ferry: {{number: 1, teu: 20, home: ramp_a}}}}
"""

NO_RAMP = "has no ramp; give it `quay.ramp_hours_per_wagon`"
NO_CRANES = "has a ramp and no cranes; give ferries `teu_per_wagon`, or name a port with cranes"
DATED = "11:87: measures.x.set"

CASES = [
    (
        "cranes forgotten",
        "ramp_b: {quay: {berths: 2, ramp_hours_per_wagon: 0.1}}",
        "ramp_b: {quay: {berths: 2}}",
        [
            "3:26: terminals.ramp_b.quay: `cranes_per_berth` is missing; add it, or `ramp_hours_per_wagon` for ferries",
            "3:26: terminals.ramp_b.quay: `crane_hours_per_box` is missing; add it, or `ramp_hours_per_wagon` for ferries",
            f"6:21: services.ferry.between.1: terminal `ramp_b` {NO_RAMP}",
        ],
    ),
    (
        "cranes beside a ramp",
        "ramp_b: {quay: {berths: 2,",
        "ramp_b: {quay: {berths: 2, cranes_per_berth: 2,",
        [
            "3:56: terminals.ramp_b.quay.cranes_per_berth: wagons roll over the ramp, no crane moves boxes; delete it",
        ],
    ),
    (
        "crane port for a ferry",
        "[ramp_a, ramp_b]",
        "[ramp_a, far_port]",
        [f"6:21: services.ferry.between.1: terminal `far_port` {NO_RAMP}"],
    ),
    (
        "ramps for a feeder",
        "  teu_per_wagon: 2\n",
        "",
        [
            f"6:13: services.ferry.between.0: terminal `ramp_a` {NO_CRANES}",
            f"6:21: services.ferry.between.1: terminal `ramp_b` {NO_CRANES}",
        ],
    ),
    (
        "half a wagon",
        "teu: 20",
        "teu: 21",
        [
            "10:37: services.ferry.vessels.ferry.teu: 21 TEU are no whole number of wagons of 2 TEU; take a multiple",
        ],
    ),
    (
        "cranes for wagons",
        "shunting_hours: 2}",
        "cranes: 2}",
        [
            "2:56: terminals.ramp_a.rail.cranes: boxes stay on their wagons here, no crane moves them; delete it",
        ],
    ),
    (
        "shunting under cranes",
        "transfer: on_wagons, ",
        "",
        [
            "2:43: terminals.ramp_a.rail.shunting_hours: cranes move the boxes here; delete it, or write `transfer: on_wagons`",
        ],
    ),
    (
        "wagons before cranes",
        f"shunting_hours: 2}}, quay: {RAMP}",
        "shunting_hours: 2}, quay: {berths: 2, cranes_per_berth: 1, crane_hours_per_box: 0.1}",
        [
            "2:37: terminals.ramp_a.rail.transfer: boxes stay on their wagons, but the quay has cranes; give it a ramp",
            f"6:13: services.ferry.between.0: terminal `ramp_a` {NO_RAMP}",
        ],
    ),
    (
        "a ramp from a date on",
        "teu: 20, home: ramp_a}}",
        "teu: 20, home: ramp_a}}\nmeasures: {x: {from: 2024-02-01, set: {terminals.near_port.quay.ramp_hours_per_wagon: 1}}}",
        [
            f"{DATED}.terminals.near_port.quay.ramp_hours_per_wagon: from 2024-02-01: terminals.near_port.quay.{key}: wagons roll over the ramp, no crane moves boxes; delete it"
            for key in ("cranes_per_berth", "crane_hours_per_box")
        ]
        + [
            f"{DATED}.terminals.near_port.quay.ramp_hours_per_wagon: from 2024-02-01: services.ships.between.0: terminal `near_port` {NO_CRANES}",
        ],
    ),
    (
        "other cargo without hours",
        "0.1}}\nservices",
        "0.1, other_calls: {grain: {calls_per_year: 100}}}}\nservices",
        [
            "3:79: terminals.ramp_b.quay.other_calls.grain.hours: is missing; add for example `hours: {...}`",
        ],
    ),
    (
        "fewer calls than none",
        "0.1}}\nservices",
        "0.1, other_calls: {grain: {calls_per_year: -1, hours: 4}}}}\nservices",
        [
            "3:103: terminals.ramp_b.quay.other_calls.grain.calls_per_year: must be >= 0, found -1; write a number in that range",
        ],
    ),
]


@pytest.mark.parametrize(("case", "old", "new", "expected"), CASES, ids=[one[0] for one in CASES])
def test_refused(folder: Folder, case: str, old: str, new: str, expected: list[str]) -> None:
    assert PORTS.count(old) == 1
    folder.write(SMALL, "small.yaml")
    folder.write("extends: small.yaml" + PORTS.replace(old, new))
    assert folder.refusals() == [f"case.yaml:{line}" for line in expected]
