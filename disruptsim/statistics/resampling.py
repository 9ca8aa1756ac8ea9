"""Means over resampled replications, several columns at once, so that they stay paired."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def resampled_means(x: NDArray[np.float64], times: int, odds: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Means of each column over bootstrap resamples of the rows.

    Parameters
    ----------
    x : ndarray, (rows, columns)
    times : int
        Resamples.
    odds : ndarray, optional
        Chance of each row to be drawn, together one; equal by default.

    Returns
    -------
    ndarray, (times, columns)
    """
    rows = len(x)
    chance = np.random.Generator(np.random.Philox(1))
    each = np.full(rows, 1.0 / rows) if odds is None else odds
    return np.stack([chance.multinomial(rows, each) @ x / rows for _ in range(times)])
