from __future__ import annotations

import gc

import pytest


@pytest.fixture(scope="module", autouse=True)
def swept_before() -> None:
    """What earlier modules keep is not gone through again whenever garbage is collected.

    Cached scenarios and journals are millions of objects: most of the time of the suite, once.
    """
    gc.collect()
    gc.freeze()
