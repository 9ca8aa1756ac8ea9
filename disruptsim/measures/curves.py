"""Cumulative curves: straight between knots, with jumps where two knots share a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """A piecewise linear curve on [0, horizon].

    Attributes
    ----------
    times : ndarray, shape (knots,), d
        Not falling; two equal times are a jump.
    values : ndarray, shape (knots,)
    """

    times: Array
    values: Array

    def after(self, t: Array) -> Array:
        """Values just after times: at a jump, its upper end."""
        return self._at(t, "right")

    def before(self, t: Array) -> Array:
        """Values just before times: at a jump, its lower end."""
        return self._at(t, "left")

    def _at(self, t: Array, side: str) -> Array:
        right = np.minimum(np.maximum(np.searchsorted(self.times, t, side=side), 1), len(self.times) - 1)  # type: ignore[call-overload]
        left = right - 1
        width = self.times[right] - self.times[left]
        share = np.where(width > 0, (t - self.times[left]) / np.where(width > 0, width, 1.0), 1.0)
        share = np.minimum(np.maximum(share, 0.0), 1.0)
        found = self.values[left] + share * (self.values[right] - self.values[left])
        return np.asarray(np.where(t >= self.times[-1], self.values[-1], found))


def add(curves: list[Curve], weights: list[float]) -> Curve:
    """Weighted sum of curves, with all their knots."""
    times = np.unique(np.concatenate([curve.times for curve in curves]))
    low = sum((w * c.before(times) for c, w in zip(curves, weights, strict=True)), np.zeros(len(times)))
    high = sum((w * c.after(times) for c, w in zip(curves, weights, strict=True)), np.zeros(len(times)))
    both = np.empty(2 * len(times))
    both[0::2], both[1::2] = low, high
    return Curve(np.repeat(times, 2), both)


def gap(base: Curve, run: Curve) -> Curve:
    """How far a run is behind its twin."""
    if base.times is run.times or (len(base.times) == len(run.times) and np.array_equal(base.times, run.times)):
        return Curve(run.times, base.values - run.values)
    return add([base, run], [1.0, -1.0])


def positive_area(curve: Curve) -> float:
    """Area under the positive part of a piecewise linear curve."""
    t0, t1 = curve.times[:-1], curve.times[1:]
    a, b = curve.values[:-1], curve.values[1:]
    width = t1 - t0
    both = np.maximum(a, 0.0) + np.maximum(b, 0.0)
    straight = 0.5 * width * both
    crosses = (a > 0) != (b > 0)
    top = np.maximum(a, b)
    span = np.abs(b - a)
    # A segment that crosses zero is a triangle over the share of its width that is positive.
    triangle = 0.5 * width * np.where(span > 0, top * top / np.where(span > 0, span, 1.0), 0.0)
    return float(np.where(crosses, np.where(top > 0, triangle, 0.0), straight).sum())


def first_above(curve: Curve, level: float) -> float:
    """First time at which a curve is above a level; infinite if never."""
    over = np.flatnonzero(curve.values > level)
    if len(over) == 0:
        return float("inf")
    n = int(over[0])
    if n == 0:
        return float(curve.times[0])
    a, b = curve.values[n - 1], curve.values[n]
    return float(curve.times[n - 1] + (level - a) / (b - a) * (curve.times[n] - curve.times[n - 1]))
