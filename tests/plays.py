"""Running scenarios given as nested dicts: one run, the same run twice, and how long a property test may look."""

from __future__ import annotations

import copy
import random
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, settings

import disruptsim as ds
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world.fate import Fate, realised
from disruptsim.world.opening import futures_of, open_world
from disruptsim.world.outcome import Outcome
from disruptsim.world.pack import draw_up

Table = dict[str, Any]
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def budget(examples: int) -> settings:
    """Settings of a property test that meets the same examples in every run, and does not take minutes to fail."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=_CHECKS,
    )


def thorough(examples: int) -> settings:
    """Settings of a slow property test that looks elsewhere in every run."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=_CHECKS)


def make(tables: Table) -> ds.Scenario:
    """The scenario of nested tables."""
    return ds.Scenario.from_dict(tables)


def play(
    tables: Table | ds.Scenario, policy: str = "none", future: str | None = None, seed: int = 1, replication: int = 0
) -> Outcome:
    """One run to the horizon."""
    scenario = make(tables) if isinstance(tables, dict) else tables
    found = ds.simulation(scenario, seed, replication, policy, future).run()
    assert found is not None
    return found


def play_with(scenario: ds.Scenario, fate: Fate, policy: str = "none", future: str | None = None) -> Outcome:
    """One run under a given fate."""
    where = next(iter(futures_of(scenario))) if future is None else future
    world = open_world(draw_up(realised(scenario, fate.chance)), fate, policy, where)
    found = Simulation(world, fingerprint=True).run()
    assert found is not None
    return found


def assert_same(one: Outcome, other: Outcome, events: bool = True) -> None:
    """Two runs agree bit for bit: curves, totals, and the sequence of events."""
    for name in ("served", "at_once", "demanded", "owed", "dry", "delivered", "made", "drawn", "lowest", "on_hand"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert np.array_equal(one.marks, other.marks)
    assert np.array_equal(one.stops, other.stops)
    if events:
        assert one.fingerprint == other.fingerprint
        assert one.events == other.events


def shuffled(value: Any, rng: random.Random) -> Any:
    """The same tables with every dict, and the list of lanes, in another order."""
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        found = {key: shuffled(value[key], rng) for key in keys}
        if isinstance(found.get("lanes"), list) and isinstance(found["lanes"][0], dict):
            rng.shuffle(found["lanes"])
        return found
    return [shuffled(item, rng) for item in value] if isinstance(value, list) else copy.copy(value)
