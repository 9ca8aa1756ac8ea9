"""Known answers of inventory theory: base stock under Poisson demand, (r, Q), (s, S), the economic order quantity."""

from __future__ import annotations

import math
from collections.abc import Generator
from functools import cache
from typing import Any

import numpy as np
import pytest
from cases import Row, Table, check, check_random, params, rows
from hand import lane, network, warehouse
from stocks import after_warm_up, runs

import disruptsim as ds
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world import kinds as k
from disruptsim.world.outcome import Outcome

TRANSITS = {
    "gamma": {"gamma": {"mean": "5 d", "shape": 4.0}},
    "constant": "5 d",
    "lognormal": {"lognormal": {"median": f"{5 / math.sqrt(2)!r} d", "gsd": math.exp(math.sqrt(math.log(2.0)))}},
}


def store(horizon: float, spacing: object, size: object, order: Table, stock: float, lead: object) -> ds.Scenario:
    """A market that asks by orders, and waits; its supplier always has stock."""
    buyer = {
        "kind": "market", "country": "BB", "demands": "ore", "orders": {"every": spacing, "size": size},
        "unserved": "waiting", "initial": {"ore": f"{stock} t"}, "replenish": order, "patience": "100_000 d",
    }  # fmt: skip
    way = {**lane(), "lead_time": lead, "overtaking": True}
    return ds.Scenario.from_dict(network(horizon, {"W": warehouse(stock="100 Mt"), "M": buyer}, [way]))


@cache
def palm(transit: str) -> dict[str, np.ndarray]:
    case = params("V17")
    order = {"policy": "base_stock", "review": "continuous", "up_to": f"{case['base_stock']} t"}
    spacing = {"exponential": {"mean": f"{1 / case['rate']!r} d"}}

    def make(end: float) -> ds.Scenario:
        return store(end, spacing, "1 t", order, case["base_stock"], TRANSITS[transit])

    early, late = runs(make, 40, [60.0, 1200.0])
    market = late[0].market("M")
    at_once = np.array([y.at_once[market] - x.at_once[market] for x, y in zip(early, late, strict=True)])
    asked = np.array([y.demanded[market] - x.demanded[market] for x, y in zip(early, late, strict=True)])
    return {
        "mean number in transit": after_warm_up(early, late, lambda o: o.mean_in_transit[0]),
        "fill rate": at_once / asked,
        "mean backorders": after_warm_up(early, late, lambda o: o.mean_owed[market]),
        "mean on hand": after_warm_up(early, late, lambda o: o.mean_on_hand[market]),
    }


@pytest.mark.parametrize("transit", sorted(TRANSITS))
@rows("V17")
def test_palm(row: Row, transit: str) -> None:
    """With a gamma law, a constant, and a lognormal law of the same mean, orders overtaking."""
    if row.quantity.startswith("variance"):
        check_random(row, number_in_transit(transit))
    else:
        check_random(row, palm(transit)[row.quantity])


@cache
def number_in_transit(transit: str) -> np.ndarray:
    """Variance of the number in transit over time, of each replication, seen twice a day."""
    case = params("V17")
    order = {"policy": "base_stock", "review": "continuous", "up_to": f"{case['base_stock']} t"}
    spacing = {"exponential": {"mean": f"{1 / case['rate']!r} d"}}
    scenario = store(1200.0, spacing, "1 t", order, case["base_stock"], TRANSITS[transit])
    found = []
    for replication in range(40):
        seen: list[float] = []

        def look(sim: Simulation, seen: list[float] = seen) -> Generator[Any, Any, None]:
            yield sim.env.timeout(60.25)
            while True:
                seen.append(sim.in_transit("W>M"))
                yield sim.env.timeout(0.5)

        sim = ds.simulation(scenario, replication=replication)
        sim.process(look)
        sim.run()
        found.append(float(np.var(seen)))
    return np.array(found)


@cache
def lots() -> dict[str, np.ndarray]:
    case = params("V18")
    order = {"policy": "r_Q", "review": "continuous", "reorder": f"{case['r']} t", "quantity": f"{case['Q']} t"}
    spacing = {"exponential": {"mean": f"{1 / case['rate']!r} d"}}

    def make(end: float) -> ds.Scenario:
        return store(end, spacing, "1 t", order, case["r"] + case["Q"], f"{case['L']} d")

    early, late = runs(make, 20, [100.0, 2000.0])
    market = late[0].market("M")

    def gained(value: Any) -> np.ndarray:
        return np.array([value(y) - value(x) for x, y in zip(early, late, strict=True)])

    on_hand = after_warm_up(early, late, lambda o: o.mean_on_hand[market])
    owed = after_warm_up(early, late, lambda o: o.mean_owed[market])
    orders = gained(lambda o: o.delivered[0]) / case["Q"] / 1900.0
    return {
        "cost per day": case["h"] * on_hand + case["p"] * owed + case["K"] * orders,
        "mean backorders": owed,
        "mean on hand": on_hand,
        "fill rate": gained(lambda o: o.at_once[market]) / gained(lambda o: o.demanded[market]),
        "orders per day": orders,
    }


