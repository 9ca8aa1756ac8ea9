"""How the cost of a run grows: events, seconds and memory against chains, horizon and replications.

    python benchmarks/cost.py

Both clocks start from worlds opened alike, so opening is timed once; packing is counted with the compiled clock's run.

A chain is one mine, one refinery, one factory and one market of its own, with a second origin that it shares.
"""

from __future__ import annotations

import math
import time
import tracemalloc
from typing import Any

import disruptsim as ds
from disruptsim.clocks.compiled_clock import run_compiled
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world.fate import Fate
from disruptsim.world.opening import futures_of, open_world
from disruptsim.world.pack import draw_up


def chains(number: int, years: float) -> dict[str, Any]:
    """A scenario of `number` chains: 4 sites and 4 lanes each, and one shared mine."""
    sites: dict[str, Any] = {
        "shared": {"kind": "mine", "country": "AU", "makes": "ore", "capacity": f"{number * 4} t/d"}
    }
    lanes = []
    for n in range(number):
        sites[f"mine{n}"] = {"kind": "mine", "country": "CN", "makes": "ore", "capacity": "12 t/d"}
        sites[f"refinery{n}"] = {
            "kind": "refinery",
            "country": "CN",
            "makes": "metal",
            "needs": {"ore": 10.0},
            "capacity": "1.2 t/d",
        }
        sites[f"factory{n}"] = {
            "kind": "factory",
            "country": "US",
            "makes": "motor",
            "needs": {"metal": 0.5},
            "capacity": "2.4 t/d",
        }
        sites[f"market{n}"] = {
            "kind": "market",
            "country": "US",
            "demands": "motor",
            "rate": "2 t/d",
            "unit_value": "1 USD/kg",
        }
        lead = {"triangular": {"low": "5 d", "mode": "10 d", "high": "20 d"}}
        for start, end, material, share in (
            (f"mine{n}", f"refinery{n}", "ore", 0.8), ("shared", f"refinery{n}", "ore", 0.2),
            (f"refinery{n}", f"factory{n}", "metal", 1.0), (f"factory{n}", f"market{n}", "motor", 1.0),
        ):  # fmt: skip
            lanes.append({"from": start, "to": end, "material": material, "share": share, "lead_time": lead})
    ban = {"kind": "ban", "actor": "CN", "materials": ["metal"], "starts": "day 60", "lasts": "60 d"}
    return {
        "name": "chains",
        "start": "2026-01-01",
        "horizon": f"{years} yr",
        "sites": sites,
        "lanes": lanes,
        "disruptions": {"ban": ban},
    }


def one(number: int, years: float) -> tuple[int, float, float, float]:
    """Events, seconds of drawing up and opening, and seconds of one replication under each clock."""
    scenario = ds.Scenario.from_dict(chains(number, years))
    fate, future = Fate(1, 0), next(iter(futures_of(scenario)))
    began = time.process_time()
    first = open_world(draw_up(scenario), fate, "none", future)
    opened = time.process_time()
    second = open_world(draw_up(scenario), fate, "none", future)
    ready = time.process_time()
    outcome = run_compiled(first)
    compiled = time.process_time()
    slow = Simulation(second).run()
    done = time.process_time()
    if slow is None or slow.events != outcome.events:
        raise AssertionError("the clocks disagree")
    return outcome.events, opened - began, done - compiled, compiled - ready


def slope(sizes: list[float], costs: list[float]) -> float:
    """Exponent of growth between the smallest and the largest."""
    return math.log(costs[-1] / costs[0]) / math.log(sizes[-1] / sizes[0])


def main() -> None:
    one(2, 0.1)  # so that no figure holds the compiling
    for title, cases in (
        ("sites", [(4 * n, n, 1.0) for n in (10, 40, 160, 640)]),
        ("horizon, yr", [(years, 20, years) for years in (1.0, 4.0, 16.0)]),
    ):
        rows = [(float(size), *one(number, years)) for size, number, years in cases]
        for size, events, opening, slow, fast in rows:
            print(
                f"{title} {size:g}: {events} events, opened in {opening:.3f} s, "
                f"run in {slow:.3f} s (simpy), {fast:.3f} s (compiled)"
            )
        sizes = [row[0] for row in rows]
        named = {"events": 1, "opening": 2, "simpy": 3, "compiled": 4}
        print(
            "  exponents: " + ", ".join(f"{k} {slope(sizes, [row[n] for row in rows]):.2f}" for k, n in named.items())
        )
    scenario = ds.Scenario.from_dict(chains(5, 1.0))
    ds.run(scenario, replications=2, workers=1)
    for replications in (10, 40, 160):
        tracemalloc.start()
        began = time.process_time()
        result = ds.run(scenario, replications=replications, workers=1)
        seconds = time.process_time() - began
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        table = (result.values.nbytes + result.states.nbytes) / 1e6
        print(f"replications {replications}: {seconds:.2f} s, peak {peak:.1f} MB, of which the table {table:.1f} MB")


if __name__ == "__main__":
    main()
