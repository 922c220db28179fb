"""Measures that change what they may not, or to what cannot be."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import SMALL, Folder, changed

LAST_MEASURE = "  more_tracks: {from: 2025-01-01, set: {terminals.border.rail.tracks: {add: 1}}}\n"

CASES = [
    (
        "  x: {from: 2025-02-01, state: planned, set: {terminals.border.rail.tracks: 3}}\n",
        [
            "106:32: measures.x.state: unknown state `planned`; known: committed, late, absent",
        ],
    ),
    (
        "  x: {from: 2025-02-01, state: late, late_by_years: 0, set: {terminals.border.rail.tracks: 3}}\n",
        [
            "106:53: measures.x.late_by_years: must be between 1 and 50, found 0; write a number in that range",
        ],
    ),
    (
        "  x: {from: 2025-02-01, to: 2025-12-01, state: late, set: {terminals.border.rail.tracks: 3}}\n",
        [
            "106:29: measures.x.to: to 2025-12-01 is not after the late date 2026-02-01; swap or mend them",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.bordr.rail.tracks: 3}}\n",
        [
            "106:60: measures.x.set.terminals.bordr.rail.tracks: no such key `bordr` in terminals; did you mean `border`?",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail.trackss: 3}}\n",
        [
            "106:62: measures.x.set.terminals.border.rail.trackss: no such key `trackss` in terminals.border.rail; did you mean `tracks`?",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail: 3}}\n",
        [
            "106:54: measures.x.set.terminals.border.rail: names a group of values; write `key: value` below it, or a longer path",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border: {rail: {tracks: 4}, quay: {berths: 2}}}}\n",
        [
            "106:49: measures.x.set.terminals.border: is one value; write it, `{add: x}` or `{times: x}`, found `berths`",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.quay.berths: 3}}\n",
        [
            "106:61: measures.x.set.terminals.border.quay.berths: terminals.border.quay has nothing below it in the network without measures",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {services.home_rail.sections.0: coast}}\n",
        [
            "106:62: measures.x.set.services.home_rail.sections.0: services.home_rail.sections is a list; lists are replaced whole",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {services.home_rail.sections: [coast]}}\n",
        [
            "106:60: measures.x.set.services.home_rail.sections: from 2025-02-01: services.home_rail.sections.0: section `coast` runs from near_port to junction, the train stands at border: no link",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {services.home_rail.priority: 1}}\n",
        [
            "106:60: measures.x.set.services.home_rail.priority: `priority` keeps one value over the whole horizon",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.near_port.closures.ice.to: 2024-03-01}}\n",
        [
            "106:68: measures.x.set.terminals.near_port.closures.ice.to: a closure has dates of its own; write it at its terminal",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {demand.flows.goods.consignment.boxes: 3}}\n",
        [
            "106:69: measures.x.set.demand.flows.goods.consignment.boxes: a measure changes terminals, sections, services, seas, pools, routes only; say demand by date with `growth`",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {seas.inland_sea.storm_hours: 3}}\n",
        [
            "106:60: measures.x.set.seas.inland_sea.storm_hours: `storm_hours` keeps one value over the whole horizon",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.clearance.west.document_hours: 3}}\n",
        [
            "106:79: measures.x.set.terminals.border.clearance.west.document_hours: is drawn from a gamma whose shape stays; set terminals.border.clearance.west.document_hours.mean",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.clearance.west.document_hours.cv: 2}}\n",
        [
            "106:82: measures.x.set.terminals.border.clearance.west.document_hours.cv: from 2025-02-01: a measure may change the mean, not the shape of what is drawn",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.clearance.west.document_hours: {distribution: constant}}}\n",
        [
            "106:79: measures.x.set.terminals.border.clearance.west.document_hours: from 2025-02-01: constant takes mean",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.clearance.west.inspection_hours.red: {times: 2}}}\n",
        [
            "106:85: measures.x.set.terminals.border.clearance.west.inspection_hours.red: has no mean of its own; change `low`, `mode` and `high` alike",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.clearance.west.inspection_hours.red.low: 1.5}}\n",
        [
            "106:89: measures.x.set.terminals.border.clearance.west.inspection_hours.red.low: from 2025-02-01: a measure may change the mean, not the shape of what is drawn",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail.tracks: {times: 0.1}}}\n",
        [
            "106:61: measures.x.set.terminals.border.rail.tracks: from 2025-02-01: must be a whole number or `unlimited`, found 0.4",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail.tracks: {add: two}}}\n",
        [
            "106:61: measures.x.set.terminals.border.rail.tracks: must be a number, found text `two`",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail.tracks: {add: 1, tims: 2}}}\n",
        [
            "106:61: measures.x.set.terminals.border.rail.tracks: is one value; write it, `{add: x}` or `{times: x}`, found `add`, `tims`",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail.tracks: -1}}\n",
        [
            "106:61: measures.x.set.terminals.border.rail.tracks: from 2025-02-01: must be >= 1, found -1; write a number in that range",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.title: {add: 1}}}\n",
        [
            "106:55: measures.x.set.terminals.border.title: is not a number in the network without measures; set a value",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.clearance.west.channels: {green: 0.8}}}\n",
        [
            "106:73: measures.x.set.terminals.border.clearance.west.channels: from 2025-02-01: channels add to 0.9; must be 1, mend the shares",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.near_port.yard_teu.all: 60}}\n",
        [
            "106:65: measures.x.set.terminals.near_port.yard_teu.all: from 2025-02-01: a train of 100 TEU of home_rail can never be unloaded into a yard of 60 TEU: the run would deadlock; enlarge the yard",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.weather: none}}\n",
        [
            "106:57: measures.x.set.terminals.border.weather: `weather` keeps one value over the whole horizon",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail: none}}\n",
        [
            "106:54: measures.x.set.terminals.border.rail: names a group of values; write `key: value` below it, or a longer path",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminal.border.rail.tracks: 3}}\n",
        [
            "106:60: measures.x.set.terminal.border.rail.tracks: a measure changes terminals, sections, services, seas, pools, routes only; did you mean `terminals`?",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail.tracks: {add: .nan}}}\n",
        [
            "106:67: measures.x.set.terminals.border.rail.tracks.add: must be a finite number, found NaN",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {horizon.to: 2024-02-02}}\n",
        [
            "106:43: measures.x.set.horizon.to: a measure changes terminals, sections, services, seas, pools, routes only",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.clearance.west.channels.blue: 0.1}}\n",
        [
            "106:78: measures.x.set.terminals.border.clearance.west.channels.blue: no such key `blue` in terminals.border.clearance.west.channels; keys here: green, red",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {sections.plain.pairs_per_day: 4}}\n",
        [
            "106:61: measures.x.set.sections.plain.pairs_per_day: from 2025-02-01: sections.plain.other_pairs_per_day: other traffic takes 4 of 4 pairs a day: no path is left",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {services.ships.vessels.feeders.number: {times: 0.3}}}\n",
        [
            "106:70: measures.x.set.services.ships.vessels.feeders.number: from 2025-02-01: must be a whole number >= 0, found 0.6",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {services.ships.vessels.feeders: {number: 3, home: far_port}}}\n",
        [
            "106:63: measures.x.set.services.ships.vessels.feeders: `home` keeps one value over the whole horizon",
        ],
    ),
    (
        "  x: {from: 2025-02-01, to: 2025-01-01, set: {terminals.border.rail.tracks: 3}}\n",
        [
            "106:29: measures.x.to: to 2025-01-01 is not after from 2025-02-01; swap or mend them",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail.tracks: 3}}\n  y: {from: 2025-02-01, set: {terminals.border.rail.tracks: 4}}\n",
        [
            "107:61: measures.y.set.terminals.border.rail.tracks: set to different values on 2025-02-01: `4` here, `3` in measure `x` (case.yaml:106:61); keep one of them",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {}}\n",
        [
            "106:30: measures.x.set: must not be empty; add at least 1",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail.tracks: }}\n",
        [
            "106:61: measures.x.set.terminals.border.rail.tracks: no value given; write one or delete the line",
        ],
    ),
    (
        "  x: {from: 2025-02-01, set: {terminals.border.rail.tracks: 3, terminals.border.rail: {tracks: 5}}}\n",
        [
            "106:61: measures.x.set.terminals.border.rail.tracks: set to different values on 2025-02-01: `3` here, `5` in measure `x` (case.yaml:106:87); keep one of them",
        ],
    ),
    (
        "  x: {from: 2025-02-01, option: a, set: {terminals.border.rail.tracks: 3}}\n  y: {from: 2026-02-01, option: b, set: {terminals.border.rail.tracks: 4}}\n",
        [
            "107:72: measures.y.set.terminals.border.rail.tracks: options `a` and `b` set it to different values: `4` here, `3` in measure `x` (case.yaml:106:72); keep one of them",
        ],
    ),
]


@pytest.mark.parametrize(("added", "expected"), CASES, ids=[one[0].strip() for one in CASES])
def test_refused(folder: Folder, added: str, expected: list[str]) -> None:
    folder.write(changed(SMALL, LAST_MEASURE, LAST_MEASURE + added))
    assert folder.refusals() == [f"case.yaml:{line}" for line in expected]
