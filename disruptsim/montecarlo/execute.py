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
Found = list[Rows | Failure]
Submit = Callable[[list[int]], "Future[Found]"]
# Python's part of a replication under the compiled clock is a third, and threads share one Python: two of them gain
# about 1.7, without a start. Processes gain what there is, after a second or two.
MOST_THREADS, MOST_SECONDS = 2, 20.0
MOST_TRIALS = 2  # of a replication whose process dies, alone
_TOGETHER = 8  # replications in one task of a cluster, whose scheduler spends milliseconds on each task


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
    size = max(1, min(_TOGETHER, len(todo) // (6 * workers))) if kind == "dask" else 1
    while todo or suspects:
        running: dict[Future[Found], list[int]] = {}
        try:
            with _POOLS[kind](job, workers) as submit:
                while todo or suspects or running:
                    # After a crash nobody knows who did it: those that were running are tried one at a time.
                    alone = bool(suspects) or any(trials[number] for some in running.values() for number in some)
                    while (suspects or todo) and len(running) < (1 if alone else 3 * workers):
                        source = suspects or todo
                        numbers = [source.popleft() for _ in range(min(1 if alone else size, len(source)))]
                        trials.update(numbers if alone else ())
                        running[submit(numbers)] = numbers
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        numbers = running[future]
                        found = _found(future, numbers, job.seed)
                        del running[future]
                        if not found:
                            suspects.extend(numbers)
                        for one in found:
                            done += 1
                            yield one
                            progress(done)
        except BrokenProcessPool:
            for number in sorted(number for some in running.values() for number in some):
                if trials[number] >= MOST_TRIALS:
                    done += 1
                    yield Failure(number, job.seed, "the process that ran it died")
                    progress(done)
                else:
                    suspects.append(number)


def _found(future: Future[Found], replications: list[int], seed: int) -> Found:
    """What replications gave; Dask says by an error of its own that workers died of them.

    Of several, nobody knows of which: nothing is given, and they are to be tried one at a time.
    """
    try:
        return future.result()
    except BrokenProcessPool:
        raise
    except Exception as error:
        if type(error).__name__ != "KilledWorker":
            raise
        if len(replications) > 1:
            return []
        return [Failure(replications[0], seed, "the processes that ran it died")]


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
            yield lambda replications: pool.submit(lambda: [run(one) for one in replications])
    finally:
        turns.halt()
        pool.shutdown(wait=True, cancel_futures=True)


_replicator: Replicator | None = None


def _start_worker(job: Job) -> None:
    global _replicator  # noqa: PLW0603 - a worker process holds what its replications share
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _replicator = job.replicator()
    limit_memory(float(job.scenario.limits.memory))


def _run_in_worker(replications: list[int], timeout: float) -> Found:
    assert _replicator is not None
    return [run_one(_replicator, one, timeout) for one in replications]


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

    def submit(replications: list[int]) -> Future[Found]:
        with _no_main():  # processes start as there is work for them
            return pool.submit(_run_in_worker, replications, job.timeout)

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
