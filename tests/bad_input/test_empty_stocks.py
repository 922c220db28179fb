"""Stocks of empty boxes that cannot be meant."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import SMALL, Folder, changed

MARKET = "  market: {title: Market}\n"
AFTER = "after_days: 10"
PATTERN = "arrivals: {pattern: random, programme_cv: 0.2}"
FROM = f"boxes_from: empties_at_origin\n      {PATTERN}"


def market(stock: str) -> str:
    return f"  market: {{empties: {stock}}}\n"


LAST_FLOW = "    returning:\n"
WAGONS = """    wagons:
      direction: west
      origin: factory
      destination: market
      route: [foreign_rail, home_rail, ships, liner]
      consignment: {boxes: 5, forty_foot_share: 1, cargo_tonnes_per_teu: 10, tare_tonnes_per_teu: 2}
      instead_of: {flow: goods, after_days: 3}
"""

CASES = [
    (
        "stock filled by an unknown flow",
        (MARKET, market("{fills: [good]}")),
        ["36:30: terminals.market.empties.fills.0: no flow `good`; did you mean `goods`?"],
    ),
    (
        "stock filled twice by one flow",
        (MARKET, market("{fills: [goods, goods]}")),
        ["36:37: terminals.market.empties.fills.1: `goods` stands twice; delete one"],
    ),
    (
        "boxes that stay and travel back",
        (MARKET, market("{fills: [goods, returning]}")),
        [
            "36:37: terminals.market.empties.fills.1: its boxes stand here as those of goods already; name one of both"
        ],
    ),
    (
        "empties that go before they are there",
        (MARKET, market("{fills: [returning], emptied_after_days: 10}")),
        [
            "36:30: terminals.market.empties.fills.0: its empties travel back 10 days after unloading and never stand here 10 days after it; enlarge `after_days`"
        ],
    ),
    (
        "a flow that only passes",
        ("  near_port:\n", "  near_port:\n    empties: {fills: [goods]}\n"),
        [
            "26:23: terminals.near_port.empties.fills.0: flow `goods` does not end at near_port, nor are its empties born there; delete it"
        ],
    ),
    (
        "less than no box",
        (MARKET, market("{number: -1}")),
        [
            "36:30: terminals.market.empties.number: must be >= 0, found -1; write a number in that range"
        ],
    ),
    (
        "boxes from where none stand",
        (PATTERN, FROM),
        [
            "90:19: demand.flows.goods.boxes_from: no empties stand at factory; add `terminals.factory.empties`"
        ],
    ),
    (
        "boxes from elsewhere",
        (PATTERN, FROM.replace("empties_at_origin", "market")),
        [
            "90:19: demand.flows.goods.boxes_from: unknown boxes_from `market`; known: empties_at_origin"
        ],
    ),
    (
        "empties from empties",
        (
            "empties_of: {flow: goods",
            "boxes_from: empties_at_origin\n      empties_of: {flow: goods",
        ),
        [
            "96:19: demand.flows.returning.boxes_from: give `boxes_from` or `empties_of`, not both: empties follow their loaded flow"
        ],
    ),
    (
        "wagons for boxes that wait for none",
        (LAST_FLOW, WAGONS + LAST_FLOW),
        [
            "97:26: demand.flows.wagons.instead_of.flow: goods waits for no empties; say `boxes_from` there"
        ],
    ),
    (
        "wagons for an unknown flow",
        (LAST_FLOW, WAGONS.replace("flow: goods", "flow: good") + LAST_FLOW),
        ["97:26: demand.flows.wagons.instead_of.flow: no flow `good`; did you mean `goods`?"],
    ),
    (
        "wagons with a demand of their own",
        (LAST_FLOW, WAGONS + "      seasonal_profile: level\n" + LAST_FLOW),
        [
            "97:26: demand.flows.wagons.instead_of.flow: goods waits for no empties; say `boxes_from` there",
            "98:25: demand.flows.wagons.seasonal_profile: give `seasonal_profile` or `instead_of`, not both: it has what goods leaves",
        ],
    ),
    (
        "wagons that never wait",
        (LAST_FLOW, WAGONS.replace("after_days: 3", "after_days: 0") + LAST_FLOW),
        [
            "97:45: demand.flows.wagons.instead_of.after_days: must be > 0, found 0; write a number in that range"
        ],
    ),
    (
        "a stock by date",
        (
            "more_tracks: {from: 2025-01-01, set: {terminals.border.rail.tracks: {add: 1}}}",
            "more_tracks: {from: 2025-01-01, set: {terminals.market.empties: {number: 2}}}",
        ),
        [
            "105:67: measures.more_tracks.set.terminals.market.empties: `empties` keeps one value over the whole horizon"
        ],
    ),
]


@pytest.mark.parametrize(
    ("change", "lines"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_refusals(folder: Folder, change: tuple[str, str], lines: list[str]) -> None:
    folder.write(changed(SMALL, *change))
    assert folder.refusals() == [f"case.yaml:{line}" for line in lines]


def test_a_stock_from_which_nobody_draws_is_told(folder: Folder) -> None:
    folder.write(changed(SMALL, MARKET, market("{fills: [returning]}")))
    assert folder.warnings() == [
        "case.yaml:36:21: terminals.market.empties: no flow from market says `boxes_from`; has no effect"
    ]
