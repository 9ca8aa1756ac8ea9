"""Resilience measures of a performance curve: loss, robustness, rapidity, recovery.

Sources: Bruneau et al. 2003 (the triangle), Cimellaro et al. 2010 (rapidity), Henry and Ramirez-Marquez 2012
(recovered share), Zobel 2011 (index). Time to recover has two thresholds and a holding time, and is dated at the
start of the spell that holds; see `recovery`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disruptsim.measures.curves import Curve, positive_area

Array = NDArray[np.float64]


def loss(performance: Curve, target: float = 1.0) -> float:
    """Area by which performance stays below its target, in days of full output: the positive part alone."""
    return positive_area(Curve(performance.times, target - performance.values))


def overshoot(performance: Curve, target: float = 1.0) -> float:
    """Area by which performance is above its target."""
    return positive_area(Curve(performance.times, performance.values - target))


def robustness(performance: Curve) -> float:
    """Lowest performance."""
    return float(performance.values.min())


def recovered_share(performance: Curve, t: float) -> float:
    """Share of the drop that is recovered by a time: (Q(t) - Qmin) / (Q0 - Qmin); NaN if there was no drop."""
    low, first = robustness(performance), float(performance.values[0])
    return (performance.after(t) - low) / (first - low) if first > low else float("nan")


def rapidity(performance: Curve, target: float = 1.0) -> float:
    """Mean slope of recovery, from the last instant at the lowest point to the first at the target, per day."""
    low = robustness(performance)
    trough = int(np.flatnonzero(performance.values == low)[-1])
    back = np.flatnonzero(performance.values[trough:] >= target)
    if len(back) == 0 or low >= target:
        return float("nan")
    full = trough + int(back[0])
    days = float(performance.times[full] - performance.times[trough])
    return (float(performance.values[full]) - low) / days if days > 0 else float("inf")


@dataclass(frozen=True, slots=True)
class Recovery:
    """Episodes of low performance.

    Attributes
    ----------
    disrupted : bool
        Whether there was any episode.
    time : float, d
        Trigger to the end of the last episode; to the horizon if that had not ended.
    recovered : bool
        Whether the last episode ended within the horizon; otherwise `time` is censored.
    episodes : int
    """

    disrupted: bool
    time: float
    recovered: bool
    episodes: int


def recovery(
    starts: Array, values: Array, horizon: float, trigger: float, low: float, high: float, hold: float
) -> Recovery:
    """Time to recover of a step curve.

    Parameters
    ----------
    starts : ndarray, shape (steps,), d
        When each step begins; it lasts until the next, or the horizon.
    values : ndarray, shape (steps,)
        Performance; NaN where it is undefined, which neither begins nor ends an episode.
    horizon, trigger : float, d
    low, high : float
        An episode starts under `low` and ends at the start of the first spell at or above `high` ...
    hold : float, d
        ... that lasts this long.
    """
    ends = np.minimum(np.append(starts[1:], horizon), horizon)
    known = (starts < horizon) & ~np.isnan(values)
    starts, ends, values = starts[known], ends[known], values[known]
    level = (values >= low).astype(int) + (values >= high)  # 0 below `low`, 2 at or above `high`
    first = np.flatnonzero(np.append(True, level[1:] != level[:-1])) if len(level) else np.zeros(0, int)
    last = np.append(first[1:], len(level)) - 1
    episodes = 0
    inside = False
    ended = math.nan
    for spell, end, where in zip(starts[first].tolist(), ends[last].tolist(), level[first].tolist(), strict=True):
        if where == 0 and not inside and end > trigger:
            inside = True
            episodes += 1
        elif where == 2 and inside and end - spell >= hold - 1e-9:
            inside, ended = False, spell
    if not episodes:
        return Recovery(False, float("nan"), False, 0)
    if inside:
        return Recovery(True, horizon - trigger, False, episodes)
    return Recovery(True, ended - trigger, True, episodes)
