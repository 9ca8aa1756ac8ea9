"""What is replicated, and one replication of it, wherever it runs."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from disruptsim.errors import SimulationError
from disruptsim.montecarlo.design import Design
from disruptsim.montecarlo.replicate import Case, Replicator, Rows
from disruptsim.montecarlo.result import Failure
from disruptsim.montecarlo.strata import Strata
from disruptsim.scenario.scenario import Scenario


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
    """

    scenario: Scenario
    cases: list[Case]
    seed: int
    clock: str
    timeout: float = 0.0
    scheduler: str | None = None
    design: Design | Strata | None = None

    def replicator(self) -> Replicator:
        """What runs its replications, one at a time."""
        return Replicator(self.scenario, self.cases, self.seed, self.clock, self.design)


def run_one(replicator: Replicator, replication: int, timeout: float) -> Rows | Failure:
    """Run one replication; an error of the simulation, or its time running out, is a result too."""
    try:
        with _alarm(timeout):
            return replicator.run(replication)
    except SimulationError as error:
        return Failure(replication, replicator.seed, str(error))


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
