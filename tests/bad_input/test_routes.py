"""Choices among routes that nobody could make."""

# ruff: noqa: E501 -- a table: each message as the user sees it

from __future__ import annotations

import pytest

from tests.bad_input.refusal import SMALL, Folder, changed

ROUTE = "      route: [foreign_rail, home_rail, ships, liner]\n"
WAY = "{route: [foreign_rail, home_rail, ships, liner], "
HALVES = ("shares", "share: 0.5", "share: 0.5")


def choosing(rule: str, one: str, other: str) -> str:
    """Two routes for the goods, with what each says beside its services."""
    ways = f"      one: {WAY}{one}}}\n      two: {WAY}{other}}}\n"
    return f"routes:\n  goods:\n    choose: {rule}\n    ways:\n{ways}"


def measure(path: str, value: object) -> str:
    return f"  x: {{from: 2024-03-01, set: {{{path}: {value}}}}}\n"


CASES = [
    (
        "shares add up to more",
        choosing("shares", "share: 0.5", "share: 0.6"),
        "",
        "102:7: routes.goods.ways: shares add up to 1.1, not to 1; change them on the same day, or mend one",
    ),
    (
        "share missing",
        choosing("shares", "share: 0.5", "preference: 1"),
        "",
        "103:12: routes.goods.ways.two: `share` is missing; say which share of the consignments takes it",
    ),
    (
        "preference missing",
        choosing("when_banned", "preference: 1", "share: 1"),
        "",
        "103:12: routes.goods.ways.two: `preference` is missing; number the routes, 1 for the one preferred",
    ),
    (
        "one preference twice",
        choosing("when_banned", "preference: 1", "preference: 1"),
        "",
        "103:73: routes.goods.ways.two.preference: `one` has preference 1 too; number them apart",
    ),
    (
        "no flow of this name",
        choosing(*HALVES).replace("goods", "goos") + choosing(*HALVES).replace("routes:\n", ""),
        "",
        "100:5: routes.goos: no flow `goos`; did you mean `goods`?",
    ),
    (
        "queue nowhere on the way",
        choosing("shortest_expected", "preference: 1, queues: {bordr: 1}", "preference: 2"),
        "",
        "102:92: routes.goods.ways.one.queues.bordr: no queue on the way `bordr`; did you mean `border`?",
    ),
    (
        "route that does not join",
        choosing(*HALVES).replace("ships, liner], share: 0.5}\n      two", "liner]}\n      two"),
        "",
        "102:46: routes.goods.ways.one.route.2: leg 2 ends at near_port, leg 3 starts at far_port: no link",
    ),
    (
        "unknown rule",
        choosing("share", "share: 0.5", "share: 0.5"),
        "",
        "100:13: routes.goods.choose: unknown choose `share`; known: shares, when_banned, shortest_expected; did you mean `shares`?",
    ),
    (
        "all closed from a date on",
        choosing("when_banned", "preference: 1, open: false", "preference: 2"),
        measure("routes.goods.ways.two.open", "false"),
        "112:59: measures.x.set.routes.goods.ways.two.open: from 2024-03-01: routes.goods.ways: no route of goods is open; open one that may be taken",
    ),
    (
        "one share changed alone",
        choosing(*HALVES),
        measure("routes.goods.ways.two.share", 0.7),
        "112:60: measures.x.set.routes.goods.ways.two.share: from 2024-03-01: routes.goods.ways: shares add up to 1.2, not to 1; change them on the same day, or mend one",
    ),
    (
        "rule changed",
        choosing(*HALVES),
        measure("routes.goods.choose", "when_banned"),
        "112:52: measures.x.set.routes.goods.choose: `choose` keeps one value over the whole horizon",
    ),
]


@pytest.mark.parametrize(("_name", "routes", "measures", "expected"), CASES)
def test_refused(folder: Folder, _name: str, routes: str, measures: str, expected: str) -> None:
    text = changed(SMALL, ROUTE, "      route: none\n")
    text = changed(text, "\nrelations:", f"\n{routes}\nrelations:")
    folder.write(changed(text, "measures:\n", f"measures:\n{measures}"))
    told = folder.refusals()
    assert f"case.yaml:{expected}" in told


def test_a_flow_says_its_route_once(folder: Folder) -> None:
    folder.write(changed(SMALL, "\nrelations:", f"\n{choosing(*HALVES)}\nrelations:"))
    assert folder.refusals() == [
        "case.yaml:87:14: demand.flows.goods.route: `routes.goods` speaks of it too; write `route: none` here, or delete that",
    ]


def test_a_flow_needs_a_route(folder: Folder) -> None:
    folder.write(changed(SMALL, ROUTE, ""))
    assert folder.refusals() == [
        "case.yaml:83:7: demand.flows.goods: `route` is missing; list its services, or its routes in `routes.goods`",
    ]


def test_empties_have_no_plan_of_loading(folder: Folder) -> None:
    text = changed(SMALL, "      route: [liner_back]\n", "      route: none\n")
    choice = "routes: {returning: {choose: when_banned, ways: {home: {route: [liner_back], preference: 1}}}}\n"
    folder.write(changed(text, "\nrelations:", f"\n{choice}\nrelations:"))
    assert folder.refusals() == [
        "case.yaml:98:30: routes.returning.choose: no plan of loading is made for empties; write `choose: shares`",
    ]


def test_what_is_said_of_a_plan_holds_for_every_route(folder: Folder) -> None:
    """A plan is approved before the route is chosen."""
    text = changed(SMALL, ROUTE, "      route: none\n")
    routes = choosing(*HALVES).replace("two: {route: [foreign_rail,", "two: {route: [other_rail,")
    text = changed(text, "\nrelations:", f"\n{routes}\nrelations:")
    line = next(one for one in text.splitlines() if one.startswith("  foreign_rail: {"))
    planned = line.removesuffix("}") + ", plan_approval_hours: {goods: 5}}"
    folder.write(text.replace(line, f"{planned}\n{line.replace('foreign', 'other')}"))
    assert next(line for line in folder.refusals() if "plan_approval" in line).endswith(
        "flow `goods` is not sent from its origin by foreign_rail; there is none to name; delete it"
    )
