"""Every case with an exact answer holds; short runs with every test run, long ones if asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.theory.chance import CASES, SHORT_TIER, Case
from tests.theory.special import SPECIAL, Special
from tests.theory.verdicts import Found
from tests.theory.without_chance import CERTAIN, Certain


def agree(found: list[Found]) -> None:
    assert found
    wrong = [str(one) for one in found if not one.holds]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("case", CERTAIN, ids=lambda one: one.name)
def test_without_chance(case: Certain, tmp_path: Path) -> None:
    agree(list(case.run(tmp_path)))


def marked(special: Special) -> object:
    return pytest.param(special, id=special.name, marks=[pytest.mark.slow] * special.slow)


@pytest.mark.parametrize("case", [marked(one) for one in SPECIAL])
def test_with_a_rule_of_its_own(case: Special, tmp_path: Path) -> None:
    agree(list(case.run(tmp_path)))


@pytest.mark.parametrize("case", [one for one in CASES if one.runs.short], ids=lambda one: one.name)
def test_short_runs(case: Case, tmp_path: Path) -> None:
    agree(case.run(tmp_path, case.runs.short, SHORT_TIER))


@pytest.mark.slow
@pytest.mark.parametrize("case", [one for one in CASES if one.runs.long], ids=lambda one: one.name)
def test_long_runs(case: Case, tmp_path: Path) -> None:
    agree(case.run(tmp_path, case.runs.long, case.runs.tier))
