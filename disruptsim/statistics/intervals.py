"""Estimates with intervals, each by the method that fits its kind.

Means by t over replications, proportions by Wilson, quantiles by order statistics, CVaR by Hall's transformation. Data
are one value per replication. `scipy.special` alone is used, which imports quickly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NAN = float("nan")
_LEAST, _STRAIGHT = 20, 1e-6  # replications below which a tail has no interval; skewness that is none


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with a two-sided interval.

    Attributes
    ----------
    value, low, high : float
        NaN where undefined.
    n : int
        Replications that it rests on.
    method : str
        How the interval was made.
    """

    value: float
    low: float
    high: float
    n: int
    method: str


def mean(x: Array, confidence: float = 0.95) -> Interval:
    """Mean with a t interval over replications."""
    from scipy.special import stdtrit

    n = len(x)
    if n == 0:
        return Interval(NAN, NAN, NAN, 0, "t")
    middle = float(x.mean())
    if n < 2:
        return Interval(middle, NAN, NAN, n, "t")
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * float(x.std(ddof=1)) / math.sqrt(n)
    return Interval(middle, middle - half, middle + half, n, "t")


def paired(x: Array, y: Array, confidence: float = 0.95) -> Interval:
    """Mean difference of pairs, x - y, with a t interval."""
    found = mean(x - y, confidence)
    return Interval(found.value, found.low, found.high, found.n, "paired t")


def proportion(hits: int, n: int, confidence: float = 0.95) -> Interval:
    """Share of replications with a Wilson interval.

    Source: Wilson 1927; Brown, Cai and DasGupta 2001.
    """
    from scipy.special import ndtri

    if n == 0:
        return Interval(NAN, NAN, NAN, 0, "Wilson")
    z2 = float(ndtri(0.5 + confidence / 2)) ** 2
    share = hits / n
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low = 0.0 if hits == 0 else middle - half
    return Interval(share, low, 1.0 if hits == n else middle + half, n, "Wilson")


def quantile_ranks(n: int, level: float, confidence: float = 0.95) -> tuple[int, int]:
    """Ranks (from 1) of the order statistics between which a quantile lies; 0 or n + 1 if the sample is too small.

    The lower is the largest l with P(Bin(n, level) <= l - 1) <= alpha/2, the upper the smallest u with
    P(Bin(n, level) <= u - 1) >= 1 - alpha/2. Source: Conover, Practical Nonparametric Statistics.
    """
    from scipy.special import bdtr

    alpha = 1 - confidence
    at_most = bdtr(np.arange(n), n, level) if n else np.zeros(0)
    lower = int(np.count_nonzero(at_most <= alpha / 2))
    upper = int(np.count_nonzero(at_most < 1 - alpha / 2)) + 1
    return lower, upper


def quantile(x: Array, level: float, confidence: float = 0.95) -> Interval:
    """Quantile x_(ceil(level n)) with an interval by order statistics."""
    n = len(x)
    if n == 0:
        return Interval(NAN, NAN, NAN, 0, "order statistics")
    ordered = np.sort(x)
    value = float(ordered[max(0, math.ceil(level * n - 1e-9) - 1)])
    lower, upper = quantile_ranks(n, level, confidence)
    low = float(ordered[lower - 1]) if lower >= 1 else NAN
    high = float(ordered[upper - 1]) if upper <= n else NAN
    return Interval(value, low, high, n, "order statistics")


def tail_mean(x: Array, level: float) -> float:
    """Conditional value at risk: VaR + sum (x - VaR)+ / ((1 - level) n), with a fractional tail.

    Source: Rockafellar and Uryasev 2000, 2002.
    """
    n = len(x)
    if n == 0:
        return NAN
    ordered = np.sort(x)
    var = float(ordered[max(0, math.ceil(level * n - 1e-9) - 1)])
    return var + float(np.maximum(ordered - var, 0.0).sum()) / ((1 - level) * n)


def cvar(x: Array, level: float, confidence: float = 0.95) -> Interval:
    """Conditional value at risk with an interval from what each replication adds to it: VaR + (x - VaR)+ / (1 - level).

    These values are as skew as tails are, and a symmetric interval, or one over sections, ends too low: with 500
    replications of an exponential law it covers 92%, of a lognormal one of cv 2 87%. Hall's transformation takes the
    skewness out: 95 and 93.5%. Under 500 replications it may still cover less; the method's name then says so.

    Source: Hall, On the removal of skewness by transformation (JRSS B 1992); Rockafellar and Uryasev 2002.
    """
    from scipy.special import ndtri

    n = len(x)
    value = tail_mean(x, level)
    method = "Hall" if n >= 500 else "Hall, fewer than 500 replications"
    if n < _LEAST:
        return Interval(value, NAN, NAN, n, method)
    var = float(np.sort(x)[max(0, math.ceil(level * n - 1e-9) - 1)])
    adds = var + np.maximum(x - var, 0.0) / (1.0 - level)
    centred = adds - adds.mean()
    spread = float(adds.std())
    skew = float((centred**3).mean()) / spread**3 if spread > 0.0 else 0.0
    z, root = float(ndtri(0.5 + confidence / 2)), math.sqrt(n)

    def untransformed(t: float) -> float:
        if abs(skew) < _STRAIGHT:
            return t
        return root * 3.0 / skew * (float(np.cbrt(1.0 + skew * (t / root - skew / (6.0 * n)))) - 1.0)

    low, high = (value - spread / root * untransformed(t) for t in (z, -z))
    return Interval(value, low, high, n, method)
