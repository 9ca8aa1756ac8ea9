"""Designs: chosen points of what is uncertain or happens once, each met by the same luck in everything else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.scenario.distributions import Distribution
from disruptsim.scenario.quantities import Moment
from disruptsim.scenario.realise import at_means, uncertain_keys
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.disruptions import ControlBase


@dataclass(frozen=True, slots=True)
class Input:
    """One number that a design sets.

    Attributes
    ----------
    key : str
        Of its field.
    stream : str
        Of the chance that it otherwise takes.
    uncertain : bool
        Whether it is uncertain, drawn once a replication; or else a date, length or coin of a disruption that happens
        once.
    """

    key: str
    stream: str
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Design:
    """Points, each of which is run with the same inner replications.

    Attributes
    ----------
    inputs : tuple of Input
    points : ndarray, shape (points, inputs)
        Uniform numbers, in (0, 1).
    inner : int
        Replications at each point; replication n of a batch is inner replication ``n % inner`` at point ``n // inner``.
    """

    inputs: tuple[Input, ...]
    points: NDArray[np.float64]
    inner: int

    @property
    def replications(self) -> int:
        """Replications of all points together."""
        return len(self.points) * self.inner

    def at(self, replication: int) -> tuple[int, dict[str, float]]:
        """Number of the luck that a replication meets, and uniform numbers of its point by stream."""
        point, luck = divmod(replication, self.inner)
        row = self.points[point].tolist()
        return luck, {one.stream: u for one, u in zip(self.inputs, row, strict=True)}

    def to_dict(self) -> dict[str, Any]:
        """What a plan holds of it."""
        return {
            "inputs": [one.key for one in self.inputs],
            "points": len(self.points),
            "inner": self.inner,
            "digest": hashlib.sha256(np.ascontiguousarray(self.points).tobytes()).hexdigest(),
        }


def inputs_of(scenario: Scenario, disruptions: Sequence[str]) -> list[Input]:
    """What a design can set: every uncertain number, and what is drawn once of disruptions that happen once.

    Parameters
    ----------
    scenario : Scenario
    disruptions : sequence of str
        Those of the future that is looked at.
    """
    plain = at_means(scenario)
    found = [Input(key, f"uncertain:{key}", True) for key in uncertain_keys(scenario)]
    for name in sorted(disruptions):
        one = plain.disruptions[name]
        if one.rate is not None:
            continue  # it may happen many times, and no single draw is its length
        laws: dict[str, Any] = {"lasts": one.lasts}
        if one.after is not None:
            laws["delay"] = one.delay
        else:
            laws["starts"] = one.starts
            laws["announced"] = one.announced if isinstance(one, ControlBase) else None
        for what, law in laws.items():
            known = law.resolve(scenario.start) if isinstance(law, Moment) else law
            if isinstance(known, Distribution):
                found.append(Input(f"disruptions.{name}.{what}", f"disruption:{name}/{what}", False))
        if 0.0 < float(one.probability) < 1.0:
            found.append(Input(f"disruptions.{name}.probability", f"disruption:{name}/coin", False))
    return found
