"""Stocks of empty boxes: who fills them and who draws from them."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.faults import Fault, no_such, numbered
from sim.scenario.language import EmptyStock, Flow, InsteadOf, ScenarioFile
from sim.scenario.scalars import shown
from sim.scenario.source import Address


def empty_stock_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Flows that fill a stock come to stand there, once; flows draw from a stock that is there."""
    for terminal, stock in _stocks(file):
        for number, flow in numbered(stock.fills):
            at = ("terminals", terminal, "empties", "fills", number)
            if flow in stock.fills[: int(number)]:
                yield Fault(at, f"{shown(flow)} stands twice; delete one")
            elif flow not in file.demand.flows:
                yield Fault(at, no_such("flow", flow, file.demand.flows))
            else:
                yield from _filling_faults(at, terminal, stock, flow, file)
    for name, rules in file.demand.flows.items():
        origin = file.terminals.get(rules.origin)
        if rules.boxes_from and not rules.empties_of and origin and origin.empties is None:
            yield Fault(
                ("demand", "flows", name, "boxes_from"),
                f"no empties stand at {rules.origin}; add `terminals.{rules.origin}.empties`",
            )


def instead_faults(at: Address, flow: Flow, rule: InsteadOf, file: ScenarioFile) -> Iterator[Fault]:
    """A flow that takes consignments from another one: between the same places, alone."""
    if flow.consignment is None:
        yield Fault(at, "`consignment` is missing; say what goes for one consignment")
    for key in ("arrivals", "seasonal_profile", "growth", "boxes_from"):
        if getattr(flow, key):
            message = f"give `{key}` or `instead_of`, not both: it has what {rule.flow} leaves"
            yield Fault((*at, key), message)
    there, flows = (*at, "instead_of", "flow"), file.demand.flows
    other = flows.get(rule.flow)
    if other is None:
        yield Fault(there, no_such("flow", rule.flow, flows))
    elif other.boxes_from is None or other.empties_of or other.instead_of:
        yield Fault(there, f"{rule.flow} waits for no empties; say `boxes_from` there")
    elif (other.origin, other.destination) != (flow.origin, flow.destination):
        ends = f"{other.origin} to {other.destination}"
        yield Fault(there, f"{rule.flow} goes from {ends}; its consignments go there on any flow")
    if first := _first_instead(rule.flow, flow, file):
        yield Fault(there, f"flow {shown(first)} takes its consignments already; delete one")


def _first_instead(of: str, flow: Flow, file: ScenarioFile) -> str | None:
    """Another flow, named before, that takes the consignments of the same one."""
    for name, other in file.demand.flows.items():
        if other is flow:
            return None
        if other.instead_of and other.instead_of.flow == of:
            return name
    return None


def unused_stocks(file: ScenarioFile) -> Iterator[Fault]:
    """Stocks from which no flow draws: often a slip of the pen."""
    drawing = {flow.origin for flow in file.demand.flows.values() if flow.boxes_from}
    for terminal, _ in _stocks(file):
        if terminal not in drawing:
            message = f"no flow from {terminal} says `boxes_from`; has no effect"
            yield Fault(("terminals", terminal, "empties"), message)


def _stocks(file: ScenarioFile) -> Iterator[tuple[str, EmptyStock]]:
    for name, terminal in file.terminals.items():
        if terminal.empties:
            yield name, terminal.empties


def _filling_faults(
    at: Address, terminal: str, stock: EmptyStock, flow: str, file: ScenarioFile
) -> Iterator[Fault]:
    rules = file.demand.flows[flow]
    if rules.destination == terminal:
        return
    if not rules.empties_of or rules.origin != terminal:
        message = f"flow {shown(flow)} does not end at {terminal}, nor are its empties born there"
        yield Fault(at, f"{message}; delete it")
        return
    if rules.empties_of.flow in stock.fills:
        yield Fault(
            at,
            f"its boxes stand here as those of {rules.empties_of.flow} already; name one of both",
        )
    if stock.emptied_after_days >= rules.empties_of.after_days:
        yield Fault(
            at,
            f"its empties travel back {rules.empties_of.after_days:g} days after unloading and"
            f" never stand here {stock.emptied_after_days:g} days after it; enlarge `after_days`",
            (("demand", "flows", flow, "empties_of", "after_days"),),
        )
