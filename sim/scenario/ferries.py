"""Boxes that stay on their wagons: what terminals, ramps and ferries say together."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.faults import Fault, numbered
from sim.scenario.language import Network, Quay, RailYard, Sea, Terminal
from sim.scenario.scalars import shown
from sim.scenario.source import Address


def wagon_faults(network: Network) -> Iterator[Fault]:
    """Cranes and ramps, each with what belongs to it, and fleets that fit them, on one date."""
    for name, terminal in network.terminals.items():
        at = ("terminals", name)
        if terminal.rail:
            yield from _rail_faults((*at, "rail"), terminal.rail)
        if terminal.quay:
            yield from _quay_faults((*at, "quay"), terminal.quay)
        yield from _lifted_faults(at, terminal)
    for name, service in network.services.items():
        if isinstance(service, Sea):
            yield from _port_faults(("services", name, "between"), service, network)
            yield from _deck_faults(("services", name), service)


def _deck_faults(at: Address, sea: Sea) -> Iterator[Fault]:
    """Decks that hold no whole number of wagons."""
    for kind, vessels in sea.vessels.items():
        if sea.teu_per_wagon and vessels.teu % sea.teu_per_wagon:
            yield Fault(
                (*at, "vessels", kind, "teu"),
                f"{vessels.teu:g} TEU are no whole number of wagons of {sea.teu_per_wagon} TEU;"
                " take a multiple",
            )


def _rail_faults(at: Address, rail: RailYard) -> Iterator[Fault]:
    on_wagons = rail.transfer == "on_wagons"
    if rail.shunting_hours and not on_wagons:
        message = "cranes move the boxes here; delete it, or write `transfer: on_wagons`"
        yield Fault((*at, "shunting_hours"), message)
    cranes = {"cranes": math.isfinite(rail.cranes), "crane_hours_per_box": rail.has_crane_work}
    for key in (key for key, stated in cranes.items() if on_wagons and stated):
        message = "boxes stay on their wagons here, no crane moves them; delete it"
        yield Fault((*at, key), message)


def _quay_faults(at: Address, quay: Quay) -> Iterator[Fault]:
    ramp = ((*at, "ramp_hours_per_wagon"),)
    for key in ("cranes_per_berth", "crane_hours_per_box"):
        stated = key in quay.model_fields_set
        if quay.ramp_hours_per_wagon is None and not stated:
            message = f"`{key}` is missing; add it, or `ramp_hours_per_wagon` for ferries"
            yield Fault(at, message, ramp)
        if quay.ramp_hours_per_wagon is not None and stated:
            message = "wagons roll over the ramp, no crane moves boxes; delete it"
            yield Fault((*at, key), message, ramp)


def _lifted_faults(at: Address, terminal: Terminal) -> Iterator[Fault]:
    """Boxes that stay on their wagons go on by train or by ferry."""
    rail, quay = terminal.rail, terminal.quay
    if rail and quay and rail.transfer == "on_wagons" and quay.ramp_hours_per_wagon is None:
        message = "boxes stay on their wagons, but the quay has cranes; give it a ramp"
        yield Fault((*at, "rail", "transfer"), message)


def _port_faults(at: Address, sea: Sea, network: Network) -> Iterator[Fault]:
    for number, port in numbered(sea.between):
        quay = network.terminals[port].quay if port in network.terminals else None
        if quay is None:
            continue
        ramp = (("terminals", port, "quay", "ramp_hours_per_wagon"),)
        has_ramp = quay.ramp_hours_per_wagon is not None
        if sea.teu_per_wagon and not has_ramp:
            message = f"terminal {shown(port)} has no ramp; give it `quay.ramp_hours_per_wagon`"
            yield Fault((*at, number), message, ramp)
        if has_ramp and not sea.teu_per_wagon:
            message = (
                f"terminal {shown(port)} has a ramp and no cranes; give ferries `teu_per_wagon`,"
                " or name a port with cranes"
            )
            yield Fault((*at, number), message, ramp)
