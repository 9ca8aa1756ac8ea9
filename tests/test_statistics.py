"""Intervals and survival against SciPy's own, which the code does not use."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from scipy import stats

from disruptsim.statistics import intervals
from disruptsim.statistics.survival import (
    kaplan_meier,
    median,
    restrict,
    restricted_mean,
)

RNG = np.random.default_rng(7)
SAMPLE = RNG.lognormal(2.0, 0.8, 83)


def test_mean_is_the_t_interval() -> None:
    found = intervals.mean(SAMPLE)
    low, high = stats.t.interval(0.95, len(SAMPLE) - 1, SAMPLE.mean(), stats.sem(SAMPLE))
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-12)
    assert (found.n, found.method) == (83, "t")


def test_one_replication_has_no_interval() -> None:
    found = intervals.mean(np.array([3.0]))
    assert found.value == 3.0
    assert math.isnan(found.low)


def test_paired_differences_are_narrower_than_unpaired_ones() -> None:
    noise = RNG.normal(0, 10, 200)
    found = intervals.paired(noise + 1.0 + RNG.normal(0, 0.1, 200), noise)
    assert found.low < 1.0 < found.high
    assert found.high - found.low < 0.1


@pytest.mark.parametrize(("hits", "n"), [(0, 40), (1, 40), (13, 40), (40, 40)])
def test_proportions_are_wilson(hits: int, n: int) -> None:
    found = intervals.proportion(hits, n)
    expected = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(
    ("n", "level", "confidence", "ranks"), [(200, 0.95, 0.95, (184, 197)), (50, 0.90, 0.90, (41, 49))]
)
def test_quantile_ranks_are_those_of_the_textbook(
    n: int, level: float, confidence: float, ranks: tuple[int, int]
) -> None:
    """V30 (a) and (b)."""
    assert intervals.quantile_ranks(n, level, confidence) == ranks


def test_quantile_interval_equals_scipy() -> None:
    found = intervals.quantile(SAMPLE, 0.5)
    expected = stats.quantile_test(SAMPLE, p=0.5).confidence_interval(0.95)
    assert (found.low, found.high) == (expected.low, expected.high)


def test_a_quantile_too_far_out_for_the_sample_has_an_open_end() -> None:
    found = intervals.quantile(np.arange(10.0), 0.95)
    assert math.isnan(found.high)
    assert found.value == 9.0


def test_tail_mean_takes_a_fractional_tail() -> None:
    """V30 (c): 1, 4, 9 ... 625 at level 0.9 has a tail of two and a half values."""
    squares = np.arange(1.0, 26.0) ** 2
    assert intervals.quantile(squares, 0.9).value == 529
    assert intervals.tail_mean(squares, 0.9) == pytest.approx(586.2, abs=1e-9)


def test_cvar_says_when_there_are_few_replications() -> None:
    assert "fewer than 500" in intervals.cvar(SAMPLE, 0.95).method
    assert intervals.cvar(RNG.exponential(1, 600), 0.95).method == "Hall"


@pytest.mark.parametrize(
    ("draw", "known"),
    [
        (lambda rng: rng.exponential(1, 500), 1 - math.log(0.05)),
        (lambda rng: rng.random(500), 0.975),
        (lambda rng: np.where(rng.random(500) < 0.2, rng.exponential(1, 500), 0.0), 1 - math.log(0.05 / 0.2)),
    ],
)
def test_cvar_intervals_cover(draw: Any, known: float) -> None:
    """Of laws with a tail, without one, and of losses that are mostly zero."""
    found = [intervals.cvar(draw(np.random.default_rng([5, seed])), 0.95) for seed in range(400)]
    held = sum(one.low <= known <= one.high for one in found)
    assert 0.91 * 400 <= held <= 0.98 * 400


def test_cvar_of_what_never_differs_is_itself() -> None:
    found = intervals.cvar(np.full(600, 3.0), 0.95)
    assert (found.low, found.value, found.high) == (3.0, 3.0, 3.0)


def test_kaplan_meier_and_restricted_mean() -> None:
    """V29: recoveries at 12, 23, 23, 31, 47; cut off at 19, 40 and three times at 60."""
    times = np.array([12.0, 23, 23, 31, 47, 19, 40, 60, 60, 60])
    ended = np.array([True] * 5 + [False] * 5)
    curve = kaplan_meier(times, ended)
    assert curve.times.tolist() == [12, 23, 31, 47]
    assert curve.share.tolist() == pytest.approx([0.9, 0.675, 0.5625, 0.421875], abs=1e-9)
    assert restricted_mean(times, ended, 60.0).value == pytest.approx(41.784375, abs=1e-9)
    assert median(times, ended).value == 47


def test_kaplan_meier_equals_scipy_on_random_data() -> None:
    times = np.round(RNG.exponential(30, 120), 1)
    ended = RNG.random(120) < 0.7
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = stats.ecdf(stats.CensoredData(uncensored=times[ended], right=times[~ended])).sf
    curve = kaplan_meier(times, ended)
    assert np.interp(curve.times, oracle.quantiles, oracle.probabilities) == pytest.approx(curve.share, abs=1e-12)


def test_median_interval_holds_where_scipys_curve_does() -> None:
    """The times at which a half lies within the log-log interval that SciPy gives; without an end where none does."""
    times = np.round(RNG.exponential(30, 90), 1)
    ended = RNG.random(90) < 0.8
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = stats.ecdf(stats.CensoredData(uncensored=times[ended], right=times[~ended])).sf
        band = oracle.confidence_interval(method="log-log")
    found = median(times, ended)
    assert found.value == oracle.quantiles[oracle.probabilities <= 0.5][0]
    assert found.low == oracle.quantiles[band.low.probabilities <= 0.5][0]
    assert found.high == oracle.quantiles[band.high.probabilities <= 0.5][0]
    few = median(np.array([5.0, 60, 60, 60]), np.array([True, False, False, False]))
    assert few.value == math.inf
    assert few.high == math.inf


def test_paired_restricted_times_cover_and_gain_from_common_luck() -> None:
    """One time is the other and a half more, cut off at 60: the difference of means up to 60 is known."""
    covered, ratios = 0, []
    truth = 45 * (1 - math.exp(-60 / 45)) - 30 * (1 - math.exp(-2))
    for seed in range(200):
        drawn = np.random.default_rng(seed).exponential(30, 80)
        times = np.minimum(np.stack([1.5 * drawn, drawn], axis=1), 60.0)
        known, limit = restrict(times, times < 60.0)
        assert limit == 60.0
        found = intervals.paired(known[:, 0], known[:, 1])
        covered += found.low <= truth <= found.high
        ratios.append(np.var(known[:, 0] - known[:, 1]) / np.var(known, axis=0).sum())
    assert 182 <= covered <= 199
    assert np.mean(ratios) < 1 / 3


def test_times_are_known_up_to_the_first_that_was_cut_off() -> None:
    times = np.array([[10.0, 10.0], [40.0, 20.0], [30.0, 50.0]])
    ended = np.array([[True, True], [False, True], [True, True]])
    known, limit = restrict(times, ended)
    assert limit == 40.0
    assert known.tolist() == [[10, 10], [40, 20], [30, 40]]
    assert restrict(times, np.ones_like(ended))[1] == 50.0


def test_restricted_mean_interval_covers() -> None:
    covered = 0
    truth = 30 * (1 - math.exp(-2))
    for seed in range(200):
        times = np.random.default_rng(seed).exponential(30, 80)
        found = restricted_mean(np.minimum(times, 60.0), times <= 60.0, 60.0)
        covered += found.low <= truth <= found.high
    assert 180 <= covered <= 200
