"""Warm-up of a steady-state series: MSER-5. Studies that end start filled and delete nothing.

Sources: White 1997; White, Cobb and Spratt 2000; Hoad, Robinson and Davies 2010.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BATCH = 5


@dataclass(frozen=True, slots=True)
class WarmUp:
    """What MSER-5 found.

    Attributes
    ----------
    batches, values : int
        Batches of five, and values, that are left out.
    mean : float
        Of what remains.
    too_short : bool
        Whether the least lies on the border of the first half: the series is too short to tell.
    """

    batches: int
    values: int
    mean: float
    too_short: bool


def mser5(series: Array) -> WarmUp:
    """Leave out as many batches of five as make the standard error of the rest least, the first half at most.

    Raises
    ------
    ValueError
        If there are fewer than four batches.
    """
    count = len(series) // BATCH
    if count < 4:
        raise ValueError(f"MSER-5 needs {4 * BATCH} values or more, got {len(series)}")
    batches = np.asarray(series[: count * BATCH], float).reshape(count, BATCH).mean(axis=1)
    most = count // 2
    scores = [float(((batches[d:] - batches[d:].mean()) ** 2).sum()) / (count - d) ** 2 for d in range(most + 1)]
    best = int(np.argmin(scores))
    return WarmUp(best, best * BATCH, float(np.mean(series[best * BATCH :])), best == most)
