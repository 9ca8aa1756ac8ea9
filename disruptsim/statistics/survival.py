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
    at = np.unique(times[ended])
    at_risk = np.array([np.count_nonzero(times >= t) for t in at], dtype=float)
    deaths = np.array([np.count_nonzero((times == t) & ended) for t in at], dtype=float)
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


def median(times: Array, ended: Flags) -> float:
    """First time by which half have ended; infinite if fewer do."""
    curve = kaplan_meier(times, ended)
    reached = np.flatnonzero(curve.share <= 0.5 + 1e-12)
    return float(curve.times[reached[0]]) if len(reached) else math.inf
