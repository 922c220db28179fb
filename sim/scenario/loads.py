"""What must fit: boxes into vehicles, consignments into trains, loads into yards."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.faults import Fault
from sim.scenario.language import Carrier, Flow, Network, Rail, ScenarioFile, Sea, Terminal
from sim.scenario.network import KEEPING_WHOLE, TO_SAILING, TOGETHER
from sim.scenario.routes import Leg, Legs
from sim.scenario.scalars import shown
from sim.scenario.source import Address

FORTY_FOOT_TEU = 2.0


@dataclass(frozen=True)
class Largest:
    """The largest box of a flow and the most that one of its consignments can weigh and measure."""

    box_teu: float
    box_tonnes: float
    consignment_teu: float
    consignment_tonnes: float


def largest(flow: Flow, file: ScenarioFile) -> Largest | None:
    """Sizes are drawn box by box, so every box of a consignment may be of the larger size."""
    loaded = file.demand.flows.get(flow.empties_of.flow) if flow.empties_of else flow
    if loaded is None or loaded.consignment is None:
        return None
    one = loaded.consignment
    box = FORTY_FOOT_TEU if one.forty_foot_share > 0 else 1.0
    if flow.empties_of:
        return Largest(box, box * flow.empties_of.tare_tonnes_per_teu, 0.0, 0.0)
    tonnes = box * (one.cargo_tonnes_per_teu + one.tare_tonnes_per_teu)
    return Largest(box, tonnes, one.boxes * box, one.boxes * tonnes)


def load_faults(file: ScenarioFile, legs: dict[str, Legs], network: Network) -> Iterator[Fault]:
    """What can never board or never be unloaded, in the network of one date."""
    for way in legs.values():
        flow = file.demand.flows[way[0].flow]
        if size := largest(flow, file):
            yield from _Loads(flow, size, network).faults(way)
    boards = {(leg.service, leg.origin) for way in legs.values() for leg in way}
    for name, service in network.services.items():
        yield from _never_leaves(("services", name), service)
        if isinstance(service, Sea):
            for port in service.between:
                yield from _never_sails(name, service, port, (name, port) in boards)


def starving_bans(file: ScenarioFile) -> Iterator[Fault]:
    """Thresholds that let less come to a terminal than what leaves it waits for."""
    for name, terminal in file.terminals.items():
        ban = terminal.rail.loading_ban if terminal.rail else None
        for what, service in file.services.items() if ban else ():
            least = _least_load_from(name, service)
            if ban and least > ban.stops_at_teu:
                yield Fault(
                    ("terminals", name, "rail", "loading_ban", "stops_at_teu"),
                    f"loading stops at {ban.stops_at_teu:g} TEU, and {shown(what)} waits here for"
                    f" {least:g}: boxes may stand here for ever; write more",
                    (("services", what),),
                )


def _least_load_from(terminal: str, service: Rail | Sea | Carrier) -> float:
    """TEU for which a train or a vessel of a service waits at a terminal."""
    if isinstance(service, Sea) and terminal in service.between:
        return service.least_load_from(terminal)
    if isinstance(service, Rail) and terminal == service.from_ and service.formation != TOGETHER:
        return service.least_load_teu
    return 0.0


@dataclass(frozen=True)
class _Loads:
    """Follows the largest load of one flow along its way."""

    flow: Flow
    size: Largest
    network: Network

    def faults(self, way: Legs) -> Iterator[Fault]:
        arriving = self.size.consignment_teu
        for leg in way:
            service = self.network.services[leg.service]
            at = ("services", leg.service)
            if isinstance(service, Sea):
                yield from self._vessel_faults(at, leg, service)
                load = max(vessels.teu for vessels in service.vessels.values())
            elif isinstance(service, Carrier):
                yield from self._too_small((*at, "slots_teu"), "departure", service.slots_teu)
                load = service.slots_teu
            else:
                yield from self._train_faults(at, leg, service, arriving)
                load = _train_load(leg, service, arriving)
            if leg is not way[-1]:
                yield from self._yard_faults(leg, load)
            arriving = load

    def _train_faults(self, at: Address, leg: Leg, rail: Rail, arriving: float) -> Iterator[Fault]:
        if rail.formation not in KEEPING_WHOLE:
            yield from self._too_small((*at, "train_teu"), "train", rail.train_teu)
            if rail.train_tonnes < self.size.box_tonnes:
                yield _never_boards(
                    (*at, "train_tonnes"), "box", self.size.box_tonnes, rail.train_tonnes
                )
            return
        if math.isfinite(arriving) and rail.train_teu < arriving:
            yield Fault(
                (*at, "train_teu"),
                f"a train of {arriving:g} TEU of flow {leg.flow} is kept together and can never"
                f" board one of {rail.train_teu:g} TEU: split consignments or enlarge the train",
            )
        as_sent = arriving == self.size.consignment_teu
        if as_sent and rail.train_tonnes < self.size.consignment_tonnes:
            yield _never_boards(
                (*at, "train_tonnes"),
                "consignment",
                self.size.consignment_tonnes,
                rail.train_tonnes,
            )

    def _vessel_faults(self, at: Address, leg: Leg, sea: Sea) -> Iterator[Fault]:
        quays = [self.network.terminals[one].quay for one in (leg.origin, leg.destination)]
        draught = min((one.draught_factor for one in quays if one), default=1.0)
        if sea.teu_per_wagon:
            yield from self._too_small((*at, "teu_per_wagon"), "wagon", sea.teu_per_wagon)
        for name, vessels in sea.vessels.items():
            here = (*at, "vessels", name)
            yield from self._too_small((*here, "teu"), "vessel", vessels.teu)
            if vessels.tonnes * draught < self.size.box_tonnes:
                others = tuple(
                    ("terminals", one, "quay", "draught_factor")
                    for one in (leg.origin, leg.destination)
                )
                fault = _never_boards(
                    (*here, "tonnes"), "box", self.size.box_tonnes, vessels.tonnes * draught
                )
                yield Fault(fault.address, fault.message, others)

    def _too_small(self, at: Address, kind: str, teu: float) -> Iterator[Fault]:
        if teu < self.size.box_teu:
            yield Fault(
                at,
                f"a box of {self.size.box_teu:g} TEU can never board a {kind} of {teu:g} TEU;"
                " enlarge it",
            )

    def _yard_faults(self, leg: Leg, load: float) -> Iterator[Fault]:
        room = yard_of(self.network.terminals[leg.destination], self.flow.direction)
        if room is None or not math.isfinite(load):
            return
        key, teu = room
        if load > teu:
            vehicle = "train" if isinstance(self.network.services[leg.service], Rail) else "vessel"
            yield Fault(
                ("terminals", leg.destination, "yard_teu", key),
                f"a {vehicle} of {load:g} TEU of {leg.service} can never be unloaded into a yard"
                f" of {teu:g} TEU: the run would deadlock; enlarge the yard",
                (("services", leg.service),),
            )


def _train_load(leg: Leg, rail: Rail, arriving: float) -> float:
    """The most that one train brings; boxes set out of earlier trains fill up later ones."""
    filled_up = rail.set_out_after_hours is not None and leg.number > 0
    if rail.formation != TOGETHER or filled_up:
        return rail.train_teu
    return arriving


def yard_of(terminal: Terminal, direction: str) -> tuple[str, float] | None:
    """The key and the room of the yard for boxes of a direction; None where it is unlimited."""
    for key in (direction, "all"):
        if key in terminal.yard_teu:
            return key, terminal.yard_teu[key]
    return None


def _never_boards(at: Address, what: str, tonnes: float, room: float) -> Fault:
    return Fault(
        at, f"a {what} of {tonnes:g} t can never be carried where {room:g} t may; raise the limit"
    )


def _never_leaves(at: Address, service: Rail | Sea | Carrier) -> Iterator[Fault]:
    """Vehicles that wait for a load which they cannot take, or for nothing at all."""
    if isinstance(service, Rail) and service.formation != TOGETHER:
        if service.least_load_teu > service.train_teu:
            yield _least_load(at, service.least_load_teu, "train", service.train_teu, (at,))
        endless = math.isinf(service.train_teu) and math.isinf(service.longest_wait_hours)
        if endless and service.formation != TO_SAILING:
            message = f"a {service.formation} train never leaves"
            yield Fault(at, f"{message}; give `train_teu` or `longest_wait_hours`")


def _never_sails(name: str, sea: Sea, port: str, boards: bool) -> Iterator[Fault]:
    """Vessels that wait in a port for a load too large, or for cargo that never comes there."""
    at, least = ("services", name), sea.least_load_from(port)
    of_port = (*at, "calls", port)
    call = sea.calls.get(port)
    own_load = of_port if call and call.least_load_teu is not None else at
    own_wait = of_port if call and call.longest_wait_hours is not None else at
    for vessels in sea.vessels.values():
        if least > vessels.teu:
            yield _least_load(own_load, least, "vessel", vessels.teu, (at,))
    where = f"no flow takes {shown(name)} from {port}: a vessel would wait there for ever"
    cure = f"write `calls: {{{port}: {{"
    if least and not boards:
        message = f"{where}; {cure}least_load_teu: 0}}}}`"
        yield Fault((*own_load, "least_load_teu"), message, (at,))
    if math.isinf(sea.longest_wait_in(port)) and not boards:
        message = f"{where}; {cure}longest_wait_hours: 0}}}}`"
        yield Fault((*own_wait, "longest_wait_hours"), message, (at,))


def _least_load(
    at: Address, least: float, kind: str, teu: float, others: tuple[Address, ...]
) -> Fault:
    return Fault(
        (*at, "least_load_teu"),
        f"a {kind} of {teu:g} TEU never reaches a least load of {least:g} TEU; lower it",
        others,
    )
