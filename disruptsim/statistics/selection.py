"""Ranking and selection with a guarantee: the fully sequential procedure KN.

It needs no independence between systems, so common random numbers are welcome: the variances are those of differences.

Source: Kim and Nelson, A fully sequential procedure for indifference-zone selection in simulation (TOMACS 2001).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Selection:
    """What was selected.

    Attributes
    ----------
    best : int
        The system, or -1 if the replications ended before one was left.
    left : tuple of int
        Systems that are still in.
    replications : int
        That were looked at.
    confidence, indifference : float
        Chance, at least, that the best is selected if it is better than all others by the indifference or more.
    """

    best: int
    left: tuple[int, ...]
    replications: int
    confidence: float
    indifference: float


def select_best(
    more: Callable[[int], Array | None], systems: int, indifference: float, confidence: float = 0.95, first: int = 10
) -> Selection:
    """Select the system with the largest mean.

    Parameters
    ----------
    more : callable
        Gives a replication's results by its number, one for each system, or None when there are no more.
    systems : int
        2 or more.
    indifference : float
        Difference that matters; above zero.
    confidence : float
        Chance of a correct selection that is promised.
    first : int
        Replications of the first stage, from which variances are estimated.
    """
    if systems < 2 or indifference <= 0 or first < 3:
        raise ValueError("selection needs two systems or more, an indifference above zero, three replications or more")
    rows: list[Array] = []
    while len(rows) < first:
        row = more(len(rows))
        if row is None:
            return Selection(-1, tuple(range(systems)), len(rows), confidence, indifference)
        rows.append(row)
    x = np.array(rows)
    eta = 0.5 * ((2.0 * (1.0 - confidence) / (systems - 1)) ** (-2.0 / (first - 1)) - 1.0)
    scale = 2.0 * eta * (first - 1)  # h squared, with c = 1
    variances = np.array([[np.var(x[:, i] - x[:, j], ddof=1) for j in range(systems)] for i in range(systems)])
    totals, n = x.sum(axis=0), first
    left = list(range(systems))
    while True:
        means = totals / n
        reach = indifference / (2.0 * n) * (scale * variances / indifference**2 - n)
        left = [i for i in left if all(means[i] >= means[j] - max(0.0, reach[i, j]) for j in left if j != i)]
        # Once n passes what any pair needs, the reach is nothing, and only the largest mean is left.
        if len(left) == 1:
            return Selection(left[0], tuple(left), n, confidence, indifference)
        row = more(n)
        if row is None:
            return Selection(-1, tuple(left), n, confidence, indifference)
        totals = totals + row
        n += 1
