"""Caps, bans, permissions and laboratories that cannot be meant."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import SMALL, Folder, changed

ACCEPTANCE = "west: {trains_per_day: 6}"


def capped(cap: str) -> str:
    return f"west: {{trains_per_day: 6, caps: {{grain: {cap}}}}}"


THRESHOLDS = "{stops_at_teu: 500, resumes_at_teu: 200}"


def banned(ban: str) -> str:
    return f"{{bans: {{works: {ban}}}}}"


FOREIGN = "hours: 60, formation: together"


def planned(hours: str) -> str:
    return f"{FOREIGN}, plan_approval_hours: {hours}"


BAYS = "inspection_bays: 2"


def sampled(samples: str) -> str:
    return f"{BAYS}\n        laboratory: {{grain: {samples}}}"


ARRIVALS = "arrivals: {pattern: random, programme_cv: 0.2}"
RETURNING = "route: [liner_back]"


def patient(days: str) -> str:
    return f"gives_up_after_days: {days}"


CASES = [
    (
        "no patience at all",
        ARRIVALS,
        f"{patient('0')}\n      {ARRIVALS}",
        [
            "90:28: demand.flows.goods.gives_up_after_days: must be > 0, found 0; write a number in that range"
        ],
    ),
    (
        "empties that give up",
        RETURNING,
        f"{RETURNING}\n      {patient('20')}",
        [
            "96:28: demand.flows.returning.gives_up_after_days: a flow with `empties_of` does not give up; delete the line"
        ],
    ),
    (
        "cap of an unknown flow",
        ACCEPTANCE,
        capped("{flows: [good], trains_per_day: 3}"),
        [
            "14:56: terminals.border.acceptance.west.caps.grain.flows.0: no flow `good`; did you mean `goods`?"
        ],
    ),
    (
        "cap of a flow that does not come",
        ACCEPTANCE,
        capped("{flows: [goods, returning], trains_per_day: 3}"),
        [
            "14:63: terminals.border.acceptance.west.caps.grain.flows.1: flow `returning` does not come to border by rail in direction west; name one of: goods"
        ],
    ),
    (
        "cap of one flow twice",
        ACCEPTANCE,
        capped("{flows: [goods, goods], trains_per_day: 3}"),
        [
            "14:63: terminals.border.acceptance.west.caps.grain.flows.1: `goods` stands twice; delete one"
        ],
    ),
    (
        "cap of no flow",
        ACCEPTANCE,
        capped("{flows: [], trains_per_day: 3}"),
        [
            "14:55: terminals.border.acceptance.west.caps.grain.flows: must not be empty; add at least 1"
        ],
    ),
    (
        "cap without a number",
        ACCEPTANCE,
        capped("{flows: [goods]}"),
        [
            "14:40: terminals.border.acceptance.west.caps.grain.trains_per_day: is missing; add for example `trains_per_day: 1`"
        ],
    ),
    (
        "cap of nought",
        ACCEPTANCE,
        capped("{flows: [goods], trains_per_day: 0}"),
        [
            "14:80: terminals.border.acceptance.west.caps.grain.trains_per_day: must be > 0, found 0; to close a place use `closures`, for no limit write `unlimited`"
        ],
    ),
    (
        "ban with reversed dates",
        THRESHOLDS,
        banned("{from: 2024-03-02, to: 2024-03-01}"),
        [
            "27:62: terminals.near_port.rail.loading_ban.bans.works: to 2024-03-01 is not after from 2024-03-02"
        ],
    ),
    (
        "ban of an unknown flow",
        THRESHOLDS,
        banned("{from: 2024-03-02, to: 2024-03-05, flows: [goods, graain]}"),
        [
            "27:112: terminals.near_port.rail.loading_ban.bans.works.flows.1: no flow `graain`; known: goods, returning"
        ],
    ),
    (
        "ban of empties",
        THRESHOLDS,
        banned("{from: 2024-03-02, to: 2024-03-05, flows: [returning]}"),
        [
            "27:105: terminals.near_port.rail.loading_ban.bans.works.flows.0: flow `returning` is not sent to near_port by rail from its origin; name one of: goods"
        ],
    ),
    (
        "ban of a flow that its direction leaves out",
        THRESHOLDS,
        "{directions: [east], bans: {works: {from: 2024-03-02, to: 2024-03-05, flows: [goods]}}}",
        [
            "27:125: terminals.near_port.rail.loading_ban.bans.works.flows.0: flow `goods` is not sent to near_port by rail from its origin in direction east; there is none to name; delete it"
        ],
    ),
    (
        "other trains take every slot",
        ACCEPTANCE,
        "west: {trains_per_day: 6, other_trains_per_day: 6}",
        [
            "14:55: terminals.border.acceptance.west.other_trains_per_day: other trains take 6 of 6 trains a day: none is left"
        ],
    ),
    (
        "ban without its last day",
        THRESHOLDS,
        banned("{from: 2024-03-02}"),
        [
            "27:55: terminals.near_port.rail.loading_ban.bans.works.to: is missing; add for example `to: ...`"
        ],
    ),
    (
        "ban that says nothing",
        THRESHOLDS,
        "{}",
        [
            "27:47: terminals.near_port.rail.loading_ban: says nothing; add `stops_at_teu` and `resumes_at_teu`, or `bans` by date"
        ],
    ),
    (
        "ban with one threshold",
        THRESHOLDS,
        "{stops_at_teu: 500}",
        [
            "27:47: terminals.near_port.rail.loading_ban: `resumes_at_teu` is missing; a threshold needs both numbers, add it"
        ],
    ),
    (
        "ban with the other threshold",
        THRESHOLDS,
        "{resumes_at_teu: 500}",
        [
            "27:47: terminals.near_port.rail.loading_ban: `stops_at_teu` is missing; a threshold needs both numbers, add it"
        ],
    ),
    (
        "plan of an unknown flow",
        FOREIGN,
        planned("{good: 24}"),
        [
            "43:150: services.foreign_rail.plan_approval_hours.good: no flow `good`; did you mean `goods`?"
        ],
    ),
    (
        "plan of a flow that begins elsewhere",
        "train_teu: 100",
        "plan_approval_hours: {goods: 24}",
        [
            "51:34: services.home_rail.plan_approval_hours.goods: flow `goods` is not sent from its origin by home_rail; there is none to name; delete it"
        ],
    ),
    (
        "plan of less than no time",
        FOREIGN,
        planned("{goods: -24}"),
        [
            "43:151: services.foreign_rail.plan_approval_hours.goods: must be >= 0, found -24; write a number in that range"
        ],
    ),
    (
        "samples of a flow that does not come",
        BAYS,
        sampled("{flows: [returning], share: 0.3, hours: 168}"),
        [
            "24:38: terminals.border.clearance.west.laboratory.grain.flows.0: flow `returning` does not come to border in direction west and go on from there; name one of: goods"
        ],
    ),
    (
        "samples of an unknown flow",
        BAYS,
        sampled("{flows: [good], share: 0.3, hours: 168}"),
        [
            "24:38: terminals.border.clearance.west.laboratory.grain.flows.0: no flow `good`; did you mean `goods`?"
        ],
    ),
    (
        "samples in per cent",
        BAYS,
        sampled("{flows: [goods], share: 30, hours: 168}"),
        [
            "24:53: terminals.border.clearance.west.laboratory.grain.share: must be between 0 and 1, found 30; did you mean 0.3?"
        ],
    ),
    (
        "samples without hours",
        BAYS,
        sampled("{flows: [goods], share: 0.3}"),
        [
            "24:22: terminals.border.clearance.west.laboratory.grain.hours: is missing; add for example `hours: {...}`"
        ],
    ),
    (
        "samples at the destination",
        "  market: {title: Market}",
        "  market: {title: Market, clearance: {west: {laboratory: {food: {flows: [goods], share: 1, hours: 9}}}}}",
        [
            "36:74: terminals.market.clearance.west.laboratory.food.flows.0: flow `goods` does not come to market in direction west and go on from there; there is none to name; delete it"
        ],
    ),
]


@pytest.mark.parametrize(("old", "new", "lines"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_refused(folder: Folder, old: str, new: str, lines: list[str]) -> None:
    folder.write(changed(SMALL, old, new))
    assert folder.refusals() == [f"case.yaml:{line}" for line in lines]


def test_a_threshold_below_what_vessels_wait_for_is_warned_of(folder: Folder) -> None:
    text = changed(SMALL, "near_port: {hours: 4}", "near_port: {hours: 4, least_load_teu: 150}")
    folder.write(changed(text, THRESHOLDS, "{stops_at_teu: 150, resumes_at_teu: 100}"))
    assert folder.warnings() == []
    folder.write(changed(text, THRESHOLDS, "{stops_at_teu: 149, resumes_at_teu: 100}"))
    assert folder.warnings() == [
        "case.yaml:27:62: terminals.near_port.rail.loading_ban.stops_at_teu: loading stops at 149 TEU, and `ships` waits here for 150: boxes may stand here for ever; write more"
    ]


def test_patience_where_nothing_keeps_anybody_is_warned_of(folder: Folder) -> None:
    text = changed(SMALL, ARRIVALS, f"{patient('20')}\n      {ARRIVALS}")
    folder.write(text)
    assert folder.warnings() == []
    folder.write(changed(text, f", loading_ban: {THRESHOLDS}", ""))
    assert folder.warnings() == [
        "case.yaml:90:28: demand.flows.goods.gives_up_after_days: no terminal has a `loading_ban` that could keep it; has no effect"
    ]


MEASURES = [
    (
        "flows of a cap",
        "terminals.border.acceptance.west.caps.grain.flows: [goods]",
        "case.yaml:105:92: measures.more_tracks.set.terminals.border.acceptance.west.caps.grain.flows: `flows` keeps one value over the whole horizon",
    ),
]


@pytest.mark.parametrize(
    ("line", "message"), [m[1:] for m in MEASURES], ids=[m[0] for m in MEASURES]
)
def test_measures_refused(folder: Folder, line: str, message: str) -> None:
    text = changed(SMALL, ACCEPTANCE, capped("{flows: [goods], trains_per_day: 3}"))
    text = changed(text, "terminals.border.rail.tracks: {add: 1}", line)
    folder.write(text)
    assert folder.refusals() == [message]
