"""One replication alone, on SimPy: the same as in its batch."""

from __future__ import annotations

from collections.abc import Collection

from disruptsim.clocks.normal_cover import measure_normal_cover
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.errors import Problem, ScenarioError
from disruptsim.montecarlo.run import DEFAULT_SEED, choose_cases
from disruptsim.network.check import refuse_broken
from disruptsim.network.estimate import refuse_absurd
from disruptsim.scenario.scenario import Scenario
from disruptsim.words import meant
from disruptsim.world.fate import Fate, realised
from disruptsim.world.opening import TWIN, futures_of, open_world
from disruptsim.world.pack import draw_up


def simulation(
    scenario: Scenario,
    seed: int = DEFAULT_SEED,
    replication: int = 0,
    policy: str = "none",
    future: str | None = None,
    without: Collection[str] = (),
) -> Simulation:
    """Open one replication, ready to run, to step, or to be joined by processes.

    Parameters
    ----------
    scenario : Scenario
    seed, replication : int
        Replication `k` here is replication `k` of `run` with the same seed.
    policy : str
    future : str, optional
        The first by default; ``twin`` for the undisturbed twin.
    without : collection of str
        Disruptions that are left out under the same chance; what follows them does not happen either.

    Raises
    ------
    ScenarioError
        If the policy, the future, or what is left out is not known.
    LimitError
        If the scenario is larger than its limits.
    """
    if replication < 0:
        raise ValueError(f"replications are numbered from 0, got {replication}")
    for name in without:
        if name not in scenario.disruptions:
            raise ScenarioError([Problem("without", "is no disruption", meant(name, scenario.disruptions), name)])
    choose_cases(scenario, [policy], None if future in (None, TWIN) else [future])
    fate = Fate(seed, replication)
    plain = realised(scenario, fate.chance)
    refuse_broken(plain)
    refuse_absurd(plain)
    where = next(iter(futures_of(scenario))) if future is None else future
    plan = draw_up(plain)
    measure_normal_cover(plan)
    return Simulation(open_world(plan, fate, policy, where, without), fingerprint=True)
