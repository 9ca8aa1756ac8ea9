"""Both clocks against SupplyNetPy 0.5 on the same chains, in one process. Needs ``pip install supplynetpy==0.5.0``.

    python benchmarks/supplynetpy_rate.py

A serial chain (an endless supplier, four echelons with (s, S), one unit of demand a day, lead times of 10, 8, 6 and 5
days, 3,650 days) and a wide network (50 distributors, each with a supplier and a demand of its own). The mean stock of
every echelon must agree to three decimals. Prints how many times faster the clocks are, opening and outcome counted.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from SupplyNetPy import Components as peer  # noqa: N813

import disruptsim as ds
from disruptsim.clocks.compiled_clock import run_compiled
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world.fate import Fate
from disruptsim.world.opening import TWIN, open_world
from disruptsim.world.outcome import Outcome
from disruptsim.world.pack import draw_up

DAYS, ROUNDS = 3650, 3
Chain = list[tuple[int, int, int]]  # s, S and lead time of each echelon, from the supplier on
SERIAL: list[Chain] = [[(200, 400, 10), (100, 220, 8), (60, 120, 6), (20, 40, 5)]]
WIDE: list[Chain] = [[(15 + n % 7, 40 + n % 11, 5 + n % 6)] for n in range(50)]


def theirs(chains: list[Chain]) -> list[list[float]]:
    """Mean stock of each echelon, after SupplyNetPy's run."""
    nodes, links, demands = [], [], []
    for c, chain in enumerate(chains):
        nodes.append({"ID": f"S{c}", "name": f"S{c}", "node_type": "infinite_supplier"})
        above = f"S{c}"
        for e, (s, up_to, lead) in enumerate(chain):
            name = f"D{c}_{e}"
            nodes.append({
                "ID": name, "name": name, "node_type": "distributor", "capacity": 10 * up_to, "initial_level": up_to,
                "inventory_holding_cost": 0.1, "replenishment_policy": peer.SSReplenishment,
                "policy_param": {"s": s, "S": up_to}, "product_sell_price": 2, "product_buy_price": 1,
            })  # fmt: skip
            links.append(
                {"ID": f"L{name}", "source": above, "sink": name, "cost": 1, "lead_time": lambda lead=lead: lead}
            )
            above = name
        asks = {"order_arrival_model": lambda: 1, "order_quantity_model": lambda: 1, "demand_node": above}
        demands.append({"ID": f"C{c}", "name": f"C{c}", **asks})
    net = peer.create_sc_net(nodes, links, demands)
    net = peer.simulate_sc_net(net, sim_time=DAYS, logging=False)
    return [[net["nodes"][f"D{c}_{e}"].stats.avg_inventory_level for e in range(len(x))] for c, x in enumerate(chains)]


def network(chains: list[Chain]) -> ds.Scenario:
    """The same, with demand from day 1 on, and so for a day more."""
    sites: dict[str, Any] = {}
    lanes = []
    for c, chain in enumerate(chains):
        endless = {"kind": "mine", "country": "AA", "makes": "ore", "capacity": "1 t/d", "campaign": "100_000 d"}
        sites[f"S{c}"] = {**endless, "initial": {"ore": "1 Mt"}, "storage": {"ore": "10 Mt"}}
        above = f"S{c}"
        for e, (s, up_to, lead) in enumerate(chain):
            name = f"D{c}_{e}"
            order = {"policy": "s_S", "review": "continuous", "reorder": f"{s} t", "up_to": f"{up_to} t"}
            site = {"country": "AA", "initial": {"ore": f"{up_to} t"}, "replenish": order, "patience": "100_000 d"}
            last = e == len(chain) - 1
            asks = {"demands": "ore", "orders": {"every": "1 d", "size": "1 t"}} if last else {"trades": "ore"}
            sites[name] = {**site, "kind": "market" if last else "trader", **asks}
            lanes.append({"material": "ore", "from": above, "to": name, "lead_time": f"{lead} d"})
            above = name
    return ds.Scenario.from_dict({
        "name": "chains", "start": dt.date(2026, 1, 1), "horizon": f"{DAYS + 1} d", "initial": "empty",
        "sites": sites, "lanes": lanes,
    })  # fmt: skip


def seconds(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    found = act()
    return time.process_time() - began, found


def slow(opening: Any) -> Outcome:
    found = Simulation(opening).run()
    if found is None:
        raise AssertionError("not at the horizon")
    return found


def main() -> None:
    for title, chains in (("serial chain", SERIAL), ("wide network", WIDE)):
        plan = draw_up(network(chains))
        run_compiled(open_world(plan, Fate(1, 0), "none", TWIN))
        ratios: dict[str, list[float]] = {"SimPy clock": [], "compiled clock": []}
        for _ in range(ROUNDS):
            peer_seconds, expected = seconds(lambda chains=chains: theirs(chains))
            for name, go in (("SimPy clock", slow), ("compiled clock", run_compiled)):
                own, outcome = seconds(lambda go=go, plan=plan: go(open_world(plan, Fate(1, 0), "none", TWIN)))
                ratios[name].append(peer_seconds / own)
                for c, chain in enumerate(chains):
                    for e, (_, up_to, _) in enumerate(chain):
                        mean = ((DAYS + 1) * outcome.mean_stock(f"D{c}_{e}", "ore") - up_to) / DAYS
                        if abs(mean - expected[c][e]) > 5e-4:
                            raise AssertionError(f"D{c}_{e}: {mean} against {expected[c][e]}")
        for name, found in ratios.items():
            print(f"{title}: {name} {sorted(found)[ROUNDS // 2]:.1f} times ({min(found):.1f} to {max(found):.1f})")


if __name__ == "__main__":
    main()
