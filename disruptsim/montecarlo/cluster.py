"""Replications on a Dask cluster: one that runs somewhere, or one of processes on this machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from uuid import uuid4

from disruptsim.clocks.choice import MissingExtraError
from disruptsim.errors import ClusterError
from disruptsim.montecarlo.job import Job, run_one
from disruptsim.montecarlo.replicate import Replicator, Rows
from disruptsim.montecarlo.result import Failure

_PATIENCE = 10.0  # s until a scheduler must answer
RETRIES = 3  # of a replication whose worker dies: Dask gives it to another
_jobs: dict[str, Job] = {}  # on each worker, by batch
_replicators: dict[str, Replicator] = {}  # and what their replications share


def bring(batch: str, job: Job) -> None:
    """Let a worker know a batch: every worker of the cluster, those too that come later."""
    _jobs[batch] = job


def forget(batch: str) -> None:
    """Let a worker forget a batch."""
    _jobs.pop(batch, None)
    _replicators.pop(batch, None)


def run_there(batch: str, replications: list[int]) -> list[Rows | Failure]:
    """Run replications on a worker."""
    job = _jobs[batch]
    if batch not in _replicators:
        _replicators[batch] = job.replicator()
    return [run_one(_replicators[batch], one, job.timeout) for one in replications]


@contextmanager
def on_cluster(job: Job, workers: int, scheduler: str | None) -> Iterator[Callable[[list[int]], Future[Any]]]:
    """Submit replications to a cluster.

    Parameters
    ----------
    job : Job
    workers : int
        Processes of a cluster of its own.
    scheduler : str, optional
        Address of one that runs, such as ``tcp://10.0.0.1:8786``; by default a cluster is started on this machine.

    Raises
    ------
    MissingExtraError
        If Dask is not installed.
    ClusterError
        If the scheduler cannot be reached.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise MissingExtraError("a cluster needs Dask: pip install 'disruptsim[cluster]'") from None
    local = client = None
    try:
        if scheduler is None:
            here = {"n_workers": workers, "threads_per_worker": 1, "processes": True}
            local = distributed.LocalCluster(**here, dashboard_address=None, silence_logs=logging.CRITICAL)
        try:
            client = distributed.Client(scheduler or local, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"no cluster answers at {scheduler}: {error}") from None
        batch = uuid4().hex

        class Bring(distributed.WorkerPlugin):  # type: ignore[misc]
            def setup(self, worker: object) -> None:
                bring(batch, job)

            def teardown(self, worker: object) -> None:
                forget(batch)

        client.register_plugin(Bring(), name=batch)
        try:
            with client.get_executor(pure=False, retries=RETRIES) as executor:
                yield lambda replications: executor.submit(run_there, batch, replications)
        finally:
            client.unregister_worker_plugin(batch)
    finally:
        if client is not None:
            client.close()
        if local is not None:
            local.close()
