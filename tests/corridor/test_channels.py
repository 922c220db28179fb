"""Boxes fall into risk channels by their uniforms and the shares of the date on which they come."""

from __future__ import annotations

import math

import numpy as np

from sim.corridor.arrays import Range
from sim.corridor.calendars import Dated
from sim.corridor.channels import Channels
from sim.corridor.inspection import Work

CHANNELS = ("green", "red", "yellow")
SHARES = Dated((-math.inf, 10.0), ((0.5, 0.3, 0.2), (0.9, 0.0, 0.1)))
# Boxes 0 and 1 are of a flow that does not come here, and box 5 of another.
DRAWN = np.array([0.0, 0.0, 0.1, 0.5, 0.95, math.nan, 0.79, 0.8, 0.92])


def test_boxes_fall_into_channels_by_the_shares_of_the_date() -> None:
    """Rows in turn or not, asked once or again: places in the load, and the variates of the work.

    Red is from 0.5 up to 0.8 at first, and then nothing; yellow from 0.8, then from 0.9.
    """
    channels = Channels(SHARES, DRAWN, 2)
    work = Work(Dated((-math.inf,), (1.0,)), np.arange(9) / 10)
    for _ in range(2):
        assert channels.among(Range(2, 9), 1, work, 0.0) == ([1, 4], [0.3, 0.6])
        assert channels.among(Range(4, 8), 2, work, 0.0) == ([0, 3], [0.4, 0.7])
        assert channels.among(Range(2, 9), 1, work, 10.0) == ([], [])
        assert channels.among(Range(2, 9), 2, work, 10.0) == ([2, 6], [0.4, 0.8])
        assert channels.among(np.array([8, 3, 6]), 1, work, 9.9) == ([1, 2], [0.3, 0.6])
        assert channels.among(np.array([8, 3, 4]), 2, work, 10.0) == ([0, 2], [0.8, 0.4])


def test_each_box_falls_into_the_channel_in_which_it_is_found() -> None:
    channels, constant = Channels(SHARES, DRAWN, 2), Work(Dated((-math.inf,), (1.0,)), None)
    for time in (0.0, 12.0):
        for code in range(len(CHANNELS)):
            rows = [2 + place for place in channels.among(Range(2, 9), code, constant, time)[0]]
            assert rows == [
                row for row in range(2, 9) if channels.of(row, time) == code if row != 5
            ]
    assert channels.of(9, 0.0) == -1
