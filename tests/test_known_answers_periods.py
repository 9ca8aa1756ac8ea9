"""Known answers in periods: the newsvendor, with disruptions too, a serial system, and the bullwhip of a forecast."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from statistics import NormalDist

import numpy as np
import pytest
from cases import Found, Row, Table, check, check_against, check_random, keep, params, rows
from hand import lane, network, warehouse
from stocks import after_warm_up, runs

import disruptsim as ds
from disruptsim.statistics.intervals import quantile, tail_mean
from disruptsim.world import kinds as k
from disruptsim.world.outcome import Outcome

PATIENT = "100_000 d"
LATE = "0.9999 d"  # a review that follows all of a period but a hair


def normal(mean: float, sd: float) -> Table:
    """A normal law as a grid of 0.02 standard deviations; its sums are those of the law far beyond what is looked at."""
    steps = [0.02 * n for n in range(-300, 301) if mean + 0.02 * n * sd >= 0.0]
    weights = [math.exp(-0.5 * z * z) for z in steps]
    return {"discrete": {"values": [f"{mean + z * sd!r} t" for z in steps], "weights": weights}}


def buyer(size: object, unserved: str, order: Table, stock: float) -> Table:
    """Demand that comes once a day."""
    return {
        "kind": "market", "country": "BB", "demands": "ore", "orders": {"every": "1 d", "size": size},
        "unserved": unserved, "replenish": order, "initial": {"ore": f"{stock!r} t"}, "patience": PATIENT,
    }  # fmt: skip


def trader(country: str = "BB", stock: float = 0.0, **fields: object) -> Table:
    fixed = {"kind": "trader", "country": country, "trades": "ore", "patience": PATIENT, "drift": 0.0}
    return {**fixed, "initial": {"ore": f"{stock!r} t"}, **fields}


@cache
def newsvendor(level: float) -> np.ndarray:
    """Cost per period of buying up to a level; what is left over counts towards the next purchase, at no gain."""
    case = params("V16")
    order = {"policy": "base_stock", "review": "1 d", "offset": LATE, "up_to": f"{level!r} t"}

    def make(end: float) -> ds.Scenario:
        site = buyer(normal(case["mean"], case["sd"]), "lost", order, level)
        return ds.Scenario.from_dict(network(end, {"W": warehouse(stock="100 Mt"), "M": site}, [lane(lead=0.0)]))

    early, late = runs(make, 20, [1.5, 1001.0])
    market = late[0].market("M")
    left = after_warm_up(early, late, lambda o: o.mean_on_hand[market])
    unmet = np.array([(y.demanded[market] - y.served[market]) / 1000.0 for y in late])
    return case["h"] * left + case["p"] * unmet


@rows("V16")
def test_newsvendor(row: Row) -> None:
    case = params("V16")
    best = case["mean"] + case["sd"] * NormalDist().inv_cdf(case["p"] / (case["p"] + case["h"]))
    if row.quantity == "best purchase level":
        check(row, best)
    else:
        check_random(row, newsvendor(60.0 if row.quantity.endswith("60") else best))


@cache
def disrupted(level: float) -> dict[str, np.ndarray]:
    """A supplier that is a Markov chain in periods: each day its state changes, demand comes, and S is ordered.

    What is there between two days stands before the demand of the later one; what that demand leaves, on which cost is
    charged, is less by what was served at once, and what waits is more by what was not.
    """
    case = params("V22")
    order = {"policy": "base_stock", "review": "1 d", "offset": "0 d", "up_to": f"{level!r} t"}
    chain = {
        "every": {"geometric": {"mean": f"{1 / case['alpha']!r} d", "step": "1 d"}},
        "repair": {"geometric": {"mean": f"{1 / case['beta']!r} d", "step": "1 d"}},
    }

    def make(end: float) -> ds.Scenario:
        supplier = trader("AA", 1e9, failures=chain)
        sites = {"W": supplier, "M": buyer(f"{case['d']!r} t", "waiting", order, level)}
        return ds.Scenario.from_dict(network(end, sites, [lane(lead=0.0)]))

    early, late = runs(make, 20, [200.5, 20_000.5])
    market, periods = late[0].market("M"), 19_800.0
    at_once = np.array([y.at_once[market] - x.at_once[market] for x, y in zip(early, late, strict=True)]) / periods
    held = after_warm_up(early, late, lambda o: o.mean_on_hand[market]) - at_once
    waiting = after_warm_up(early, late, lambda o: o.mean_owed[market]) + case["d"] - at_once
    return {"cost": case["h"] * held + case["p"] * waiting, "short": 1.0 - at_once / case["d"]}


@pytest.mark.slow
@rows("V22")
def test_newsvendor_with_disruptions(row: Row) -> None:
    """At the best level, four periods' demand, a period is met in whole or not at all."""
    case = params("V22")
    if row.quantity == "best level":
        periods = math.ceil(1.0 + math.log(
            (case["h"] / (case["p"] + case["h"])) * (case["alpha"] + case["beta"]) / case["alpha"]
        ) / math.log(1.0 - case["beta"]))  # fmt: skip
        check(row, periods * case["d"])
    elif row.quantity.startswith("share"):
        check_random(row, disrupted(8000.0)["short"])
    else:
        check_random(row, disrupted(case["S"] if "1200" in row.quantity else 8000.0)["cost"])


