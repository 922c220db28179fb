"""Networks that cannot work: places, lines, routes, loads."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import SMALL, Folder, changed

CASES = [
    (
        "V13 channels",
        "green: 0.9, red: 0.1",
        "green: 0.9, red: 0.2",
        [
            "20:19: terminals.border.clearance.west.channels: channels add to 1.1; must be 1, mend the shares",
        ],
    ),
    (
        "channel misspelt",
        "          red: {dist",
        "          rde: {dist",
        [
            "22:16: terminals.border.clearance.west.inspection_hours.rde: no channel `rde`; did you mean `red`?",
        ],
    ),
    (
        "recorded by train over the sea",
        "      groups: [foreign]\n",
        "      groups: [foreign]\n      recorded: by_train\n",
        [
            "88:40: demand.flows.goods.route.2: flow goods is recorded by train, but service `ships` does not keep trains together; take a rail service with `formation: together`, or write `recorded: box_by_box`",
            "88:47: demand.flows.goods.route.3: flow goods is recorded by train, but service `liner` does not keep trains together; take a rail service with `formation: together`, or write `recorded: box_by_box`",
            "97:26: demand.flows.returning.empties_of.flow: goods is recorded by train and leaves no box behind; record it box_by_box",
        ],
    ),
    (
        "empties recorded by train",
        "      route: [liner_back]\n",
        "      route: [liner_back]\n      recorded: by_train\n",
        [
            "96:17: demand.flows.returning.recorded: empties come box by box; delete the line",
        ],
    ),
    (
        "recorded unknown",
        "      groups: [foreign]\n",
        "      groups: [foreign]\n      recorded: train_by_train\n",
        [
            "84:17: demand.flows.goods.recorded: unknown recorded `train_by_train`; known: box_by_box, by_train; did you mean `by_train`?",
        ],
    ),
    (
        "section elsewhere",
        "to: junction, km: 900",
        "to: elsewhere, km: 900",
        [
            "50:23: services.home_rail.sections.1: section `coast` runs from near_port to junction, the train stands at elsewhere: no link",
        ],
    ),
    (
        "sections too short",
        "sections: [plain, coast]",
        "sections: [plain]",
        [
            "50:15: services.home_rail.sections: sections end at junction, the service at near_port; add the rest",
        ],
    ),
    (
        "section misspelt",
        "sections: [plain, coast]",
        "sections: [plane, coast]",
        [
            "50:16: services.home_rail.sections.0: no section `plane`; did you mean `plain`?",
        ],
    ),
    (
        "sections out of order",
        "sections: [plain, coast]",
        "sections: [coast, plain]",
        [
            "50:16: services.home_rail.sections.0: section `coast` runs from near_port to junction, the train stands at border: no link",
        ],
    ),
    (
        "no path left",
        "other_pairs_per_day: 4",
        "other_pairs_per_day: 12",
        [
            "39:107: sections.plain.other_pairs_per_day: other traffic takes 12 of 12 pairs a day: no path is left",
        ],
    ),
    (
        "G10 home port",
        "home: near_port",
        "home: market",
        [
            "59:58: services.ships.vessels.feeders.home: home port market is not on line near_port-far_port",
        ],
    ),
    (
        "call elsewhere",
        "near_port: {hours: 4}",
        "border: {hours: 4}",
        [
            "62:15: services.ships.calls.border: port border is not on line near_port-far_port",
        ],
    ),
    (
        "port without quay",
        "between: [near_port, far_port]",
        "between: [near_port, market]",
        [
            "56:26: services.ships.between.1: terminal `market` has no water side; give it `quay`",
            "60:45: services.ships.vessels.on_order.home: home port far_port is not on line near_port-market",
            "87:14: demand.flows.goods.route: route goes round: factory -> border -> near_port -> market -> market",
            "87:47: demand.flows.goods.route.3: leg 3 ends at market, leg 4 starts at far_port: no link",
        ],
    ),
    (
        "line to itself",
        "between: [near_port, far_port]",
        "between: [near_port, near_port]",
        [
            "56:14: services.ships.between: ends where it begins; name two ports",
            "60:45: services.ships.vessels.on_order.home: home port far_port is not on line near_port-near_port",
            "87:14: demand.flows.goods.route: route goes round: factory -> border -> near_port -> near_port -> market",
            "87:47: demand.flows.goods.route.3: leg 3 ends at near_port, leg 4 starts at far_port: no link",
        ],
    ),
    (
        "V16 no time",
        "sailing_hours: {distribution: lognormal, mean: 20, cv: 0.2}",
        "sailing_hours: 0",
        [
            "57:20: services.ships.sailing_hours: loop with no time in it: the clock would never advance; give hours > 0",
        ],
    ),
    (
        "V09 box too large",
        "teu: 200, tonnes",
        "teu: 1, tonnes",
        [
            "59:33: services.ships.vessels.feeders.teu: a box of 2 TEU can never board a vessel of 1 TEU; enlarge it",
        ],
    ),
    (
        "box too heavy",
        "tonnes: 2600",
        "tonnes: 25",
        [
            "59:46: services.ships.vessels.feeders.tonnes: a box of 24 t can never be carried where 22.5 t may; raise the limit",
        ],
    ),
    (
        "V12 yard, shared",
        "yard_teu: {all: 900}",
        "yard_teu: {all: 50}",
        [
            "29:21: terminals.near_port.yard_teu.all: a train of 100 TEU of home_rail can never be unloaded into a yard of 50 TEU: the run would deadlock; enlarge the yard",
        ],
    ),
    (
        "V12 yard, by direction",
        "yard_teu: {all: 900}",
        "yard_teu: {west: 99}",
        [
            "29:22: terminals.near_port.yard_teu.west: a train of 100 TEU of home_rail can never be unloaded into a yard of 99 TEU: the run would deadlock; enlarge the yard",
        ],
    ),
    (
        "train kept together too small",
        "train_teu: 100",
        "train_teu: 80",
        [
            "51:16: services.home_rail.train_teu: a train of 90 TEU of flow goods is kept together and can never board one of 80 TEU: split consignments or enlarge the train",
        ],
    ),
    (
        "G07 legs do not join",
        "route: [foreign_rail, home_rail, ships, liner]",
        "route: [foreign_rail, ships, liner]",
        [
            "87:29: demand.flows.goods.route.1: leg 1 ends at border, leg 2 starts at near_port: no link",
        ],
    ),
    (
        "route ends early",
        "route: [foreign_rail, home_rail, ships, liner]",
        "route: [foreign_rail, home_rail, ships]",
        [
            "87:40: demand.flows.goods.route.2: the route ends at far_port, the flow at market",
        ],
    ),
    (
        "G04 route goes round",
        "route: [foreign_rail, home_rail, ships, liner]",
        "route: [foreign_rail, home_rail, ships, ships, ships, liner]",
        [
            "87:14: demand.flows.goods.route: route goes round: factory -> border -> near_port -> far_port -> near_port -> far_port -> market",
        ],
    ),
    (
        "G09 gauge",
        "    rail: {tracks: 3, cranes: 2, crane_hours_per_box: 0.05, transfer: direct, holding_tracks: 4}\n",
        "",
        [
            "86:29: demand.flows.goods.route.1: gauge changes from 1435 to 1520 at border, but it has no rail side to move boxes; give the terminal `rail`",
            "104:71: measures.more_tracks.set.terminals.border.rail.tracks: terminals.border.rail has nothing below it in the network without measures",
            "108:33: sources.terminals.border.rail.tracks: covers nothing: no key `tracks`; none is defined",
        ],
    ),
    (
        "G11 no vessel",
        "number: 2, teu",
        "number: 0, teu",
        [
            "87:40: demand.flows.goods.route.2: flow goods has no open route at any time in the horizon: ships has no vessel; give it one",
        ],
    ),
    (
        "ban resumes late",
        "resumes_at_teu: 200",
        "resumes_at_teu: 500",
        [
            "27:47: terminals.near_port.rail.loading_ban: loading resumes at 500 TEU and stops at 500: it must resume at less",
        ],
    ),
    (
        "sea misspelt",
        "sea: inland_sea",
        "sea: inland",
        [
            "30:20: terminals.near_port.weather.sea: no sea `inland`; did you mean `inland_sea`?",
        ],
    ),
    (
        "storm for ever",
        "jan: 0.3",
        "jan: 1",
        [
            "70:25: seas.inland_sea.closed_share.jan: a share of time must be below 1, found 1",
        ],
    ),
    (
        "V03 closed throughout",
        "ice: {from: 2024-02-01, to: 2024-02-05",
        "ice: {from: 2024-01-01, to: 2026-02-05",
        [
            "87:40: demand.flows.goods.route.2: flow goods has no open route at any time in the horizon: near_port is closed throughout",
        ],
    ),
    (
        "closure of no day",
        "ice: {from: 2024-02-01, to: 2024-02-05",
        "ice: {from: 2024-02-05, to: 2024-02-05",
        [
            "32:12: terminals.near_port.closures.ice: to 2024-02-05 is not after from 2024-02-05",
        ],
    ),
    (
        "empties elsewhere",
        "origin: market\n      destination: far_port\n      route: [liner_back]",
        "origin: far_port\n      destination: market\n      route: [liner]",
        [
            "93:15: demand.flows.returning.origin: empties of goods are born at market, its destination, not at far_port",
            "95:15: demand.flows.returning.route.0: service `liner` would carry east boxes of returning and west boxes of goods in one load; give each direction its service",
        ],
    ),
    (
        "empties of empties",
        "empties_of: {flow: goods",
        "empties_of: {flow: returning",
        [
            "96:26: demand.flows.returning.empties_of.flow: returning is empty itself; name a loaded flow",
        ],
    ),
    (
        "empties with arrivals",
        "empties_of: {flow: goods",
        "arrivals: {pattern: even}\n      empties_of: {flow: good",
        [
            "96:17: demand.flows.returning.arrivals: give `arrivals` or `empties_of`, not both: empties follow their loaded flow",
            "97:26: demand.flows.returning.empties_of.flow: no flow `good`; did you mean `goods`?",
        ],
    ),
    (
        "relation reversed",
        "from: border, to: near_port}",
        "from: near_port, to: border}",
        [
            "99:28: relations.border_to_port.flows.0: flow goods is at border first: factory -> border -> near_port -> far_port -> market; swap from and to",
        ],
    ),
    (
        "relation off the route",
        "flows: [goods], from: border, to: near_port}",
        "flows: [returning], from: border, to: near_port}",
        [
            "99:28: relations.border_to_port.flows.0: flow returning never comes to border: market -> far_port",
        ],
    ),
    (
        "group misspelt",
        "groups: [foreign]",
        "groups: [forein]",
        [
            "83:7: demand.flows.goods: no growth statement speaks of this flow; add for example `growth: {base: {year: 2024, teu: 1000}}`",
            "83:16: demand.flows.goods.groups.0: no group `forein`; did you mean `foreign`?",
        ],
    ),
    (
        "group of a target misspelt",
        "teu: 30000}",
        "teu: 30000, group: forein}",
        ["102:62: targets.promised.group: no group `forein`; did you mean `foreign`?"],
    ),
    (
        "profile misspelt",
        "seasonal_profile: level",
        "seasonal_profile: levl",
        [
            "88:25: demand.flows.goods.seasonal_profile: no seasonal profile `levl`; did you mean `level`?",
        ],
    ),
    (
        "together after the sea",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 168, slots_teu: 400, hours: 50}",
        "  liner: {kind: rail, from: far_port, to: market, direction: west, hours: 50, formation: together}",
        [
            "87:47: demand.flows.goods.route.3: service `liner` keeps together what arrives as one train, but `ships` before it runs none; use a pooled service",
        ],
    ),
    (
        "empties kept together",
        "  liner_back: {kind: carrier, from: market, to: far_port, every_hours: 168, slots_teu: 400, hours: 50}",
        "  liner_back: {kind: rail, from: market, to: far_port, direction: east, hours: 50, formation: together}",
        [
            "95:15: demand.flows.returning.route.0: empties of goods come box by box; only pooled trains take them",
        ],
    ),
    (
        "train never leaves",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 168, slots_teu: 400, hours: 50}",
        "  liner: {kind: rail, from: far_port, to: market, direction: west, hours: 50, formation: pooled}",
        [
            "65:10: services.liner: a pooled train never leaves; give `train_teu` or `longest_wait_hours`",
        ],
    ),
    (
        "least load above the train",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 168, slots_teu: 400, hours: 50}",
        "  liner: {kind: rail, from: far_port, to: market, direction: west, formation: pooled, train_teu: 50, least_load_teu: 60}",
        [
            "65:118: services.liner.least_load_teu: a train of 50 TEU never reaches a least load of 60 TEU; lower it",
        ],
    ),
    (
        "V09 train too small",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 168, slots_teu: 400, hours: 50}",
        "  liner: {kind: rail, from: far_port, to: market, direction: west, formation: pooled, train_teu: 1}",
        [
            "65:98: services.liner.train_teu: a box of 2 TEU can never board a train of 1 TEU; enlarge it",
        ],
    ),
    (
        "departures without time",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 168, slots_teu: 400, hours: 50}",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 0, slots_teu: 400, hours: 50}",
        [
            "65:67: services.liner.every_hours: departures without time between them: give hours > 0",
        ],
    ),
    (
        "slots too few",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 168, slots_teu: 400, hours: 50}",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 5, slots_teu: 1, hours: 50}",
        [
            "65:81: services.liner.slots_teu: a box of 2 TEU can never board a departure of 1 TEU; enlarge it",
        ],
    ),
    (
        "service to itself",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 168, slots_teu: 400, hours: 50}",
        "  liner: {kind: carrier, from: far_port, to: far_port, every_hours: 5, slots_teu: 10, hours: 50}",
        [
            "65:46: services.liner.to: ends where it begins; name the terminal at the other end",
            "87:14: demand.flows.goods.route: route goes round: factory -> border -> near_port -> far_port -> far_port",
            "87:47: demand.flows.goods.route.3: the route ends at far_port, the flow at market",
        ],
    ),
    (
        "end misspelt",
        "  liner: {kind: carrier, from: far_port, to: market, every_hours: 168, slots_teu: 400, hours: 50}",
        "  liner: {kind: carrier, from: far_prt, to: market, every_hours: 5, slots_teu: 10, hours: 50}",
        [
            "65:32: services.liner.from: no terminal `far_prt`; did you mean `far_port`?",
            "87:47: demand.flows.goods.route.3: leg 3 ends at far_port, leg 4 starts at far_prt: no link",
        ],
    ),
    (
        "least load above the ship",
        "    longest_wait_hours: 24\n    max",
        "    longest_wait_hours: 24\n    least_load_teu: 250\n    max",
        [
            "64:21: services.ships.least_load_teu: a vessel of 200 TEU never reaches a least load of 250 TEU; lower it",
            "64:21: services.ships.least_load_teu: no flow takes `ships` from far_port: a vessel would wait there for ever; write `calls: {far_port: {least_load_teu: 0}}`",
        ],
    ),
    (
        "least load of a port above the ship",
        "      near_port: {hours: 4}",
        "      near_port: {hours: 4, least_load_teu: 250}",
        [
            "62:45: services.ships.calls.near_port.least_load_teu: a vessel of 200 TEU never reaches a least load of 250 TEU; lower it",
        ],
    ),
    (
        "least load where nothing boards",
        "      near_port: {hours: 4}",
        "      far_port: {hours: 4, least_load_teu: 50}",
        [
            "62:44: services.ships.calls.far_port.least_load_teu: no flow takes `ships` from far_port: a vessel would wait there for ever; write `calls: {far_port: {least_load_teu: 0}}`",
        ],
    ),
    (
        "unlimited wait where nothing boards",
        "    longest_wait_hours: 24\n    max",
        "    longest_wait_hours: unlimited\n    max",
        [
            "63:25: services.ships.longest_wait_hours: no flow takes `ships` from far_port: a vessel would wait there for ever; write `calls: {far_port: {longest_wait_hours: 0}}`",
        ],
    ),
    (
        "wait of a port below zero",
        "      near_port: {hours: 4}",
        "      near_port: {hours: 4, longest_wait_hours: -1}",
        [
            "62:49: services.ships.calls.near_port.longest_wait_hours: must be >= 0, found -1; write a number in that range",
        ],
    ),
    (
        "section to itself",
        "to: junction, km: 900",
        "to: border, km: 900",
        [
            "39:29: sections.plain.to: ends where it begins; name the station at the other end",
            "50:23: services.home_rail.sections.1: section `coast` runs from near_port to junction, the train stands at border: no link",
        ],
    ),
    (
        "no season",
        "level: {jan: 1, feb: 1, mar: 1, apr: 1, may: 1, jun: 1, jul: 1, aug: 1, sep: 1, oct: 1, nov: 1, dec: 1}",
        "level: {jan: 0, feb: 0, mar: 0, apr: 0, may: 0, jun: 0, jul: 0, aug: 0, sep: 0, oct: 0, nov: 0, dec: 0}",
        [
            "75:12: demand.seasonal_profiles.level: all weights are 0; give at least one month a weight",
        ],
    ),
]

ODD = [
    (
        "direction misspelt",
        "west: {trains_per_day: 6}",
        "wst: {trains_per_day: 6}",
        [
            "14:12: terminals.border.acceptance.wst: no direction `wst`; did you mean `west`?; has no effect",
        ],
    ),
    (
        "direction of a ban misspelt",
        "{stops_at_teu: 500, resumes_at_teu: 200}",
        "{stops_at_teu: 500, resumes_at_teu: 200, directions: [wst]}",
        [
            "27:101: terminals.near_port.rail.loading_ban.directions.0: no direction `wst`; did you mean `west`?; has no effect"
        ],
    ),
    (
        "D05 closures overlap",
        "ice: {from: 2024-02-01, to: 2024-02-05, stops: [sailing]}",
        "ice: {from: 2024-02-01, to: 2024-02-05, stops: [sailing]}\n      snow: {from: 2024-02-04, to: 2024-02-09, stops: [sailing, berthing]}",
        [
            "33:13: terminals.near_port.closures.snow: closures overlap from 2024-02-04 until 2024-02-05; counted once",
        ],
    ),
    (
        "direction of holding tracks misspelt",
        "holding_tracks: 4}",
        "holding_tracks_by_direction: {wst: 4}}",
        [
            "15:114: terminals.border.rail.holding_tracks_by_direction.wst: no direction `wst`; did you mean `west`?; has no effect",
        ],
    ),
    (
        "direction unused",
        "direction: east",
        "direction: west",
        [
            "16:33: terminals.border.yard_teu.east: no direction `east`; did you mean `west`?; has no effect",
        ],
    ),
    (
        "D14 season weights",
        "dec: 1}",
        "dec: 3}",
        [
            "75:12: demand.seasonal_profiles.level: season weights have mean 1.16667, scaled to mean 1; the yearly total is kept",
        ],
    ),
    (
        "value outside its range",
        "low: 2, high: 5, cite",
        "low: 4, high: 5, cite",
        [
            "109:33: sources.terminals.border.rail.tracks: the value 3 lies outside 4..5",
        ],
    ),
]

POOLS = [
    (
        "pool misspelt",
        "{platform: {units: 3}}",
        ["2:41: services.home_rail.uses.platform: no pool `platform`; did you mean `platforms`?"],
    ),
    (
        "more than there is",
        "{platforms: {units: 7}}",
        [
            "2:50: services.home_rail.uses.platforms.units: a train takes 7 and can never leave where pool platforms has 6; take fewer units or enlarge the pool",
        ],
    ),
    (
        "half a platform",
        "{platforms: {units: 2.5}}",
        [
            "2:50: services.home_rail.uses.platforms.units: must be a whole number >= 1, found 2.5",
        ],
    ),
]


@pytest.mark.parametrize(("case", "uses", "expected"), POOLS, ids=[one[0] for one in POOLS])
def test_pools_refused(folder: Folder, case: str, uses: str, expected: list[str]) -> None:
    folder.write(SMALL, "small.yaml")
    folder.write(
        f"extends: small.yaml\n"
        f"services: {{home_rail: {{uses: {uses}}}}}\n"
        f"pools: {{platforms: {{number: 6}}}}\n"
    )
    assert folder.refusals() == [f"case.yaml:{line}" for line in expected]


def test_a_pool_made_too_small_is_told_at_the_measure(folder: Folder) -> None:
    folder.write(SMALL, "small.yaml")
    folder.write(
        "extends: small.yaml\n"
        "services: {home_rail: {uses: {platforms: {units: 4, return_hours: 24}}}}\n"
        "pools: {platforms: {number: 6}}\n"
        "measures: {sold: {from: 2024-02-01, set: {pools.platforms.number: 3}}}\n"
    )
    assert folder.refusals() == [
        "case.yaml:4:67: measures.sold.set.pools.platforms.number: from 2024-02-01: services.home_rail.uses.platforms.units: a train takes 4 and can never leave where pool platforms has 3; take fewer units or enlarge the pool"
    ]


@pytest.mark.parametrize(("case", "old", "new", "expected"), CASES, ids=[one[0] for one in CASES])
def test_refused(folder: Folder, case: str, old: str, new: str, expected: list[str]) -> None:
    folder.write(changed(SMALL, old, new))
    assert folder.refusals() == [f"case.yaml:{line}" for line in expected]


@pytest.mark.parametrize(("case", "old", "new", "expected"), ODD, ids=[one[0] for one in ODD])
def test_warned_of(folder: Folder, case: str, old: str, new: str, expected: list[str]) -> None:
    folder.write(changed(SMALL, old, new))
    assert folder.warnings() == [f"case.yaml:{line}" for line in expected]
