"""Random small worlds: whole corridors so tight that boxes wait, are blocked and meet closures.

origin -> border terminal -> port -> sea -> far port -> inland terminal, and back. Masses are whole
half tonnes, so that sums of them are exact in any order.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from sim.scenario.growth import Block, FlowDemand
from sim.scenario.language import MONTHS, Network, ScenarioFile
from sim.scenario.scenario import Epoch, Scenario
from tests.oracle.administration import Administration
from tests.oracle.alternatives import add_choices
from tests.oracle.calls import add_waits
from tests.oracle.formations import Formations
from tests.oracle.stands import EmptyBoxes
from tests.oracle.waterside import Waterside

FIRST_DAY = date(2026, 1, 1)
WHOLE_TRAINS, HOLDING_TRACKS, CHOICES, ONE_WAY, WAITS_IN_PORT, PATIENCE = 1, 2, 3, 4, 5, 6
SAMPLED_TRAINS = 7
Tree = dict[str, Any]
Change = tuple[int, dict[str, Any]]  # day, values by dotted path


def random_world(number: int) -> Scenario:
    """The world of this number; the same every time."""
    return Draw(number).world()


def build(tree: Tree, blocks: dict[str, tuple[Block, ...]], changes: Iterable[Change]) -> Scenario:
    """A scenario from the values of its file, the demand by flow and dated changes."""
    file = ScenarioFile.model_validate(tree)
    month = file.horizon.from_
    demand = tuple(FlowDemand(flow, (month,), (0.0,), blocks[flow]) for flow in sorted(blocks))
    epochs = tuple(_epochs(tree, sorted(changes, key=lambda change: change[0])))
    return Scenario(str(tree["title"]), "", file, epochs, demand, "", ())


def _epochs(tree: Tree, changes: list[Change]) -> Iterable[Epoch]:
    network = copy.deepcopy({key: tree[key] for key in Network.model_fields if key in tree})
    yield Epoch(float("-inf"), Network.model_validate(network))
    for day in sorted({day for day, _ in changes}):
        for _, values in (change for change in changes if change[0] == day):
            for path, value in values.items():
                _put(network, path.split("."), value)
        yield Epoch(24.0 * day, Network.model_validate(copy.deepcopy(network)))


def _put(tree: Tree, path: list[str], value: Any) -> None:
    for key in path[:-1]:
        tree = tree[key]
    tree[path[-1]] = value


class Draw:
    """Draws the numbers of one world; every third world knows constants only."""

    def __init__(self, number: int, part: int = 0) -> None:
        self.number = number
        self.random = np.random.default_rng((number, part) if part else number)
        self.constant = number % 3 == 0
        self.direct = number % 4 == 0  # no departing train needs a track: nothing can lock
        self.days = int(self.random.integers(5, 10))
        self.warm_up = int(self.random.integers(0, 3))

    def world(self) -> Scenario:
        tree: Tree = {
            "title": f"world_{self.number}",
            "seed": self.number,
            "horizon": {
                "from": FIRST_DAY,
                "to": FIRST_DAY + timedelta(days=self.days - 1),
                "warm_up_days": float(self.warm_up),
            },
            "terminals": self.terminals(),
            "sections": self.sections(),
            "services": self.services(),
            "seas": {"caspian": self.sea()},
            "demand": {"flows": self.flows()},
        }
        flows = tree["demand"]["flows"]
        self.pools(tree)
        blocks = {name: self.blocks() for name, f in flows.items() if self.has_blocks(f)}
        rules = Administration(self.number, FIRST_DAY, self.days)
        rules.lay_over(tree)
        waterside = Waterside(self.number, self.days)
        waterside.lay_over(tree)
        changes = [*self.changes(tree), *rules.changes(tree), *waterside.changes(tree)]
        add_whole_trains(tree, blocks, Draw(self.number, WHOLE_TRAINS))
        sample_whole_trains(tree, Draw(self.number, SAMPLED_TRAINS))
        add_holding_tracks(tree, Draw(self.number, HOLDING_TRACKS))
        add_one_way_rules(tree, Draw(self.number, ONE_WAY))
        EmptyBoxes(self.number).lay_over(tree)
        changes += Formations(self.number, self.days).lay_over(tree)
        choosing = Draw(self.number, CHOICES)
        choosing.days = self.days
        changes += add_choices(tree, choosing)
        waiting = Draw(self.number, WAITS_IN_PORT)
        waiting.days = self.days
        changes += add_waits(tree, waiting)
        add_patience(tree, Draw(self.number, PATIENCE))
        return build(tree, blocks, changes)

    # Choices -------------------------------------------------------------------------------

    def one_of(self, *values: Any) -> Any:
        return values[int(self.random.integers(len(values)))]

    def whole(self, low: int, high: int) -> int:
        return int(self.random.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def hours(self, mean: float) -> Tree:
        """A mean between half and one and a half times this one, in whole 32nds of an hour."""
        mean = max(1, round(mean * self.random.uniform(0.5, 1.5) * 32)) / 32
        kind = self.one_of("constant", *KINDS)
        if self.constant or kind == "constant":
            return {"distribution": "constant", "mean": mean}
        return {"distribution": kind, **KINDS[kind](mean)}

    # Places --------------------------------------------------------------------------------

    def terminals(self) -> Tree:
        return {
            "origin": {},
            "border": self.border(),
            "port": self.port(),
            "far_port": self.port(),
            "inland": {"rail": self.rail()} if self.chance(0.7) else {},
        }

    def border(self) -> Tree:
        rail = self.rail()
        rail["holding_tracks"] = self.one_of(1, 2, 3, "unlimited")
        if self.chance(0.5):
            stop = self.whole(20, 60)
            rail["loading_ban"] = {
                "stops_at_teu": float(stop),
                "resumes_at_teu": float(self.whole(0, stop - 1)),
            }
        return {
            "acceptance": {
                "west": {"trains_per_day": float(self.whole(4, 10))},
                "east": {"trains_per_day": float(self.whole(4, 10))},
            },
            "rail": rail,
            "clearance": {"west": self.clearance(), "east": self.clearance()},
            "opening_hours": self.one_of((), ("06:00-22:30",), ("07:15-12:00", "13:00-03:45")),
            # A full yard whose trains need the tracks of those that wait for it would lock.
            "yard_teu": self.yard(60, 140) if rail["transfer"] == "direct" else {},
            "closures": self.closures("acceptance", "handling"),
        }

    def port(self) -> Tree:
        return {
            "rail": self.rail(),
            "quay": {
                "berths": self.whole(1, 2),
                "cranes_per_berth": self.whole(1, 2),
                "crane_hours_per_box": self.hours(0.2),
                "draught_factor": self.one_of(1.0, 0.75, 0.5),
            },
            "yard_teu": self.yard(60, 120),
            "clearance": {"west": self.clearance()} if self.chance(0.7) else {},
            "weather": {
                "sea": "caspian",
                "closes_at_strength": self.one_of(0.0, 0.25, 0.5),
                "stops": self.one_of(
                    ("sailing", "handling"), ("berthing", "sailing"), ("handling", "berthing")
                ),
            },
            "closures": self.closures("handling", "berthing", "sailing"),
        }

    def rail(self) -> Tree:
        transfer = "direct" if self.direct else self.one_of("direct", "through_yard")
        return {
            "tracks": self.whole(1, 3),
            "cranes": self.whole(1, 4),
            "crane_hours_per_box": self.hours(0.2),
            "transfer": transfer,
        }

    def yard(self, low: int, high: int) -> Tree:
        """Room by direction, or one yard for all so large that no two loads can lock each other."""
        if self.chance(0.3):
            return {"all": float(self.whole(4 * high, 6 * high))}
        return {d: float(self.whole(low, high)) for d in ("west", "east") if self.chance(0.9)}

    def clearance(self) -> Tree:
        return {
            "document_hours": self.hours(4),
            "automatic_share": self.one_of(0.0, 0.3, 0.8),
            "automatic_hours": self.hours(0.5),
            "channels": {"green": 0.5, "yellow": 0.25, "red": 0.25},
            "check_hours": {"green": self.hours(0.1), "yellow": self.hours(2)},
            "inspection_hours": {"red": self.hours(1.5)},
            "inspection_bays": self.one_of(1, 2, 3, "unlimited"),
        }

    def closures(self, *stops: str) -> Tree:
        first = FIRST_DAY + timedelta(days=self.whole(0, self.days - 2))
        stopped = stops[: self.whole(1, len(stops))]
        return {
            "works": {
                "from": first,
                "to": first + timedelta(days=1),
                "stops": stopped,
                "directions": ("west",) if stopped == ("acceptance",) and self.chance(0.5) else (),
                "active": self.chance(0.8),
            }
        }

    def sections(self) -> Tree:
        def section(start: str, end: str) -> Tree:
            return {
                "from": start,
                "to": end,
                "km": 100.0,
                "running_hours": self.whole(2, 12) / 4,
                "stop_hours": self.whole(0, 4) / 4,
                "pairs_per_day": self.one_of(8.0, 12.0, "unlimited"),
                "other_pairs_per_day": self.one_of(0.0, 1.5, 3.0),
            }

        return {
            "first": section("origin", "border"),
            "second": section("border", "middle"),
            "third": section("middle", "port"),
        }

    def sea(self) -> Tree:
        share = self.one_of(0.1, 0.2, 0.3)
        return {"closed_share": dict.fromkeys(MONTHS, share), "storm_hours": self.hours(10)}

    # Services ------------------------------------------------------------------------------

    def services(self) -> Tree:
        together = {
            "formation": self.one_of("together", "together", "pooled"),
            "set_out_after_hours": self.one_of("none", 0.0, 2.0, 6.0),
        }
        return {
            "from_china": self.train("origin", "border", "west", ("first",), "together"),
            "to_port": self.train("border", "port", "west", ("second", "third"), "") | together,
            "crossing": self.crossing(),
            "to_inland": self.train("far_port", "inland", "west", (), "pooled"),
            "from_inland": self.train("inland", "far_port", "east", (), "pooled"),
            "to_border": self.train("port", "border", "east", ("third", "second"), "pooled"),
            "to_china": self.train(
                "border", "origin", "east", ("first",), self.one_of("together", "pooled")
            ),
            "slots": self.carrier(),
        }

    def train(self, start: str, end: str, direction: str, sections: Any, formation: str) -> Tree:
        return {
            "kind": "rail",
            "from": start,
            "to": end,
            "direction": direction,
            "sections": sections,
            "hours": self.hours(2),
            "train_teu": float(self.whole(16, 40)),
            "train_tonnes": float(self.whole(300, 600)),
            "formation": formation,
            "longest_wait_hours": float(self.whole(6, 36)),
            "least_load_teu": self.one_of(0.0, 4.0),
            "priority": self.whole(0, 1),
        }

    def crossing(self) -> Tree:
        return {
            "kind": "sea",
            "between": ("port", "far_port"),
            "sailing_hours": self.hours(12),
            "vessels": {
                "feeder": self.ship(self.whole(1, 3), "port"),
                "ferry": self.ship(self.whole(0, 2), self.one_of("port", "far_port")),
            },
            "calls": {"port": {"hours": self.hours(1)}},
            "longest_wait_hours": float(self.whole(4, 18)),
            "least_load_teu": self.one_of(0.0, 0.0, 6.0),
            "max_blocked_hours": "unlimited" if self.direct else self.one_of(6.0, 12.0),
        }

    def ship(self, number: int, home: str) -> Tree:
        return {
            "number": number,
            "teu": float(self.whole(24, 50)),
            "tonnes": self.one_of("unlimited", 400.0, 700.0),
            "home": home,
            "stays_at_strength": self.one_of(None, 0.3, 0.6),
        }

    def carrier(self) -> Tree:
        return {
            "kind": "carrier",
            "from": "far_port",
            "to": "inland",
            "every_hours": self.hours(20),
            "first_hours": float(self.whole(0, 20)),
            "slots_teu": float(self.whole(10, 30)),
            "hours": self.hours(8),
        }

    # Pools ---------------------------------------------------------------------------------

    def pools(self, tree: Tree) -> None:
        """Platforms and locomotives that trains beyond the border share, in two worlds of three.

        Drawn apart, so that the rest of a world is as it would be without pools.
        """
        rest, self.random = self.random, np.random.default_rng((self.number, 1))
        if self.chance(2 / 3):
            self._add_pools(tree)
        self.random = rest

    def _add_pools(self, tree: Tree) -> None:
        tree["pools"] = {"platforms": self.pool(4, 9), "locomotives": self.pool(1, 3)}
        for name in ("to_port", "to_inland", "from_inland", "to_border"):
            uses = {"platforms": self.use(1, 3)} if self.chance(0.8) else {}
            uses |= {"locomotives": self.use(1, 1)} if self.chance(0.4) else {}
            tree["services"][name]["uses"] = uses
        tree["services"]["to_china"]["uses"] = {"locomotives": self.use(1, 1)}
        if self.chance(0.5):
            tree["pools"]["wagons"] = self.pool(2, 5)
            tree["services"]["from_china"]["uses"] = {"wagons": self.use(1, 2)}

    def pool(self, low: int, high: int) -> Tree:
        return {"number": self.one_of(self.whole(low, high), self.whole(low, high), "unlimited")}

    def use(self, low: int, high: int) -> Tree:
        hours = self.hours(6) if self.chance(0.6) else 0.0
        return {"units": self.whole(low, high), "return_hours": hours}

    # Demand --------------------------------------------------------------------------------

    def flows(self) -> Tree:
        out = ("from_china", "to_port", "crossing")
        back = ("from_inland", "crossing", "to_border")
        return {
            "china_inland": self.flow("west", "origin", "inland", (*out, "to_inland")),
            "china_slots": self.flow("west", "origin", "inland", (*out, "slots")),
            "exports": self.flow("west", "border", "far_port", out[1:]),
            "inland_china": self.flow("east", "inland", "origin", (*back, "to_china")),
            "inland_border": self.flow("east", "inland", "border", back),
            "empties": {
                "direction": "east",
                "origin": "inland",
                "destination": "border",
                "route": back,
                "empties_of": {
                    "flow": "china_inland",
                    "share": 0.5,
                    "after_days": self.one_of(0.0, 0.5, 1.0),
                    "tare_tonnes_per_teu": 2.5,
                },
            },
        }

    def flow(self, direction: str, origin: str, destination: str, route: Any) -> Tree:
        pattern = self.one_of("even", "random", "timetable")
        arrivals: Tree = {"pattern": pattern}
        if pattern == "random":
            arrivals["programme_cv"] = self.one_of(0.0, 0.4)
        if pattern == "timetable":
            arrivals |= {"every_hours": self.one_of(8.0, 12.0), "first_hours": 1.0}
        return {
            "direction": direction,
            "origin": origin,
            "destination": destination,
            "route": route,
            "consignment": {
                "boxes": self.whole(3, 12),
                "forty_foot_share": self.one_of(0.0, 0.6, 1.0),
                "cargo_tonnes_per_teu": self.one_of(8.0, 12.5),
                "tare_tonnes_per_teu": 2.5,
            },
            "arrivals": arrivals,
        }

    def has_blocks(self, flow: Tree) -> bool:
        return flow.get("arrivals", {}).get("pattern") in ("even", "random")

    def blocks(self, low: float = 0.05, high: float = 0.12) -> tuple[Block, ...]:
        """A block before the horizon and one or two in it."""
        end, warm = 24.0 * self.days, 24.0 * self.warm_up
        per_hour, middle = self.random.uniform(low, high), 24.0 * (self.days // 2)
        edges = [-warm, 0.0, middle, end] if warm else [0.0, middle, end]
        return tuple(self.block(a, b, per_hour) for a, b in pairwise(edges))

    def block(self, start: float, end: float, per_hour: float) -> Block:
        trains = (end - start) * float(per_hour)
        exact = self.chance(0.3)
        return Block(
            f"from {start:g}", start, end, float(round(trains)) if exact else trains, exact
        )

    # Dated changes -------------------------------------------------------------------------

    def changes(self, tree: Tree) -> Iterable[Change]:
        """Cranes, bays, pace, tracks, yards, paths, draught and vessels change on dates."""
        for place in ("border", "port", "far_port"):
            yield self.day(), {f"terminals.{place}.rail.cranes": self.whole(1, 4)}
            yield self.day(), {f"terminals.{place}.rail.cranes": self.whole(1, 4)}
            yield self.day(), {f"terminals.{place}.rail.tracks": self.whole(1, 3)}
            yield from self.changed_pace(tree, f"terminals.{place}.rail.crane_hours_per_box")
        for direction in ("west", "east"):
            bays = f"terminals.border.clearance.{direction}.inspection_bays"
            if _get(tree, bays) != "unlimited":
                yield self.day(), {bays: self.whole(1, 3)}
                yield self.day(), {bays: self.whole(1, 3)}
            inspection = f"terminals.border.clearance.{direction}.inspection_hours.red"
            yield from self.changed_pace(tree, inspection)
        yield self.day(), {"terminals.port.quay.cranes_per_berth": self.whole(1, 3)}
        yield self.day(), {"terminals.far_port.quay.berths": self.whole(1, 2)}
        yield self.day(), {"terminals.port.quay.draught_factor": self.one_of(0.5, 0.75, 1.0)}
        yield self.day(), {"services.crossing.vessels.feeder.number": self.whole(1, 3)}
        yield self.day(), {"services.crossing.vessels.ferry.number": self.whole(0, 2)}
        yield self.day(), {"sections.third.pairs_per_day": self.one_of(8.0, 12.0)}
        yield self.day(), {"terminals.border.acceptance.west.trains_per_day": self.one_of(4.0, 9.0)}
        if "pools" in tree:
            yield self.day(), {"pools.platforms.number": self.whole(3, 9)}
            yield self.day(), {"pools.locomotives.number": self.whole(1, 3)}

    def changed_pace(self, tree: Tree, path: str) -> Iterable[Change]:
        """Half or twice the hours; halves and doubles leave the shape exactly as it was."""
        factor = self.one_of(0.5, 2.0)
        old = _get(tree, path)
        scaled = {key: old[key] * factor for key in ("mean", "low", "mode", "high") if key in old}
        yield self.day(), {path: old | scaled}

    def day(self) -> int:
        return self.whole(1, self.days - 1)


def add_whole_trains(tree: Tree, blocks: dict[str, tuple[Block, ...]], draw: Draw) -> None:
    """In two worlds of three traffic that only loads the border and the lines, both ways.

    It has draws of its own, shares the border and its cranes, sections, and where these keep
    trains together the services of the others too.
    """
    if not draw.chance(0.7):
        return
    services, horizon = tree["services"], tree["horizon"]
    draw.days, draw.warm_up = (horizon["to"] - FIRST_DAY).days + 1, int(horizon["warm_up_days"])
    tree["terminals"]["north"] = {"rail": draw.rail()} if draw.chance(0.5) else {}
    tree["sections"]["fourth"] = tree["sections"]["third"] | {"to": "north"}
    services["to_north"] = draw.train("border", "north", "west", ("second", "fourth"), "together")
    services["from_north"] = draw.train("north", "border", "east", ("fourth", "second"), "together")
    services["whole_to_china"] = draw.train("border", "origin", "east", ("first",), "together")
    ways = {
        "transit": ("west", "origin", "north", ("from_china", "to_north")),
        "transit_back": ("east", "north", "origin", ("from_north", "whole_to_china")),
    }
    if services["to_port"]["formation"] == "together":
        ways["whole_to_port"] = ("west", "origin", "port", ("from_china", "to_port"))
    for name, way in ways.items():
        flow = draw.flow(*way) | {"recorded": "by_train"}
        tree["demand"]["flows"][name] = flow
        if draw.has_blocks(flow):
            blocks[name] = draw.blocks(low=0.02, high=0.05)


def sample_whole_trains(tree: Tree, draw: Draw) -> None:
    """Laboratories of the border may name the flows recorded by train that go their way, too."""
    for direction, clearance in tree["terminals"]["border"]["clearance"].items():
        for laboratory in clearance.get("laboratory", {}).values():
            laboratory["flows"] += tuple(
                name
                for name, flow in tree["demand"]["flows"].items()
                if flow.get("recorded") == "by_train"
                and flow["direction"] == direction
                and draw.chance(0.6)
            )


def add_holding_tracks(tree: Tree, draw: Draw) -> None:
    """In half of the worlds one direction or both have holding tracks of their own."""
    rail = tree["terminals"]["border"]["rail"]
    if draw.chance(0.5):
        rail["holding_tracks_by_direction"] = {
            direction: draw.one_of(1, 2, "unlimited")
            for direction in draw.one_of(("west",), ("east",), ("west", "east"))
        }


def add_one_way_rules(tree: Tree, draw: Draw) -> None:
    """Other trains take a part of the border's slots; its ban may concern one direction alone."""
    border = tree["terminals"]["border"]
    for rule in border["acceptance"].values():
        rule["other_trains_per_day"] = draw.one_of(0.0, 0.0, 1.5, 3.0)
    if ban := border["rail"].get("loading_ban"):
        # Its bans by date name flows from China, which go west.
        ban["directions"] = draw.one_of((), ("west",), ("west",) if "bans" in ban else ("east",))


def add_patience(tree: Tree, draw: Draw) -> None:
    """In a third of the worlds some flows give up after some hours."""
    if draw.chance(1 / 3):
        for flow in tree["demand"]["flows"].values():
            has_own_way = flow.get("route") and flow.get("arrivals")
            takes_others = flow.get("boxes_from") or flow.get("instead_of")
            if has_own_way and not takes_others and draw.chance(0.5):
                flow["gives_up_after_days"] = draw.whole(2, 36) / 24


def _get(tree: Tree, path: str) -> Any:
    for key in path.split("."):
        tree = tree[key]
    return tree


KINDS: dict[str, Callable[[float], dict[str, float]]] = {
    "exponential": lambda mean: {"mean": mean},
    "gamma": lambda mean: {"mean": mean, "cv": 0.5},
    "lognormal": lambda mean: {"mean": mean, "cv": 0.75},
    "uniform": lambda mean: {"low": mean / 2, "high": mean * 3 / 2},
    "triangular": lambda mean: {"low": mean / 2, "mode": mean, "high": mean * 3 / 2},
}
