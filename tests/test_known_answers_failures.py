"""Known answers of availability: one refinery and two, two machines in series, a supplier that is on and off."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from cases import Found, Row, Table, check_random, keep, params, rows
from hand import lane, network
from stocks import after_warm_up, runs

import disruptsim as ds


def exponential(mean: float) -> Table:
    return {"exponential": {"mean": f"{mean!r} d"}}


def failing(up: float, down: float, clock: str = "calendar", constant: bool = False) -> Table:
    return {"every": exponential(up), "repair": f"{down!r} d" if constant else exponential(down), "clock": clock}


def maker(capacity: float, campaign: str, failures: Table, makes: str = "ore", **fields: object) -> Table:
    store = {"storage": {makes: "1000 Mt"}}
    fixed = {"kind": "mine", "country": "AA", "makes": makes, "capacity": f"{capacity!r} t/d", "campaign": campaign}
    return {**fixed, **store, "failures": failures, **fields}


@cache
def one_refinery(constant: bool) -> np.ndarray:
    case = params("V13")["a"]

    def make(end: float) -> ds.Scenario:
        failures = failing(case["mtbf"], case["mttr"], constant=constant)
        return ds.Scenario.from_dict(network(end, {"A": maker(case["cap"], "0.1 d", failures)}, []))

    (found,) = runs(make, 100, [3650.0])
    return np.array([outcome.made_by("A") / 3650.0 for outcome in found])


@pytest.mark.slow
@pytest.mark.parametrize("constant", [False, True])
@rows("V13", "(a) mean")
def test_mean_output_of_a_refinery(row: Row, constant: bool) -> None:
    check_random(row, one_refinery(constant))


@pytest.mark.slow
@rows("V13", "(a) standard")
def test_spread_of_output_of_a_refinery(row: Row) -> None:
    """With the standard error of a standard deviation, s / sqrt(2 (n - 1)), for four of which the case allows."""
    spread, error = float(np.std(one_refinery(False), ddof=1)), row.expected / np.sqrt(2 * 99)
    holds = abs(spread - row.expected) <= 4 * error and error <= row.tolerance * row.expected
    keep(row, Found(spread, error, 100, bool(holds)))
    assert holds, (spread, error)


@cache
def two_machines(clock: str) -> np.ndarray:
    case = params("V14")
    (up, other_up), (down, other_down) = case["mtbf"], case["mttr"]

    def make(end: float) -> ds.Scenario:
        mill = maker(case["rate"], "0.5 d", failing(other_up, other_down, clock), "metal")
        mill |= {"kind": "refinery", "needs": {"ore": 1.0}, "minimum_run": 1e-3, "initial": {"ore": "6000 t"}}
        mill |= {"replenish": {"policy": "push"}}
        sites = {"A": maker(case["rate"], "0.5 d", failing(up, down, clock)), "B": mill}
        return ds.Scenario.from_dict(network(end, sites, [lane("A", "B", lead=0.0)]))

    early, late = runs(make, 60, [1000.0, 6000.0])
    return np.array([(y.made_by("B") - x.made_by("B")) / 5000.0 for x, y in zip(early, late, strict=True)])


@pytest.mark.slow
@pytest.mark.parametrize("clock", ["calendar", "operating"])
@rows("V14", "(c)")
def test_two_machines_and_a_buffer_without_end(row: Row, clock: str) -> None:
    check_random(row, two_machines(clock))


@cache
def on_and_off() -> dict[str, np.ndarray]:
    """Lots of a third of a tonne; of the 80 t, one stands at the market."""
    case = params("V15")

    def make(end: float) -> ds.Scenario:
        failures = failing(case["mean_up"], case["mean_down"])
        store = {"storage": {"ore": f"{case['K'] - 1!r} t"}, "initial": {"ore": f"{case['K'] - 1!r} t"}}
        buyer = {
            "kind": "market", "country": "BB", "demands": "ore", "rate": f"{case['d']!r} t/d", "patience": "10_000 d",
            "initial": {"ore": "1 t"}, "replenish": {"up_to": "1 t", "review": "continuous", "lot": "0.05 d"},
        }  # fmt: skip
        sites = {"W": maker(case["c"], f"{1 / 45!r} d", failures) | store, "M": buyer}
        return ds.Scenario.from_dict(network(end, sites, [lane(lead=0.0)], limits={"events": 1e9}))

    early, late = runs(make, 40, [1000.0, 20_000.0])
    market = late[0].market("M")
    served = np.array([y.served[market] - x.served[market] for x, y in zip(early, late, strict=True)])
    stock = after_warm_up(early, late, lambda o: o.mean_stock("W", "ore") + o.mean_stock("M", "ore"))
    return {"lost share of demand": 1.0 - served / (19_000.0 * case["d"]), "mean stock": stock}


@pytest.mark.slow
@rows("V15", "lost share of demand", "mean stock")
def test_supplier_on_and_off(row: Row) -> None:
    check_random(row, on_and_off()[row.quantity])
