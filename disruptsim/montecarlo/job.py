"""What is replicated, and one replication of it, wherever it runs."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from disruptsim.errors import SimulationError
from disruptsim.montecarlo.design import Design
from disruptsim.montecarlo.replicate import Case, Replicator, Rows
from disruptsim.montecarlo.result import Failure
from disruptsim.montecarlo.strata import Strata
from disruptsim.scenario.scenario import Scenario

_LIBRARIES = 1000.0  # MB that a worker may need beside its replications, for what it is yet to import


@dataclass(frozen=True, slots=True)
class Job:
    """What is replicated.

    Attributes
    ----------
    scenario : Scenario
    cases : list of (policy, future)
    seed : int
    clock : {"simpy", "compiled"}
    timeout : float, s
        Time that one replication may take; no limit if 0. Threads cannot be stopped, and know none.
    scheduler : str, optional
        Address of a Dask cluster, for ``dask``; one is started on this machine by default.
    design : Design or Strata, optional
        Points at which to run, or strata to draw from.
    series : bool
        Whether to give performance over time.
    """

    scenario: Scenario
    cases: list[Case]
    seed: int
    clock: str
    timeout: float = 0.0
    scheduler: str | None = None
    design: Design | Strata | None = None
    series: bool = False

    def replicator(self) -> Replicator:
        """What runs its replications, one at a time."""
        return Replicator(self.scenario, self.cases, self.seed, self.clock, self.design, series=self.series)


def run_one(replicator: Replicator, replication: int, timeout: float) -> Rows | Failure:
    """Run one replication; an error of the simulation, or its time or memory running out, is a result too."""
    try:
        with _alarm(timeout):
            return replicator.run(replication)
    except SimulationError as error:
        return Failure(replication, replicator.seed, str(error))
    except MemoryError:
        limit = float(replicator.scenario.limits.memory)
        return Failure(replication, replicator.seed, f"ran out of memory; limits.memory = {limit:g} MB")


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise an error after a time, where the system and the thread allow it."""
    if seconds <= 0 or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: object) -> None:
        raise SimulationError(f"took more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def limit_memory(megabytes: float) -> None:
    """Let this process have so much more memory than it has now, and no more, where the system can see to it.

    What is counted is memory of its own (on Linux ``RLIMIT_DATA``); libraries that are yet to be loaded have room of
    their own on top.
    """
    try:
        import resource

        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = now + int((megabytes + _LIBRARIES) * 1e6)
        if most == resource.RLIM_INFINITY or wanted < most:
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))
    except (ImportError, OSError, ValueError, IndexError):
        return
