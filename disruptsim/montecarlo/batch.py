"""A batch on its way: replications as they come, parts as they are whole, and the end where precision is reached."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from disruptsim.errors import SimulationError
from disruptsim.measures.subjects import TOTAL
from disruptsim.montecarlo.estimates import Estimate, estimate_one
from disruptsim.montecarlo.execute import Kind, execute
from disruptsim.montecarlo.folder import Plan, RunFolder
from disruptsim.montecarlo.goals import Goal, reached
from disruptsim.montecarlo.job import Job
from disruptsim.montecarlo.replicate import Rows
from disruptsim.montecarlo.result import Failure, Result
from disruptsim.montecarlo.series import Series

_HOPELESS = 5  # failures from the start without a success
_SAY_EVERY = 2.0  # s between looks at what is known so far
_TOGETHER = 64  # replications that are put into the table at once
_FIRST_LOOK = 20  # replications after which precision is looked at for the first time


class Batch:
    """The replications of a plan.

    Parameters
    ----------
    plan : Plan
    result : Result
        With room for all of them; what is there in the folder is read into it.
    goals : sequence of Goal
        Where there are any, the batch ends when they are reached.
    out : str or Path, optional
        The run folder.
    tell : callable
        Told, in a sentence, of what a user may want to know.

    Attributes
    ----------
    result : Result
        After `run`: of all replications, or of those that precision needed.
    """

    def __init__(
        self, plan: Plan, result: Result, goals: Sequence[Goal], out: str | Path | None, tell: Callable[[str], None]
    ) -> None:
        self.result, self.goals, self._tell = result, goals, tell
        self.folder = RunFolder(out, plan) if out is not None else None
        self.plan = self.folder.plan if self.folder is not None else plan
        kept = self.folder.done(result) if self.folder is not None else set()
        spans = {part: self.plan.span(part) for part in range(self.plan.parts)}
        self._missing = {part: last - first for part, (first, last) in spans.items() if part not in kept}
        self._there = np.zeros(plan.replications, bool)
        for part in kept:
            self._there[slice(*spans[part])] = True
        self._events = np.zeros(plan.replications, np.int64)
        self._come: list[Rows] = []
        self._series: dict[int, Series] = {}  # of parts that are under way
        self._look_at, self._first, self._enough = _FIRST_LOOK, 0, 0
        self._said = time.monotonic()

    def run(
        self,
        job: Job,
        workers: int,
        kind: Kind,
        progress: Callable[[int], None],
        standing: Callable[[Estimate], None] | None = None,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """Run what is missing.

        Parameters
        ----------
        job : Job
        workers, kind
            As in `execute`.
        progress : callable
            Told the number of replications that are there.
        standing : callable, optional
            Told now and then how far the first goal is, or the loss of all markets, where it is least certain.
        failed : callable
            Told of each failure.
        """
        left = np.flatnonzero(~self._there).tolist()
        before = self.plan.replications - len(left)
        if before and left:
            self._tell(f"{before} of {self.plan.replications} replications are there already")
        if left and not self._is_enough():
            rows_as_they_come = execute(job, left, workers, kind, lambda done: progress(before + done))
            for rows in rows_as_they_come:
                if isinstance(rows, Failure):
                    failed()
                    self._fail(rows)
                else:
                    self._take(rows)
                if standing is not None and time.monotonic() - self._said > _SAY_EVERY:
                    self._said = time.monotonic()
                    for estimate in self._stands():
                        standing(estimate)
                if self._is_enough():
                    rows_as_they_come.close()
                    break
        self._put()
        self.result.failures.sort(key=lambda failure: failure.replication)
        self.result.events += int(self._events.sum())
        if self.goals:
            self._end_early()

    def _take(self, rows: Rows) -> None:
        number = rows.replication
        self._come.append(rows)
        self.result.triggers[number] = rows.triggers
        self._events[number], self._there[number] = rows.events, True
        part = number // self.plan.chunk
        if rows.performance is not None:
            self._series.setdefault(part, Series(*rows.performance.shape)).add(rows.performance)
            rows.performance = None
        self._missing[part] -= 1
        whole = self.folder is not None and self._missing[part] == 0
        if whole or len(self._come) >= _TOGETHER:
            self._put()
        if self.folder is not None and whole:
            events = self._events[slice(*self.plan.span(part))]
            self.folder.keep(part, self.result, events, self._series.pop(part, None))

    def _put(self) -> None:
        """Put the replications that have come into the table, in one go."""
        if not self._come:
            return
        self._come.sort(key=lambda rows: rows.replication)
        numbers = [rows.replication for rows in self._come]
        # A slice is several times faster than a list, and they mostly come in a row.
        where = slice(numbers[0], numbers[-1] + 1) if numbers[-1] - numbers[0] == len(numbers) - 1 else numbers
        for case in range(len(self.result.cases)):
            self.result.values[where, case] = np.stack([rows.values[case] for rows in self._come])
            self.result.states[where, case] = np.stack([rows.states[case] for rows in self._come])
            self.result.release()
        self._come.clear()

    def _fail(self, failure: Failure) -> None:
        """Note a failure; its part is not kept, so that it is run again. If nothing else happens, that is an error."""
        self.result.failures.append(failure)
        self._there[failure.replication] = True
        failed = len(self.result.failures)
        if failed == int(self._there.sum()) and (failed >= _HOPELESS or self._there.all()):
            first = min(self.result.failures, key=lambda one: one.replication)
            raise SimulationError(f"replication {first.replication} of seed {first.seed}: {first.error}")

    def _stands(self) -> list[Estimate]:
        """The estimate with the widest interval for its size, of the cases, so far; none if there is nothing yet."""
        names = [subject.name for subject in self.result.subjects]
        measure, subject = (self.goals[0].measure, self.goals[0].subject) if self.goals else ("unserved", TOTAL)
        if subject not in names:
            return []
        found = [one for case in range(len(self.result.cases))
                 for one in estimate_one(self.result, measure, names.index(subject), case, "mean")]  # fmt: skip
        known = [one for one in found if one.high > one.low]
        return sorted(known, key=lambda one: (one.high - one.low) / max(abs(one.value), 1e-300))[-1:]

    def _is_enough(self) -> bool:
        """Whether precision is reached, and the part in which it is reached is whole: parts are kept whole."""
        if not self.goals:
            return False
        while self._first < len(self._there) and self._there[self._first]:
            self._first += 1
        if not self._enough and self._first >= self._look_at:
            self._look_at = self._first + max(10, self._first // 20)
            self._put()
            self._enough = reached(self.result, self.goals, self._first)
        return self._enough > 0 and self._first >= self.plan.span((self._enough - 1) // self.plan.chunk)[1]

    def _end_early(self) -> None:
        count = self._enough or reached(self.result, self.goals, self.plan.replications)
        if not count:
            self._tell(f"precision is not reached after {self.plan.replications} replications")
            return
        self._tell(f"precision is reached after {count} replications")
        values, states, triggers = self.result.values[:count], self.result.states[:count], self.result.triggers[:count]
        failures = [failure for failure in self.result.failures if failure.replication < count]
        self.result = replace(self.result, values=values, states=states, triggers=triggers, failures=failures)
