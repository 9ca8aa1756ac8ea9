"""The result of a run with its tables: what `disruptsim.run` returns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from disruptsim.montecarlo.result import Result as Numbers
from disruptsim.montecarlo.run import DEFAULT_REPLICATIONS, DEFAULT_SEED
from disruptsim.montecarlo.run import run as run_numbers
from disruptsim.scenario.schema.root import Scenario

if TYPE_CHECKING:
    from rich.console import Group


@dataclass(slots=True)
class Result(Numbers):
    """The per-replication table, estimates from it, and tables to read; see `montecarlo.result.Result`."""

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
        ``policies``, ``futures``, ``workers`` and ``progress``: see `montecarlo.run.run`.

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
