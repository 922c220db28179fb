"""Deliberate faults of the model, and of what is computed from it, that a test must see.

A break names the test that fails by it: of theory, of relations, of statistics, of overload. The
audit and the oracle have breaks of their own (`tests/properties/breaks.py`,
`tests/oracle/broken/`). `python -m tests.breaks.page` writes the table into docs/validation.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Break:
    """How something is broken, the patch that breaks it, and the test that must fail in a folder
    of its own; `test` is its name on the page. `slow` ones are tried by `make test-all`."""

    how: str
    apply: Callable[[Patch], None]
    test: str
    run: Callable[[Path], None]
    slow: bool = False


def is_seen(one: Break, folder: Path) -> bool:
    """Whether the test fails by what it asserts while this is broken.

    Raises what else it stumbles over: that would show that the model is broken, not that the
    promise is.
    """
    with pytest.MonkeyPatch.context() as patch:
        one.apply(patch)
        try:
            one.run(folder)
        except (AssertionError, pytest.fail.Exception):
            return True
    return False


def everywhere(patch: Patch, whole: Any, broken: Any) -> None:
    """Put a broken function in the place of a whole one in all modules that name it."""
    for module in [*sys.modules.values()]:
        if getattr(module, "__name__", "").startswith(("sim.", "tests.")):
            for name, value in [*vars(module).items()]:
                if value is whole:
                    patch.setattr(module, name, broken)
