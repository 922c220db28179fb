"""The race for relief, on replications whose numbers are given."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sim.experiment import relief, replication
from sim.experiment.candidates import YARD, Candidate, candidates
from sim.experiment.jobs import Crew
from sim.experiment.ladder import Climb, Target, ladder
from sim.experiment.relief import BASE, Bench, Effort, Ranking, bench_of, joint, race
from sim.experiment.run_store import RunStore
from sim.experiment.yardstick import Reading, Yardstick, counted_flows, main_relation
from sim.scenario import load
from sim.scenario.overlay import Ground, option_lines
from tests.bottlenecks.racing import RACING
from tests.bottlenecks.racing import levers as levers_of_bench
from tests.bottlenecks.test_traps import gates

EFFORT = Effort(first=3, step=2, most=7, worth=1e-6)
NONE = (1000.0,) * 7
TEU = {
    BASE: NONE,
    "first": (1052.0, 1051, 1050, 1052, 1051, 1050, 1052),
    "second": (1051.0,) * 7,
    "behind": (1010.0,) * 7,
}


class Given(Bench):
    """A bench on which what each replication says is given: TEU, days, and yards never full."""

    def __init__(self, teu: Mapping[str, Sequence[float]], days: Mapping[str, float] | None = None):
        self.readings = {}
        self.runs = 0
        self.spare_yards: list[set[tuple[str, str]]] = [set()] * EFFORT.most
        self._levers = {}
        self._teu = teu
        self._days = days or {}

    def case(self, name: str, *levers: Candidate) -> str:
        self.readings.setdefault(name, {})
        self._levers[name] = levers
        return name

    def _simulate(self, names: Sequence[str], upto: int) -> None:
        for name in names:
            for number in set(range(1, upto + 1)) - set(self.readings[name]):
                self.runs += 1
                days = {"mean": self._days.get(name, 20.0), "p90": self._days.get(name, 20.0)}
                spare = frozenset(self.spare_yards[number - 1])
                self.readings[name][number] = Reading(self._teu[name][number - 1], days, spare)


def raced(teu: Mapping[str, Sequence[float]], effort: Effort, **days: float) -> Ranking:
    return race(Given(teu, days), levers(teu), effort)


def levers(teu: Mapping[str, Sequence[float]]) -> list[Candidate]:
    return [Candidate(name, name, "", "paths", "+1", (), ()) for name in teu if name != BASE]


def counts(found: Ranking) -> list[tuple[str, int]]:
    return [(one.candidate.name, one.n) for one in found.gains]


def test_who_is_surely_behind_runs_no_more():
    own = Given(TEU)
    found = race(own, levers(TEU), EFFORT)
    assert counts(found) == [("first", 7), ("second", 7), ("behind", 3)]
    assert [one.left_at for one in found.gains] == [0, 0, 3]
    assert found.tied == ("first", "second")
    assert own.runs == 3 * 7 + 3


def test_where_only_the_first_is_wanted_the_race_ends_when_it_is_good_enough():
    """After three replications the second may bring 4.4 TEU more and is not told apart."""
    assert counts(raced(TEU, replace(EFFORT, good_enough=0.005)))[1] == ("second", 3)
    assert counts(raced(TEU, replace(EFFORT, good_enough=0.004)))[1] == ("second", 5)


def test_no_race_ends_before_it_is_known_whether_its_first_brings_anything():
    """One lever alone, and two alike; two of the first five replications bring nothing."""
    unsure = (1000.0, 1006, 1006, 1000, 1006, 1006, 1006)
    assert counts(raced({BASE: NONE, "one": unsure}, EFFORT)) == [("one", 7)]
    alike = {BASE: NONE, "one": unsure, "other": unsure}
    good_enough = replace(EFFORT, good_enough=0.5)
    assert counts(raced(alike, good_enough)) == [("one", 7), ("other", 7)]


def test_days_count_where_surely_nobody_brings_teu():
    no_teu = {BASE: NONE, "slow": NONE, "quick": NONE}
    found = raced(no_teu, EFFORT, base=20.0, slow=19.5, quick=18.0)
    assert (found.by, counts(found)) == ("days", [("quick", 3), ("slow", 3)])


def test_where_nobody_came_days_do_not_count():
    found = raced({BASE: NONE, "one": NONE}, EFFORT, base=math.nan, one=10.0)
    assert found.by == "teu"


def test_who_is_behind_stands_behind_whatever_its_first_replications_brought():
    """The first three bring 1050 and 1030, the last four less than 1030."""
    first, worse = (1050.0, 1051, 1050, 1001, 1002, 1000, 1001), (1030.0, 1030, 1031)
    other = (1049.0, 1051, 1050, 1002, 1001, 1001, 1000)
    found = raced({BASE: NONE, "worse": worse, "first": first, "other": other}, EFFORT)
    assert [one.left_at for one in found.gains] == [0, 0, 3]
    assert found.gains[-1].teu.mean > found.gains[0].teu.mean


def test_larger_yards_are_not_tried_where_they_never_were_full():
    """One yard was full in the second replication, the other never."""
    teu = {BASE: NONE, "yard": (0.0, 1000, 0, 0, 0, 0, 0), "both": (0.0, 1000, 0, 0, 0, 0, 0)}
    places = "yard", "other"
    yard, other = (Candidate(place, place, "", YARD, "+10 %", (), ()) for place in places)
    own = Given(teu)
    own.spare_yards = [{("yard", ""), ("other", "")}] * EFFORT.most
    own.spare_yards[1] = {("other", "")}
    both = replace(joint([yard, other]), name="both")
    found = race(own, [yard, both], replace(EFFORT, most=3))
    assert [one.teu.mean for one in found.gains] == [0, 0]
    assert own.runs == 3 + 1 + 1
    assert not other.changes_nothing({("other", "west")})


def test_a_yard_that_never_was_full_changes_nothing_when_it_is_larger(monkeypatch):
    """And it is told which yards were full: that of Aktau, made too small for a ship."""
    ground = Ground.read(Path("scenarios/trans_caspian.yaml")).with_lines(
        {"horizon": {"to": "2023-04-30"}, "terminals": {"aktau": {"yard_teu": {"west": 300}}}}
    )
    yardstick = Yardstick(2023, counted_flows(ground.scenario()), "altynkol_aktau")

    def reading(**yards: float) -> Reading:
        changes = {f"terminals.{name}.yard_teu.west": {"times": n} for name, n in yards.items()}
        larger = [option_lines("larger", "2022-01-01", changes)] if yards else []
        scenario = ground.with_lines(*larger).scenario()
        return yardstick.read(replication.race_numbers(scenario, 1).table("", "", 1))

    base = reading()
    assert ("aktau", "west") not in base.spare_yards
    assert ("alat", "west") in base.spare_yards
    assert reading(alat=1.1) == base
    assert reading(aktau=10.0).days["mean"] < base.days["mean"] - 1
    bench = bench_of(ground, yardstick, RACING)
    yard = next(one for one in candidates(ground.scenario()) if one.name == "alat_west_yard")
    monkeypatch.setattr(relief, "race_numbers", None)  # by which levers are run
    (gain,) = race(bench, [yard], Effort(first=2, most=2)).gains
    assert (gain.teu.mean, gain.days.mean, gain.n) == (0, 0, 2)


def test_a_race_on_a_bench_that_holds_more_is_the_same_race():
    own = Given(TEU)
    found, runs = race(own, levers(TEU), EFFORT), own.runs
    assert race(own, levers(TEU), EFFORT) == found
    assert own.runs == runs
    assert len(race(own, (), EFFORT).base) == EFFORT.first


def test_the_first_rung_is_the_ranking_that_stands_before_it(tmp_path):
    own = gates(tmp_path)
    ranking = race(own, (), Effort(first=2, most=2))
    climb = Climb(Target(teu=1.0), rungs=1, most_levers=1)
    (rung,) = ladder(own, climb, Effort(first=3, most=3), lambda _: None, ranking)
    assert rung.ranking is ranking


def test_what_was_raced_and_is_relieved_once_is_not_run_again(tmp_path):
    """The base of the next rung comes from the store; a lever that stands twice is another one."""
    told: list[tuple[int, int]] = []
    own = gates(tmp_path)
    crew = Crew(1, store=RunStore(tmp_path / "runs"))
    own.running = replace(RACING, crew=crew, progress=lambda *now: told.append(now))
    railway = next(one for one in levers_of_bench(own) if one.name == "caucasus_rail_paths")
    own.case(railway.name, railway)
    own.run([railway.name], 2)
    for times, runs in ((1, 0), (2, 2)):
        told.clear()
        following = own.standing_on(railway, times)
        following.case(BASE)
        following.run([BASE], 2)
        assert max((done for done, _ in told), default=0) == runs
        assert following.readings[BASE] == own.readings[railway.name]  # the exits hold up then


def test_a_pair_may_have_a_name_longer_than_the_language_allows(tmp_path):
    own = gates(tmp_path)
    first, second, *_ = levers_of_bench(own)
    pair = joint((replace(first, name=40 * "a"), replace(second, name=40 * "b")))
    own.case(pair.name, pair)
    assert own.standing_on(pair, 2).ground.scenario().file.measures


@pytest.mark.parametrize("name", ["trans_caspian", "kuryk", "two_ways_to_europe"])
def test_a_race_reads_the_same_of_the_numbers_that_it_asks_for(name):
    ground = Ground.read(Path("scenarios") / f"{name}.yaml")
    scenario = ground.with_lines({"horizon": {"to": "2023-04-30"}}).scenario()
    counted = counted_flows(scenario)
    yardstick = Yardstick(2023, counted, main_relation(scenario, 2023, counted))
    tasks = replication.numbers, replication.race_numbers
    whole, short = (yardstick.read(task(scenario, 1).table("", "", 1)) for task in tasks)
    assert (short.teu, short.days) == (whole.teu, whole.days)
    assert whole.teu > 0


@pytest.mark.parametrize(
    ("group", "relation"),
    [("", "altynkol_absheron"), ("china_through_kazakhstan", "dostyk_petropavl")],
)
def test_the_relation_whose_days_count(group: str, relation: str) -> None:
    """Over the sea where all that is counted goes by sea; of two of the same boxes the shorter, for
    the longer one begins where trains are kept from loading."""
    scenario = load("scenarios/jump_2_6x_titr.yaml")
    assert main_relation(scenario, 2029, counted_flows(scenario, group)) == relation
