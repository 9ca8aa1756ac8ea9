"""Estimates of a result by the way its replications were drawn: plain, in strata, or with a control variate."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from disruptsim.montecarlo.strata import Strata
from disruptsim.statistics import intervals, stratified
from disruptsim.statistics.comparisons import paired_p
from disruptsim.statistics.controls import controlled_mean
from disruptsim.statistics.intervals import Interval

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
CONTROL = "outage_time"


@dataclass(frozen=True, slots=True)
class Averages:
    """How estimates are made of one value per replication.

    Attributes
    ----------
    strata : Strata or None
    controls : dict of str to ndarray
        A control of mean zero by future, one value per replication; empty where there is none.
    failed : tuple of int
        Replications that failed, and count nowhere.
    """

    strata: Strata | None = None
    controls: dict[str, Array] = field(default_factory=dict)
    failed: tuple[int, ...] = ()

    def mean(self, x: Array, there: Flags, future: str, confidence: float = 0.95) -> Interval:
        """Mean of what is there, with its interval."""
        if self.strata is not None:
            return stratified.mean(x, there, *self._strata(x, self.strata), confidence)
        if future in self.controls and int(there.sum()) == len(x) - len(self.failed):
            return controlled_mean(x[there], self.controls[future][: len(x)][there], CONTROL, confidence)
        return intervals.mean(x[there], confidence)

    def difference(self, x: Array, y: Array, there: Flags, future: str, confidence: float = 0.95) -> Interval:
        """Mean difference of pairs, x - y."""
        found = self.mean(x - y, there, future, confidence)
        return Interval(found.value, found.low, found.high, found.n, f"paired {found.method}")

    def share(self, hits: Flags, there: Flags, *, undisturbed: bool, confidence: float = 0.95) -> Interval:
        """Share of what is there; `undisturbed` says whether nothing can happen without a trigger."""
        if self.strata is not None:
            return stratified.share(hits, there, *self._strata(hits, self.strata), undisturbed, confidence)
        return intervals.proportion(int(np.count_nonzero(hits & there)), int(there.sum()), confidence)

    def quantile(self, x: Array, there: Flags, level: float, confidence: float = 0.95) -> Interval:
        """Quantile of what is there."""
        if self.strata is not None:
            return stratified.quantile(x, there, *self._strata(x, self.strata), level, confidence)
        return intervals.quantile(x[there], level, confidence)

    def cvar(self, x: Array, there: Flags, level: float, confidence: float = 0.95) -> Interval:
        """Conditional value at risk of what is there."""
        if self.strata is not None:
            return stratified.cvar(x, there, *self._strata(x, self.strata), level, confidence)
        return intervals.cvar(x[there], level, confidence)

    def p(self, gap: Interval, differences: Array, confidence: float) -> float:
        """Two-sided p value of no difference, from its interval; or exactly, where replications were drawn alike."""
        if self.strata is None and not self.controls:
            return paired_p(differences)
        from scipy.special import ndtr, ndtri

        half = (gap.high - gap.low) / 2
        if not half > 0.0:
            return 1.0 if gap.value == 0.0 else 0.0
        return float(2.0 * ndtr(-abs(gap.value) / half * ndtri(0.5 + confidence / 2)))

    def odds(self, there: Flags) -> Array:
        """What each replication that is there stands for; together one."""
        each = np.ones(int(there.sum()))
        if self.strata is not None:
            stratum, weights = self._strata(there, self.strata)
            sizes = [max(1, int((stratum == number).sum())) for number in (0, 1)]
            each = (np.asarray(weights) / sizes)[stratum[there]]
        return np.asarray(each / each.sum()) if len(each) else each

    def _strata(self, x: NDArray[np.generic], strata: Strata) -> tuple[NDArray[np.int64], tuple[float, float]]:
        """Stratum of each replication, or -1 of one that failed; and the weights."""
        stratum = strata.of(0, len(x))
        stratum[list(self.failed)] = -1
        return stratum, strata.weights