@cache
def serial(best: bool = False, replications: int = 20) -> np.ndarray:
    """Cost per period of three stages; local levels are differences of the echelon ones, or of the best of them."""
    case = params("V23")
    levels, ways = case["S"], case["L"]
    if best:
        levels = dict(zip(("3", "2", "1"), case["own_best_S"], strict=True))
    local = {"1": levels["1"], "2": levels["2"] - levels["1"], "3": levels["3"] - levels["2"]}
    rates = {"3": 2.0, "2": 4.0, "1": 7.0}

    def order(stage: str) -> Table:
        return {"policy": "base_stock", "review": "1 d", "offset": "0 d", "up_to": f"{local[stage]!r} t"}

    def make(end: float) -> ds.Scenario:
        sites = {
            "W": warehouse(stock="100 Mt"),
            "3": trader("BB", local["3"], replenish=order("3")),
            "2": trader("BB", local["2"], replenish=order("2")),
            "1": buyer(normal(case["mean"], case["sd"]), "waiting", order("1"), local["1"]),
        }
        lanes = [lane("W", "3", lead=ways["3"]), lane("3", "2", lead=ways["2"]), lane("2", "1", lead=ways["1"])]
        return ds.Scenario.from_dict(network(end, sites, lanes))

    early, late = runs(make, replications, [50.0, 2000.0])

    def cost(outcome: Outcome) -> float:
        held = sum(rates[stage] * outcome.mean_stock(stage, "ore") for stage in rates)
        ways = outcome.layout.lane_rank
        moved = rates["3"] * outcome.mean_in_transit[ways["3>2"]] + rates["2"] * outcome.mean_in_transit[ways["2>1"]]
        return float(held + moved + case["p"] * outcome.mean_owed[outcome.market("1")])

    return after_warm_up(early, late, cost)


@rows("V23", "expected cost")
def test_serial_system(row: Row) -> None:
    check_random(row, serial())


@pytest.mark.slow
@rows("V23", "lowest")
def test_serial_system_at_its_best(row: Row) -> None:
    """The lowest cost is that at the best levels; the mean of 2,400 replications is known to about 0.01."""
    costs = serial(best=True, replications=2400)
    assert float(np.std(costs, ddof=1)) / math.sqrt(len(costs)) < 0.25 * row.tolerance
    check(row, float(np.mean(costs)))


@cache
def bullwhip() -> tuple[np.ndarray, np.ndarray]:
    """Variance of the orders of two tiers over that of demand, in each replication.

    Lead time and review make the four periods of the case. Orders cannot be negative here: those of the second tier
    would be in 2 of 1,000 periods.
    """
    case = params("V24")
    order = {
        "policy": "base_stock", "review": "1 d", "offset": "0 d", "forecast": {"moving_average": case["window"]},
    }  # fmt: skip
    way, drop, count = float(case["L"] - 1), 50, 4000
    first = buyer(normal(case["mean"], case["sd"]), "waiting", order, 1000.0) | {"cover": {"ore": "0 d"}}
    sites = {
        "W": warehouse(stock="100 Mt"),
        "A": trader("BB", 1000.0, replenish=order, cover={"ore": "0 d"}),
        "0": first,
    }
    case_scenario = ds.Scenario.from_dict(
        network(count + 0.5, sites, [lane("W", "A", lead=way), lane("A", "0", lead=way)])
    )
    ratios: list[tuple[float, float]] = []
    for replication in range(20):
        sim = ds.simulation(case_scenario, replication=replication)
        lanes = sim.opening.plan.layout.lane_rank
        ordered = {lanes["A>0"]: np.zeros(count + 1), lanes["W>A"]: np.zeros(count + 1)}

        def hear(what: int, subject: int, amount: float, sim: object = sim, ordered: object = ordered) -> None:
            if what == k.SAID_ORDERED:
                ordered[subject][int(sim.now)] += amount  # type: ignore[index, attr-defined]

        sim.world.run.tracing, sim.world.say = 1, hear
        outcome = sim.run()
        assert outcome is not None
        times, _, demanded = outcome.curve("0").T
        asked = np.interp(np.arange(1, count + 1) + 0.25, times, demanded)
        spread = float(np.var(np.diff(asked)[drop:]))
        ratios.append(tuple(float(np.var(ordered[lanes[name]][drop:])) / spread for name in ("A>0", "W>A")))  # type: ignore[arg-type]
    one, two = np.array(ratios).T
    return one, two