@rows("V18")
def test_r_and_q(row: Row) -> None:
    check_random(row, lots()[row.quantity])


@cache
def periods() -> dict[str, np.ndarray]:
    """Review at half past, demand on the hour, and the cost of what is there between them."""
    case = params("V19")
    order = {
        "policy": "s_S",
        "review": "1 d",
        "offset": "0.5 d",
        "reorder": f"{case['s']} t",
        "up_to": f"{case['S']} t",
    }
    chances = [math.exp(-case["mean"]) * case["mean"] ** n / math.factorial(n) for n in range(40)]
    size = {"discrete": {"values": [f"{n} t" for n in range(40)], "weights": chances}}
    count, drop = 5000, 50
    scenario = store(count + 0.75, "1 d", size, order, case["S"], "0 d")
    costs, ordered = [], []
    for replication in range(20):
        seen: list[float] = []

        def look(sim: Simulation, seen: list[float] = seen) -> Generator[Any, Any, None]:
            holding = sim.world.holdings[sim.opening.plan.markets[0]]
            yield sim.env.timeout(0.25)
            while True:
                yield sim.env.timeout(1.0)
                net = holding.on_hand - holding.owed
                seen.append(case["h"] * net if net > 0 else -case["p"] * net)

        orders: list[float] = []
        sim = ds.simulation(scenario, replication=replication)
        sim.env.listener = lambda now, kind, subject, amount, orders=orders: (  # type: ignore[misc]
            orders.append(now) if kind == k.SHIPMENT_ARRIVES else None
        )
        sim.process(look)
        sim.run()
        each = sum(1 for now in orders if now > drop) / (count - drop)
        ordered.append(each)
        costs.append(float(np.mean(seen[drop:])) + case["K"] * each)
    return {"cost per period": np.array(costs), "orders per period": np.array(ordered)}


@pytest.mark.slow
@rows("V19")
def test_s_and_S(row: Row) -> None:  # noqa: N802
    check_random(row, periods()[row.quantity])


def cycles(quantity: float, reorder: float = 0.0) -> tuple[Outcome, float]:
    """Ten whole cycles of ordering a quantity at a reorder point that may be below nothing; and years."""
    rate = params("V20")["d"] / 365.0
    horizon = 10 * quantity / rate
    buyer = {
        "kind": "market", "country": "BB", "demands": "ore", "rate": f"{rate!r} t/d", "patience": "10_000 d",
        "initial": {"ore": f"{quantity + reorder!r} t"}, "unserved": "waiting",
        "replenish": {
            "policy": "r_Q", "review": "continuous", "reorder": f"{reorder!r} t", "quantity": f"{quantity!r} t",
        },
    }  # fmt: skip
    scenario = ds.Scenario.from_dict(network(horizon, {"W": warehouse(), "M": buyer}, [lane(lead=0.0)]))
    outcome = ds.simulation(scenario).run()
    assert outcome is not None
    return outcome, horizon / 365.0


@rows("V20", "(a)", "(b)")
def test_economic_order_quantity(row: Row) -> None:
    """Without, and with planned backorders; the first lot stands for the order of day 0."""
    case = params("V20")
    fixed, held, owed = case["K"], case["h"], case["p"]
    best = math.sqrt(2 * fixed * case["d"] / held)
    lot = best * math.sqrt((held + owed) / owed)
    if row.quantity.endswith("Q*") and "cost" not in row.quantity:
        check(row, best if row.quantity.startswith("(a)") else lot)
    elif row.quantity.startswith("(a)"):
        outcome, years = cycles(best if row.quantity.endswith("Q*") else 400.0)
        check(row, fixed * 10 / years + held * outcome.mean_stock("M", "ore"))
    else:
        outcome, years = cycles(lot, -lot * held / (held + owed))
        market = outcome.market("M")
        if row.quantity.endswith("out of stock"):
            check(row, outcome.dry[market] / outcome.horizon)
        else:
            waiting = owed * outcome.mean_owed[market]
            check(row, fixed * 10 / years + held * outcome.mean_stock("M", "ore") + waiting)


