"""Cases with chance: a scenario file of this folder, what the case says otherwise, exact values.

A case may be run for two lengths: a short one with every test run, whose 95 % half-width is at
most 5 % of the exact value, and a long one, by `make test-all`, with at most the share of the
list. Cases marked `other` are of the kinds of the list with other parameters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from sim.corridor.model import simulate
from sim.scenario import load
from sim.scenario.scenario import Scenario
from tests.theory import formulas, measures
from tests.theory.verdicts import REPLICATIONS, Expected, Found, drawn

FOLDER = Path(__file__).parent
SHORT_TIER = 0.05
EXPONENTIAL = "{distribution: exponential, mean: 1}"
CONSTANT = "{distribution: constant, mean: 1}"


@dataclass(frozen=True)
class Runs:
    """Last days of the short and of the long run, "" where there is none, and the tier of the
    long one."""

    short: str = ""
    long: str = ""
    tier: float = 0.02


@dataclass(frozen=True)
class Case:
    """A scenario file, what the case says otherwise, and what must come out."""

    name: str
    model: str
    file: str
    expected: tuple[Expected, ...]
    runs: Runs
    change: str = ""
    replications: int = REPLICATIONS

    def scenario(self, folder: Path, until: str) -> Scenario:
        return case(folder, self.file, f"{self.change}\nhorizon.to: {until}\n")

    def brief(self) -> Case:
        """The same for a page that is soon made: the short run, or a sixth of the long one; all of
        it where the list asks for no more than 5 %."""
        first = date(2026, 1, 1)
        days = (date.fromisoformat(self.runs.long or self.runs.short) - first).days
        part = 6 if self.runs.tier < SHORT_TIER else 1
        until = self.runs.short or f"{first + timedelta(days=max(days // part, 2))}"
        replications = REPLICATIONS if self.replications == REPLICATIONS else 2_500
        return replace(self, runs=Runs(long=until, tier=SHORT_TIER), replications=replications)

    def run(self, folder: Path, until: str, tier: float) -> list[Found]:
        """Every number of the case against its exact value."""
        scenario = self.scenario(folder, until)
        found = [self._measured(scenario, replication) for replication in range(self.replications)]
        columns = zip(self.expected, np.array(found).T, strict=True)
        return [drawn(self.name, one, values, tier) for one, values in columns]

    def _measured(self, scenario: Scenario, replication: int) -> list[float]:
        journal = simulate(scenario, replication)
        return [one.measure(journal) for one in self.expected]


def case(folder: Path, name: str, change: str = "") -> Scenario:
    """A scenario of this folder, with what a case says otherwise."""
    file = folder / f"{name}.yaml"
    file.write_text(f"extends: {FOLDER / name}.yaml\n{change}")
    return load(file)


def station(rate: float, hours: str, cranes: int = 1, boxes: int = 1) -> str:
    """A station with these arrivals an hour (of trains) and this work."""
    return f"""
terminals.post.rail: {{cranes: {cranes}, crane_hours_per_box: {hours}}}
demand.flows.boxes.consignment.boxes: {boxes}
demand.flows.boxes.growth.rate.teu: {rate * boxes * 8760}
"""


# Stations ----------------------------------------------------------------------------------


def mmc(name: str, rate: float, servers: int, runs: Runs) -> Case:
    exact = formulas.mmc(rate, 1, servers)
    p95 = formulas.mmc_wait_quantile(rate, 1, servers, 0.95)
    expected = (
        Expected("wait, h", measures.wait_at_post, exact.wait),
        Expected("time at the post, h", measures.time_at_post, exact.wait + 1),
        Expected("number there", measures.number_in_system, exact.number),
        Expected("share that waits", measures.share_that_waits, exact.waits),
        Expected("p95 of the wait, h", measures.wait_quantile(0.95), p95, tier=0.05),
        Expected("use of a crane", measures.crane_use(cranes=servers), rate / servers),
    )
    if servers == 1:  # then the time there is exponential
        p95 = formulas.mm1_time_quantile(rate, 1, 0.95)
        told = "p95 of the time at the post, h"
        expected += (Expected(told, measures.time_quantile(0.95), p95, tier=0.05),)
    model = f"M/M/{servers}, {rate:g} an hour, service 1 h"
    return Case(name, model, "station", expected, runs, station(rate, EXPONENTIAL, servers))


def mg1(name: str, hours: str, cv: float, runs: Runs) -> Case:
    exact = formulas.mg1_wait(0.8, 1, cv)
    expected = (Expected("wait, h", measures.wait_at_post, exact),)
    change = station(0.8, hours)
    return Case(name, f"M/G/1, 0.8 an hour, {hours}", "station", expected, runs, change)


def mdc(name: str, rate: float, servers: int, runs: Runs) -> Case:
    exact = formulas.mdc_wait(rate, 1, servers)
    expected = (Expected("wait, h", measures.wait_at_post, exact),)
    model = f"M/D/{servers}, {rate:g} an hour, service 1 h"
    return Case(name, model, "station", expected, runs, station(rate, CONSTANT, servers))


def dm1(name: str, every: float, runs: Runs) -> Case:
    change = f"""
