"""Event rate of the SimPy clock against a bare SimPy callback loop with as many pending events, in one process.

    python benchmarks/simpy_rate.py [SCENARIO]

The bare loop's callbacks do nothing but schedule the next timeout. Both are run in turn, several times; the
medians and their ratio are printed. Target: at least 25%, aim 35%.
"""

from __future__ import annotations

import sys
import time
from statistics import median

import simpy

import disruptsim as ds
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.fate import Fate
from disruptsim.world.opening import TWIN, open_world
from disruptsim.world.pack import draw_up

ROUNDS = 7


def bare(events: int, pending: int) -> float:
    """Events a second of a bare loop."""
    env = simpy.Environment()
    left = events

    def again(event: simpy.Event) -> None:
        nonlocal left
        left -= 1
        if left > pending:
            timeout = env.timeout(1.0 + (left * 0.6180339887) % 1.0)
            timeout.callbacks.append(again)

    for n in range(pending):
        env.timeout(n / pending).callbacks.append(again)
    began = time.process_time()
    env.run()
    return events / (time.process_time() - began)


def main() -> None:
    path = sys.argv[1] if len(sys.argv) > 1 else "scenarios/rare-earth-magnets.toml"
    scenario = ds.load(path)
    plan = draw_up(scenario)
    fate = Fate(1, 0)
    future = next(iter(scenario.futures), "all")
    for policy, where in (("none", TWIN), *((p, future) for p in ("none", *scenario.policies))):
        measure(plan, fate, policy, where)


def measure(plan: Blueprint, fate: Fate, policy: str, future: str) -> None:
    """Print the rates of one case."""
    bare_rates, rates = [], []
    for turn in range(ROUNDS + 1):
        sim = Simulation(open_world(plan, fate, policy, future))
        pending = len(sim.env._queue)
        began = time.process_time()
        outcome = sim.run()
        seconds = time.process_time() - began
        bare_rate = bare(outcome.events, pending)
        if turn:  # the first turn warms up
            rates.append(outcome.events / seconds)
            bare_rates.append(bare_rate)
    ratios = sorted(a / b for a, b in zip(rates, bare_rates, strict=True))
    name = "undisturbed twin" if future == TWIN else policy
    print(f"{name}: {outcome.events} events, {pending} pending, {outcome.events / outcome.shipments:.2f} per shipment")
    print(f"  SimPy clock {median(rates):,.0f} events/s, bare loop {median(bare_rates):,.0f} events/s, ", end="")
    print(f"ratio {median(ratios):.3f} (min {ratios[0]:.3f}, max {ratios[-1]:.3f})")


if __name__ == "__main__":
    main()
