"""Paired comparisons: p values of differences, and Holm's correction for several of them.

Replications of two policies share their luck, so tests for independent samples (Dunnett, Tukey) would be wrong.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def paired_p(differences: Array) -> float:
    """Two-sided p value of a mean difference of zero, by t; 1 if nothing ever differs, 0 if all differ alike."""
    from scipy.special import stdtr

    n = len(differences)
    mean, spread = float(np.mean(differences)), float(np.std(differences, ddof=1)) if n > 1 else 0.0
    if n < 2:
        return float("nan")
    if spread == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return float(2.0 * stdtr(n - 1, -abs(mean) / (spread / np.sqrt(n))))


def holm(p: Array) -> Array:
    """Adjust p values so that the chance of any false alarm among them keeps its level.

    Source: Holm, A simple sequentially rejective multiple test procedure (Scandinavian Journal of Statistics 1979).
    """
    order = np.argsort(p, kind="stable")
    m = len(p)
    steps = np.minimum(1.0, np.asarray(p)[order] * (m - np.arange(m)))
    found = np.empty(m)
    found[order] = np.maximum.accumulate(steps)
    return found
