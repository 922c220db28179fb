"""The compiled model gives the bytes of the one in Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.compiled import building, place

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SCENARIOS = ("trans_caspian", "kuryk", "two_ways_to_europe")
WORLDS = 60


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model compiled anew, in a cache of its own."""
    folder = tmp_path_factory.mktemp("cache")
    assert building.can_build(), "the test needs a C compiler"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(place.CACHE, str(folder))
        building.build()
    return folder


def printed(script: str, *arguments: str, cache: Path | None = None) -> list[str]:
    """What a script prints where the model is compiled, or interpreted without a cache."""
    env = {key: value for key, value in os.environ.items() if key != place.INTERPRETED}
    env |= {place.CACHE: str(cache)} if cache else {place.INTERPRETED: "1"}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.compiled.{script}", *arguments],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def test_all_columns_are_equal_to_the_bit(cache: Path) -> None:
    paths = [str(ROOT / "scenarios" / f"{name}.yaml") for name in SCENARIOS]
    compiled, interpreted = printed("columns", *paths, cache=cache), printed("columns", *paths)
    assert (compiled[0], interpreted[0]) == ("compiled", "interpreted")
    assert compiled[1:] == interpreted[1:]


def test_it_equals_one_process_per_box(cache: Path) -> None:
    assert printed("worlds", str(WORLDS), cache=cache) == []
