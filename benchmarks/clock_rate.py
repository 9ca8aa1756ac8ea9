"""The compiled clock against the SimPy clock, and against a bare compiled heap, in one process.

    python benchmarks/clock_rate.py [SCENARIO]

Prints four ratios: whole replications (opening, running, measuring) under one clock and the other; the clocks alone on
an opened world; the event rate of the compiled clock against a heap that pops and pushes as many events with no rules,
with and without what it does before and after its loop; and two threads against one. Targets: at least 15, aim 30, for
whole replications; at least 0.35, aim 0.6, of the bare heap; 1.8 for two threads.
"""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from statistics import median

import numba as nb

import disruptsim as ds
from disruptsim.clocks.arrays import Arrays
from disruptsim.clocks.compiled_clock import CompiledRun, advance, run_compiled
from disruptsim.clocks.compiled_rules import _sift_down
from disruptsim.clocks.compiled_world import as_world
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.montecarlo.execute import Job, execute
from disruptsim.montecarlo.replicate import Replicator
from disruptsim.rules.verbs import post
from disruptsim.world.fate import Fate
from disruptsim.world.opening import open_world
from disruptsim.world.pack import draw_up

ROUNDS = 5
BATCH = 60  # replications


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


def wall(act: object) -> float:
    began = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - began


class Inside(AbstractContextManager[None]):
    """Time spent in the compiled loop."""

    seconds = 0.0

    def __call__(self) -> Inside:
        self._began = time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds += time.process_time() - self._began


def main() -> None:
    path = sys.argv[1] if len(sys.argv) > 1 else "scenarios/rare-earth-magnets.toml"
    scenario = ds.load(path)
    future = next(iter(scenario.futures), "all")
    cases = [(policy, future) for policy in ("none", *scenario.policies)]
    plan, fate = draw_up(scenario), Fate(1, 0)
    slow, fast = Replicator(scenario, cases, 1, "simpy"), Replicator(scenario, cases, 1, "compiled")
    fast.run(0)
    whole, alone, heap, loop, threads = [], [], [], [], []
    for n in range(1, ROUNDS + 1):
        whole.append(seconds(lambda n=n: slow.run(n)) / seconds(lambda n=n: fast.run(n)))
        first, second = open_world(plan, fate, "none", future), open_world(plan, fate, "none", future)
        compiled = seconds(lambda first=first: run_compiled(first))
        alone.append(seconds(lambda second=second: Simulation(second).run()) / compiled)
        opening = open_world(plan, fate, "none", future)
        inside = Inside()
        packed = CompiledRun(opening)
        advance([packed], inside)
        outcome = packed.outcome()
        arrays = Arrays(opening)
        arrays.grow()
        address = arrays.locate()
        bare(address, 1)
        empty = seconds(lambda address=address, events=outcome.events: bare(address, events))
        heap.append(empty / compiled)
        loop.append(empty / inside.seconds)
    job = Job(scenario, cases, 1, "compiled")
    for _ in range(ROUNDS):
        one = wall(lambda: list(execute(job, BATCH, 1)))
        threads.append(one / wall(lambda: list(execute(job, BATCH, 2, "threads"))))
    print(f"whole replications: {median(whole):.1f} times the SimPy clock ({min(whole):.1f} to {max(whole):.1f})")
    print(f"clocks alone: {median(alone):.1f} times ({min(alone):.1f} to {max(alone):.1f})")
    print(f"of a bare heap's event rate: {median(loop):.2f} ({min(loop):.2f} to {max(loop):.2f})")
    print(f"  with packing and outcome counted: {median(heap):.2f} ({min(heap):.2f} to {max(heap):.2f})")
    print(f"two threads: {median(threads):.2f} times one ({min(threads):.2f} to {max(threads):.2f})")


if __name__ == "__main__":
    main()
