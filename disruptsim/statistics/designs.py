"""Points at which uncertain inputs are tried, as uniform numbers in (0, 1): one row a point, one column an input."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_EDGE = 1e-9  # how near 0 and 1 a point may come: some laws have no end there


def latin(points: int, inputs: int, seed: int) -> Array:
    """Latin hypercube: each input is spread evenly over its range.

    Source: McKay, Beckman and Conover 1979; SciPy's `qmc.LatinHypercube`.
    """
    from scipy.stats import qmc

    return _inside(qmc.LatinHypercube(inputs, rng=np.random.Generator(np.random.Philox(seed))).random(points))


def saltelli(base: int, inputs: int, seed: int) -> Array:
    """Points of Sobol' indices: a sample A, a sample B, and A with each column taken from B in turn.

    Parameters
    ----------
    base : int
        Points in each sample, a power of two.

    Returns
    -------
    ndarray, shape (base * (inputs + 2), inputs)

    Source: Saltelli et al. 2010; scrambled Sobol' points by SciPy's `qmc.Sobol`.
    """
    from scipy.stats import qmc

    both = _inside(qmc.Sobol(2 * inputs, rng=np.random.Generator(np.random.Philox(seed))).random(base))
    a, b = both[:, :inputs], both[:, inputs:]
    mixed = [np.where(np.arange(inputs) == column, b, a) for column in range(inputs)]
    return np.concatenate([a, b, *mixed])


def trajectories(count: int, inputs: int, seed: int, levels: int = 4) -> Array:
    """Points of Morris's screening: from a random point of a grid, each input moved once, in random order.

    Returns
    -------
    ndarray, shape (count * (inputs + 1), inputs)
        Trajectory by trajectory, on the grid of `levels` cell middles; a step is half of the range.

    Source: Morris, Factorial sampling plans for preliminary computational experiments (Technometrics 1991).
    """
    chance = np.random.Generator(np.random.Philox(seed))
    step = levels // 2
    found = np.empty((count, inputs + 1, inputs))
    for number in range(count):
        at = chance.integers(levels, size=inputs)
        found[number, 0] = at
        for place, column in enumerate(chance.permutation(inputs), 1):
            at[column] += step if at[column] < step else -step
            found[number, place] = at
    return (found.reshape(-1, inputs) + 0.5) / levels


def _inside(u: Array) -> Array:
    return np.clip(u, _EDGE, 1.0 - _EDGE)
