"""How many replications are enough: stop when the half-width is small beside the mean.

Source: Law, Simulation Modeling and Analysis, on obtaining a specified precision.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def adjusted(relative: float) -> float:
    """Ratio of half-width to mean that keeps a promised relative error: gamma / (1 + gamma)."""
    return relative / (1.0 + relative)


def half_widths(x: Array, confidence: float = 0.95) -> Array:
    """Half-width of the t interval of the mean after each replication; infinite after the first."""
    from scipy.special import stdtrit

    n = np.arange(1, len(x) + 1)
    centred = x - x[0] if len(x) else x  # small numbers, so that their squares add up well
    total, squares = np.cumsum(centred), np.cumsum(centred * centred)
    spread = np.maximum(0.0, squares - total * total / n)
    found = np.full(len(x), np.inf)
    if len(x) > 1:
        m = n[1:]
        found[1:] = stdtrit(m - 1, 0.5 + confidence / 2) * np.sqrt(spread[1:] / (m - 1) / m)
    return found


def first_enough(x: Array, ratio: float, least: int = 10, confidence: float = 0.95) -> int:
    """Number of replications, at least `least`, after which the half-width is first `ratio` x the mean or less.

    Returns
    -------
    int
        0 if all of them are not enough.
    """
    means = np.cumsum(x) / np.arange(1, len(x) + 1)
    enough = half_widths(x, confidence) <= ratio * np.abs(means)
    enough[: least - 1] = False
    return int(np.argmax(enough)) + 1 if enough.any() else 0
