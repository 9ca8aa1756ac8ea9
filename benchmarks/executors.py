"""What executors cost against each other on this machine: seconds of the same batch, in turn, as ratios to processes.

    python benchmarks/executors.py [REPLICATIONS [ROUNDS]]

The reference scenario, the compiled clock, two workers; 600 replications and three rounds by default. Each round
runs every executor once, so that a machine which slows down slows all. A start of its own is in each figure.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import disruptsim as ds

SCENARIO = Path(__file__).parent.parent / "scenarios" / "rare-earth-magnets.toml"
KINDS = ("processes", "dask", "threads", "serial")


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else 600
    rounds = int(sys.argv[2]) if sys.argv[2:] else 3
    scenario = ds.load(SCENARIO)
    ds.run(scenario, 4, 1, clock="compiled", workers=1)  # so that no figure holds the compiling
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    digests = set()
    for _ in range(rounds):
        for kind in KINDS:
            began = time.monotonic()
            digests.add(ds.run(scenario, count, 1, clock="compiled", workers=2, executor=kind).digest)  # type: ignore[arg-type]
            seconds[kind].append(time.monotonic() - began)
    if len(digests) != 1:
        raise AssertionError("the executors disagree")
    for kind, spent in seconds.items():
        ratios = [a / b for a, b in zip(spent, seconds["processes"], strict=True)]
        print(
            f"{kind}: {median(spent):.1f} s, {median(ratios):.2f} of processes ({min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    main()
