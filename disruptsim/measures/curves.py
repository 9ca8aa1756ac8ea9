"""Cumulative curves: straight between knots, with jumps where two knots share a time.

A scenario has many short curves, so they are kept side by side in one array and worked on together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ranks = NDArray[np.int64]


class Parts(NamedTuple):
    """What sums of curves are made of: one row per curve that goes into a sum.

    Attributes
    ----------
    sum : ndarray of int64
        Which sum; not falling, and each sum has one part at least.
    curve : ndarray of int64
        Which curve.
    weight : ndarray
    """

    sum: Ranks
    curve: Ranks
    weight: Array

    @property
    def heads(self) -> Ranks:
        """First part of each sum."""
        return np.flatnonzero(np.append(len(self.sum) > 0, self.sum[1:] != self.sum[:-1]))

    def of(self, values: Array) -> Array:
        """Weighted sums of a value of each curve, or of a row of them."""
        chosen = values[self.curve]
        weight = self.weight if chosen.ndim == 1 else self.weight[:, None]
        heads = self.heads  # none, where there are no sums
        found: Array = np.add.reduceat(weight * chosen, heads, axis=0) if len(heads) else chosen
        return found


def _within(first: Ranks, counts: Ranks) -> Ranks:
    """Ranks first, first + 1, ... of each stretch, one stretch after the other."""
    ends = np.cumsum(counts)
    found: Ranks = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - (ends - counts), counts)
    return found


@dataclass(frozen=True)
class Curves:
    """Piecewise linear curves on [0, horizon].

    Attributes
    ----------
    times : ndarray, shape (knots,), d
        Of one curve after the other; within one not falling, and two equal times are a jump.
    values : ndarray, shape (knots,)
    first : ndarray of int64, shape (curves,)
        Where each curve begins.
    """

    times: Array
    values: Array
    first: Ranks

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def counts(self) -> Ranks:
        """Knots of each curve."""
        return np.diff(np.append(self.first, len(self.times)))

    @cached_property
    def owner(self) -> Ranks:
        """Curve of each knot."""
        return np.repeat(np.arange(len(self)), self.counts)

    @cached_property
    def last(self) -> Array:
        """Values at the end."""
        found: Array = self.values[self.first + self.counts - 1]
        return found

    @cached_property
    def highest(self) -> Array:
        """Largest value of each curve."""
        found: Array = np.maximum.reduceat(self.values, self.first)
        return found

    @cached_property
    def _turns(self) -> tuple[Array, Array]:
        """At each knot: by how much the slope changes there, and the jump that begins there."""
        inside = self.owner[1:] == self.owner[:-1]
        width = np.where(inside, np.diff(self.times), 0.0)
        rise = np.where(inside, np.diff(self.values), 0.0)
        slope = np.where(width > 0, rise / np.where(width > 0, width, 1.0), 0.0)
        jump = np.append(np.where(width > 0, 0.0, rise), 0.0)
        jump[self.first] += self.values[self.first]
        turn: Array = np.append(slope, 0.0) - np.append(0.0, slope)
        return turn, jump

    def before(self, t: Array) -> Array:
        """Values just before times (at a jump, its lower end), shape (curves, times)."""
        ends = self.first + self.counts
        places = [np.searchsorted(self.times[a:b], t) + a for a, b in zip(self.first, ends, strict=True)]
        right = np.clip(np.array(places), self.first[:, None] + 1, ends[:, None] - 1)
        left = right - 1
        width = self.times[right] - self.times[left]
        share = np.clip(np.where(width > 0, (t - self.times[left]) / np.where(width > 0, width, 1.0), 1.0), 0.0, 1.0)
        found = self.values[left] + share * (self.values[right] - self.values[left])
        return np.where(t >= self.times[ends - 1, None], self.last[:, None], found)


def sums(bundles: list[tuple[Curves, float]], parts: Parts) -> Curves:
    """Weighted sums of curves, with all their knots, twice each: before and after a jump.

    Parameters
    ----------
    bundles : list of (Curves, float)
        Bundles of as many curves, and a factor for each: a difference of bundles is made with 1 and -1.
    parts : Parts
    """
    rows: list[tuple[Array, Ranks, Array, Array]] = []
    for curves, factor in bundles:
        turns, jumps = curves._turns
        counts = curves.counts[parts.curve]
        knots = _within(curves.first[parts.curve], counts)
        weight = factor * np.repeat(parts.weight, counts)
        rows.append((curves.times[knots], np.repeat(parts.sum, counts), weight * turns[knots], weight * jumps[knots]))
    times, owner, turn, jump = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((times, owner))
    times, owner, turn, jump = times[order], owner[order], turn[order], jump[order]
    heads = np.flatnonzero(np.append(True, (owner[1:] != owner[:-1]) | (times[1:] != times[:-1])))
    times, owner = times[heads], owner[heads]
    turn, jump = np.add.reduceat(turn, heads), np.add.reduceat(jump, heads)
    first = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    values = np.zeros((len(times), 2))  # what is added on the way to a knot, and at it
    values[:, 1] = jump
    for begin, end in zip(first.tolist(), [*first[1:].tolist(), len(times)], strict=True):
        slope = np.cumsum(turn[begin : end - 1])
        values[begin + 1 : end, 0] = slope * np.diff(times[begin:end])
        flat = values[begin:end].reshape(-1)
        np.cumsum(flat, out=flat)
    return Curves(np.repeat(times, 2), values.reshape(-1), 2 * first)


def positive_areas(curves: Curves) -> Array:
    """Area under the positive part of each curve."""
    width = np.append(np.where(curves.owner[1:] == curves.owner[:-1], np.diff(curves.times), 0.0), 0.0)
    a, b = curves.values, np.append(curves.values[1:], 0.0)
    straight = 0.5 * width * (np.maximum(a, 0.0) + np.maximum(b, 0.0))
    crosses = (a > 0) != (b > 0)
    top, span = np.maximum(a, b), np.abs(b - a)
    # A segment that crosses zero is a triangle over the share of its width that is positive.
    triangle = 0.5 * width * np.where(span > 0, top * top / np.where(span > 0, span, 1.0), 0.0)
    area = np.where(crosses, np.where(top > 0, triangle, 0.0), straight)
    found: Array = np.add.reduceat(area, curves.first)
    return found


def first_times_above(curves: Curves, levels: Array) -> Array:
    """First time at which each curve is above its level; infinite if never."""
    found = np.full(len(curves), np.inf)
    over = np.flatnonzero(curves.values > levels[curves.owner])
    rows, places = np.unique(curves.owner[over], return_index=True)
    knots = over[places]
    begins = knots == curves.first[rows]
    found[rows[begins]] = curves.times[knots[begins]]
    rows, knots = rows[~begins], knots[~begins]
    a, b = curves.values[knots - 1], curves.values[knots]
    span = curves.times[knots] - curves.times[knots - 1]
    found[rows] = curves.times[knots - 1] + (levels[rows] - a) / (b - a) * span
    return found


@dataclass(frozen=True, slots=True)
class Curve:
    """One piecewise linear curve on [0, horizon].

    Attributes
    ----------
    times : ndarray, shape (knots,), d
        Not falling; two equal times are a jump.
    values : ndarray, shape (knots,)
    """

    times: Array
    values: Array

    @property
    def alone(self) -> Curves:
        """As a bundle of one."""
        return Curves(self.times, self.values, np.zeros(1, np.int64))

    def after(self, t: float) -> float:
        """Value just after a time: at a jump, its upper end."""
        right = int(np.clip(np.searchsorted(self.times, t, side="right"), 1, len(self.times) - 1))
        if t >= self.times[-1]:
            return float(self.values[-1])
        a, b = self.times[right - 1], self.times[right]
        share = min(1.0, max(0.0, float((t - a) / (b - a)))) if b > a else 1.0
        return float(self.values[right - 1] + share * (self.values[right] - self.values[right - 1]))


def positive_area(curve: Curve) -> float:
    """Area under the positive part of one curve."""
    return float(positive_areas(curve.alone)[0])


def first_above(curve: Curve, level: float) -> float:
    """First time at which one curve is above a level; infinite if never."""
    return float(first_times_above(curve.alone, np.array([level]))[0])
