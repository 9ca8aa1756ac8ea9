"""A large batch of the reference scenario: seconds, memory of the coordinator, and what writing and statistics cost.

    python benchmarks/batch.py [REPLICATIONS ...]

10,000 replications by default, after 1,000 to see whether memory grows. Every policy and the twin, the compiled
clock, a run folder, and every estimate, table and digest at the end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import disruptsim as ds
from disruptsim.montecarlo.batch import Batch
from disruptsim.montecarlo.folder import RunFolder
from disruptsim.report.result import Result

ROOT = Path(__file__).parent.parent
spent: Counter[str] = Counter()


def resident() -> float:
    """Memory of this process that is its own, MiB: without pages of files, which the system takes back as it likes."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["RssAnon"].split()[0]) / 1024


def all_of_it() -> float:
    """Peak memory of this process with pages of files, MiB."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def timed(owner: Any, name: str, what: str) -> None:
    """Count the processor seconds of a method under a heading."""
    inner = getattr(owner, name)

    def outer(*arguments: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return inner(*arguments, **named)
        finally:
            spent[what] += time.process_time() - began  # type: ignore[assignment]

    setattr(owner, name, outer)


def one(replications: int) -> None:
    """Run one batch, and print what it took as JSON."""
    timed(RunFolder, "keep", "writing")
    timed(Batch, "_put", "writing")
    scenario = ds.load(ROOT / "scenarios" / "rare-earth-magnets.toml")
    own = 0.0

    def watch(done: int) -> None:
        nonlocal own
        if done % 100 == 0:
            own = max(own, resident())

    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        result: Result = ds.run(scenario, replications, 1, clock="compiled", out=Path(folder) / "run", progress=watch)
        ran = time.monotonic()
        result.summary()
        digest = result.to_json()["digest"]
        ended = time.monotonic()
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    print(
        json.dumps(
            {
                "replications": replications, "runs": (len(result.cases) + 1) * replications, "seconds": ended - began,
                "share of writing": spent["writing"] / (ended - began) / (os.cpu_count() or 1),
                "seconds of tables": ended - ran, "MiB of its own": max(own, resident()), "MiB at most": all_of_it(),
                "MiB of parts": size / 2**20, "digest": digest[:12],
            }
        )
    )  # fmt: skip


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
        return
    for replications in [int(text) for text in sys.argv[1:]] or [1000, 10_000]:
        subprocess.run([sys.executable, __file__, "--one", str(replications)], check=True)


if __name__ == "__main__":
    main()