@rows("V24")
def test_bullwhip(row: Row) -> None:
    check_random(row, bullwhip()[0 if row.quantity.endswith("tier 1") else 1])


@cache
def losses(cover: float) -> np.ndarray:
    """Output lost to an outage that begins on a full stock, of each replication."""
    case = params("V25")
    stock = case["rate"] * cover
    site = {
        "kind": "market", "country": "BB", "demands": "ore", "rate": f"{case['rate']!r} t/d", "patience": PATIENT,
        "initial": {"ore": f"{stock!r} t"}, "replenish": {"up_to": f"{stock!r} t", "review": "continuous", "lot": "1 d"},
    }  # fmt: skip
    cut = {
        "kind": "outage", "sites": ["W"], "starts": "day 0",
        "lasts": {"exponential": {"mean": f"{case['mean']!r} d"}},
    }  # fmt: skip
    tables = network(600.0, {"W": trader("AA", 1e9), "M": site}, [lane(lead=0.0)], disruptions={"cut": cut})
    result = ds.run(ds.Scenario.from_dict(tables), replications=10_000, workers=1, clock="auto")
    values, states = result.column("unserved", "M")
    assert (states == 1).all()
    return values


def by_resampling(values: np.ndarray, statistic: Callable[[np.ndarray], float]) -> tuple[float, float]:
    """A statistic of pooled replications, and its standard error by the bootstrap."""
    chance = np.random.default_rng(1)
    drawn = [statistic(chance.choice(values, len(values))) for _ in range(400)]
    return statistic(values), float(np.std(drawn, ddof=1))


def check_statistic(row: Row, values: np.ndarray, statistic: Callable[[np.ndarray], float]) -> None:
    found, error = by_resampling(values, statistic)
    precise, near = error <= row.tolerance * abs(row.expected), abs(found - row.expected) <= 4 * error
    keep(row, Found(found, error, len(values), bool(precise and near)))
    assert precise, (found, error)
    assert near, (found, error)


PARTS: dict[str, Callable[[np.ndarray], float]] = {
    "P(any loss)": lambda x: float(np.mean(x > 0)),
    "expected loss": lambda x: float(np.mean(x)),
    "standard deviation of loss": lambda x: float(np.std(x, ddof=1)),
    "VaR 95 %": lambda x: quantile(x, 0.95).value,
    "CVaR 95 %": lambda x: tail_mean(x, 0.95),
}


@pytest.mark.slow
@rows("V25")
def test_loss_of_an_outage(row: Row) -> None:
    """The outage begins on a full stock; the supplier sends all that was ordered as it ends."""
    check_statistic(row, losses(params("V25")["cover"]), PARTS[row.quantity])


@pytest.mark.slow
@rows("V26")
def test_gain_of_a_larger_stock(row: Row) -> None:
    """The same replications with stocks for 20 and 35 d; the ratio of variances follows from the case's moments."""
    case = params("V26")
    small, large = case["cover"]
    if row.quantity.startswith("variance ratio"):
        mean, tail = case["mean"], [math.exp(-cover / case["mean"]) for cover in case["cover"]]
        alone = [mean**2 * (2 * e - e * e) for e in tail]
        gap = large - small
        second = 2 * mean**2 * (tail[0] - tail[1]) - 2 * mean * gap * tail[1]
        check_against(row, sum(alone) / (second - (mean * (tail[0] - tail[1])) ** 2), row.expected)
        return
    gain = losses(small) - losses(large)
    check_statistic(row, gain, PARTS["expected loss"] if "mean" in row.quantity else lambda x: float(np.var(x, ddof=1)))
