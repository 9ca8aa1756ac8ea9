"""Ratios of two means over the same replications, such as dollars saved per dollar, with bootstrap intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from disruptsim.statistics.intervals import NAN, Interval
from disruptsim.statistics.resampling import resampled_means

Array = NDArray[np.float64]
RESAMPLES = 2000
METHOD = "bootstrap over replications"


def ratio(
    top: Array, bottom: Array, odds: Array, confidence: float = 0.95, *, of: NDArray[np.bool_] | None = None
) -> Interval:
    """Mean of the top over mean of the bottom, where that is above zero; pairs are drawn together.

    Parameters
    ----------
    top, bottom : ndarray, shape (n,)
        Of the same replications.
    odds : ndarray, shape (n,)
        What each of them stands for; together one.
    confidence : float
    of : ndarray of bool, shape (n,), optional
        Replications over which the mean of the bottom is taken; all by default.

    Returns
    -------
    Interval
        Without a value where the mean of the bottom is not above zero. An end is infinite where so many resamples are
        without one.
    """
    n = len(top)
    part = np.ones(n) if of is None else of.astype(float)
    columns = np.stack([top, bottom * part, part], axis=1)
    above, below, share = (odds @ columns).tolist() if n else (NAN, NAN, NAN)
    if not below > 0.0:
        return Interval(NAN, NAN, NAN, 0, METHOD)
    if n < 2:
        return Interval(above * share / below, NAN, NAN, n, METHOD)
    drawn = resampled_means(columns, RESAMPLES, odds)
    there = drawn[:, 1] > 0.0
    scaled = drawn[:, 0] * drawn[:, 2]
    ratios = np.where(there, scaled / np.where(there, drawn[:, 1], 1.0), np.copysign(np.inf, drawn[:, 0]))
    low, high = spread(ratios, confidence)
    return Interval(above * share / below, low, high, n, METHOD)


def spread(drawn: Array, confidence: float = 0.95) -> tuple[float, float]:
    """Ends between which the middle of resampled values lies: order statistics, so that some may be infinite."""
    low, high = np.quantile(drawn, [0.5 - confidence / 2, 0.5 + confidence / 2], method="inverted_cdf")
    return float(low), float(high)
