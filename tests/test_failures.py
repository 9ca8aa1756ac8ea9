"""Replications that fail: what failed is said with its number and seed, the others count, and the run can go on."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from broken import GOOD
from shell import Shell

import disruptsim as ds
from disruptsim.errors import SimulationError
from disruptsim.montecarlo.execute import execute
from disruptsim.montecarlo.job import Job
from disruptsim.montecarlo.replicate import Replicator
from disruptsim.montecarlo.result import Failure

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"
SOME_FAILED = 4


class Fragile(Replicator):
    """A replicator that fails, dies or lasts in some replications."""

    how: dict[int, str]

    def run(self, replication: int, *rest: Any) -> Any:
        how = self.how.get(replication, "")
        if how == "fails":
            raise SimulationError("day 3: a rule failed")
        if how == "dies":
            os._exit(7)
        if how == "hungers":
            return bytearray(3_000_000_000)
        if how == "lasts":
            time.sleep(30)
        return super().run(replication, *rest)


@dataclass(frozen=True)
class FragileJob(Job):
    how: tuple[tuple[int, str], ...] = ()

    def replicator(self) -> Replicator:
        found = Fragile(self.scenario, self.cases, self.seed, self.clock)
        found.how = dict(self.how)
        return found


def play(
    kind: Any, how: dict[int, str], timeout: float = 0.0, count: int = 10, scenario: ds.Scenario | None = None
) -> tuple[dict[int, Any], list[Failure]]:
    job = FragileJob(scenario or ds.load(SMALL), [("none", "all")], 1, "simpy", timeout, how=tuple(how.items()))
    rows, failures = {}, []
    for found in execute(job, range(count), 2, kind):
        if isinstance(found, Failure):
            failures.append(found)
        else:
            rows[found.replication] = found.values
    return rows, failures


@pytest.mark.parametrize("kind", ["serial", "threads", "processes"])
def test_a_failure_is_a_result(kind: Any) -> None:
    rows, failures = play(kind, {3: "fails", 8: "fails"})
    assert sorted(rows) == [0, 1, 2, 4, 5, 6, 7, 9]
    assert sorted(failures, key=lambda f: f.replication) == [Failure(n, 1, "day 3: a rule failed") for n in (3, 8)]


def test_a_process_that_dies_takes_nobody_with_it() -> None:
    """The pool is built anew; those that were running are tried alone, and only the one that does it again has failed."""
    rows, failures = play("processes", {2: "dies", 6: "dies"})
    assert sorted(rows) == [0, 1, 3, 4, 5, 7, 8, 9]
    assert sorted(f.replication for f in failures) == [2, 6]
    assert {f.error for f in failures} == {"the process that ran it died"}
    same, _ = play("serial", {})
    assert all((rows[n] == same[n]).all() for n in rows)


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory by RLIMIT_DATA")
def test_a_hungry_replication_costs_one() -> None:
    """Three gigabytes where a hundred megabytes are allowed; the process goes on."""
    rows, failures = play("processes", {4: "hungers"}, scenario=ds.load(SMALL, {"limits.memory": "100"}))
    assert [f.replication for f in failures] == [4]
    assert "limits.memory = 100 MB" in failures[0].error
    assert len(rows) == 9


@pytest.mark.skipif(os.name == "nt", reason="alarms are a matter of POSIX")
@pytest.mark.parametrize("kind", ["serial", "processes"])
def test_a_replication_that_lasts_is_stopped(kind: Any) -> None:
    begun = time.monotonic()
    rows, failures = play(kind, {1: "lasts"}, timeout=1.5, count=4)
    assert sorted(rows) == [0, 2, 3]
    assert [(f.replication, f.error) for f in failures] == [(1, "took more than 1.5 s")]
    assert time.monotonic() - begun < 25


def broken(monkeypatch: pytest.MonkeyPatch, bad: set[int]) -> None:
    """Let some replications fail in this process."""
    real = Replicator.run

    def run(self: Replicator, replication: int, *rest: Any) -> Any:
        if replication in bad:
            raise SimulationError("day 3: a rule failed")
        return real(self, replication, *rest)

    monkeypatch.setattr(Replicator, "run", run)


def test_what_failed_counts_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ds.run(ds.load(SMALL), 10, workers=1)
    broken(monkeypatch, {4})
    found = ds.run(ds.load(SMALL), 10, workers=1)
    assert [failure.replication for failure in found.failures] == [4]
    values, states = found.column("stop_days", "motor_works")
    assert (states == 0).tolist() == [n == 4 for n in range(10)]
    assert values[states > 0].tolist() == [
        v for n, v in enumerate(whole.column("stop_days", "motor_works")[0]) if n != 4
    ]
    estimate = next(e for e in found.estimates() if e.measure == "stop_days" and e.statistic == "mean")
    assert estimate.n == 9


def test_if_all_fail_it_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, set(range(100)))
    with pytest.raises(SimulationError, match="replication 0 of seed 1: day 3"):
        ds.run(ds.load(SMALL), 3, workers=1)
    with pytest.raises(SimulationError, match="replication 0 of seed 1"):
        ds.run(ds.load(SMALL), 100, workers=1)


def test_the_part_of_a_failure_is_run_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as patched:
        broken(patched, {4})
        found = ds.run(ds.load(SMALL), 10, workers=1, out=tmp_path, chunk=2)
        assert len(found.failures) == 1
    assert not (tmp_path / "parts/000002.parquet").exists()
    again = ds.run(ds.load(SMALL), 10, workers=1, out=tmp_path, chunk=2)
    assert again.failures == []
    assert again.digest == ds.run(ds.load(SMALL), 10, workers=1).digest


def test_a_saved_result_keeps_no_part_that_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as patched:
        broken(patched, {4})
        ds.run(ds.load(SMALL), 10, workers=1).save(tmp_path / "run")
    again = ds.run(ds.load(SMALL), 10, workers=1, out=tmp_path / "run")
    assert again.failures == []
    assert again.digest == ds.run(ds.load(SMALL), 10, workers=1).digest


def test_the_command_says_what_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken(monkeypatch, {1, 4})
    path = tmp_path / "good.toml"
    path.write_text(GOOD)
    printed, told = Shell(capsys)("run", str(path), "-n", "6", "--workers", "1", code=SOME_FAILED)
    assert "2 of 6 replications failed" in told
    assert "replication 1, seed 1: day 3: a rule failed" in told
    assert "Good" in printed, "the tables of the others are shown"


class KilledWorker(Exception):  # noqa: N818 - the name that Dask gives it
    """What Dask raises for tasks whose workers died."""


def test_a_task_of_several_that_kills_its_workers_is_tried_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were in one task with the one that does it are run; it alone has failed."""
    from collections.abc import Iterator
    from concurrent.futures import Future
    from contextlib import contextmanager

    from disruptsim.montecarlo import execute as module

    asked: list[list[int]] = []

    @contextmanager
    def pool(job: Job, workers: int) -> Iterator[Any]:
        replicator = job.replicator()

        def submit(numbers: list[int]) -> Future[Any]:
            asked.append(numbers)
            future: Future[Any] = Future()
            if 5 in numbers:
                future.set_exception(KilledWorker())
            else:
                future.set_result([replicator.run(number) for number in numbers])
            return future

        yield submit

    monkeypatch.setitem(module._POOLS, "dask", pool)
    rows, failures = play("dask", {}, count=48)
    assert max(map(len, asked)) == 4
    assert [5] in asked
    assert [(one.replication, one.error) for one in failures] == [(5, "the processes that ran it died")]
    assert sorted(rows) == [number for number in range(48) if number != 5]
