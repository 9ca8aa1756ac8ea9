"""Discrete-event simulation of supply disruptions in critical-mineral chains.

>>> import disruptsim as ds
>>> scenario = ds.load("scenarios/small.toml")            # doctest: +SKIP
>>> result = ds.run(scenario, replications=100, seed=1)   # doctest: +SKIP
>>> result.summary()                                      # doctest: +SKIP

Public names are imported when they are first used, so that importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from disruptsim.version import __version__

if TYPE_CHECKING:
    from disruptsim.causes.why import Explanation, why
    from disruptsim.clocks.simpy_clock import Simulation
    from disruptsim.errors import (
        DisruptsimError,
        LimitError,
        MassError,
        Problem,
        ScenarioError,
        SimulationError,
    )
    from disruptsim.montecarlo.compare import compare
    from disruptsim.montecarlo.knockouts import criticality
    from disruptsim.montecarlo.sensitivity import sensitivity
    from disruptsim.montecarlo.single import simulation
    from disruptsim.network.capacity import capacity
    from disruptsim.network.check import check
    from disruptsim.network.concentration import concentration, effective_number, hhi
    from disruptsim.network.graph import to_graph
    from disruptsim.report.result import Result, load_run, run
    from disruptsim.report.trace import trace
    from disruptsim.scenario.scenario import Scenario, load

_PLACES = {
    "DisruptsimError": "errors",
    "Explanation": "causes.why",
    "LimitError": "errors",
    "MassError": "errors",
    "Problem": "errors",
    "Result": "report.result",
    "Scenario": "scenario.scenario",
    "ScenarioError": "errors",
    "Simulation": "clocks.simpy_clock",
    "SimulationError": "errors",
    "capacity": "network.capacity",
    "check": "network.check",
    "compare": "montecarlo.compare",
    "criticality": "montecarlo.knockouts",
    "concentration": "network.concentration",
    "effective_number": "network.concentration",
    "hhi": "network.concentration",
    "load": "scenario.scenario",
    "load_run": "report.result",
    "run": "report.result",
    "sensitivity": "montecarlo.sensitivity",
    "simulation": "montecarlo.single",
    "to_graph": "network.graph",
    "trace": "report.trace",
    "why": "causes.why",
}

__all__ = [
    "DisruptsimError",
    "Explanation",
    "LimitError",
    "MassError",
    "Problem",
    "Result",
    "Scenario",
    "ScenarioError",
    "Simulation",
    "SimulationError",
    "__version__",
    "capacity",
    "check",
    "compare",
    "concentration",
    "criticality",
    "effective_number",
    "hhi",
    "load",
    "load_run",
    "run",
    "sensitivity",
    "simulation",
    "to_graph",
    "trace",
    "why",
]


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(f"disruptsim.{_PLACES[name]}"), name)
    raise AttributeError(f"module 'disruptsim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
