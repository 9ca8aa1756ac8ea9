"""What a result owes to each input, and to chance: Sobol' indices, Morris's effects, shares of variance."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disruptsim.statistics.intervals import Interval

Array = NDArray[np.float64]
_RESAMPLES = 1000


def sobol(values: Array, inputs: int, confidence: float = 0.95) -> list[tuple[Interval, Interval]]:
    """First-order and total Sobol' index of each input, with bootstrap intervals.

    Parameters
    ----------
    values : ndarray, shape (base * (inputs + 2),)
        At the points of `designs.saltelli`, in their order.

    Source: Saltelli et al. 2010; SciPy's `sobol_indices`.
    """
    from scipy.stats import sobol_indices

    base = len(values) // (inputs + 2)
    if np.ptp(values) == 0.0:
        flat = Interval(0.0, 0.0, 0.0, base, "nothing varies")
        return [(flat, flat)] * inputs
    # Twice the same: SciPy 1.17 cannot take one output of one input.
    parts = np.repeat(values.reshape(inputs + 2, 1, base), 2, axis=1)
    found = sobol_indices(
        func={"f_A": parts[0], "f_B": parts[1], "f_AB": parts[2:]}, n=base, rng=np.random.Generator(np.random.Philox(1))
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an index that no resample changes has no interval
        spread = found.bootstrap(confidence_level=confidence, n_resamples=_RESAMPLES)
    sides = []
    for name in ("first_order", "total_order"):
        index, band = getattr(found, name), getattr(spread, name).confidence_interval
        index, low, high = (np.reshape(column, (2, inputs))[0] for column in (index, band.low, band.high))
        low, high = np.where(np.isnan(low), index, low), np.where(np.isnan(high), index, high)
        sides.append([Interval(float(v), float(a), float(b), base, "bootstrap")
                      for v, a, b in zip(index, low, high, strict=True)])  # fmt: skip
    return list(zip(*sides, strict=True))


def morris(values: Array, points: Array, confidence: float = 0.95) -> list[tuple[Interval, Interval]]:
    """Mean absolute effect of each input over trajectories, and how much its effects differ, with bootstrap intervals.

    An effect is that of moving an input through its whole range of probability, in the unit of the values.

    Parameters
    ----------
    values : ndarray, shape (count * (inputs + 1),)
    points : ndarray, shape (count * (inputs + 1), inputs)
        Of `designs.trajectories`.

    Source: Morris 1991; Campolongo, Cariboni and Saltelli 2007 (mean of absolute effects).
    """
    inputs = points.shape[1]
    steps = np.diff(points.reshape(-1, inputs + 1, inputs), axis=1)
    moved = np.argmax(np.abs(steps), axis=2)
    size = np.take_along_axis(steps, moved[..., None], axis=2)[..., 0]
    effects = np.empty(moved.shape)
    np.put_along_axis(effects, moved, np.diff(values.reshape(-1, inputs + 1), axis=1) / size, axis=1)
    count = len(effects)
    chance = np.random.Generator(np.random.Philox(1))
    picks = chance.integers(count, size=(_RESAMPLES, count))
    means = np.abs(effects)[picks].mean(axis=1)
    spreads = effects[picks].std(axis=1, ddof=1) if count > 1 else np.full((_RESAMPLES, inputs), np.nan)
    spread = effects.std(axis=0, ddof=1) if count > 1 else np.full(inputs, np.nan)
    tails = [0.5 - confidence / 2, 0.5 + confidence / 2]

    def interval(value: float, drawn: Array) -> Interval:
        low, high = np.quantile(drawn, tails)
        return Interval(value, float(low), float(high), count, "bootstrap over trajectories")

    middle = np.abs(effects).mean(axis=0)
    return [(interval(float(middle[n]), means[:, n]), interval(float(spread[n]), spreads[:, n]))
            for n in range(inputs)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the variance of a result.

    Attributes
    ----------
    inputs : Interval
        Of what is uncertain and drawn once: it would go if it were known.
    chance : Interval
        Of what varies, whatever the inputs are.
    together : Interval
        Of both together: how much the inputs change what chance does.
    variance : float
        The whole.
    """

    inputs: Interval
    chance: Interval
    together: Interval
    variance: float


def shares(values: Array, confidence: float = 0.95) -> Shares:
    """Divide the variance of two-level runs by analysis of variance, with bootstrap intervals over rows and columns.

    Every point meets the same luck, so that rows and columns are crossed: the mean square of what is left over takes
    the place that the mean square within has where each point has luck of its own.

    Parameters
    ----------
    values : ndarray, shape (points, inner)

    Source: Searle, Casella and McCulloch, Variance Components (1992), two-way crossed random model.
    """
    rows, columns = values.shape
    chance = np.random.Generator(np.random.Philox(1))
    found = _components(values)
    drawn = np.array([
        _shares_of(_components(values[chance.integers(rows, size=rows)][:, chance.integers(columns, size=columns)]))
        for _ in range(_RESAMPLES)
    ])  # fmt: skip
    low, high = np.quantile(drawn, [0.5 - confidence / 2, 0.5 + confidence / 2], axis=0)
    intervals = [Interval(float(v), float(a), float(b), rows, "bootstrap over points and luck")
                 for v, a, b in zip(_shares_of(found), low, high, strict=True)]  # fmt: skip
    return Shares(intervals[0], intervals[1], intervals[2], float(found.sum()))


def noise(values: Array) -> float:
    """Share of the variance between the points' means that is noise of their inner replications.

    Luck that all points share moves all means alike, and is none of it.
    """
    between = float(np.var(values.mean(axis=1), ddof=1)) if len(values) > 1 else 0.0
    if between <= 0.0 or values.shape[1] < 2:
        return 0.0 if between <= 0.0 else float("nan")
    left = float(_squares(values)[2])
    return float(min(1.0, left / values.shape[1] / between))


def _squares(values: Array) -> Array:
    """Mean squares of rows, of columns, and of what is left over."""
    rows, columns = values.shape
    middle = values.mean()
    by_row, by_column = values.mean(axis=1) - middle, values.mean(axis=0) - middle
    left = values - middle - by_row[:, None] - by_column[None, :]
    return np.array([
        columns * float((by_row**2).sum()) / max(1, rows - 1),
        rows * float((by_column**2).sum()) / max(1, columns - 1),
        float((left**2).sum()) / max(1, (rows - 1) * (columns - 1)),
    ])  # fmt: skip


def _components(values: Array) -> Array:
    """Variance of rows, of columns, of both together; none below zero."""
    rows, columns = values.shape
    of_rows, of_columns, left = _squares(values)
    return np.array([max(0.0, (of_rows - left) / columns), max(0.0, (of_columns - left) / rows), left])


def _shares_of(components: Array) -> Array:
    whole = float(components.sum())
    return components / whole if whole > 0 else np.zeros(3)
