"""A few lines laid over a scenario in memory, as if a nearer file had said them.

What a study asks of a scenario (a relief, a shorter horizon, a multiple of a flow) is said in the
language itself, checked as a file is, and stands in the resolved scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.scenario.embedding import with_observed
from sim.scenario.inheritance import Joined, Layer, merged, read_joined, with_precedence
from sim.scenario.loading import ready_to_run
from sim.scenario.options import with_options
from sim.scenario.resolved import written
from sim.scenario.scenario import Scenario
from sim.scenario.source import Tree, parse


@dataclass(frozen=True)
class Ground:
    """A scenario file with its options, read once, over which lines are laid."""

    path: Path
    joined: Joined

    @classmethod
    def read(cls, path: Path, options: Sequence[Path] = ()) -> Ground:
        """Raises ScenarioError when a file cannot be read."""
        return cls(path, read_joined(path)).with_options(options)

    def with_options(self, options: Sequence[Path]) -> Ground:
        """The ground with these options. Raises ScenarioError when one cannot be read."""
        return replace(self, joined=with_options(self.joined, options))

    def with_lines(self, *trees: Tree) -> Ground:
        """The ground with these trees laid over it, the last one nearest."""
        joined = self.joined
        for tree in trees:
            if tree:
                source = parse(f"{self.path.name} (laid over)", written(tree))
                layer = Layer(self.path, source, None)
                layers = (layer, *joined.layers)
                joined = replace(joined, tree=merged(joined.tree, source.tree), layers=layers)
        return replace(self, joined=joined)

    def scenario(self) -> Scenario:
        """The scenario as it stands. Raises ScenarioError with every fault."""
        return ready_to_run(with_observed(with_precedence(self.joined)), self.path)


def option_lines(name: str, from_: str, changes: Tree) -> Tree:
    """A policy option called `name` that holds from a day on; `changes` are by dotted path."""
    return {
        "option": name,
        "measures": {name: {"from": from_, "option": name, "set": changes}},
    }
