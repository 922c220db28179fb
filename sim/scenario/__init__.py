"""What the user writes: YAML in, a frozen Scenario out."""

from sim.scenario.loading import load
from sim.scenario.scenario import Epoch, Scenario

__all__ = ["Epoch", "Scenario", "load"]
