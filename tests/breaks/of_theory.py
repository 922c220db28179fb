"""Models that break a theorem: a case with an exact answer must say so."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.corridor import arrivals, draws
from sim.corridor.rail import RunningVariates
from sim.corridor.servers import Servers
from sim.corridor.terminal import Terminal
from sim.corridor.weather import Storm, storms
from sim.corridor.yard import Stock
from tests.breaks.breaks import Break, Patch, everywhere
from tests.oracle.breaks import BREAKS as RULES
from tests.theory.chance import CASES, SHORT_TIER
from tests.theory.special import SPECIAL
from tests.theory.test_cases import agree
from tests.theory.without_chance import CERTAIN


def case(name: str) -> Callable[[Path], None]:
    """The test of a case of the quick tier."""
    for one in (*CERTAIN, *SPECIAL):
        if one.name == name:
            return lambda folder: agree(list(one.run(folder)))
    (short,) = (one for one in CASES if one.name == name and one.runs.short)
    return lambda folder: agree(short.run(folder, short.runs.short, SHORT_TIER))


def _constant_work(patch: Patch) -> None:
    patch.setattr(draws, "unit_variates", lambda _, __, n: np.ones(n))


def _even_gaps(patch: Patch) -> None:
    patch.setattr(arrivals, "_sums_below", lambda _, limit: np.arange(1.0, limit))


def hour_of_rest(patch: Patch) -> None:
    """A time in hours that no scenario states."""
    rest(patch, lambda _: 1.0)


def rest(patch: Patch, hours: Callable[[Terminal], float]) -> None:
    """Trains rest before they are unloaded."""
    unload = Terminal.unload

    def rested(self: Terminal, *given: Any) -> Generator[Any, Any, bool]:
        yield self._clock.at(self._clock.now + hours(self))
        return (yield from unload(self, *given))

    patch.setattr(Terminal, "unload", rested)


def _twice_the_work(patch: Patch) -> None:
    """Each box is worked twice."""
    serve = Servers.serve

    def again(self: Servers, now: float, n: int, variates: Any) -> Any:
        serve(self, now, n, variates)
        return serve(self, now, n, variates)

    patch.setattr(Servers, "serve", again)


def _nine_tenths_are_a_train(patch: Patch) -> None:
    fills = Stock.fills
    patch.setattr(Stock, "fills", lambda self, teu, kg: fills(self, 0.9 * teu, 0.9 * kg))


def _one_draw_for_all_legs(patch: Patch) -> None:
    """A train that is slow on its first leg is slow on all."""
    drawn: dict[int, float] = {}
    of = RunningVariates.of

    def same(self: RunningVariates, row: Any) -> float:
        return drawn.setdefault(row, of(self, row))

    patch.setattr(RunningVariates, "of", same)


def _storms_of_half_the_time(patch: Patch) -> None:
    whole = storms

    def halved(*given: Any) -> tuple[Storm, ...]:
        return tuple(replace(one, end=(one.start + one.end) / 2) for one in whole(*given))

    everywhere(patch, whole, halved)


def _rule(how: str, name: str, test: str, *, slow: bool = False) -> Break:
    """A break of a rule of the model, of those that the oracle sees too."""
    return Break(how, RULES[name].apply, test, case(test), slow)


def _theory(how: str, apply: Callable[[Patch], None], test: str, *, slow: bool = False) -> Break:
    return Break(how, apply, test, case(test), slow)


THEORY = (
    _theory("a train rests an hour that nobody states", hour_of_rest, "C01-pipeline"),
    _theory("each box is worked twice", _twice_the_work, "C02-overload"),
    _theory("work has no spread", _constant_work, "A01-mm1-0.5", slow=True),
    _theory("trains come at even intervals", _even_gaps, "other: ship of 30"),
    _theory("each box is worked twice", _twice_the_work, "A08-kingman, two cases", slow=True),
    _theory("nine tenths of a load are a train", _nine_tenths_are_a_train, "B04-formation"),
    _theory("who is slow on one leg is slow on all", _one_draw_for_all_legs, "G03-legs", slow=True),
    _theory("storms last half their time", _storms_of_half_the_time, "F04-storm"),
    _rule("there is a berth for every ship", "berth_for_every_vessel", "C05-shuttle-det, 6 ships"),
    _rule("cranes work at night", "no_opening_hours", "C06-calendar"),
    _rule("priority is ignored", "priority_ignored", "D01-priority", slow=True),
    _rule("a full yard blocks nobody", "no_reservation", "D06-bas2 b=0", slow=True),
)
