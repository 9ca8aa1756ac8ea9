"""How often 95% intervals hold the known answer: 1,000 repetitions of each kind.

    python benchmarks/interval_coverage.py [REPETITIONS]

The first group draws from laws whose answers are known; the second runs a network whose losses are known: a mine that
feeds a market without stock, and a fire of known odds and lengths. Between 93 and 97% is right; 1,000 repetitions have
an error of 1.4 points themselves.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

import disruptsim as ds
from disruptsim.measures.registry import INDEX
from disruptsim.measures.subjects import TOTAL
from disruptsim.statistics import intervals, stratified
from disruptsim.statistics.controls import controlled_mean
from disruptsim.statistics.intervals import Interval
from disruptsim.statistics.survival import median, restrict, restricted_mean
from disruptsim.world.opening import futures_of
from disruptsim.world.triggers import outage_time

Array = NDArray[np.float64]
Generator = np.random.Generator
KNOWN = 0.5 * 6 * (20 + 15)  # t that the network loses
_TOGETHER = 100  # replications behind each interval of a network


def laws() -> Iterator[tuple[str, Callable[[Generator], tuple[Interval, float]]]]:
    """Intervals of draws from laws, with what they should hold."""
    tail = -math.log(0.05)
    yield "mean, t, n = 30, uniform", lambda g: (intervals.mean(g.random(30)), 0.5)
    yield "mean, t, n = 200, exponential", lambda g: (intervals.mean(g.exponential(1, 200)), 1.0)
    for odds in (0.02, 0.3):
        yield (
            f"share, Wilson, n = 200, {odds:g}",
            lambda g, odds=odds: (intervals.proportion(int(g.binomial(200, odds)), 200), odds),
        )  # type: ignore[misc]
    yield "VaR95, order statistics, n = 500", lambda g: (intervals.quantile(g.exponential(1, 500), 0.95), tail)
    for n in (500, 2000):
        yield (
            f"CVaR95, Hall, n = {n}, exponential",
            lambda g, n=n: (intervals.cvar(g.exponential(1, n), 0.95), 1 + tail),
        )  # type: ignore[misc]

    def cut(g: Generator) -> tuple[Array, NDArray[np.bool_]]:
        drawn, ends = g.exponential(30, 100), g.uniform(40, 60, 100)
        return np.minimum(drawn, ends), drawn <= ends

    yield ("restricted mean, Greenwood, n = 100, cut off",
           lambda g: (restricted_mean(*cut(g), 40.0), 30 * (1 - math.exp(-40 / 30))))  # fmt: skip
    yield "median, Kaplan-Meier, n = 100, cut off", lambda g: (median(*cut(g)), 30 * math.log(2))

    def pairs(g: Generator) -> Interval:
        drawn = g.exponential(30, 100)
        times = np.minimum(np.stack([1.5 * drawn, drawn], axis=1), 60.0)
        known, _ = restrict(times, times < 60.0)
        return intervals.paired(known[:, 0], known[:, 1])

    gain = 45 * (1 - math.exp(-60 / 45)) - 30 * (1 - math.exp(-2))
    yield "paired restricted times, n = 100", lambda g: (pairs(g), gain)
    stratum = (np.arange(100) % 10 == 9).astype(np.int64)

    def strata(g: Generator) -> Interval:
        x = np.where(stratum == 0, g.exponential(50, 100), g.normal(1, 0.1, 100))
        return stratified.mean(x, np.ones(100, bool), stratum, (0.1, 0.9))

    yield "mean over strata, n = 100", lambda g: (strata(g), 5.9)

    def controlled(g: Generator) -> Interval:
        control = g.exponential(1, 100) - 1
        return controlled_mean(5 + 2 * control + g.normal(size=100), control, "c")

    yield "mean with a control, n = 100", lambda g: (controlled(g), 5.0)


def fires() -> ds.Scenario:
    """A fire with odds of 0.5 that lasts 20 d in the mean, and another after it of 15 d: each loses 6 t/d."""
    return ds.Scenario.from_dict(
        {
            "name": "fires",
            "start": "2026-01-01",
            "horizon": "100 d",
            "sites": {
                "pit": {"kind": "mine", "country": "AA", "makes": "ore", "capacity": "6 t/d", "campaign": "0.1 d",
                        "cover": {"ore": "0 d"}},
                "M": {"kind": "market", "country": "BB", "demands": "ore", "rate": "6 t/d", "cover": {"ore": "0.1 d"},
                      "replenish": {"policy": "push"}},
            },
            "lanes": [{"material": "ore", "from": "pit", "to": "M", "lead_time": "0 d"}],
            "disruptions": {"fire": {"kind": "outage", "sites": ["pit"], "starts": "day 20", "probability": 0.5,
                                     "lasts": {"uniform": {"low": "10 d", "high": "30 d"}}},
                            "again": {"kind": "outage", "sites": ["pit"], "after": "fire", "upon": "end",
                                      "delay": "5 d", "lasts": {"uniform": {"low": "5 d", "high": "25 d"}}}},
        }
    )  # fmt: skip


def networks(repetitions: int) -> Iterator[tuple[str, list[Interval], float]]:
    """Intervals of the losses of a network, plain, with a control, and by strata."""
    scenario = fires()
    everything = np.ones(_TOGETHER, bool)
    for rare in (False, True):
        result = ds.run(scenario, repetitions * _TOGETHER, 1, rare=rare)
        row = result.subject(TOTAL)
        lost = result.values[:, 0, row, INDEX["unserved"]].reshape(repetitions, _TOGETHER)
        short = result.values[:, 0, row, INDEX["short"]].reshape(repetitions, _TOGETHER)
        if rare and result.strata is not None:
            strata, weights = result.strata.of(0, _TOGETHER), result.strata.weights
            found = [stratified.mean(x, everything, strata, weights) for x in lost]
            yield "a network's mean loss, over strata", found, KNOWN
            continue
        control = outage_time(scenario, futures_of(scenario)["all"], 1, result.replications)
        yield "a network's mean loss, t", [intervals.mean(x) for x in lost], KNOWN
        paired = zip(lost, control.reshape(lost.shape), strict=True)
        bound = [controlled_mean(x, c, "outage_time") for x, c in paired]
        yield "a network's mean loss, control", bound, KNOWN
        yield "a network's share of shortages", [intervals.proportion(int(x.sum()), len(x)) for x in short], 0.5


def show(name: str, found: list[Interval], known: float) -> None:
    """Print how many intervals hold the known answer, and their mean length beside it."""
    held = np.mean([one.low <= known <= one.high for one in found])
    length = np.mean([one.high - one.low for one in found])
    verdict = "" if 0.93 <= held <= 0.97 else "   outside 93 to 97%"
    print(f"{name}: {100 * held:.1f}%, length {length:.3g} around {known:.3g}{verdict}")


def main() -> None:
    repetitions = int(sys.argv[1]) if sys.argv[1:] else 1000
    for name, draw in laws():
        drawn = [draw(np.random.default_rng([7, seed])) for seed in range(repetitions)]
        show(name, [one for one, _ in drawn], drawn[0][1])
    for name, found, known in networks(repetitions):
        show(name, found, known)


if __name__ == "__main__":
    main()
