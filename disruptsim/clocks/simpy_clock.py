"""The reference clock: one replication in one SimPy environment."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import simpy

from disruptsim.clocks.calendar import Calendar
from disruptsim.clocks.verbs import Verbs
from disruptsim.errors import DisruptsimError, MassError, SimulationError
from disruptsim.rules.stock import settle
from disruptsim.rules.verbs import post
from disruptsim.world.audit import balance, below_zero
from disruptsim.world.kinds import STARVED
from disruptsim.world.opening import Opening
from disruptsim.world.outcome import Outcome
from disruptsim.world.world import Mark, Stop

MASS_TOLERANCE = 1e-9


@contextmanager
def _undisturbed(pause: bool) -> Iterator[None]:
    """Keep the garbage collector from looking for cycles, which rules never make."""
    pause = pause and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


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
        scenario = opening.plan.scenario
        self.opening = opening
        self.world = opening.world
        limits = scenario.limits
        self.env = Calendar(self.world, float(limits.events), float(limits.instant), fingerprint=fingerprint)
        self.world.draw = opening.reader.draw
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
            with _undisturbed(not self._joined):
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
            raise SimulationError(f"{self._where()}: {type(error).__name__}: {error}") from error

    def _where(self) -> str:
        return f"day {self.now:g}, event {self.env.events}"

    def _close(self) -> Outcome:
        """Settle everything at the horizon, check the mass balance, and gather the outcome."""
        if self._outcome is not None:
            return self._outcome
        world, end = self.world, self.horizon
        stops = [*world.stops, *(Stop(line.site, line.since, end) for line in world.lines if line.state == STARVED)]
        marks = list(world.marks)
        for rank in self.opening.plan.markets:
            settle(world, world.holdings[rank], end)
            marks.append(Mark(end, rank, world.holdings[rank].served, world.holdings[rank].demanded))
        error, throughput = balance(world)
        share = np.abs(error) / np.maximum(throughput, 1e-9)
        worst = float(share.max()) if len(share) else 0.0
        if worst > MASS_TOLERANCE:
            name = self.opening.plan.layout.materials[int(share.argmax())]
            raise MassError(f"the mass of {name} is off by {worst:.3g} of its throughput at the end, day {end:g}")
        negative = below_zero(world)
        if negative:
            raise SimulationError(f"{negative} at the end, day {end:g}")
        self._outcome = self._gather(marks, stops, worst)
        return self._outcome

    def _gather(self, marks: list[Any], stops: list[Any], mass_error: float) -> Outcome:
        world = self.world
        table = np.array(marks, dtype=float).reshape(-1, 4)
        order = np.lexsort((np.arange(len(table)), table[:, 1]))

        def column(records: list[Any], name: str) -> Any:
            return np.array([getattr(record, name) for record in records], dtype=float)

        made = np.zeros(len(world.sites))
        for line in world.lines:
            made[line.site] += line.made
        return Outcome(
            layout=self.opening.plan.layout,
            horizon=self.horizon,
            trigger=self.opening.trigger,
            marks=table[order],
            stops=np.array(stops, dtype=float).reshape(-1, 3),
            served=column(world.holdings, "served"),
            at_once=column(world.holdings, "at_once"),
            demanded=column(world.holdings, "demanded"),
            owed=column(world.holdings, "owed"),
            dry=column(world.holdings, "dry"),
            delivered=column(world.lanes, "delivered"),
            made=made,
            drawn=column(world.reserves, "drawn"),
            lowest=column(world.reserves, "lowest"),
            emptied=column(world.reserves, "emptied"),
            reserve_holdings=np.array([reserve.holding for reserve in world.reserves], dtype=np.int64),
            on_hand=column(world.holdings, "on_hand"),
            events=self.env.events,
            shipments=world.run.arrived,
            mass_error=mass_error,
            fingerprint=self.env.fingerprint,
        )
