"""The result of a Monte Carlo run: one row per replication, future, policy and subject, and estimates from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.measures.registry import CENSORED, INDEX, OBSERVED, Measure, measures_of
from disruptsim.measures.subjects import Subject
from disruptsim.montecarlo.averages import Averages
from disruptsim.montecarlo.store import nothing
from disruptsim.montecarlo.strata import Strata
from disruptsim.scenario.scenario import Scenario
from disruptsim.world.opening import CALM

Array = NDArray[np.float64]
States = NDArray[np.uint8]
_TOGETHER, _SUBJECTS = 256, 16  # replications, and subjects, that are put in canonical order at once


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that could not be run to its end.

    Attributes
    ----------
    replication, seed : int
        With which it can be run again alone.
    error : str
    """

    replication: int
    seed: int
    error: str


@dataclass(slots=True)
class Result:
    """The numbers of a run; `report.result.Result` adds the tables to read.

    Attributes
    ----------
    scenario : Scenario
    version : str
        Of disruptsim.
    seed : int
    clock : str
    cases : list of (policy, future)
    subjects : list of Subject
    values : ndarray, shape (replications, cases, subjects, measures)
    states : ndarray of uint8, of the same shape
        0 missing, 1 observed, 2 censored.
    triggers : ndarray, shape (replications, cases)
        Earliest effect of a disruption, d.
    events : int
        Handled in all runs together.
    failures : list of Failure
        Replications that failed; their measures are missing.
    release : callable
        Lets the system take back the memory behind numbers that were looked at, where they lie in a file.
    strata : Strata or None
        From which the replications were drawn, where they were not drawn alike.
    controls : dict of str to ndarray
        Control variate of mean zero by future, where means use one; shape (replications,).
    """

    scenario: Scenario
    version: str
    seed: int
    clock: str
    cases: list[tuple[str, str]]
    subjects: list[Subject]
    values: Array
    states: States
    triggers: Array
    events: int
    failures: list[Failure] = field(default_factory=list)
    release: Callable[[], None] = nothing
    strata: Strata | None = None
    controls: dict[str, Array] = field(default_factory=dict)

    @property
    def replications(self) -> int:
        """Number of replications."""
        return int(self.values.shape[0])

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Measures, in the order of their columns."""
        return measures_of(self.scenario)

    @property
    def averages(self) -> Averages:
        """How estimates are made of one value per replication."""
        return Averages(self.strata, self.controls, tuple(failure.replication for failure in self.failures))

    def case(self, policy: str, future: str | None = None) -> int:
        """Rank of a case; the first future by default."""
        for number, (name, where) in enumerate(self.cases):
            if name == policy and future in (None, where):
                return number
        raise KeyError(f"no policy {policy} in future {future}")

    def is_calm(self, case: int) -> bool:
        """Whether a case is in the calm that an economy adds to the futures of a scenario."""
        return self.cases[case][1] == CALM and CALM not in self.scenario.futures

    def subject(self, name: str, kind: str | None = None) -> int:
        """Rank of a subject."""
        for number, subject in enumerate(self.subjects):
            if subject.name == name and kind in (None, subject.kind):
                return number
        raise KeyError(f"no subject {name}")

    def column(
        self, measure: str, subject: str | int, policy: str = "none", future: str | None = None
    ) -> tuple[Array, States]:
        """Values and states of one measure over the replications, in their order."""
        row = self.subject(subject) if isinstance(subject, str) else subject
        case, number = self.case(policy, future), INDEX[measure]
        return self.values[:, case, row, number], self.states[:, case, row, number]

    @property
    def digest(self) -> str:
        """SHA-256 over the per-replication table in canonical order: equal digests mean equal results."""
        found = hashlib.sha256()
        for policy, future in self.cases:
            found.update(f"{policy}\0{future}\0".encode())
        for subject in self.subjects:
            found.update(f"{subject.kind}\0{subject.name}\0".encode())
        found.update(",".join(measure.name for measure in self.measures).encode())
        for numbers in (self.values, self.states):
            for first in range(0, len(numbers), _TOGETHER):
                found.update(self._together(numbers, first, first + _TOGETHER).data)
        return found.hexdigest()

    def _together(self, numbers: NDArray[Any], first: int, last: int | None) -> NDArray[Any]:
        """Numbers of some replications in canonical order, in memory.

        Where they lie in a file, the system maps far more of it than is asked for; hence a few subjects at a time.
        """
        found = np.empty_like(numbers[first:last], order="C")
        for case in range(found.shape[1]):
            for row in range(0, found.shape[2], _SUBJECTS):
                found[:, case, row : row + _SUBJECTS] = numbers[first:last, case, row : row + _SUBJECTS]
                self.release()
        return found

    def table(self, kind: str = "numpy") -> Any:
        """The per-replication table.

        Parameters
        ----------
        kind : {"numpy", "pandas", "arrow"}
            A dict of columns; a data frame; an Arrow table. The last two need pandas or pyarrow to be installed.
        """
        columns = self.columns()
        if kind == "pandas":
            import pandas as pd  # type: ignore[import-untyped]

            return pd.DataFrame(columns)
        if kind == "arrow":
            import pyarrow as pa  # type: ignore[import-not-found]

            return pa.table(columns)
        return columns

    def columns(self, first: int = 0, last: int | None = None) -> dict[str, Any]:
        """Columns of the per-replication table; beside each measure stands its state (0, 1, 2).

        Where replications were not drawn alike, `weight` says what each counts for, one in the mean: averages without
        it would be wrong.

        Parameters
        ----------
        first, last : int
            Replications from `first` to before `last`; all by default.
        """
        values, states = (self._together(numbers, first, last) for numbers in (self.values, self.states))
        grid = np.indices(values.shape[:3]).reshape(3, -1)
        names = np.array([subject.name for subject in self.subjects], dtype=object)
        kinds = np.array([subject.kind for subject in self.subjects], dtype=object)
        columns: dict[str, Any] = {
            "replication": first + grid[0].astype(np.int64),
            "future": np.array([future for _, future in self.cases], dtype=object)[grid[1]],
            "policy": np.array([policy for policy, _ in self.cases], dtype=object)[grid[1]],
            "subject": names[grid[2]],
            "kind": kinds[grid[2]],
        }
        for number, measure in enumerate(self.measures):
            columns[measure.name] = values[..., number].reshape(-1)
            columns[f"{measure.name}_state"] = states[..., number].reshape(-1)
        if self.strata is not None:
            each = self.strata.each(self.replications)[first:last]
            columns["weight"] = np.broadcast_to(each[:, None, None], values.shape[:3]).reshape(-1)
        return columns

    def seen(self, measure: str, subject: int, case: int) -> tuple[Array, NDArray[np.bool_], NDArray[np.bool_]]:
        """Values, which are there at all, and which of those are observed rather than censored."""
        values, states = self.values[:, case, subject, INDEX[measure]], self.states[:, case, subject, INDEX[measure]]
        return values, states >= OBSERVED, states != CENSORED
