"""The reference clock: one replication in one SimPy environment."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import simpy

from disruptsim.clocks.calendar import Calendar
from disruptsim.clocks.closing import gather
from disruptsim.clocks.naming import failure
from disruptsim.clocks.verbs import Verbs
from disruptsim.errors import DisruptsimError
from disruptsim.memory import no_collecting
from disruptsim.rules.stock import settle
from disruptsim.rules.verbs import post
from disruptsim.world.audit import columns_of
from disruptsim.world.opening import Opening, copy_all
from disruptsim.world.outcome import Outcome


class Simulation(Verbs):
    """One replication under SimPy: run it, step it, watch it, join it.

    Parameters
    ----------
    opening : Opening
        The world to run.
    fingerprint : bool
        Whether to keep a fingerprint of the sequence of events in the outcome; 0 otherwise.

    Attributes
    ----------
    env : simpy.Environment
        The environment; a process made with `process` may use all of SimPy.
    """

    def __init__(self, opening: Opening, *, fingerprint: bool = False) -> None:
        self.opening = opening
        self.world = opening.world
        self.env = Calendar(opening, fingerprint=fingerprint)
        copy_all(self.world)
        self.world.draw = opening.fate.reader().draw
        self.world.say = lambda what, subject, amount: None
        for when, kind, subject, amount in self.world.agenda:
            post(self.world, when, kind, subject, amount)
        self._outcome: Outcome | None = None
        self._joined = False

    @property
    def now(self) -> float:
        """Days since the start."""
        return float(self.env.now)

    @property
    def horizon(self) -> float:
        """Length of the run, d."""
        return self.world.run.horizon

    def process(self, make: Callable[[Simulation], Generator[simpy.Event, Any, Any]]) -> simpy.Process:
        """Add a process of the user's own.

        Parameters
        ----------
        make : callable
            A generator function that takes this simulation, and yields SimPy events such as ``sim.env.timeout(30)``.
            It acts before the rules at an instant, and may call the verbs (`ban`, `outage`, `draw`, ...).
        """
        self._joined = True
        return self.env.process(make(self))

    def step(self) -> None:
        """Process the next event."""
        self._guarded(self.env.step)

    def run(self, until: float | None = None) -> Outcome | None:
        """Run to a time, which is not part of the run, or to the horizon.

        Returns
        -------
        Outcome or None
            The outcome once the horizon is reached.

        Raises
        ------
        LimitError
            If a limit of the scenario is passed.
        SimulationError
            If a rule fails, or mass is not conserved.
        """
        end = self.horizon if until is None else float(until)
        if not math.isfinite(end) or end < self.now:
            raise ValueError(f"until must be a finite day not before {self.now:g}, got {until!r}")
        end = min(end, self.horizon)
        if end > self.now:
            with no_collecting(not self._joined):
                self._guarded(lambda: self.env.run_to(end))
        return self._close() if end >= self.horizon else None

    def _guarded(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except DisruptsimError:
            raise
        except (KeyboardInterrupt, simpy.core.EmptySchedule):
            raise
        except Exception as error:
            raise failure(self.opening, *self.env.doing, self.now, self.env.events, error) from error

    def _close(self) -> Outcome:
        """Settle everything at the horizon, check the mass balance, and gather the outcome."""
        if self._outcome is not None:
            return self._outcome
        world, end = self.world, self.horizon
        for rank in self.opening.plan.markets:
            settle(world, world.holdings[rank], end)
        marks = np.array(world.marks, dtype=float)
        stops = np.array(world.stops, dtype=float)
        columns = columns_of(world)

        def column(group: str, field: str) -> Any:
            one = getattr(world, group) if group in ("run", "money") else None
            return np.array([getattr(one, field)]) if one is not None else columns(group, field)

        self._outcome = gather(self.opening, column, marks, stops, self.env.events, self.env.fingerprint)
        return self._outcome
