from __future__ import annotations

import gc
import os

import pytest

# Tests break the modules in Python on purpose; worker processes inherit it.
os.environ.setdefault("CORRIDOR_INTERPRETED", "1")

# Where one of these is set, pytest spells out how two values differ to the last line: an hour
# for two journals, and the tests of broken models fail on purpose.
os.environ.pop("CI", None)
os.environ.pop("BUILD_NUMBER", None)


@pytest.fixture(scope="module", autouse=True)
def swept_before() -> None:
    """What earlier modules keep is not gone through again whenever garbage is collected.

    Cached scenarios and journals are millions of objects: most of the time of the suite, once.
    """
    gc.collect()
    gc.freeze()
