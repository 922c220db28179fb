"""What the builders read: every number of the scenario by date, closures and draws."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

from sim.corridor.by_train import TrainWork
from sim.corridor.calendars import Calendar, Dated, dated
from sim.corridor.closings import Closings
from sim.corridor.corridor import Corridor
from sim.corridor.cranes import Moves
from sim.corridor.weather import Storm, storms
from sim.scenario import language
from sim.scenario.distributions import Distribution

Value = TypeVar("Value")
ALWAYS_OPEN = Calendar()
NO_LIMIT: Dated[float] = Dated((-math.inf,), (math.inf,))
NOTHING = Distribution(distribution="constant", mean=0.0)


class Blueprint:
    """The scenario as the builders see it."""

    def __init__(self, corridor: Corridor) -> None:
        self.epochs = corridor.scenario.epochs
        self.network = self.epochs[0].network
        self._corridor = corridor
        self._storms: dict[str, tuple[Storm, ...]] = {
            sea: storms(corridor.scenario, corridor.streams, sea) for sea in self.network.seas
        }

    def of_terminal(self, name: str, read: Callable[[language.Terminal], Value]) -> Dated[Value]:
        """A number of a terminal by date."""
        return dated(self.epochs, lambda n: read(n.terminals[name]))

    def of_rail(self, name: str, read: Callable[[Any], Value]) -> Dated[Value]:
        """A number of the rail side of a terminal by date."""
        return dated(self.epochs, lambda n: read(n.terminals[name].rail))

    def of_quay(self, name: str, read: Callable[[Any], Value]) -> Dated[Value]:
        """A number of the water side of a terminal by date."""
        return dated(self.epochs, lambda n: read(n.terminals[name].quay))

    def of_service(self, name: str) -> Callable[[Callable[[Any], Value]], Dated[Value]]:
        """Reads numbers of one service by date."""
        return lambda read: dated(self.epochs, lambda n: read(n.services[name]))

    def closings(self, name: str) -> Closings:
        """Everything that may close a terminal."""
        data = self.network.terminals[name]
        series = self._storms[data.weather.sea] if data.weather else ()
        return Closings(self._corridor.scenario, data, series)

    def moves(self, name: str, hours: Distribution) -> Moves:
        """Variates of crane work at a terminal."""
        draws, routing = self._corridor.draws, self._corridor.routing
        arriving, departing = routing.arriving(name), routing.departing(name)
        return Moves(
            draws.a_box(hours, ("unloading", name), routing.boxwise(arriving)),
            draws.a_box(hours, ("loading", name), routing.boxwise(departing)),
            self._train_work(hours, ("unloading", name), arriving),
            self._train_work(hours, ("loading", name), departing),
        )

    def _train_work(
        self, hours: Distribution, name: tuple[str, ...], flows: list[str]
    ) -> TrainWork | None:
        """Crane work on the flows among these that are recorded by train; None if none is."""
        corridor = self._corridor
        boxwise = corridor.routing.boxwise(flows)
        codes = {corridor.population.flows.index(one): one for one in flows if one not in boxwise}
        if not codes:
            return None
        drawn = {code: corridor.draws.a_move(hours, name, flow) for code, flow in codes.items()}
        known = {code: moves for code, moves in drawn.items() if moves is not None}
        return TrainWork({code: corridor.routing.by_train[code] for code in codes}, known)
