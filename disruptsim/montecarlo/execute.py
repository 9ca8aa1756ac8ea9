"""Running replications over processes; the result is the same whatever their number."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context

from disruptsim.montecarlo.replicate import Case, Replicator, Rows
from disruptsim.scenario.scenario import Scenario

_replicator: Replicator | None = None


def _start_worker(scenario: Scenario, cases: list[Case], seed: int, clock: str) -> None:
    global _replicator  # noqa: PLW0603 - a worker process holds what its replications share
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _replicator = Replicator(scenario, cases, seed, clock)


def _run_in_worker(replication: int) -> Rows:
    assert _replicator is not None
    return _replicator.run(replication)


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def execute(
    scenario: Scenario,
    cases: list[Case],
    seed: int,
    replications: int,
    workers: int,
    clock: str = "simpy",
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Rows]:
    """Run replications, in any order, and give their rows as they come.

    Parameters
    ----------
    workers : int
        Processes; with 1, everything runs in this one.
    clock : {"simpy", "compiled"}
    progress : callable
        Told the number of replications done.

    Raises
    ------
    DisruptsimError
        If a replication fails.
    """
    if workers <= 1:
        replicator = Replicator(scenario, cases, seed, clock)
        for replication in range(replications):
            yield replicator.run(replication)
            progress(replication + 1)
        return
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(scenario, cases, seed, clock)
    )
    try:
        waiting: set[Future[Rows]] = set()
        submitted = done = 0
        while done < replications:
            while submitted < replications and len(waiting) < 3 * workers:
                waiting.add(pool.submit(_run_in_worker, submitted))
                submitted += 1
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
                done += 1
                progress(done)
    finally:
        for future in waiting:
            future.cancel()
        _stop(pool)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool at once; what still runs is of no use."""
    processes = list((pool._processes or {}).values())  # the pool has no public way to end work in progress
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(timeout=2)
