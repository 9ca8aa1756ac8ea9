"""Times that may be cut off at the horizon: Kaplan-Meier, restricted mean, median.

Averaging only what ended in time would be wrong: it leaves out the longest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disruptsim.statistics.intervals import NAN, Interval

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Survival:
    """A Kaplan-Meier curve.

    Attributes
    ----------
    times : ndarray, shape (ends,)
        Distinct times at which something ended.
    share : ndarray
        Share that lasts longer than each.
    at_risk, ended : ndarray
        How many were left just before, and how many ended.
    """

    times: Array
    share: Array
    at_risk: Array
    ended: Array

    @property
    def standard_errors(self) -> Array:
        """Standard error of each share, by Greenwood's formula."""
        left = self.at_risk * (self.at_risk - self.ended)
        terms = np.where(left > 0, self.ended / np.where(left > 0, left, 1.0), 0.0)
        return np.asarray(self.share * np.sqrt(np.cumsum(terms)))


def kaplan_meier(times: Array, ended: Flags) -> Survival:
    """Estimate survival.

    Parameters
    ----------
    times : ndarray, shape (n,)
        When each ended, or was cut off.
    ended : ndarray of bool, shape (n,)
        False where it was cut off.
    """
    at, counts = np.unique(times[ended], return_counts=True)
    deaths = counts.astype(float)
    at_risk = (len(times) - np.searchsorted(np.sort(times), at)).astype(float)
    share = np.cumprod(1.0 - deaths / at_risk) if len(at) else np.zeros(0)
    return Survival(at, share, at_risk, deaths)


def restricted_mean(times: Array, ended: Flags, limit: float, confidence: float = 0.95) -> Interval:
    """Mean time up to a limit: the area under the survival curve, with a normal interval by Greenwood's variance.

    Source: Royston and Parmar 2013.
    """
    from scipy.special import ndtri

    n = len(times)
    method = f"Kaplan-Meier, restricted to {limit:g} d"
    if n == 0:
        return Interval(NAN, NAN, NAN, 0, method)
    curve = kaplan_meier(np.minimum(times, limit), ended & (times <= limit))
    knots = np.concatenate([[0.0], curve.times, [limit]])
    levels = np.concatenate([[1.0], curve.share])
    areas = np.diff(knots) * levels
    value = float(areas.sum())
    beyond = value - np.cumsum(areas)[:-1] if len(curve.times) else np.zeros(0)
    left = curve.at_risk * (curve.at_risk - curve.ended)
    terms = np.where(left > 0, curve.ended / np.where(left > 0, left, 1.0), 0.0)
    half = float(ndtri(0.5 + confidence / 2)) * math.sqrt(float((beyond**2 * terms).sum()))
    return Interval(value, max(0.0, value - half), min(limit, value + half), n, method)


def median(times: Array, ended: Flags, confidence: float = 0.95) -> Interval:
    """First time by which half have ended; infinite if fewer do.

    The interval holds the times at which a half lies within the log-log interval of the curve.

    Source: Brookmeyer and Crowley 1982; Kalbfleisch and Prentice 1980.
    """
    from scipy.special import ndtri

    curve = kaplan_meier(times, ended)
    method = "Kaplan-Meier, log-log"
    if not len(times):
        return Interval(NAN, NAN, NAN, 0, method)
    inside = (curve.share > 0.0) & (curve.share < 1.0)
    share, errors = np.where(inside, curve.share, 0.5), curve.standard_errors
    spread = float(ndtri(0.5 + confidence / 2)) * errors / (share * -np.log(share))
    low = np.where(inside, share ** np.exp(spread), curve.share)
    high = np.where(inside, share ** np.exp(-spread), curve.share)
    first = [_first(curve.times, bound) for bound in (curve.share, low, high)]
    return Interval(first[0], first[1], first[2], len(times), method)


def _first(times: Array, shares: Array) -> float:
    """First time at which no more than a half is left."""
    reached = np.flatnonzero(shares <= 0.5 + 1e-12)
    return float(times[reached[0]]) if len(reached) else math.inf


def restrict(times: Array, ended: Flags) -> tuple[Array, float]:
    """Times up to a limit at which all are known: what can be compared pair by pair, by t, where luck is shared.

    The log-rank test is for independent samples, and would be wrong there.

    Parameters
    ----------
    times : ndarray, any shape
    ended : ndarray of bool, of the same shape
        False where a time was cut off.

    Returns
    -------
    times : ndarray
        No longer than the limit.
    limit : float
        The earliest at which one was cut off; the longest time if none was.
    """
    if not times.size:
        return times, NAN
    limit = float(times.max() if ended.all() else times[~ended].min())
    return np.minimum(times, limit), limit
