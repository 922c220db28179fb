"""Boxes fall into risk channels by their uniforms and the shares of the date on which they come."""

from __future__ import annotations

import math

import numpy as np

from sim.corridor.arrays import Range
from sim.corridor.calendars import Dated
from sim.corridor.channels import Channels
from sim.corridor.inspection import Work

# Of green, red and yellow: red is from 0.5 up to 0.8 at first, and then nothing; yellow is from 0.8
# on, then from 0.9.
SHARES = Dated((-math.inf, 10.0), ((0.5, 0.3, 0.2), (0.9, 0.0, 0.1)))
# Boxes 0 and 1 are of a flow that does not come here, and box 5 of another.
DRAWN = np.array([0.0, 0.0, 0.1, 0.5, 0.95, math.nan, 0.79, 0.8, 0.92])
HOURS = Dated((-math.inf,), (1.0,))
GREEN, RED, YELLOW = 0, 1, 2


def test_boxes_fall_into_channels_by_the_shares_of_the_date() -> None:
    """Rows in turn or not, asked once or again: places in the load, and variates of each work."""
    channels = Channels(SHARES, DRAWN, 2)
    check, inspection, other = (Work(HOURS, np.arange(9) / k) for k in (10, 2, 1))
    for _ in range(2):
        assert channels.among(Range(2, 9), RED, check, 0.0) == ([1, 4], [0.3, 0.6])
        assert channels.among(Range(2, 9), RED, inspection, 0.0) == ([1, 4], [1.5, 3])
        assert channels.among(Range(4, 8), YELLOW, other, 0.0) == ([0, 3], [4, 7])
        assert channels.among(Range(2, 9), RED, check, 10.0) == ([], [])
        assert channels.among(Range(2, 9), YELLOW, other, 10.0) == ([2, 6], [4, 8])
        assert channels.among(np.array([8, 3, 6]), RED, check, 9.9) == ([1, 2], [0.3, 0.6])
        assert channels.among(np.array([8, 3, 4]), YELLOW, other, 10.0) == ([0, 2], [8, 4])


def test_each_box_falls_into_the_channel_in_which_it_is_found() -> None:
    """All but box 5; constant work has variates of 1."""
    channels, works = Channels(SHARES, DRAWN, 2), [Work(HOURS, None) for _ in range(3)]
    for time in (0.0, 12.0):
        found = [channels.among(Range(2, 9), code, works[code], time) for code in range(3)]
        assert sorted(place for places, _ in found for place in places) == [0, 1, 2, 4, 5, 6]
        for code, (places, variates) in enumerate(found):
            assert all(channels.of(2 + place, time) == code for place in places)
            assert variates == [1.0] * len(places)
    assert channels.of(9, 0.0) == -1
