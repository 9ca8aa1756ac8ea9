"""The compiled clock against the SimPy clock, and against a bare compiled heap, in one process on one core.

    python benchmarks/clock_rate.py [SCENARIO]

Prints three ratios: whole replications (opening, running, measuring) under one clock and the other; the clocks alone on
an opened world; and the event rate of the compiled clock against a heap that pops and pushes as many events with no
rules. Targets: at least 15, aim 30, for the clocks; at least 0.35 of the bare heap.
"""

from __future__ import annotations

import sys
import time
from statistics import median

import numba as nb

import disruptsim as ds
from disruptsim.clocks.arrays import Arrays
from disruptsim.clocks.compiled_clock import run_compiled
from disruptsim.clocks.compiled_rules import _sift_down
from disruptsim.clocks.compiled_world import as_world
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.montecarlo.replicate import Replicator
from disruptsim.rules.verbs import post
from disruptsim.world.fate import Fate
from disruptsim.world.opening import open_world
from disruptsim.world.pack import draw_up

ROUNDS = 5


@nb.njit
def bare(address: int, events: int) -> None:
    """Pop the next event and push one a while later, with no rule in between."""
    world = as_world(address)
    head = world.head[0]
    for n in range(events):
        top = world.heap[0]
        when = top.when
        head.heap -= 1
        _sift_down(world.heap, head.heap)
        head.now = when
        post(world, when + 1.0 + (n * 0.6180339887) % 7.0, 20, n % 64, 0.0)


def seconds(act: object) -> float:
    began = time.process_time()
    act()  # type: ignore[operator]
    return time.process_time() - began


def main() -> None:
    path = sys.argv[1] if len(sys.argv) > 1 else "scenarios/rare-earth-magnets.toml"
    scenario = ds.load(path)
    future = next(iter(scenario.futures), "all")
    cases = [(policy, future) for policy in ("none", *scenario.policies)]
    plan, fate = draw_up(scenario), Fate(1, 0)
    slow, fast = Replicator(scenario, cases, 1, "simpy"), Replicator(scenario, cases, 1, "compiled")
    fast.run(0)
    whole, alone, heap = [], [], []
    for n in range(1, ROUNDS + 1):
        whole.append(seconds(lambda n=n: slow.run(n)) / seconds(lambda n=n: fast.run(n)))
        first, second = open_world(plan, fate, "none", future), open_world(plan, fate, "none", future)
        compiled = seconds(lambda first=first: run_compiled(first))
        alone.append(seconds(lambda second=second: Simulation(second).run()) / compiled)
        opening = open_world(plan, fate, "none", future)
        outcome = run_compiled(opening)
        arrays = Arrays(opening)
        arrays.grow()
        address = arrays.locate()
        bare(address, 1)
        heap.append(seconds(lambda address=address, events=outcome.events: bare(address, events)) / compiled)
    print(f"whole replications: {median(whole):.1f} times the SimPy clock ({min(whole):.1f} to {max(whole):.1f})")
    print(f"clocks alone: {median(alone):.1f} times ({min(alone):.1f} to {max(alone):.1f})")
    spread = f"({min(heap):.2f} to {max(heap):.2f})"
    print(f"of a bare heap's event rate: {median(heap):.2f} {spread}, packing and outcome counted")


if __name__ == "__main__":
    main()
