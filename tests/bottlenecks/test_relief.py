"""The race for relief, on replications whose numbers are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.experiment.candidates import Candidate
from sim.experiment.relief import BASE, Bench, Effort, race
from sim.experiment.yardstick import Reading

EFFORT = Effort(first=3, step=2, most=7, worth=1e-6)
MORE_TEU = {BASE: 0.0, "first": 50.0, "second": 51.0, "behind": 10.0}


class Given(Bench):
    """A bench on which a lever brings what is given, give or take two TEU that change in turn."""

    def __init__(self) -> None:
        self.readings = {}
        self.runs = 0

    def case(self, name: str, *levers: Candidate) -> str:
        self.readings.setdefault(name, {})
        return name

    def run(self, names: Sequence[str], upto: int) -> None:
        for name in names:
            for number in range(1, upto + 1):
                if number not in self.readings[name]:
                    self.runs += 1
                    teu = 1000 + MORE_TEU[name] + (number * len(name)) % 3
                    self.readings[name][number] = Reading(teu, {"mean": 20.0, "p90": 25.0})


def lever(name: str) -> Candidate:
    return Candidate(name, name, "", "paths", "+1", (), ())


LEVERS = [lever(name) for name in MORE_TEU if name != BASE]


def test_who_is_surely_behind_runs_no_more():
    own = Given()
    found = race(own, LEVERS, EFFORT)
    assert [(one.candidate.name, one.n, one.left_at) for one in found.gains] == [
        ("first", 7, 0), ("second", 7, 0), ("behind", 3, 3),
    ]  # fmt: skip
    assert found.tied == ("first", "second")
    assert own.runs == 3 * 7 + 3


def test_where_only_the_first_is_wanted_the_race_ends_when_it_is_good_enough():
    """After three replications the second may bring 4.4 TEU more and is not told apart."""
    much, little = (race(Given(), LEVERS, replace(EFFORT, matters=x)) for x in (0.005, 0.004))
    assert [gain.n for gain in much.gains] == [3, 3, 3]
    assert [gain.n for gain in little.gains] == [5, 5, 3]


def test_a_race_on_a_bench_that_holds_more_is_the_same_race():
    """As the first rung of a ladder is the ranking that stands before it."""
    own = Given()
    found, runs = race(own, LEVERS, EFFORT), own.runs
    assert race(own, LEVERS, EFFORT) == found
    assert own.runs == runs
    assert len(race(own, (), EFFORT).base) == EFFORT.first