terminals.post.rail: {{cranes: 1, crane_hours_per_box: {EXPONENTIAL}}}
demand.flows.boxes:
  arrivals: {{pattern: timetable, first_hours: 0, every_hours: {every}}}
  growth.rate.active: false
"""
    expected = (Expected("wait, h", measures.wait_at_post, formulas.dm1_wait(every, 1)),)
    return Case(name, f"D/M/1, one every {every:g} h", "station", expected, runs, change)


def batches(name: str, rate: float, boxes: int, cv: float, runs: Runs) -> Case:
    exact = formulas.batch_wait(rate, boxes, 1, cv)
    expected = (
        Expected("time of a container, h", measures.time_at_post, exact + 1),
        Expected("number there", measures.number_in_system, rate * boxes * (exact + 1)),
    )
    work = EXPONENTIAL if cv else CONSTANT
    model = f"M[X]/{'M' if cv else 'D'}/1, {boxes} containers a train, {rate:g} trains an hour"
    change = station(rate, work, boxes=boxes)
    return Case(name, model, "station", expected, runs, change)


M = measures
GAMMA, LOGNORMAL = (
    f"{{distribution: {kind}, mean: 1, cv: 0.5}}" for kind in ("gamma", "lognormal")
)
TRIANGLE = "{distribution: triangular, low: 0.4, mode: 0.6, high: 2}"
TRIANGLE_CV = math.sqrt((0.4**2 + 0.6**2 + 2**2 - 0.4 * 0.6 - 0.4 * 2 - 0.6 * 2) / 18)
STATIONS = (
    mmc("A01-mm1-0.5", 0.5, 1, Runs(short="2026-06-30", long="2029-12-31")),
    mmc("A01-mm1-0.8", 0.8, 1, Runs(long="2039-12-31")),
    mmc("A04-mm2", 1.6, 2, Runs(long="2034-12-31")),
    mmc("A04-mm3", 2.4, 3, Runs(long="2032-12-31")),
    mmc("A04-mm10", 9, 10, Runs(long="2027-12-31", tier=0.05)),
    mmc("other: mm4", 2, 4, Runs(long="2027-06-30", tier=0.05)),
    mdc("A05-md1", 0.8, 1, Runs(long="2030-12-31")),
    mdc("A05-md3", 2.4, 3, Runs(long="2028-12-31")),
    mdc("other: md2", 1.2, 2, Runs(long="2028-06-30")),
    mg1("A06-mg1-erlang4", GAMMA, 0.5, Runs(long="2031-12-31")),
    mg1("A06-mg1-lognormal", LOGNORMAL, 0.5, Runs(long="2030-12-31")),
    mg1("other: triangular", TRIANGLE, TRIANGLE_CV, Runs(long="2031-06-30")),
    dm1("A07-dm1", 1.25, Runs(long="2038-06-30")),
    dm1("other: dm1 at two thirds", 1.5, Runs(long="2026-12-31", tier=0.05)),
    batches("B01-mx40", 0.02, 40, 1, Runs(long="2065-12-31", tier=0.05)),
    batches("B03-mxd1 of 40", 0.02, 40, 0, Runs(long="2065-12-31", tier=0.05)),
    batches("B03-mxd1 of 2", 0.4, 2, 0, Runs(long="2034-12-31")),
    batches("other: mxd1 of 5", 0.1, 5, 0, Runs(short="2027-03-31")),
)

FIRST_25 = Case(
    "A02-mm1-first25",
    "M/M/1 from empty, 1 an hour, service 0.9 h; the first 25",
    "station",
    (Expected("their mean wait, h", M.mean_of_first_25, formulas.first_waits(1, 0.9, 25)),),
    Runs(long="2026-01-03"),
    station(1, "{distribution: exponential, mean: 0.9}") + "horizon.warm_up_days: 0",
    replications=20_000,
)

# Departures --------------------------------------------------------------------------------


def departures(name: str, every: str, cv: float, runs: Runs) -> Case:
    exact = formulas.departure_wait(24, cv)
    expected = (Expected("wait, h", M.wait_for_departure, exact),)
    change = f"services.ship.every_hours: {every}"
    return Case(name, f"departures, {every}", "liner", expected, runs, change)


def ship(name: str, rate: float, room: int, runs: Runs) -> Case:
    left = formulas.ship_leaves_behind(rate, 24, room)
    expected = [
        Expected("wait, h", M.wait_for_departure, formulas.ship_wait(rate, 24, room)),
        Expected("load factor", M.load_factor, rate * 24 / room),
    ]
    if left > 1 and runs.long:
        expected.append(Expected("left behind", M.left_behind, left))
    change = f"""
