"""Keys, names, files and sources that a scenario cannot have."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import MINIMAL, Folder, changed

CASES = [
    (
        "K01 near miss",
        "title: Origin",
        "titel: Origin",
        [
            "9:5: terminals.origin.titel: unknown key; did you mean `title`?",
        ],
    ),
    (
        "K01 near miss below",
        "tracks: 2",
        "track: 2",
        [
            "13:7: terminals.destination.rail.track: unknown key; did you mean `tracks`?",
        ],
    ),
    (
        "K02 nothing near",
        "title: Origin",
        "foo: 1",
        [
            "9:5: terminals.origin.foo: unknown key; keys here: title, country, latitude, longitude, acceptance, rail, quay, yard_teu, clearance, empties, opening_hours, weather, closures",
        ],
    ),
    (
        "K03 wrong level, top",
        "title: Origin",
        "horizon: 1y",
        [
            "9:5: terminals.origin.horizon: unknown key; `horizon` belongs at the top level of a scenario",
        ],
    ),
    (
        "K03 wrong level, below",
        "seed: 1",
        "berths: 3",
        [
            "5:1: berths: unknown key; `berths` belongs in terminals.NAME.quay",
        ],
    ),
    (
        "K04 case",
        "title: Origin",
        "Title: Origin",
        [
            "9:5: terminals.origin.Title: unknown key; keys are lower case: `title`",
        ],
    ),
    (
        "K04 dash",
        "title: Origin",
        "yard-teu: {}",
        [
            "9:5: terminals.origin.yard-teu: unknown key; keys are lower case with `_`: `yard_teu`",
        ],
    ),
    (
        "K04 top",
        "horizon:",
        "Horizon:",
        [
            "1:1: horizon: is missing; add for example `horizon: {...}`",
            "3:1: Horizon: unknown key; keys are lower case: `horizon`",
        ],
    ),
    (
        "N09 Cyrillic",
        "title: Origin",
        "сountry: KZ",
        [
            "9:5: terminals.origin.сountry: unknown key; its first letter is Cyrillic U+0441; did you mean `country`?",
        ],
    ),
    (
        "N09 Greek",
        "title: Origin",
        "cοuntry: KZ",
        [
            "9:5: terminals.origin.cοuntry: unknown key; its second letter is Greek U+03BF; did you mean `country`?",
        ],
    ),
    (
        "K05 missing",
        "demand:",
        "demands:",
        [
            "1:1: demand: is missing; add for example `demand: {...}`",
            "27:1: demands: unknown key; did you mean `demand`?",
        ],
    ),
    (
        "K05 missing below",
        "    train_teu: 80\n    formation: together\n",
        "    train_teu: 80\n",
        [
            "18:3: services.trains.formation: is missing; add for example `formation: together`",
        ],
    ),
    (
        "K06 exclusive",
        "teu: 87600",
        "teu: 87600, trains: 1100",
        [
            "37:48: demand.flows.boxes_west.growth.base.trains: stands beside teu; fix the total in one unit",
        ],
    ),
    (
        "empty step",
        "title: Origin",
        "rail..tracks: 2",
        [
            "9:5: terminals.origin.rail.: unknown key; keys here: tracks, cranes, crane_hours_per_box, transfer, shunting_hours, holding_tracks, holding_tracks_by_direction, loading_ban",
        ],
    ),
    (
        "kind unknown",
        "kind: rail",
        "kind: train",
        [
            "19:11: services.trains.kind: unknown kind `train`; known: rail, sea, carrier",
        ],
    ),
    (
        "kind missing",
        "    kind: rail\n",
        "",
        [
            "19:5: services.trains: `kind` is missing; write one of: rail, sea, carrier",
        ],
    ),
    (
        "name with a capital",
        "  trains:\n",
        "  Trains:\n",
        [
            "18:3: services.Trains: `Trains`: names have lower-case letters, digits and _, a letter first; rename it",
        ],
    ),
    (
        "name in Cyrillic",
        "  origin:\n",
        "  оrigin:\n",
        [
            "8:3: terminals.оrigin: its first letter is Cyrillic U+043E; names have Latin lower-case letters, digits and _",
        ],
    ),
    (
        "word unknown",
        "pattern: random",
        "pattern: randon",
        [
            "35:27: demand.flows.boxes_west.arrivals.pattern: unknown pattern `randon`; known: random, even, timetable; did you mean `random`?",
        ],
    ),
    (
        "H09 path",
        "seed: 1",
        "name: ../../etc/passwd",
        [
            "5:7: name: letters, digits, - and _ only, found `../../etc/passwd`; rename it",
        ],
    ),
    (
        "H10 absolute",
        "seed: 1",
        "name: /tmp/x",
        [
            "5:7: name: letters, digits, - and _ only, found `/tmp/x`; rename it",
        ],
    ),
    (
        "H10 drive",
        "seed: 1",
        "name: C:\\x",
        [
            "5:7: name: letters, digits, - and _ only, found `C:\\x`; rename it",
        ],
    ),
    (
        "H10 reserved",
        "seed: 1",
        "name: CON",
        [
            "5:7: name: CON is reserved on Windows; choose another name",
        ],
    ),
    (
        "H10 reserved, small",
        "seed: 1",
        "name: nul",
        [
            "5:7: name: nul is reserved on Windows; choose another name",
        ],
    ),
    (
        "H16 variable",
        "seed: 1",
        "name: ${HOME}",
        [
            "5:7: name: letters, digits, - and _ only, found `${HOME}`; rename it",
        ],
    ),
    (
        "G13 missing base",
        "seed: 1",
        "extends: nope.yaml",
        [
            "5:10: extends: base scenario `nope.yaml` not found (looked in .); mend the name",
        ],
    ),
    (
        "G12 itself",
        "seed: 1",
        "extends: case.yaml",
        [
            "5:10: extends: case.yaml -> case.yaml: includes go round; delete one `extends`",
        ],
    ),
    (
        "extends a list",
        "seed: 1",
        "extends: [a.yaml, b.yaml]",
        [
            "5:10: extends: must be the name of one file, such as `extends: base.yaml`",
        ],
    ),
    (
        "extends a folder",
        "seed: 1",
        "extends: .",
        [
            "5:10: extends: base scenario `.` not found (looked in .); mend the name",
        ],
    ),
    (
        "extends nothing",
        "seed: 1",
        "extends:",
        [
            "5:9: extends: must be the name of one file, such as `extends: base.yaml`",
        ],
    ),
    (
        "source of many things",
        "  terminals.destination: {quality",
        "  terminals: {quality",
        [
            "43:14: sources.terminals: covers more than one named thing; write `terminals.NAME`",
        ],
    ),
    (
        "source of nothing",
        "terminals.destination: {",
        "terminals.destinaton: {",
        [
            "43:25: sources.terminals.destinaton: covers nothing: no key `destinaton`; did you mean `destination`?",
        ],
    ),
    (
        "source without citation",
        "terminals.destination: {quality: assumed",
        "terminals.destination: {quality: measured",
        [
            "43:26: sources.terminals.destination: measured needs `cite` or `url`; add one, or say `assumed`",
        ],
    ),
    (
        "range of many numbers",
        "terminals.destination: {",
        "terminals.destination: {low: 1, ",
        [
            "43:26: sources.terminals.destination: `low` and `high` stand on one number; name it in the path, or leave them out",
        ],
    ),
    (
        "range reversed",
        "terminals.destination: {",
        "terminals.destination.rail.tracks: {low: 3, high: 1, ",
        [
            "43:38: sources.terminals.destination.rail.tracks: low 3 is above high 1; swap them",
        ],
    ),
    (
        "service unknown",
        "route: [trains]",
        "route: [train]",
        [
            "33:15: demand.flows.boxes_west.route.0: no service `train`; did you mean `trains`?",
        ],
    ),
    (
        "terminal unknown",
        "origin: origin",
        "origin: orign",
        [
            "31:15: demand.flows.boxes_west.origin: no terminal `orign`; did you mean `origin`?",
        ],
    ),
    (
        "V09 train too small",
        "train_teu: 80",
        "train_teu: 60",
        [
            "24:16: services.trains.train_teu: a train of 80 TEU of flow boxes_west is kept together and can never board one of 60 TEU: split consignments or enlarge the train",
        ],
    ),
    (
        "train too light",
        "train_teu: 80",
        "train_tonnes: 100",
        [
            "24:19: services.trains.train_tonnes: a consignment of 800 t can never be carried where 100 t may; raise the limit",
        ],
    ),
    (
        "timetable with growth",
        "{pattern: random}",
        "{pattern: timetable}",
        [
            "35:17: demand.flows.boxes_west.arrivals: a timetable needs `every_hours`; add it",
            "37:15: demand.flows.boxes_west.growth.base: a timetable takes no growth; delete it or change the pattern",
        ],
    ),
    (
        "timetable key",
        "{pattern: random}",
        "{pattern: random, every_hours: 5}",
        [
            "35:48: demand.flows.boxes_west.arrivals.every_hours: `every_hours` belongs to `pattern: timetable`; delete the line",
        ],
    ),
    (
        "no arrivals",
        "      arrivals: {pattern: random}\n",
        "",
        [
            "30:7: demand.flows.boxes_west: `arrivals` is missing; add for example `arrivals: {pattern: random}`",
        ],
    ),
    (
        "no consignment",
        "      consignment: {boxes: 40, forty_foot_share: 1, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}\n",
        "",
        [
            "30:7: demand.flows.boxes_west: `consignment` is missing; say how many boxes come together",
        ],
    ),
    (
        "relation unknown",
        "flows: [boxes_west]",
        "flows: [boxes]",
        [
            "40:23: relations.whole_way.flows.0: no flow `boxes`; did you mean `boxes_west`?",
        ],
    ),
    (
        "relation off the route",
        "from: origin, to: destination}",
        "from: destination, to: origin}",
        [
            "40:23: relations.whole_way.flows.0: flow boxes_west is at origin first: origin -> destination; swap from and to",
        ],
    ),
]


@pytest.mark.parametrize(("case", "old", "new", "expected"), CASES, ids=[one[0] for one in CASES])
def test_refused(folder: Folder, case: str, old: str, new: str, expected: list[str]) -> None:
    folder.write(changed(MINIMAL, old, new))
    assert folder.refusals() == [f"case.yaml:{line}" for line in expected]
