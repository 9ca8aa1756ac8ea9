"""Running replications in turn, on threads or on processes; the result is the same whichever, and however many."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from types import ModuleType
from typing import Literal

from disruptsim.errors import SimulationError
from disruptsim.montecarlo.job import Job, limit_memory, run_one
from disruptsim.montecarlo.replicate import Replicator, Rows
from disruptsim.montecarlo.result import Failure
from disruptsim.montecarlo.turns import Turns, patient

Kind = Literal["auto", "serial", "threads", "processes", "dask"]
Submit = Callable[[int], "Future[Rows | Failure]"]
# Python's part of a replication under the compiled clock is a third, and threads share one Python: two of them gain
# about 1.7, without a start. Processes gain what there is, after a second or two.
MOST_THREADS, MOST_SECONDS = 2, 20.0
MOST_TRIALS = 2  # of a replication whose process dies, alone


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
) -> Generator[Rows | Failure, None, None]:
    """Run replications, in any order, and give their rows as they come, or how they failed.

    Parameters
    ----------
    job : Job
    replications : sequence of int
        Their numbers.
    workers : int
        Threads or processes.
    kind : {"serial", "threads", "processes", "dask"}
        ``serial`` runs everything in this thread.
    progress : callable
        Told the number of replications done.

    Raises
    ------
    LimitError
        If a replication passes a limit of the scenario.
    """
    if kind == "serial":
        replicator = job.replicator()
        for done, replication in enumerate(replications, 1):
            yield run_one(replicator, replication, job.timeout)
            progress(done)
        return
    todo = deque(replications)
    done = 0
    suspects: deque[int] = deque()
    trials: Counter[int] = Counter()
    while todo or suspects:
        running: dict[Future[Rows | Failure], int] = {}
        try:
            with _POOLS[kind](job, workers) as submit:
                while todo or suspects or running:
                    # After a crash nobody knows who did it: those that were running are tried one at a time.
                    most = 1 if suspects or any(trials[number] for number in running.values()) else 3 * workers
                    while (suspects or todo) and len(running) < most:
                        number = suspects.popleft() if suspects else todo.popleft()
                        trials[number] += most == 1
                        running[submit(number)] = number
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        found = _found(future, running[future], job.seed)
                        del running[future]
                        done += 1
                        yield found
                        progress(done)
        except BrokenProcessPool:
            for number in sorted(running.values()):
                if trials[number] >= MOST_TRIALS:
                    done += 1
                    yield Failure(number, job.seed, "the process that ran it died")
                    progress(done)
                else:
                    suspects.append(number)


def _found(future: Future[Rows | Failure], replication: int, seed: int) -> Rows | Failure:
    """What a replication gave; Dask says by an error of its own that workers died of one."""
    try:
        return future.result()
    except BrokenProcessPool:
        raise
    except Exception as error:
        if type(error).__name__ != "KilledWorker":
            raise
        return Failure(replication, seed, "the processes that ran it died")


@contextmanager
def _threads(job: Job, workers: int) -> Iterator[Submit]:
    turns, mine = Turns(), threading.local()

    def run(replication: int) -> Rows | Failure:
        with turns.turn():
            if not hasattr(mine, "replicator"):
                mine.replicator = job.replicator()
            try:
                found: Rows = mine.replicator.run(replication, turns.apart)
            except SimulationError as error:
                return Failure(replication, job.seed, str(error))
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
    limit_memory(float(job.scenario.limits.memory))


def _run_in_worker(replication: int, timeout: float) -> Rows | Failure:
    assert _replicator is not None
    return run_one(_replicator, replication, timeout)


@contextmanager
def _no_main() -> Iterator[None]:
    """Keep processes that start from running the caller's script again: they need nothing of it."""
    own = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = own


@contextmanager
def _processes(job: Job, workers: int) -> Iterator[Submit]:
    pool: Executor = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(job,)
    )

    def submit(replication: int) -> Future[Rows | Failure]:
        with _no_main():  # processes start as there is work for them
            return pool.submit(_run_in_worker, replication, job.timeout)

    try:
        yield submit
    finally:
        # What still runs is of no use; the pool has no public way to end it.
        processes = list((getattr(pool, "_processes", None) or {}).values())
        manager = getattr(pool, "_executor_manager_thread", None)
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(timeout=2)
        if manager is not None:  # what it closes would else be written to as Python ends
            manager.join(timeout=2)


def _cluster(job: Job, workers: int) -> AbstractContextManager[Submit]:
    from disruptsim.montecarlo.cluster import on_cluster

    return on_cluster(job, workers, job.scheduler)


_POOLS: dict[Kind, Callable[[Job, int], AbstractContextManager[Submit]]] = {
    "threads": _threads,
    "processes": _processes,
    "dask": _cluster,
}
