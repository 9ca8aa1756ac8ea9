"""One replication: the undisturbed twin once, then each policy in each future under the same fate."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disruptsim.clocks.compiled_clock import Apart, CompiledRun, advance
from disruptsim.clocks.normal_cover import measure_normal_cover
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.measures.registry import measures_of
from disruptsim.measures.subjects import Subject, subjects_of
from disruptsim.measures.table import Comparison
from disruptsim.montecarlo.design import Design
from disruptsim.montecarlo.series import Performance
from disruptsim.montecarlo.strata import Strata
from disruptsim.scenario.realise import at_means, uncertain_keys
from disruptsim.scenario.scenario import Scenario
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.chance import Chance
from disruptsim.world.fate import Fate, realised
from disruptsim.world.opening import TWIN, open_world
from disruptsim.world.outcome import Outcome
from disruptsim.world.pack import draw_up

_TOGETHER = 50e6  # bytes of packed worlds that are run in one go
Array = NDArray[np.float64]
States = NDArray[np.uint8]
Case = tuple[str, str]  # policy, future


@dataclass(slots=True)
class Rows:
    """Measures of one replication.

    Attributes
    ----------
    replication : int
    values : ndarray, shape (cases, subjects, measures)
    states : ndarray of uint8
        See `measures.registry`.
    events : int
        Of all runs, the twin's too.
    triggers : ndarray, shape (cases,)
        Earliest effect of a disruption, d; infinite if none.
    performance : ndarray of float32, shape (cases, buckets, markets and groups), optional
        Where it is asked for.
    """

    replication: int
    values: Array
    states: States
    events: int
    triggers: Array
    performance: Performance | None = None


class Replicator:
    """Runs replications of one scenario; keeps what they share.

    Parameters
    ----------
    scenario : Scenario
    cases : list of (policy, future)
    seed : int
    clock : {"simpy", "compiled"}
    design : Design or Strata, optional
        Points at which to run, or strata to draw from, instead of fresh chance for everything.
    series : bool
        Whether to give performance over time.
    """

    def __init__(
        self,
        scenario: Scenario,
        cases: list[Case],
        seed: int,
        clock: str = "simpy",
        design: Design | Strata | None = None,
        *,
        series: bool = False,
    ) -> None:
        self.series = series
        self.scenario, self.cases, self.seed, self.clock, self.design = scenario, cases, seed, clock, design
        self._certain = at_means(scenario) is scenario
        # A weekly stream's worth: most streams are then made in one go. Changes no result.
        self._block = int(min(256, max(16, float(scenario.horizon) / 7 + 8)))
        self._plan: tuple[Scenario, Blueprint, list[Subject]] | None = None
        self._at: tuple[int, Scenario] | None = None
        there = {one.key for one in design.inputs} if isinstance(design, Design) else set()
        self._all_given = all(key in there for key in uncertain_keys(scenario))

    def plan(self, scenario: Scenario) -> tuple[Blueprint, list[Subject]]:
        """Blueprint and subjects; drawn up anew only where uncertain numbers changed."""
        if self._plan is None or self._plan[0] is not scenario:
            blueprint = draw_up(scenario)
            measure_normal_cover(blueprint, self.clock)
            self._plan = (scenario, blueprint, subjects_of(blueprint))
        return self._plan[1], self._plan[2]

    def run(self, replication: int, apart: Apart = nullcontext) -> Rows:
        """Run one replication.

        Parameters
        ----------
        replication : int
        apart : callable, optional
            Makes a context in which compiled code runs, which needs no Python.
        """
        luck, given = (replication, {}) if self.design is None else self.design.at(replication)
        fate = Fate(self.seed, luck, self._block, given)
        blueprint, subjects = self.plan(self._plain(replication, fate.chance))
        outcomes = self._outcomes(blueprint, fate, apart)
        twin = next(outcomes)
        comparison = Comparison(blueprint, subjects, twin)
        shape = (len(self.cases), len(subjects), len(measures_of(self.scenario)))
        rows = Rows(replication, np.zeros(shape), np.zeros(shape, np.uint8), twin.events, np.zeros(shape[0]))
        curves: list[Performance] = []
        for number, run in enumerate(outcomes):
            rows.values[number], rows.states[number] = comparison.measure(run)
            rows.events += run.events
            rows.triggers[number] = run.trigger
            if self.series:
                curves.append(comparison.performance.astype(np.float32))
        rows.performance = np.stack(curves) if curves else None
        return rows

    def _plain(self, replication: int, chance: Chance) -> Scenario:
        """The scenario without uncertain numbers; at one point of a design it stays the same object."""
        if self._certain:
            return self.scenario
        if not isinstance(self.design, Design):
            return realised(self.scenario, chance)
        point = replication // self.design.inner
        if not self._all_given or self._at is None or self._at[0] != point:
            self._at = (point, realised(self.scenario, chance))
        return self._at[1]

    def _outcomes(self, blueprint: Blueprint, fate: Fate, apart: Apart) -> Iterator[Outcome]:
        """Outcomes of the twin and of each case, in that order."""
        ahead: list[CompiledRun] = []
        asked = [("none", TWIN), *self.cases]
        for number, (policy, future) in enumerate(asked, 1):
            opening = open_world(blueprint, fate, policy, future)
            if self.clock != "compiled":
                found = Simulation(opening).run()
                assert found is not None
                yield found
                continue
            ahead.append(CompiledRun(opening))
            if number == len(asked) or math.fsum(run.size for run in ahead) > _TOGETHER:
                advance(ahead, apart)
                for run in ahead:
                    yield run.outcome()
                ahead = []
