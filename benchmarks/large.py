"""A network of 100,000 sites and 300,000 lanes, with weekly orders, for a year, under the compiled clock.

    python benchmarks/large.py [SITES]

Prints seconds of each stage, the ratio of building to simulating, events a second, and memory a site. A chain is a
mine, a refinery, a factory and a market; each buyer has four suppliers, its own chain's and those of the next three.
"""

from __future__ import annotations

import resource
import sys
import time
from itertools import pairwise
from typing import Any

import disruptsim as ds
from disruptsim.clocks.compiled_clock import run_compiled
from disruptsim.measures.subjects import subjects_of
from disruptsim.measures.table import Comparison
from disruptsim.world.fate import Fate
from disruptsim.world.opening import TWIN, futures_of, open_world
from disruptsim.world.pack import draw_up

SOURCES = (0.4, 0.3, 0.2, 0.1)


def network(sites: int) -> dict[str, Any]:
    """A scenario as a dict."""
    chains = max(4, sites // 4)
    found: dict[str, Any] = {}
    lanes: list[dict[str, Any]] = []
    lead = {"triangular": {"low": "5 d", "mode": "10 d", "high": "20 d"}}
    for n in range(chains):
        found[f"mine{n}"] = {"kind": "mine", "country": "CN", "makes": "ore", "capacity": "12 t/d"}
        plant = {"kind": "refinery", "country": "CN", "makes": "metal", "needs": {"ore": 10.0}}
        found[f"refinery{n}"] = {**plant, "capacity": "1.2 t/d"}
        plant = {"kind": "factory", "country": "US", "makes": "motor", "needs": {"metal": 0.5}}
        found[f"factory{n}"] = {**plant, "capacity": "2.4 t/d"}
        found[f"market{n}"] = {"kind": "market", "country": "US", "demands": "motor", "rate": "2 t/d"}
        for start, end, material in (
            ("mine", "refinery", "ore"),
            ("refinery", "factory", "metal"),
            ("factory", "market", "motor"),
        ):
            for step, share in enumerate(SOURCES):
                seller = f"{start}{(n + step) % chains}"
                lane = {"from": seller, "to": f"{end}{n}", "material": material}
                lanes.append({**lane, "share": share, "lead_time": lead})
    ban = {"kind": "ban", "actor": "CN", "materials": ["metal"], "starts": "day 60", "lasts": "60 d"}
    return {
        "name": "large", "start": "2026-01-01", "horizon": "1 yr", "sites": found, "lanes": lanes,
        "disruptions": {"ban": ban}, "limits": {"events": 1e9, "instant": 1e7},
    }  # fmt: skip


def main() -> None:
    sites = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    small = ds.Scenario.from_dict(network(16))
    run_compiled(open_world(draw_up(small), Fate(1, 0), "none", TWIN))  # so that no figure holds the compiling
    text = network(sites)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    clock = [time.perf_counter()]
    scenario = ds.Scenario.from_dict(text)
    del text
    clock.append(time.perf_counter())
    plan = draw_up(scenario)
    clock.append(time.perf_counter())
    fate = Fate(1, 0, 64)
    twin = open_world(plan, fate, "none", TWIN)
    run_compiled(twin)
    del twin
    future = next(iter(futures_of(scenario)))
    clock.append(time.perf_counter())
    opening = open_world(plan, fate, "none", future)
    clock.append(time.perf_counter())
    outcome = run_compiled(opening)
    clock.append(time.perf_counter())
    Comparison(plan, subjects_of(plan), outcome).measure(outcome)
    clock.append(time.perf_counter())
    read, build, first, opened, run, measured = (b - a for a, b in pairwise(clock))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(scenario.sites)} sites, {len(scenario.lanes)} lanes, {outcome.events} events a year")
    print(
        f"read and validated in {read:.1f} s; built (packed) in {build:.1f} s; first run with its packing {first:.1f} s"
    )
    print(
        f"opened in {opened:.1f} s; run in {run:.1f} s: {outcome.events / run:.3g} events/s; "
        f"measured in {measured:.1f} s"
    )
    print(f"building over simulating: {build / run:.2f}")
    print(f"peak memory {peak:.0f} MiB, {(peak - before) * 1024 / len(scenario.sites):.1f} KiB a site")


if __name__ == "__main__":
    main()
