"""Who wins between a file and the one that it extends."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import load
from sim.scenario.inheritance import merged, read_joined, with_precedence

SMALL = Path(__file__).with_name("small.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("base", "nearer", "expected"),
    [
        ({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3, "d": 4}}, {"a": {"b": 1, "c": 3, "d": 4}}),
        ({"a": (1, 2, 3)}, {"a": (4,)}, {"a": (4,)}),
        ({"a": {"b": 1}}, {"a": 5}, {"a": 5}),
        ({"a": 5}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": {"mean": 1, "cv": 2}}, {"a": {"mean": 3}}, {"a": {"mean": 3, "cv": 2}}),
        (
            {"a": {"distribution": "gamma", "mean": 1, "cv": 2}},
            {"a": {"distribution": "constant", "mean": 3}},
            {"a": {"distribution": "constant", "mean": 3}},
        ),
        (
            {"measures": {"m": {"set": {"x.y": {"add": 1}, "z": 2}}}},
            {"measures": {"m": {"set": {"x.y": {"times": 3}}}}},
            {"measures": {"m": {"set": {"x.y": {"times": 3}, "z": 2}}}},
        ),
        (
            {"sources": {"x": {"quality": "published", "cite": "A"}}},
            {"sources": {"x": {"quality": "assumed"}}},
            {"sources": {"x": {"quality": "assumed"}}},
        ),
        (
            {"observed": {"file": "a.csv", "column": "x", "periods": {}}},
            {"observed": {"file": "b.csv", "column": "y"}},
            {"observed": {"file": "b.csv", "column": "y"}},
        ),
    ],
)
def test_the_nearer_wins(base: dict, nearer: dict, expected: dict) -> None:
    before = repr(base)
    assert merged(base, nearer) == expected
    assert repr(base) == before


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """Three files: the small scenario, one nearer, and the nearest, in another folder."""
    (tmp_path / "base.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "nearer").mkdir()
    (tmp_path / "nearer" / "middle.yaml").write_text(
        "extends: ../base.yaml\n"
        "demand.groups.foreign.growth.later.percent_per_year: 20\n"
        "measures.more_tracks.from: 2025-02-01\n",
        encoding="utf-8",
    )
    (tmp_path / "top.yaml").write_text(
        "extends: nearer/middle.yaml\n"
        "title: Top\n"
        "demand.flows.goods.growth:\n"
        "  own: {from: 2025-06, times: 2, of_year: 2024}\n"
        "  fixed: {from: 2025-08, to: 2025-09, times: 1, of_year: 2024, afterwards: returns,\n"
        "    precedence: 9}\n",
        encoding="utf-8",
    )
    return tmp_path / "top.yaml"


def test_a_chain_of_three_files(chain: Path) -> None:
    file = load(chain).file
    assert file.title == "Top"
    assert file.replications == 3
    assert file.demand.groups["foreign"].growth["later"].percent_per_year == 20
    assert str(file.measures["more_tracks"].from_) == "2025-02-01"


def test_a_statement_has_the_nearness_of_the_file_that_touches_it(chain: Path) -> None:
    file = load(chain).file
    group, flow = file.demand.groups["foreign"].growth, file.demand.flows["goods"].growth
    assert group["base"].precedence == 0
    assert group["later"].precedence == 1
    assert flow["own"].precedence == 2
    assert flow["fixed"].precedence == 9


def test_a_file_wins_over_the_stated_precedence_of_what_it_extends(
    chain: Path, tmp_path: Path
) -> None:
    (tmp_path / "child.yaml").write_text(
        "extends: top.yaml\ndemand.flows.goods.growth.last:"
        " {from: 2025-10, times: 1, of_year: 2024}\n",
        encoding="utf-8",
    )
    tree = with_precedence(read_joined(tmp_path / "child.yaml")).tree
    assert tree["demand"]["flows"]["goods"]["growth"]["last"]["precedence"] == 10


def test_a_name_is_never_inherited(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("name: given\n" + SMALL, encoding="utf-8")
    (tmp_path / "child.yaml").write_text("extends: base.yaml\n", encoding="utf-8")
    assert load(tmp_path / "base.yaml").name == "given"
    assert load(tmp_path / "child.yaml").name == "child"


def test_a_child_drops_a_measure_and_a_statement(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(
        "extends: base.yaml\n"
        "measures.more_tracks.active: false\n"
        "demand.groups.foreign.growth.later.active: false\n",
        encoding="utf-8",
    )
    base, child = load(tmp_path / "base.yaml"), load(tmp_path / "child.yaml")
    assert len(base.epochs) == 2
    assert len(child.epochs) == 1
    year = slice(12, 24)
    assert sum(base.demand[0].teu[year]) == pytest.approx(22_000)
    assert sum(child.demand[0].teu[year]) == pytest.approx(20_000)