services.ship.slots_teu: {room}
demand.flows.boxes.growth.rate.teu: {rate * 8760}
"""
    model = f"a ship of {room} every 24 h, {rate:g} containers an hour"
    return Case(name, model, "liner", tuple(expected), runs, change)


def formation(name: str, rate: float, boxes: int, runs: Runs) -> Case:
    expected = (
        Expected("wait, h", M.wait_for_departure, formulas.formation_wait(rate, boxes)),
        Expected("headway, h", M.headway, boxes / rate),
    )
    change = f"""
services.trains.train_teu: {boxes}
demand.flows.boxes.growth.rate.teu: {rate * 8760}
"""
    model = f"a train of {boxes}, {rate:g} containers an hour"
    return Case(name, model, "formation", expected, runs, change)


EXPONENTIAL_DAY = "{distribution: exponential, mean: 24}"


def every(kind: str, cv: float) -> str:
    return f"{{distribution: {kind}, mean: 24, cv: {cv}}}"


DEPARTURES = (
    formation("B04-formation", 2, 40, Runs(short="2026-01-10", long="2026-02-28")),
    formation("other: trains of 12", 0.5, 12, Runs(long="2026-03-31", tier=0.05)),
    departures("B05-headway", "24", 0, Runs(long="2026-06-30")),
    departures("B05-headway cv 0.5", every("gamma", 0.5), 0.5, Runs("2026-02-28", "2027-12-31")),
    departures("B05-headway cv 1", EXPONENTIAL_DAY, 1, Runs(long="2032-12-31")),
    departures("other: lognormal cv 0.8", every("lognormal", 0.8), 0.8, Runs(long="2032-12-31")),
    ship("B06-ship-0.72", 3, 100, Runs(long="2026-01-31", tier=0.05)),
    ship("B06-ship-0.9", 3.75, 100, Runs(short="2026-01-31")),
    ship("B06-ship-0.9", 3.75, 100, Runs(long="2032-12-31", tier=0.05)),
    ship("other: ship of 30", 1.1, 30, Runs(short="2026-02-28")),
)

# Priorities, networks, weather -------------------------------------------------------------

WAITS = formulas.priority_waits((0.3, 0.5), 1)
PRIORITY = (
    Expected("wait of the first class, h", M.wait_for_track("transit_rail"), WAITS[0]),
    Expected("wait of the second class, h", M.wait_for_track("import_rail"), WAITS[1]),
    Expected("sum of ρ W, h", M.conserved_work({"transit_rail": 0.3, "import_rail": 0.5}), 3.2),
)
RATES = (1.0, 0.8, 0.6)
TANDEM = (
    *(
        Expected(f"number at station {k + 1}", M.number_at_station(k), 0.5 / (rate - 0.5))
        for k, rate in enumerate(RATES)
    ),
    Expected("time through all, h", M.time_at_post, sum(1 / (rate - 0.5) for rate in RATES)),
)
LONG_TAIL = "services.leg.hours: {distribution: lognormal, mean: 36, cv: 1}"
LEG = (Expected("number under way", M.number_in_system, 72.0),)


def shuttle(ships: int, runs: Runs, sailing: str = "18") -> Case:
    exact = formulas.closed_network(ships, (12, 10), 36)
    expected = (
        Expected("voyages an hour", M.voyages_per_hour, exact.rate),
        Expected("ships at the load port", M.ships_at_load_port, exact.numbers[0]),
        Expected("use of the load berth", M.berth_use, exact.rate * 12),
    )
    change = f"""
