"""Running replications in turn, on threads or on processes; the result is the same whichever, and however many."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Literal

from disruptsim.montecarlo.replicate import Case, Replicator, Rows
from disruptsim.montecarlo.turns import Turns, patient
from disruptsim.scenario.scenario import Scenario

Kind = Literal["auto", "serial", "threads", "processes"]
Submit = Callable[[int], "Future[Rows]"]
# Python's part of a replication under the compiled clock is a third, and threads share one Python: two of them gain
# about 1.7, without a start. Processes gain what there is, after a second or two.
MOST_THREADS, MOST_SECONDS = 2, 20.0


@dataclass(frozen=True, slots=True)
class Job:
    """What is replicated.

    Attributes
    ----------
    scenario : Scenario
    cases : list of (policy, future)
    seed : int
    clock : {"simpy", "compiled"}
    """

    scenario: Scenario
    cases: list[Case]
    seed: int
    clock: str

    def replicator(self) -> Replicator:
        """What runs its replications, one at a time."""
        return Replicator(self.scenario, self.cases, self.seed, self.clock)


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def choose_kind(asked: Kind, workers: int, clock: str, seconds: float) -> Kind:
    """Threads for two workers on a short batch of the compiled clock, processes for others, neither for one.

    Parameters
    ----------
    seconds : float
        Work for one processor, estimated.
    """
    if asked != "auto":
        return asked
    if workers <= 1:
        return "serial"
    short = clock == "compiled" and workers <= MOST_THREADS and seconds < MOST_SECONDS
    return "threads" if short else "processes"


def execute(
    job: Job,
    replications: Sequence[int],
    workers: int,
    kind: Kind = "serial",
    progress: Callable[[int], None] = lambda done: None,
) -> Generator[Rows, None, None]:
    """Run replications, in any order, and give their rows as they come.

    Parameters
    ----------
    job : Job
    replications : sequence of int
        Their numbers.
    workers : int
        Threads or processes.
    kind : {"serial", "threads", "processes"}
        ``serial`` runs everything in this thread.
    progress : callable
        Told the number of replications done.

    Raises
    ------
    DisruptsimError
        If a replication fails.
    """
    if kind == "serial":
        replicator = job.replicator()
        for done, replication in enumerate(replications, 1):
            yield replicator.run(replication)
            progress(done)
        return
    with (_threads if kind == "threads" else _processes)(job, workers) as submit:
        waiting: set[Future[Rows]] = set()
        submitted = done = 0
        while done < len(replications):
            while submitted < len(replications) and len(waiting) < 3 * workers:
                waiting.add(submit(replications[submitted]))
                submitted += 1
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
                done += 1
                progress(done)


@contextmanager
def _threads(job: Job, workers: int) -> Iterator[Submit]:
    turns, mine = Turns(), threading.local()

    def run(replication: int) -> Rows:
        with turns.turn():
            if not hasattr(mine, "replicator"):
                mine.replicator = job.replicator()
            found: Rows = mine.replicator.run(replication, turns.apart)
            return found

    pool = ThreadPoolExecutor(workers)
    try:
        with patient():
            yield lambda replication: pool.submit(run, replication)
    finally:
        turns.halt()
        pool.shutdown(wait=True, cancel_futures=True)


_replicator: Replicator | None = None


def _start_worker(job: Job) -> None:
    global _replicator  # noqa: PLW0603 - a worker process holds what its replications share
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _replicator = job.replicator()


def _run_in_worker(replication: int) -> Rows:
    assert _replicator is not None
    return _replicator.run(replication)


@contextmanager
def _processes(job: Job, workers: int) -> Iterator[Submit]:
    pool: Executor = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(job,)
    )
    try:
        yield lambda replication: pool.submit(_run_in_worker, replication)
    finally:
        # What still runs is of no use; the pool has no public way to end it.
        processes = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(timeout=2)
