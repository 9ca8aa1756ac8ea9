"""The result of a run with its tables: what `disruptsim.run` returns."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disruptsim.montecarlo.estimates import Estimate, estimate_all
from disruptsim.montecarlo.files import files_at
from disruptsim.montecarlo.folder import SHOWN, Plan, RunFolder, chunk_for, read_run
from disruptsim.montecarlo.result import Result as Numbers
from disruptsim.montecarlo.run import DEFAULT_REPLICATIONS, DEFAULT_SEED
from disruptsim.montecarlo.run import run as run_numbers
from disruptsim.report.numbers import plain
from disruptsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from rich.console import Group


FORMAT = "disruptsim.result/1"


@dataclass(slots=True)
class Result(Numbers):
    """The per-replication table, estimates from it, and tables to read; see `montecarlo.result.Result`."""

    _estimates: dict[bool, list[Estimate]] = field(default_factory=dict, repr=False)

    def estimates(self) -> list[Estimate]:
        """Every estimate, with its interval."""
        controlled = bool(self.controls)
        if controlled not in self._estimates:
            self._estimates[controlled] = estimate_all(self)
        return self._estimates[controlled]

    def to_json(self) -> dict[str, Any]:
        """The object that ``run --json`` prints."""
        return {
            "format": FORMAT,
            "scenario": {"name": self.scenario.name, "digest": self.scenario.digest},
            "version": self.version,
            "seed": self.seed,
            "replications": self.replications,
            "clock": self.clock,
            "events": self.events,
            "digest": self.digest,
            "failures": [asdict(failure) for failure in self.failures],
            "estimates": [plain(asdict(item)) for item in self.estimates()],
        }

    def save(self, folder: str | Path) -> Path:
        """Write the per-replication table as Parquet, and what was asked, into a folder; returns the folder.

        Raises
        ------
        FolderError
            If the folder holds something else.
        """
        import numpy as np

        chunk = chunk_for(self.replications)
        plan = Plan(self.scenario, self.version, self.seed, self.replications, self.cases, chunk)
        kept = RunFolder(folder, plan)
        for part in range(kept.plan.parts):
            first, last = kept.plan.span(part)
            if any(first <= failure.replication < last for failure in self.failures):
                continue  # to be run again
            # How many events each replication had is not known any more: their sum stands with the first.
            events = np.zeros(last - first, np.int64)
            events[0] = self.events if part == 0 else 0
            kept.keep(part, self, events)
        kept.close(self.to_json())
        return Path(folder)

    def summary(self, width: int = 100) -> Group:
        """Rich tables, as the command line shows them, for a width in characters."""
        from disruptsim.report.summary import summary

        return summary(self, width)

    def _repr_html_(self) -> str:
        from disruptsim.report.summary import as_html

        return as_html(self)


def run(
    scenario: Scenario, replications: int = DEFAULT_REPLICATIONS, seed: int = DEFAULT_SEED, **options: Any
) -> Result:
    """Run Monte Carlo replications of a scenario under its policies.

    Parameters
    ----------
    scenario : Scenario
    replications, seed : int
        The same seed, scenario and version give the same bytes.
    **options
        ``policies``, ``futures``, ``workers``, ``clock``, ``executor``, ``out``, ``precision``, ``timeout`` and
        ``progress``: see `montecarlo.run.run`.

    Raises
    ------
    ScenarioError
        If a policy or future is not known, or the network cannot work.
    LimitError
        If the scenario is larger than its limits.
    SimulationError
        If a replication fails.
    """
    numbers = run_numbers(scenario, replications, seed, **options)
    result = Result(**{field.name: getattr(numbers, field.name) for field in fields(numbers)})
    if options.get("out") is not None:
        files_at(options["out"]).write(SHOWN, json.dumps(result.to_json(), ensure_ascii=False).encode())
    return result


def load_run(folder: str | Path) -> Result:
    """Read a run folder that ``run --out`` keeps, whole or on its way.

    Raises
    ------
    FolderError
        If it is none.
    """
    numbers = read_run(folder)
    return Result(**{field.name: getattr(numbers, field.name) for field in fields(numbers)})
