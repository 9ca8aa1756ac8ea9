"""A SimPy environment whose events may be posted at an absolute time, with the model's order at one instant."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.core import EmptySchedule

from disruptsim.errors import LimitError, SimulationError
from disruptsim.rules.handlers import HANDLERS
from disruptsim.world.kinds import EVENT_NAMES
from disruptsim.world.world import World

# SimPy's own events have priorities 0 (urgent) and 1 (normal), so that a user's processes act first at an instant.
_KIND = 1 << 32
_FIRST = 2 * _KIND
_HASH = (1 << 61) - 1


class Posted(simpy.Event):
    """An event that a rule asked for.

    Attributes
    ----------
    kind, subject : int
        Kind of event, and the rank of the record that it is about.
    amount : float
        What else the rule wants to know.
    """

    __slots__ = ("_ok", "_value", "amount", "callbacks", "env", "kind", "subject")

    def __init__(self, env: simpy.Environment, callbacks: list[Any], kind: int, subject: int, amount: float) -> None:
        self.env = env
        self.callbacks = callbacks
        self.kind = kind
        self.subject = subject
        self.amount = amount
        self._ok = True
        self._value = None


class Calendar(simpy.Environment):
    """SimPy's event loop, with the rules as the callback of every posted event.

    Parameters
    ----------
    world : World
        What the rules change.
    most_events, most_at_once : float
        Limits on events in all and at one instant.
    """

    def __init__(self, world: World, most_events: float, most_at_once: float) -> None:
        super().__init__(initial_time=0.0)
        self._now: float = 0.0
        self.world = world
        self.events = 0
        self.fingerprint = 0
        self.listener: Callable[[Posted], None] | None = None
        self._most_events = most_events
        self._most_at_once = most_at_once
        self._instant = -1.0
        self._instant_began = 0

    def post(self, when: float, kind: int, subject: int, amount: float) -> None:
        """Schedule an event at an absolute time; SimPy's own `schedule` would add a delay and round."""
        if not when >= self._now or when == float("inf"):
            if when == float("inf"):
                return
            raise SimulationError(f"event '{EVENT_NAMES[kind]}' of record {subject} posted for {when} at {self._now}")
        event = Posted(self, [self._handle], kind, subject, amount)
        heappush(self._queue, (when, _FIRST + kind * _KIND + subject, next(self._eid), event))

    def _handle(self, event: Posted) -> None:
        HANDLERS[event.kind](self.world, event.subject, event.amount, self._now)

    def step(self) -> None:
        """Process the next event, as SimPy does; posted events take a shorter way to the same effect."""
        queue = self._queue
        if not queue:
            raise EmptySchedule
        event = queue[0][3]
        if type(event) is not Posted:
            super().step()
            return
        now = heappop(queue)[0]
        self._now = now
        self.events += 1
        if now != self._instant:
            self._instant, self._instant_began = now, self.events
        elif self.events - self._instant_began > self._most_at_once:
            raise LimitError(
                f"more than {self._most_at_once:g} events at day {now:g}; if that is meant, raise limits.instant"
            )
        if self.events > self._most_events:
            raise LimitError(f"more than {self._most_events:g} events by day {now:g}; if that is meant, raise limits.events")
        self.fingerprint = (self.fingerprint * 1000003 + hash(now) * 31 + event.kind * 8191 + event.subject) & _HASH
        if self.listener is not None:
            self.listener(event)
        HANDLERS[event.kind](self.world, event.subject, event.amount, now)
