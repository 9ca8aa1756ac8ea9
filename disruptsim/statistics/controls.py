"""Control variates: what is known of chance takes part of the error out of a mean."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from disruptsim.statistics.intervals import Interval, mean

Array = NDArray[np.float64]
LEAST = 30  # replications below which the slope is too uncertain to help


def controlled_mean(x: Array, control: Array, name: str, confidence: float = 0.95) -> Interval:
    """Mean of x where a control stands at its known mean, zero, by least squares; the plain mean where that is no help.

    Parameters
    ----------
    x, control : ndarray, shape (n,)
        Of the same replications; the control's expectation is zero.
    name : str
        Of the control, for the method.

    Source: Lavenberg and Welch, A perspective on the use of control variables (Management Science 1981).
    """
    from scipy.special import stdtrit

    n = len(x)
    spread = float(((control - control.mean()) ** 2).sum()) if n else 0.0
    if n < LEAST or spread <= 0.0:
        return mean(x, confidence)
    middle = float(control.mean())
    slope = float(((control - middle) * (x - x.mean())).sum()) / spread
    value = float(x.mean()) - slope * middle
    left = x - x.mean() - slope * (control - middle)
    error = math.sqrt(float((left**2).sum()) / (n - 2) * (1.0 / n + middle**2 / spread))
    half = float(stdtrit(n - 2, 0.5 + confidence / 2)) * error
    return Interval(value, value - half, value + half, n, f"t, control {name}")
