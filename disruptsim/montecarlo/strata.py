"""Rare disruptions: nine in ten replications have at least one, and count by the probability that there is one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.errors import Problem, ScenarioError
from disruptsim.scenario.realise import uncertain_keys
from disruptsim.scenario.scenario import Scenario
from disruptsim.world.chance import Chance
from disruptsim.world.opening import futures_of
from disruptsim.world.triggers import Trigger, given_none, given_one, triggers_of

_EVERY = 10  # one replication in so many has no disruption
LEAST = 2 * _EVERY  # replications, so that each stratum has the two that an interval needs


@dataclass(frozen=True, slots=True)
class Strata:
    """Replications with a trigger, and without.

    Attributes
    ----------
    seed : int
    triggers : tuple of Trigger
        Of all futures that are run.
    """

    seed: int
    triggers: tuple[Trigger, ...]

    @property
    def probability(self) -> float:
        """That at least one trigger happens."""
        return -math.expm1(math.fsum(math.log1p(-trigger.probability) for trigger in self.triggers))

    @property
    def weights(self) -> tuple[float, float]:
        """Weights of the two strata."""
        return self.probability, 1.0 - self.probability

    def of(self, first: int, last: int) -> NDArray[np.int64]:
        """Stratum of the replications from `first` to before `last`: 0 with a trigger, 1 without."""
        without = np.arange(first, last) % _EVERY == _EVERY - 1
        return np.asarray(without, dtype=np.int64)

    def each(self, replications: int) -> NDArray[np.float64]:
        """What each of so many replications counts for, one in the mean."""
        stratum = self.of(0, replications)
        sizes = np.maximum(1, np.bincount(stratum, minlength=2))
        return np.asarray((np.asarray(self.weights) / sizes)[stratum] * replications)

    def at(self, replication: int) -> tuple[int, dict[str, float]]:
        """Number of the luck that a replication meets, its own, and uniform numbers that put it into its stratum."""
        draw = given_none if self.of(replication, replication + 1)[0] else given_one
        return replication, draw(self.triggers, Chance(self.seed, replication))

    def to_dict(self) -> dict[str, Any]:
        """What a plan holds of it."""
        return {"triggers": [[one.stream, one.probability] for one in self.triggers], "without": 1 / _EVERY}


def strata_of(scenario: Scenario, futures: Sequence[str], seed: int) -> Strata:
    """Strata for some futures of a scenario.

    Raises
    ------
    ScenarioError
        If a disruption is certain, none can happen, one lives in a climate, or a probability is itself uncertain.
    """
    names = sorted({name for future in futures for name in futures_of(scenario)[future]})
    odds = {f"disruptions.{name}.{what}" for name in names for what in ("rate", "probability")}
    unknown = [key for key in uncertain_keys(scenario) if key in odds]
    problems = [Problem(key, "must be known for --rare", "write a number, or run without --rare") for key in unknown]
    for name in names:
        if scenario.disruptions[name].climate is not None:
            said = "leaves the probability of a first happening unknown, which --rare needs"
            problems.append(Problem(f"disruptions.{name}.climate", said, "run without --rare"))
    triggers = triggers_of(scenario, names)
    certain = [one.stream for one in triggers if one.probability >= 1.0]
    if certain and not problems:
        name = certain[0].removeprefix("disruption:").rpartition("/")[0]
        said = f"has nothing to gain: {name} happens in every replication"
        problems.append(Problem("--rare", said, f"run without it, or set disruptions.{name}.probability"))
    elif not any(one.probability > 0.0 for one in triggers) and not problems:
        problems.append(Problem("--rare", "has nothing to gain: no disruption can happen", "run without it"))
    if problems:
        raise ScenarioError(problems)
    return Strata(seed, tuple(one for one in triggers if one.probability > 0.0))
