"""Processes that tests start, or that what they test starts."""

from __future__ import annotations

import os


def is_alive(pid: int) -> bool:
    """Whether a process of this number is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
