"""The audit finds each deliberate fault by itself, and nothing where nothing is broken."""

from __future__ import annotations

import contextlib

import pytest

from sim.corridor.model import simulate
from sim.errors import Deadlock, ModelError
from sim.scenario import load
from tests.oracle.worlds import random_world
from tests.properties.breaks import BREAKS, CORRIDOR, PAGE, evidence, table


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_identity_ends_the_run(name: str) -> None:
    assert BREAKS[name].said in evidence(name)


def test_the_whole_model_passes_after_all_breaks() -> None:
    for name in BREAKS:
        evidence(name)
    simulate(load(CORRIDOR), 1)


def test_a_breach_is_a_fault_of_ours_with_its_evidence() -> None:
    from tests.properties.breaks import _boxes_vanish

    with pytest.MonkeyPatch.context() as patch:
        _boxes_vanish(patch)
        with pytest.raises(ModelError, match=r"audit failed: exports: counted \(\d+, \d+\) born"):
            simulate(load(CORRIDOR), 1)


@pytest.mark.parametrize(
    "numbers", [range(60, 70), pytest.param(range(70, 160), marks=pytest.mark.slow)]
)
def test_random_worlds_pass(numbers: range) -> None:
    """Worlds of all mechanisms; one that locks ends before it is audited."""
    for number in numbers:
        with contextlib.suppress(Deadlock):
            simulate(random_world(number), 0)


def test_the_page_shows_the_table_as_it_is() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")
