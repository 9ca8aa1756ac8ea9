"""Replications to several horizons, and time means between them: known answers leave out a warm-up."""

from __future__ import annotations

from typing import Any

import numpy as np

from disruptsim.clocks.choice import has_numba
from disruptsim.clocks.compiled_clock import run_compiled
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world.fate import Fate
from disruptsim.world.opening import TWIN, open_world
from disruptsim.world.outcome import Outcome
from disruptsim.world.pack import draw_up


def runs(make: Any, replications: int, ends: list[float]) -> list[list[Outcome]]:
    """The same replications to several horizons: between two of them lies what comes after a warm-up."""
    found = []
    for end in ends:
        plan = draw_up(make(end))
        worlds = (open_world(plan, Fate(1, n, 256), "none", TWIN) for n in range(replications))
        found.append([run_compiled(world) if has_numba() else _slow(world) for world in worlds])
    return found


def _slow(world: Any) -> Outcome:
    found = Simulation(world).run()
    assert found is not None
    return found


def after_warm_up(early: list[Outcome], late: list[Outcome], value: Any) -> np.ndarray:
    """Time means between two horizons."""
    a, b = early[0].horizon, late[0].horizon
    return np.array([(b * value(y) - a * value(x)) / (b - a) for x, y in zip(early, late, strict=True)])
