"""Equal servers at constant work: each goes on as soon as it is free, those first free first.

`sim/compiled/instead/constant_work.py` stands in its place where the model is compiled.
"""

from __future__ import annotations

import numpy as np

from sim.corridor.arrays import Floats
from sim.corridor.times import Finish, Waves

__all__ = ["last_of", "work_off"]

IN_TURN = 0.999_999  # of a move: rounding cannot change whose turn it is


def work_off(free: list[float], now: float, n: int, hours: float) -> tuple[list[float], Finish]:
    """Work n boxes that are ready now: when servers are free again, in order, and when each box is
    done. `free` are the times at which they are before."""
    servers = len(free)
    if n >= servers and max(free) <= now:
        again = _in_waves(now, servers, n, hours)
        return again, (Waves(n, servers, now, hours), again[-1])
    free = sorted(free)
    others = free[n:]  # at most n of them take a box
    starts = [one if one > now else now for one in free[:n]]
    if starts[0] == starts[-1]:
        again = _in_waves(starts[0], len(starts), n, hours)
        finish: Finish = Waves(n, len(starts), starts[0], hours), again[-1]
    else:
        within_a_move = starts[-1] - starts[0] < hours * IN_TURN
        again, done = (_in_turn if within_a_move else _interleaved)(starts, n, hours)
        finish = done, float(done[-1])
    return sorted(again + others), finish


def last_of(free: list[float], now: float, n: int, hours: float) -> tuple[list[float], float]:
    """The same, but only the last is told; at less cost where servers come free within a move."""
    ends = [one if one > now else now for one in free]
    first, last = min(ends), max(ends)
    if last > first + hours:
        again, finish = work_off(free, now, n, hours)
        return again, finish[1]
    if first == last:
        again = _in_waves(first, len(ends), n, hours)
        return again, again[-1]
    waves, last_wave = divmod(n, len(ends))
    ends.sort()
    for _ in range(waves):
        ends = [end + hours for end in ends]
    for server in range(last_wave):
        ends[server] += hours
    ends.sort()
    return ends, ends[-1]


def _in_waves(end: float, servers: int, n: int, hours: float) -> list[float]:
    """Servers that begin together work in waves: when they are free again, in order."""
    waves, last_wave = divmod(n, servers)
    for _ in range(waves):
        end += hours
    return [end] * (servers - last_wave) + [end + hours] * last_wave


def _in_turn(starts: list[float], n: int, hours: float) -> tuple[list[float], Floats]:
    """Servers that begin within one move of each other take the boxes in turn: when they are free
    again, and when each box is done, shape (n,)."""
    servers = len(starts)
    waves = -(-n // servers)
    steps = np.empty((waves + 1, servers))
    steps.fill(hours)
    steps[0] = starts
    ends = np.add.accumulate(steps)
    in_last_wave = n - (waves - 1) * servers
    again = ends[-2, in_last_wave:].tolist() + ends[-1, :in_last_wave].tolist()
    return again, ends[1:].reshape(-1)[:n]


def _interleaved(starts: list[float], n: int, hours: float) -> tuple[list[float], Floats]:
    """Servers that begin at different times: of all their starts the first n are taken."""
    steps = np.full((len(starts), n + 1), hours)
    steps[:, 0] = starts
    ends = np.add.accumulate(steps, axis=1)
    order = ends[:, :-1].argsort(axis=None, kind="stable")[:n]
    server, place = np.divmod(order, n)
    taken = np.bincount(server, minlength=len(starts))
    again = ends[np.arange(len(starts)), taken].tolist()
    return again, ends[server, place + 1]
