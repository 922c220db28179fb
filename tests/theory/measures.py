"""What is measured of a replication: means over what began in the reported time and has ended."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from tests.theory.verdicts import Measure

Floats = NDArray[np.float64]
NOTHING_HOURS = 1e-9  # a wait that is rounding


def transit_hours(journal: Journal, flow: str = "boxes") -> Floats:
    """Hours from birth to delivery of the boxes of a flow, shape (n,)."""
    boxes = journal.boxes
    own = boxes.flow == journal.population.flows.index(flow)
    own &= (boxes.born >= 0) & (boxes.delivered < journal.end)
    transit: Floats = (boxes.delivered - boxes.born)[own]
    return transit


def time_at_post(journal: Journal) -> float:
    return float(transit_hours(journal).mean())


def time_quantile(share: float) -> Measure:
    return lambda journal: float(np.quantile(transit_hours(journal), share))


def number_in_system(journal: Journal) -> float:
    """Boxes born and not delivered, mean over the reported time."""
    boxes = journal.boxes
    return mean_number(boxes.born, boxes.delivered, journal.end)


def mean_number(came: Floats, left: Floats, end: float) -> float:
    """Mean number over the reported time of who came and left at these hours; NaN: not yet."""
    gone = np.where(left < end, left, end)
    inside = np.minimum(gone, end) - np.maximum(came, 0)
    return float(inside[(came < end) & (inside > 0)].sum()) / end


def number_at_station(leg: int) -> Measure:
    """Boxes that are unloaded at the end of a leg, or wait for it; they come there at once."""
    return partial(_number_at_station, leg)


def _number_at_station(leg: int, journal: Journal) -> float:
    boxes = journal.boxes
    came = boxes.unloaded[leg - 1][:] if leg else boxes.born
    return mean_number(came, boxes.unloaded[leg][:], journal.end)


def waits_at_post(journal: Journal) -> Floats:
    """Hours from arrival to the start of the crane, one a train of one box, shape (n,)."""
    trains = [
        v for v in journal.voyages if v.terminal == "post" and v.unload_start == v.unload_start
    ]
    trains.sort(key=lambda v: v.unload_start)
    begun, hours, _ = journal.crane_work["post", "rail"].rows().T
    arrived = np.array([v.arrive for v in trains])
    assert (begun == np.array([v.unload_start for v in trains])).all()
    waits: Floats = np.array([v.unload_end for v in trains]) - hours - arrived
    return waits[(arrived >= 0) & (waits == waits)]


def wait_at_post(journal: Journal) -> float:
    return float(waits_at_post(journal).mean())


def mean_of_first_25(journal: Journal) -> float:
    return float(waits_at_post(journal)[:25].mean())


def share_that_waits(journal: Journal) -> float:
    return float((waits_at_post(journal) > NOTHING_HOURS).mean())


def wait_quantile(share: float) -> Measure:
    return lambda journal: float(np.quantile(waits_at_post(journal), share))


def crane_use(terminal: str = "post", cranes: int = 1) -> Measure:
    """Hours of work asked for in the reported time over the time of so many cranes."""

    def measure(journal: Journal) -> float:
        time, work, _ = journal.crane_work[terminal, "rail"].rows().T
        return float(work[time >= 0].sum()) / (cranes * journal.end)

    return measure


def wait_for_departure(journal: Journal) -> float:
    """Hours from ready to loaded, of the boxes born in the reported time."""
    boxes = journal.boxes
    waits = boxes.load_start[0][:] - boxes.ready[0][:]
    return float(waits[(boxes.born >= 0) & (waits == waits)].mean())


def headway(journal: Journal) -> float:
    departures = np.array([voyage.depart for voyage in journal.voyages])
    return float(np.diff(departures[departures >= 0]).mean())


def load_factor(journal: Journal) -> float:
    left = [voyage for voyage in journal.voyages if voyage.depart >= 0]
    return sum(voyage.teu / voyage.capacity_teu for voyage in left) / len(left)


def left_behind(journal: Journal) -> float:
    """Boxes that stand when a ship has left, mean over departures."""
    boxes = journal.boxes
    left = np.sort([voyage.depart for voyage in journal.voyages if voyage.depart >= 0])
    came = np.searchsorted(np.sort(boxes.ready[0][:]), left, side="right")
    begun = boxes.load_start[0][:]
    loads = np.sort(begun[begun == begun])
    return float((came - np.searchsorted(loads, left, side="right")).mean())


def voyages_per_hour(journal: Journal) -> float:
    left = [v for v in journal.voyages if v.origin == "load_port" and v.depart >= 0]
    return len(left) / journal.end


def ships_at_load_port(journal: Journal) -> float:
    """Ships that wait or stand at the load port, mean over the reported time."""
    came = {v.vehicle: [] for v in journal.voyages}
    left = {v.vehicle: [] for v in journal.voyages}
    for voyage in journal.voyages:
        if voyage.terminal == "load_port":
            came[voyage.vehicle].append(voyage.arrive)
        else:
            left[voyage.vehicle].append(voyage.depart)
    number = 0.0
    for ship in came:
        calls = sorted([-np.inf, *came[ship]])  # each begins there, its home
        departures = sorted([*left[ship], np.nan])[: len(calls)]
        number += mean_number(np.array(calls), np.array(departures), journal.end)
    return number


def berth_use(journal: Journal) -> float:
    """Share of the reported time in which the one berth of the load port is taken."""
    return mean_number(*journal.stays["load_port", "berths"].T, journal.end)


def wait_for_track(service: str) -> Measure:
    """Mean hours that the trains of a service wait for admission."""

    def measure(journal: Journal) -> float:
        waits = [
            v.admitted - v.arrive for v in journal.voyages if v.service == service and v.depart >= 0
        ]
        return float(np.nanmean(waits))

    return measure


def conserved_work(loads: dict[str, float]) -> Measure:
    """The mean waits of services, weighted by the load of each."""
    return lambda journal: sum(
        load * wait_for_track(service)(journal) for service, load in loads.items()
    )


def delivered_per_hour(journal: Journal) -> float:
    delivered = journal.boxes.delivered
    return float(((delivered >= 0) & (delivered < journal.end)).sum()) / journal.end


def snapshots(journal: Journal, every: float) -> NDArray[np.int64]:
    """Boxes under way at moments so many hours apart, shape (moments,)."""
    boxes, moments = journal.boxes, np.arange(0.0, journal.end, every)
    came = np.searchsorted(np.sort(boxes.born), moments, side="right")
    left = np.searchsorted(np.sort(boxes.delivered[boxes.delivered == boxes.delivered]), moments)
    return np.asarray(came - left)
