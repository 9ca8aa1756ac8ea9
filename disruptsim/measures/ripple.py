"""How far a disruption runs through a network: tiers reached, and whether losses grow on the way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from disruptsim.measures.registry import OBSERVED
from disruptsim.network.layout import Layout
from disruptsim.network.tiers import tiers
from disruptsim.scenario.schema.sites import Market
from disruptsim.world.outcome import Outcome

Array = NDArray[np.float64]
LEAST = 0.01  # share of what a tier makes or serves that counts as lost


class Ripple:
    """Measures how far the losses of a run reach, against its twin.

    Parameters
    ----------
    layout : Layout
    twin : Outcome
    """

    def __init__(self, layout: Layout, twin: Outcome) -> None:
        markets = [rank for rank, name in enumerate(layout.sites) if isinstance(layout.site(name), Market)]
        self._markets = np.array(markets, dtype=np.int64)
        self._holdings = np.array([layout.spans[rank][0] for rank in markets], dtype=np.int64)
        self._tier = tiers(layout)
        self._twin = self._output(twin)
        self._counts = self._twin > 0.0

    def _output(self, run: Outcome) -> Array:
        """Made or served at each site, t."""
        found = run.made.copy()
        found[self._markets] = run.served[self._holdings]
        return found

    def measure(self, run: Outcome) -> dict[str, tuple[float, int]]:
        """Tiers reached and amplification; the sites of a tier count alike, whatever they make."""
        share = np.where(self._counts, 1.0 - self._output(run) / np.where(self._counts, self._twin, 1.0), 0.0)
        count = np.bincount(self._tier, weights=self._counts)
        lost = np.bincount(self._tier, weights=np.maximum(share, 0.0)) / np.maximum(count, 1.0)
        reached = np.flatnonzero(lost > LEAST)
        found = {"tiers_reached": (float(len(reached)), OBSERVED)}
        if len(reached) > 1:
            found["amplification"] = (float(lost[reached[-1]] / lost[reached[0]]), OBSERVED)
        return found
