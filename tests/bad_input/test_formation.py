"""Trains that cannot be formed as their service says."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import SMALL, Folder, changed

TOGETHER = "    formation: together\n    set_out_after_hours: 8"
FOREIGN = "formation: together}"
MEASURE = "terminals.border.rail.tracks: {add: 1}"
FEEDERS = "    longest_wait_hours: 24\n"
CALLS = "      near_port: {hours: 4}\n"


def sailing(service: str, port: str, more: str = "") -> str:
    said = f"    formation: to_sailing\n    sailing: {service}\n    called_on_leaving: {port}\n"
    return f"{said}    longest_wait_hours: 8\n{more}"


CASES = [
    (
        "unknown formation",
        TOGETHER,
        "    formation: mixed",
        "52:16: services.home_rail.formation: unknown formation `mixed`; known: together, merged, pooled, to_sailing",
    ),
    (
        "to a sailing that is not said",
        TOGETHER,
        "    formation: to_sailing",
        "45:5: services.home_rail: trains formed to a sailing need `sailing`; name the sea service",
    ),
    (
        "to a sailing without a call",
        TOGETHER,
        "    formation: to_sailing\n    sailing: ships",
        "45:5: services.home_rail: trains formed to a sailing need `called_on_leaving`; name one of its ports",
    ),
    (
        "to a sailing misspelt",
        TOGETHER,
        sailing("ship", "far_port"),
        "53:14: services.home_rail.sailing: no sea service `ship`; did you mean `ships`?",
    ),
    (
        "to a carrier",
        TOGETHER,
        sailing("liner", "far_port"),
        "53:14: services.home_rail.sailing: no sea service `liner`; known: ships",
    ),
    (
        "called in no port of the vessels",
        TOGETHER,
        sailing("ships", "farport"),
        "54:24: services.home_rail.called_on_leaving: no port `farport`; did you mean `far_port`?",
    ),
    (
        "merged trains never full enough",
        TOGETHER,
        "    formation: merged\n    least_load_teu: 120",
        "53:21: services.home_rail.least_load_teu: a train of 100 TEU never reaches a least load of 120 TEU; lower it",
    ),
    (
        "set on a date, without its sailing",
        MEASURE,
        "services.home_rail.formation: to_sailing",
        "105:71: measures.more_tracks.set.services.home_rail.formation: from 2025-01-01: services.home_rail: trains formed to a sailing need `sailing`; name the sea service",
    ),
]


@pytest.mark.parametrize(("old", "new", "line"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_refused(folder: Folder, old: str, new: str, line: str) -> None:
    folder.write(changed(SMALL, old, new))
    assert folder.refusals() == [f"case.yaml:{line}"]


def test_a_sailing_from_elsewhere_is_refused(folder: Folder) -> None:
    said = "formation: to_sailing, sailing: ships, called_on_leaving: far_port}"
    folder.write(changed(SMALL, FOREIGN, said))
    assert folder.refusals() == [
        "case.yaml:43:133: services.foreign_rail.sailing: trains run to border, `ships` between near_port and far_port; name a sea service that calls there",
        "case.yaml:87:15: demand.flows.goods.route.0: flow goods takes `foreign_rail`, whose trains are formed to `ships`, but goes on with `home_rail`; give it a service of its own",
    ]


def test_vessels_and_trains_that_wait_for_each_other_are_refused(folder: Folder) -> None:
    """The vessel wants 150 of 200 TEU, and a train brings no less than 60: 145 might be aboard."""
    text = changed(SMALL, TOGETHER, sailing("ships", "far_port", "    least_load_teu: 60"))
    text = changed(text, FEEDERS, FEEDERS + "    least_load_teu: 150\n")
    folder.write(changed(text, CALLS, CALLS + "      far_port: {hours: 0, least_load_teu: 0}\n"))
    assert folder.refusals() == [
        "case.yaml:56:21: services.home_rail.least_load_teu: a vessel feeders of 200 TEU waits for 150 TEU of ships, and no train of less than 60 TEU brings the rest: it might never sail; lower one of them",
    ]


def test_trains_pooled_on_a_date_split_no_train_recorded_as_one(folder: Folder) -> None:
    """A flow recorded by train from the factory to the border, whose trains are pooled later."""
    flow = """    whole:
      groups: [foreign]
      recorded: by_train
      direction: west
      origin: factory
      destination: border
      route: [foreign_rail]
      seasonal_profile: level
      consignment: {boxes: 45, forty_foot_share: 0.9, cargo_tonnes_per_teu: 10, tare_tonnes_per_teu: 2}
      arrivals: {pattern: random, programme_cv: 0.2}
    returning:
"""
    text = changed(SMALL, "    returning:\n", flow)
    text = changed(text, "formation: together}", "formation: together, train_teu: 100}")
    text = changed(
        text, "  targets.promised:", "  demand.flows.whole: {quality: assumed}\n  targets.promised:"
    )
    folder.write(changed(text, MEASURE, "services.foreign_rail.formation: pooled"))
    assert folder.refusals() == [
        "case.yaml:115:74: measures.more_tracks.set.services.foreign_rail.formation: from 2025-01-01: demand.flows.whole.route.0: flow whole is recorded by train, but service `foreign_rail` does not keep trains together; take a rail service with `formation: together`, or write `recorded: box_by_box`",
    ]
