"""Arrays and what they are called: floats, whole numbers, small codes, and rows of columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Rows = slice | Ints
"""Rows of the columns: a slice where they follow one another, else an array."""
