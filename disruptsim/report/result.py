"""The result of a run with its tables: what `disruptsim.run` returns."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from disruptsim.montecarlo.estimates import Estimate, estimate_all
from disruptsim.montecarlo.result import Result as Numbers
from disruptsim.montecarlo.run import DEFAULT_REPLICATIONS, DEFAULT_SEED
from disruptsim.montecarlo.run import run as run_numbers
from disruptsim.montecarlo.storage import save
from disruptsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from rich.console import Group


FORMAT = "disruptsim.result/1"


@dataclass(slots=True)
class Result(Numbers):
    """The per-replication table, estimates from it, and tables to read; see `montecarlo.result.Result`."""

    _estimates: list[Estimate] | None = field(default=None, repr=False)

    def estimates(self) -> list[Estimate]:
        """Every estimate, with its interval."""
        if self._estimates is None:
            self._estimates = estimate_all(self)
        return self._estimates

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
            "estimates": [{key: _plain(value) for key, value in asdict(item).items()} for item in self.estimates()],
        }

    def save(self, folder: str | Path) -> Path:
        """Write the per-replication table as Parquet, and what was asked, into a folder; returns the folder.

        Raises
        ------
        FileExistsError
            If the folder holds anything already.
        """
        return save(self, self.to_json(), Path(folder))

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
        ``policies``, ``futures``, ``workers``, ``clock``, ``executor`` and ``progress``: see `montecarlo.run.run`.

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
    return Result(**{field.name: getattr(numbers, field.name) for field in fields(numbers)})


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value - value != 0.0 else value