@rows("V20", "(c) Q*")
def test_economic_production_quantity(row: Row) -> None:
    """The lot follows from the case's formula; its cost is not simulated, since goods come in by lots."""
    case = params("V20")
    check(row, math.sqrt(2 * case["K"] * case["d"] / (case["h"] * (1 - case["d"] / case["production"]))))


@cache
def disrupted_cycles(quantity: float) -> tuple[np.ndarray, np.ndarray]:
    """Cost a year and lost share where the supplier is up and down; each lot is ordered when stock is gone."""
    case = params("V21")
    rate, years = case["d"] / 365.0, 1000.0
    buyer = {
        "kind": "market", "country": "BB", "demands": "ore", "rate": f"{rate!r} t/d", "patience": "100_000_000 d",
        "initial": {"ore": f"{quantity!r} t"},
        "replenish": {"policy": "r_Q", "review": "continuous", "reorder": "0 t", "quantity": f"{quantity!r} t"},
    }  # fmt: skip
    up, down = ({"exponential": {"mean": f"{365.0 / case[key]!r} d"}} for key in ("failure", "recovery"))
    dealer = {
        "kind": "trader", "country": "AA", "trades": "ore", "initial": {"ore": "100 Mt"},
        "replenish": {"policy": "r_Q", "reorder": "0 t", "quantity": "1 t", "review": "1_000_000 d", "offset": "999_999 d"},
        "failures": {"every": up, "repair": down},
    }  # fmt: skip
    sites = {"W": warehouse(), "T": dealer, "M": buyer}
    lanes = [lane("W", "T", lead=0.0), lane("T", "M", lead=0.0)]
    (found,) = runs(lambda end: ds.Scenario.from_dict(network(end, sites, lanes)), 60, [365.0 * years])
    market = found[0].market("M")
    lost = np.array([o.lost("M") for o in found])
    orders = np.array([1.0 + o.received("M", "ore") / quantity for o in found])
    held = np.array([o.mean_on_hand[market] for o in found])
    cost = (case["K"] * orders + case["p"] * lost) / years + case["h"] * held
    return cost, lost / (case["d"] * years)


@pytest.mark.slow
@rows("V21")
def test_economic_order_quantity_under_disruptions(row: Row) -> None:
    case = params("V21")
    if row.quantity == "best lot":
        check(row, best_lot(case))
    elif row.quantity.startswith("cost per year at the best"):
        check_random(row, disrupted_cycles(best_lot(case))[0])
    else:
        cost, lost = disrupted_cycles(case["Q"])
        check_random(row, cost if row.quantity.startswith("cost") else lost)


def best_lot(case: dict[str, float]) -> float:
    """Least cost by the formula of the case; the simulator has no say in it."""
    from scipy.optimize import minimize_scalar

    fails, comes, rate = case["failure"], case["recovery"], case["d"]

    def cost(lot: float) -> float:
        psi = fails / (fails + comes) * (1 - math.exp(-(fails + comes) * lot / rate))
        cycle = lot / rate + psi / comes
        return float((case["K"] + case["h"] * lot**2 / (2 * rate) + case["p"] * rate * psi / comes) / cycle)

    return float(minimize_scalar(cost, bounds=(1.0, 5000.0), method="bounded", options={"xatol": 1e-6}).x)


@cache
def paired_losses() -> np.ndarray:
    """Losses under a smaller and a larger stock, each pair under the same outage, shape (2, replications)."""
    case = params("V26")
    found = []
    for cover in case["cover"]:
        stock = f"{cover * case['rate']!r} t"
        buyer = {
            "kind": "market", "country": "BB", "demands": "ore", "rate": f"{case['rate']!r} t/d", "patience": "10_000 d",
            "initial": {"ore": stock}, "replenish": {"up_to": stock, "review": "5 d", "offset": "5 d"},
        }  # fmt: skip
        loss = {"kind": "lane_loss", "lanes": ["W>M"], "starts": "day 0"}
        loss["lasts"] = {"exponential": {"mean": f"{case['mean']!r} d"}}
        tables = network(600.0, {"W": warehouse(), "M": buyer}, [lane(lead=0.0)], disruptions={"it": loss})
        result = ds.run(ds.Scenario.from_dict(tables), 10_000, seed=1, policies=["none"])
        found.append(result.column("unserved", "M")[0])
    return np.array(found)


@pytest.mark.slow
@rows("V26", "mean", "variance of")
def test_common_random_numbers(row: Row) -> None:
    """The standard error of a variance is var x sqrt((kurtosis - 1) / n)."""
    gain = paired_losses()[0] - paired_losses()[1]
    if row.quantity.startswith("mean"):
        check_random(row, gain)
    else:
        check_random(row, (gain - gain.mean()) ** 2)
