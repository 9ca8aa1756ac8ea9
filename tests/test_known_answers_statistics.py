"""Known answers of statistics: quantiles, tails, importance, warm-up, precision, selection (V30 to V35)."""

from __future__ import annotations

import numpy as np
import pytest
from cases import Row, check, check_against, params, rows

from disruptsim.network.systemic import systemic_index
from disruptsim.statistics.comparisons import holm, paired_p
from disruptsim.statistics.importance import importance
from disruptsim.statistics.intervals import quantile, quantile_ranks, tail_mean
from disruptsim.statistics.precision import adjusted, first_enough, half_widths
from disruptsim.statistics.selection import select_best
from disruptsim.statistics.warm_up import mser5


@rows("V30", "(a)", "(b)")
def test_quantile_interval(row: Row) -> None:
    from scipy.stats import binom

    case = params("V30")[row.quantity[1]]
    n, p = case["n"], case["p"]
    lower, upper = quantile_ranks(n, p, case["conf"])
    if row.quantity.endswith("lower rank"):
        check(row, lower)
    elif row.quantity.endswith("upper rank"):
        check(row, upper)
    else:  # covered where at least `lower` and at most `upper` - 1 values lie below the quantile
        check_against(
            row, float(binom.cdf(upper - 1, n, p) - binom.cdf(lower - 1, n, p)), _coverage(n, p, lower, upper)
        )


def _coverage(n: int, p: float, lower: int, upper: int) -> float:
    from math import comb, fsum

    return fsum(comb(n, m) * p**m * (1 - p) ** (n - m) for m in range(lower, upper))


@rows("V30", "(c)")
def test_tail_of_a_small_sample(row: Row) -> None:
    sample = np.array(params("V30")["c"], float)
    check(row, tail_mean(sample, 0.9) if row.quantity.endswith("CVaR") else quantile(sample, 0.9).value)


@rows("V31", "(b)")
def test_importance(row: Row) -> None:
    """A port, and behind it a mine with its mill, or another supplier."""
    up = params("V31")["availability"]
    found = importance(lambda state: state["port"] and ((state["mine"] and state["mill"]) or state["alt"]), up)
    if row.quantity.endswith("availability"):
        check(row, found.availability)
        return
    name = {"alternative": "alt"}.get(row.quantity.split()[-1], row.quantity.split()[-1])
    check(row, found.birnbaum[name])
    assert found.criticality[name] == pytest.approx(found.birnbaum[name] * (1 - up[name]) / (1 - found.availability))


@rows("V32")
def test_systemic_index(row: Row) -> None:
    case = params("V32")
    index = systemic_index(np.array(case["W"], float), np.array(case["size"], float))
    firm = int(row.quantity.split()[-1])
    check_against(row, float(index[firm]), _by_hand(case, firm))


def _by_hand(case: dict[str, list[list[float]]], firm: int) -> float:
    """Downstream everybody whom the firm supplies, near or far, stops; upstream by a linear system of lost sales."""
    import networkx as nx

    sales, size = np.array(case["W"], float), np.array(case["size"], float)
    graph = nx.DiGraph([(int(i), int(j)) for i, j in zip(*np.nonzero(sales), strict=True)])
    down = np.ones(len(size))
    down[[firm, *nx.descendants(graph, firm)]] = 0.0
    sold = sales.sum(axis=1)
    matrix, right = np.eye(len(size)), np.ones(len(size))
    for i in range(len(size)):
        if i == firm:
            right[i] = 0.0
        elif sold[i] > 0:
            matrix[i] -= sales[i] / sold[i]
            right[i] = 0.0
    upward = np.linalg.solve(matrix, right)
    return float((size * (1.0 - np.minimum(down, upward))).sum() / size.sum())


@rows("V33")
def test_warm_up(row: Row) -> None:
    i = np.arange(params("V33")["n"])
    series = 10 + 20 * np.exp(-i / 15) + 2 * np.sin(0.9 * i)
    found = mser5(series)
    assert not found.too_short
    if row.quantity == "truncated mean":
        check_against(row, found.mean, float(np.mean(series[60:])))
    else:
        check(row, {"batches dropped": found.batches, "values dropped": found.values}[row.quantity])


def test_a_series_that_only_falls_is_too_short() -> None:
    assert mser5(np.linspace(100.0, 0.0, 100)).too_short
    with pytest.raises(ValueError, match="20 values"):
        mser5(np.zeros(19))


@rows("V34")
def test_precision(row: Row) -> None:
    """Plain, and for a promised relative error."""
    case = params("V34")
    data, first = np.array(case["data"]), case["n0"]
    ratio = 0.05 if row.quantity.startswith("(a)") else adjusted(0.05)
    used = first_enough(data, ratio, first, case["conf"])
    if row.quantity.endswith("used"):
        check(row, used)
    else:
        from scipy.stats import sem, t

        half = half_widths(data)[used - 1]
        check_against(row, float(half), float(t.ppf(0.975, used - 1) * sem(data[:used])))


def test_precision_that_is_never_reached() -> None:
    assert first_enough(np.array([1.0, -1.0] * 30), 0.05) == 0
    assert first_enough(np.zeros(30), 0.05) == 10, "nothing varies: the least is enough"
    assert first_enough(np.full(5, 3.0), 0.05) == 0, "fewer than the least"


@rows("V35")
def test_selection(row: Row) -> None:
    """Each time anew, until one is left; variances that differ much show any mistake in their indices."""
    case = params("V35")
    chance = np.random.default_rng(35)
    means, spreads = np.array(case["means"], float), np.array(case["sds"])
    right = 0
    for _ in range(case["repeats"]):
        found = select_best(lambda n: chance.normal(means, spreads), 3, case["delta"], 1 - case["alpha"], case["n0"])
        right += found.best == int(np.argmax(means))
    check(row, right / case["repeats"])


def test_selection_uses_common_luck() -> None:
    """Differences that never vary need no more than the first stage."""
    chance = np.random.default_rng(1)

    def more(n: int) -> np.ndarray:
        return np.array([0.0, 1.0, 0.5]) + chance.normal(0, 100)

    found = select_best(more, 3, 0.4)
    assert (found.best, found.left, found.replications) == (1, (1,), 10)


def test_selection_that_ends_early_says_who_is_left() -> None:
    chance = np.random.default_rng(1)
    found = select_best(lambda n: chance.normal([0, 0, 9.0], 1.0) if n < 12 else None, 3, 0.01)
    assert found.best == -1
    assert 2 in found.left
    assert found.replications == 12


def test_holm_is_the_textbooks() -> None:
    """0.01, 0.02, 0.03, 0.04 of four: 0.04, 0.06, 0.06, 0.06."""
    assert holm(np.array([0.03, 0.01, 0.04, 0.02])) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm(np.array([0.9, 0.8])) == pytest.approx([1.0, 1.0])


def test_paired_p_is_scipys() -> None:
    from scipy.stats import ttest_rel

    chance = np.random.default_rng(3)
    x = chance.normal(size=40)
    y = x + chance.normal(0.2, 0.5, size=40)
    assert paired_p(x - y) == pytest.approx(float(ttest_rel(x, y).pvalue), rel=1e-9)
    assert paired_p(np.zeros(9)) == 1.0
    assert paired_p(np.ones(9)) == 0.0
