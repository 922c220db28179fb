"""Exact values of queues and networks, for any parameters; rates are per hour, times in hours."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.optimize import brentq


class Queue(NamedTuple):
    """Chance to wait, mean wait, and mean number waiting or served."""

    waits: float
    wait: float
    number: float


def mmc(rate: float, mean: float, servers: int) -> Queue:
    """M/M/c. Erlang C: the chance to wait is that of B in terms of loss, by its recursion."""
    load, loss = rate * mean, 1.0
    for k in range(1, servers + 1):
        loss = load * loss / (k + load * loss)
    waits = loss / (1 - load / servers * (1 - loss))
    wait = waits / (servers / mean - rate)
    return Queue(waits, wait, rate * wait + load)


def mmc_wait_quantile(rate: float, mean: float, servers: int, share: float) -> float:
    """M/M/c: the wait that this share stays below; the wait is exponential where there is one."""
    waits = mmc(rate, mean, servers).waits
    return max(math.log(waits / (1 - share)) / (servers / mean - rate), 0.0)


def mm1_time_quantile(rate: float, mean: float, share: float) -> float:
    """M/M/1: the time there, wait and service, that this share stays below; exponential."""
    return -math.log(1 - share) / (1 / mean - rate)


def mg1_wait(rate: float, mean: float, cv: float) -> float:
    """M/G/1. Pollaczek and Khinchine: λ E[S²] / 2(1 − ρ)."""
    return rate * mean**2 * (1 + cv**2) / (2 * (1 - rate * mean))


def mdc_wait(rate: float, mean: float, servers: int) -> float:
    """M/D/c. Crommelin: the chain X' = max(X − c, 0) + Poisson(λD), then Little."""
    return _left_behind(rate * mean, servers).number / rate - mean


def dm1_wait(every: float, mean: float) -> float:
    """D/M/1: σ = exp(−μ(1 − σ)a), the wait is σ / (μ(1 − σ))."""
    found = brentq(lambda s: math.exp(-(1 - s) * every / mean) - s, 0.0, 1 - 1e-9)
    return float(found * mean / (1 - found))


def first_waits(rate: float, mean: float, customers: int) -> float:
    """M/M/1 from empty: mean wait of the first customers, by the chain of who is met."""
    served = (1 / mean) / (rate + 1 / mean)  # chance that a service ends before the next arrival
    met, total = np.array([1.0]), 0.0
    for _ in range(customers):
        total += float(met @ np.arange(len(met))) * mean
        there = np.append([0.0], met)  # the arrival itself
        n = np.arange(len(there))
        left = np.zeros((len(there), len(there)))
        for k in n:  # k there: j stay with k − j services before the next arrival
            left[k, 1 : k + 1] = (1 - served) * served ** (k - n[1 : k + 1])
            left[k, 0] = served**k
        met = there @ left
    return total / customers


def kingman_bound(rate: float, arrival_cv: float, mean: float, service_cv: float) -> float:
    """G/G/1: the wait is at most λ(σa² + σs²) / 2(1 − ρ). Kingman (1962)."""
    variances = (arrival_cv / rate) ** 2 + (service_cv * mean) ** 2
    return rate * variances / (2 * (1 - rate * mean))


def batch_wait(rate: float, boxes: int, mean: float, cv: float) -> float:
    """M[X]/G/1 with batches of a fixed size: wait of a container, rate is that of batches."""
    load = rate * boxes * mean
    own = rate * boxes * mean**2 * (1 + cv**2) / (2 * (1 - load))
    return own + mean * (boxes - 1) / (2 * (1 - load))


class Bulk(NamedTuple):
    """Left behind by a departure, and mean number just before one (in `_left_behind`: at all)."""

    left: float
    number: float


def ship_wait(rate: float, every: float, room: int) -> float:
    """Poisson arrivals, a ship every so often takes what it can: E[left]/λ + T/2."""
    return ship_leaves_behind(rate, every, room) / rate + every / 2


def ship_leaves_behind(rate: float, every: float, room: int) -> float:
    """Mean number left behind by a ship."""
    return _left_behind(rate * every, room).left


def _left_behind(arrivals: float, room: int) -> Bulk:
    """The stationary chain X' = max(X − K, 0) + Poisson(a): E[max(X − K, 0)] and E[X]."""
    most = int(arrivals + 60 * math.sqrt(arrivals) + 12 * room / max(room - arrivals, 0.01))
    states = np.arange(most + 1)
    come = stats.poisson.pmf(states, arrivals)
    chance = np.zeros(most + 1)
    chance[0] = 1.0
    for _ in range(100_000):
        after = np.append(chance[: room + 1].sum(), chance[room + 1 :])
        new = np.convolve(after, come)[: most + 1]
        new /= new.sum()
        if float(np.abs(new - chance).sum()) < 1e-14:
            break
        chance = new
    return Bulk(float(np.maximum(states - room, 0) @ chance), float(states @ chance))


def departure_wait(every: float, cv: float) -> float:
    """Mean wait for a departure with unlimited room: E[T²] / 2E[T]."""
    return every / 2 * (1 + cv**2)


def formation_wait(rate: float, boxes: int) -> float:
    """Mean wait for a train that leaves with so many boxes: (K − 1) / 2λ."""
    return (boxes - 1) / (2 * rate)


def priority_waits(rates: tuple[float, ...], mean: float) -> tuple[float, ...]:
    """M/M/1, non-preemptive, first class first. Cobham (1954)."""
    residual = sum(rates) * mean**2
    loads = np.cumsum([0.0, *(rate * mean for rate in rates)])
    return tuple(float(residual / ((1 - a) * (1 - b))) for a, b in pairwise(loads))


def poisson_tail(load: float, above: int) -> float:
    """M/G/∞: chance that more than so many are under way."""
    return float(stats.poisson.sf(above, load))


def blocked_throughput(first: float, second: float, buffer: int) -> float:
    """Two exponential stations, the first never starved, blocking after service.

    A birth-death chain of the jobs past the first station, 0 … buffer + 2.
    """
    weights = (first / second) ** np.arange(buffer + 3)
    return float(first * (1 - weights[-1] / weights.sum()))


class Closed(NamedTuple):
    """Rounds an hour, and the mean number at each station with one server."""

    rate: float
    numbers: tuple[float, ...]


def closed_network(ships: int, services: tuple[float, ...], elsewhere: float) -> Closed:
    """Mean value analysis of ships that go round stations with one exponential server each.

    `elsewhere` are the hours of a round without queues, of any distribution.
    Reiser and Lavenberg (1980).
    """
    numbers, rate = np.zeros(len(services)), 0.0
    for n in range(1, ships + 1):
        stays = np.array(services) * (1 + numbers)
        rate = n / (float(stays.sum()) + elsewhere)
        numbers = rate * stays
    return Closed(rate, tuple(numbers.tolist()))