services.crossing:
  vessels.ships.number: {ships}
  sailing_hours: {sailing}
  calls.load_port.hours: {{distribution: exponential, mean: 12}}
  calls.far_port.hours: {{distribution: exponential, mean: 10}}
"""
    name = f"E05-ships-{ships}" if sailing == "18" else f"other: {ships} ships, exponential sailing"
    return Case(name, f"closed network of {ships} ships", "shuttle", expected, runs, change)


def buffered(name: str, first: float, second: float, buffer: int, runs: Runs) -> Case:
    exact = formulas.blocked_throughput(first, second, buffer)
    change = f"""
terminals.border:
  rail.crane_hours_per_box.mean: {1 / first}
  clearance.west.inspection_hours.red.mean: {1 / second}
  yard_teu.west: {buffer + 2}
demand.flows.boxes.arrivals.every_hours: {0.9 / min(first, second)}
"""
    expected = (
        Expected("throughput an hour", M.delivered_per_hour, exact),
        Expected("working share of station 1", M.crane_use("border"), exact / first),
    )
    model = f"two stations, rates {first:g} and {second:g}, buffer {buffer}"
    return Case(name, model, "buffer", expected, runs, change)


TWO_CLASSES, IN_A_ROW = "M/M/1 with two classes", "Jackson network of three stations"
UNDER_WAY = "M/G/∞, 2 an hour, 36 h"
NETWORKS = (
    Case("D01-priority", TWO_CLASSES, "priority", PRIORITY[:1], Runs(short="2026-03-31")),
    Case("D01-priority", TWO_CLASSES, "priority", PRIORITY, Runs(long="2042-12-31")),
    Case("D05-mginf", UNDER_WAY, "leg", LEG, Runs("2026-01-10", "2026-12-31")),
    Case(
        "D05-mginf lognormal", UNDER_WAY, "leg", LEG, Runs(long="2026-01-31", tier=0.05), LONG_TAIL
    ),
    buffered("D06-bas2 b=0", 1, 1, 0, Runs("2026-01-10", "2026-12-31")),
    buffered("D06-bas2 b=1", 1, 1, 1, Runs(long="2026-12-31")),
    buffered("D06-bas2 b=3", 1, 1, 3, Runs(long="2026-12-31")),
    buffered("D06-bas2 b=10", 1, 1, 10, Runs(long="2026-12-31")),
    buffered("D06-bas2 unequal", 1, 1.25, 0, Runs(long="2026-12-31")),
    buffered("I03-trap", 2, 1, 0, Runs(long="2026-12-31")),
    buffered("other: buffer 2", 0.7, 1, 2, Runs(long="2026-12-31")),
    Case("E01-tandem", IN_A_ROW, "tandem", TANDEM, Runs(long="2060-12-31")),
    shuttle(2, Runs("2026-09-30", "2030-12-31")),
    shuttle(4, Runs(long="2030-12-31")),
    shuttle(6, Runs(long="2034-12-31")),
    shuttle(3, Runs(long="2030-12-31"), "{distribution: exponential, mean: 18}"),
)

CASES = (*STATIONS, FIRST_25, *DEPARTURES, *NETWORKS)
