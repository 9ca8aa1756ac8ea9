"""How the cost of a run grows: events and seconds against sites, horizon and replications.

    python benchmarks/cost.py [--full]

Prints figures and exponents of growth: sites from 100 to 10,000 (100,000 with --full), horizon from 1 to 20 years,
replications from 100 to 1,000 (100,000 with --full). SimPy takes part up to 1,000 sites and 5 years. The network is
that of `large.py`.
"""

from __future__ import annotations

import math
import resource
import sys
import time

from large import network

import disruptsim as ds
from disruptsim.clocks.compiled_clock import run_compiled
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world.fate import Fate
from disruptsim.world.opening import futures_of, open_world
from disruptsim.world.pack import draw_up

NAMES = ("events", "building", "compiled", "simpy")


def one(sites: int, years: float, *, simpy: bool) -> list[float]:
    """Events; seconds of building (drawing up and opening), of a run under the compiled clock, and under SimPy."""
    scenario = ds.Scenario.from_dict({**network(sites), "horizon": f"{years} yr"})
    fate, future = Fate(1, 0, 64), next(iter(futures_of(scenario)))
    began = time.process_time()
    plan = draw_up(scenario)
    first = open_world(plan, fate, "none", future)
    built = time.process_time()
    outcome = run_compiled(first)
    compiled = time.process_time()
    found = [float(outcome.events), built - began, compiled - built]
    if simpy:
        second = open_world(plan, fate, "none", future)
        ready = time.process_time()
        slow = Simulation(second).run()
        found.append(time.process_time() - ready)
        if slow is None or slow.events != outcome.events:
            raise AssertionError("the clocks disagree")
    return found


def show(title: str, rows: list[tuple[float, list[float]]]) -> None:
    """Print figures, and the exponent of growth of each between its smallest and its largest size."""
    for size, costs in rows:
        named = zip(NAMES, costs, strict=False)
        print(
            f"{title} {size:g}: " + ", ".join(f"{k} {c:.0f}" if k == "events" else f"{k} {c:.3f} s" for k, c in named)
        )
    exponents = []
    for n, name in enumerate(NAMES):
        there = [(size, costs[n]) for size, costs in rows if n < len(costs)]
        (a, x), (b, y) = there[0], there[-1]
        exponents.append(f"{name} {math.log(y / x) / math.log(b / a):.2f}")
    print("  exponents: " + ", ".join(exponents))


def main() -> None:
    full = "--full" in sys.argv[1:]
    one(16, 0.1, simpy=True)  # so that no figure holds the compiling
    sizes = [100, 1000, 10_000, *([100_000] if full else [])]
    show("sites", [(size, one(size, 1.0, simpy=size <= 1000)) for size in sizes])
    show("horizon, yr,", [(years, one(400, years, simpy=years <= 5)) for years in (1.0, 5.0, 20.0)])
    scenario = ds.Scenario.from_dict({**network(16), "horizon": "90 d"})
    rows = []
    for replications in (100, 1000, *((10_000, 100_000) if full else ())):
        began = time.process_time()
        result = ds.run(scenario, replications=replications, workers=1, clock="compiled")
        seconds = time.process_time() - began
        rows.append((float(replications), [float(result.events), 0.001, seconds]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        table = (result.values.nbytes + result.states.nbytes) / 2**20
        print(
            f"replications {replications}: {seconds:.2f} s, peak of the process {peak:.0f} MiB, table {table:.1f} MiB"
        )
    (a, x), (b, y) = rows[0], rows[-1]
    print(f"  exponent: seconds {math.log(y[2] / x[2]) / math.log(b / a):.2f}")


if __name__ == "__main__":
    main()
