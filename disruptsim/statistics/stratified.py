"""Estimates from two strata with known weights: replications with a trigger, and without.

Each takes one value per replication, whether it is there, its stratum (0 or 1; -1 of one that counts nowhere), and the
weights of the two strata.
Source: Cochran, Sampling Techniques (1977).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from disruptsim.statistics.intervals import NAN, Interval, proportion

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ranks = NDArray[np.int64]
Weights = tuple[float, float]
METHOD = "t over strata"


def mean(x: Array, there: Flags, stratum: Ranks, weights: Weights, confidence: float = 0.95) -> Interval:
    """Mean of what is there, by t with Satterthwaite's degrees of freedom.

    Where some are not there, it is a ratio of two means, with its linearised variance.
    """
    from scipy.special import stdtrit

    n = int(there.sum())
    parts = [stratum == number for number in (0, 1)]
    base = math.fsum(w * float(there[part].mean()) for w, part in zip(weights, parts, strict=True) if part.any())
    if n == 0 or base <= 0.0:
        return Interval(NAN, NAN, NAN, 0, METHOD)
    filled = np.where(there, x, 0.0)
    value = (
        math.fsum(w * float(filled[part].mean()) for w, part in zip(weights, parts, strict=True) if part.any()) / base
    )
    left = np.where(there, x - value, 0.0) / base
    terms, freedom = [], 0.0
    for w, part in zip(weights, parts, strict=True):
        size = int(part.sum())
        if w == 0.0:
            continue
        if size < 2:
            return Interval(value, NAN, NAN, n, METHOD)
        terms.append(w * w * float(left[part].var(ddof=1)) / size)
        freedom += terms[-1] ** 2 / (size - 1)
    variance = math.fsum(terms)
    if variance == 0.0:
        return Interval(value, value, value, n, METHOD)
    half = float(stdtrit(variance**2 / freedom, 0.5 + confidence / 2)) * math.sqrt(variance)
    return Interval(value, value - half, value + half, n, METHOD)


def share(
    hits: Flags, there: Flags, stratum: Ranks, weights: Weights, exact: bool, confidence: float = 0.95
) -> Interval:
    """Share of what is there, with Wilson intervals of the strata put together.

    Parameters
    ----------
    exact : bool
        Whether the share in stratum 1 is known without error.

    Source: Zou and Donner 2008 (square and add).
    """
    if not there[stratum >= 0].all():
        return mean(hits.astype(float), there, stratum, weights, confidence)
    value = below = above = 0.0
    for number, w in enumerate(weights):
        part = stratum == number
        found = proportion(int(hits[part].sum()), int(part.sum()), confidence)
        if w == 0.0 or found.n == 0:
            continue
        value += w * found.value
        if not (exact and number == 1):
            below += (w * (found.value - found.low)) ** 2
            above += (w * (found.high - found.value)) ** 2
    low, high = max(0.0, value - math.sqrt(below)), min(1.0, value + math.sqrt(above))
    return Interval(value, low, high, int(there.sum()), "Wilson over strata")


def quantile(
    x: Array, there: Flags, stratum: Ranks, weights: Weights, level: float, confidence: float = 0.95
) -> Interval:
    """Quantile of the weighted distribution; its interval has the levels within the error of the share below it.

    Source: Woodruff, Confidence intervals for medians and other position measures (JASA 1952).
    """
    from scipy.special import ndtri

    method = "order statistics over strata"
    if not there.any():
        return Interval(NAN, NAN, NAN, 0, method)
    ordered, reached = _distribution(x, there, stratum, weights)
    value = _at(ordered, reached, level)
    z, variance, base = float(ndtri(0.5 + confidence / 2)), 0.0, _present(there, stratum, weights)
    for number, w in enumerate(weights):
        mine = x[there & (stratum == number)]
        if len(mine) and w > 0.0:
            below = float(np.mean(mine <= value))
            variance += (w * len(mine) / int((stratum == number).sum()) / base) ** 2 * below * (1 - below) / len(mine)
    error = z * math.sqrt(variance)
    ends = [level - error, level + error]
    low = _at(ordered, reached, ends[0]) if ends[0] > 0.0 else NAN
    high = _at(ordered, reached, ends[1]) if ends[1] < 1.0 else NAN
    return Interval(value, low, high, int(there.sum()), method)


def cvar(x: Array, there: Flags, stratum: Ranks, weights: Weights, level: float, confidence: float = 0.95) -> Interval:
    """Conditional value at risk: the mean of VaR + (x - VaR)+ / (1 - level), with its interval."""
    if not there.any():
        return Interval(NAN, NAN, NAN, 0, METHOD)
    var = quantile(x, there, stratum, weights, level, confidence).value
    return mean(var + np.maximum(x - var, 0.0) / (1.0 - level), there, stratum, weights, confidence)


def _present(there: Flags, stratum: Ranks, weights: Weights) -> float:
    return math.fsum(w * float(there[stratum == n].mean()) for n, w in enumerate(weights) if (stratum == n).any())


def _distribution(x: Array, there: Flags, stratum: Ranks, weights: Weights) -> tuple[Array, Array]:
    """Ordered values, and the share of the distribution up to each."""
    sizes = np.array([max(1, int((stratum == number).sum())) for number in (0, 1)])
    each = (np.asarray(weights) / sizes)[stratum[there]]
    order = np.argsort(x[there], kind="stable")
    return x[there][order], np.cumsum(each[order]) / each.sum()


def _at(ordered: Array, reached: Array, level: float) -> float:
    return float(ordered[min(len(ordered) - 1, int(np.searchsorted(reached, level - 1e-12)))])
