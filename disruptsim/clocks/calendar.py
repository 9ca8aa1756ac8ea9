"""A SimPy environment whose events may be posted at an absolute time, with the model's order at one instant."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.core import EmptySchedule

from disruptsim.clocks.fingerprint import add_event
from disruptsim.clocks.limits import Limits
from disruptsim.clocks.naming import event_name, refusal
from disruptsim.network.estimate import BYTES_PER_EVENT_PENDING, BYTES_PER_RECORD
from disruptsim.rules.handlers import HANDLERS
from disruptsim.world.opening import Opening


class Posted(tuple, simpy.Event):  # type: ignore[type-arg]
    """An event that a rule asked for: its kind, the rank of the record that it is about, and an amount.

    A tuple, because hundreds of thousands are made each second; a SimPy event, because that is what it is to the
    environment: it stands in its queue, is triggered, and carries no value.
    """

    __init__ = object.__init__
    callbacks = []  # noqa: RUF012 - nobody else waits for a posted event
    _ok = True
    _value = None


class Calendar(simpy.Environment):
    """SimPy's event loop, with the rules as the callback of every posted event.

    Parameters
    ----------
    opening : Opening
        The rules change its world.
    fingerprint : bool
        Whether to keep a fingerprint of the sequence of events.
    """

    def __init__(self, opening: Opening, *, fingerprint: bool = False) -> None:
        super().__init__(initial_time=0.0)
        self._now: float = 0.0
        world = opening.world
        self.opening = opening
        self.doing = (-1, 0)  # kind and subject of the event in hand, when something fails
        self.events = 0
        self.fingerprint = 0
        self.listener: Callable[[float, int, int, float], None] | None = None
        self._keep_fingerprint = fingerprint
        self._limits = Limits(opening.plan.scenario.limits)
        self._looks = 0  # the count of events at which limits are looked at next
        world.calendar, world.serial = self._queue, self._eid
        world.event, world.refuse = Posted, self.refuse

    def refuse(self, when: float, kind: int, subject: int) -> None:
        """Complain of an event posted for a time that is none, or is past.

        Raises
        ------
        SimulationError
        """
        raise refusal(self.opening, when, kind, subject, self._now)

    def _memory(self) -> float:
        """About what records and waiting events take, MB."""
        world = self.opening.world
        records = len(world.shipments) + len(world.lots) + len(world.orders) + len(world.requests) + len(world.stops)
        marks = 32.0 * len(world.marks)  # a number and its place in the list
        return (BYTES_PER_RECORD * records + BYTES_PER_EVENT_PENDING * len(self._queue) + marks) / 1e6

    def step(self) -> None:
        """Process the next event, as SimPy does; posted events take a shorter way to the same effect."""
        if not self._queue:
            raise EmptySchedule
        self.run_to(self._queue[0][0], once=True)

    def run_to(self, end: float, *, once: bool = False) -> None:
        """Process the events before `end`, and set the time to it; or the next one, whenever it is."""
        queue: list[Any] = self._queue
        world, handlers, listener = self.opening.world, HANDLERS, self.listener
        kind, subject = self.doing
        keep = self._keep_fingerprint
        count, looks = self.events, self._looks
        try:
            while queue:
                entry = heappop(queue)
                now, event = entry[0], entry[3]
                if now >= end and not once:
                    heappush(queue, entry)
                    break
                if type(event) is Posted:
                    kind, subject, amount = event
                    if now < self._now:
                        self.refuse(now, kind, subject)
                    self._now = now
                    count += 1
                    if count > looks:
                        looks = self._limits.look(
                            count, now, self._memory(), partial(event_name, self.opening, kind, subject)
                        )
                    if keep:
                        self.fingerprint = add_event(self.fingerprint, now, kind, subject, amount)
                    if listener is not None:
                        listener(now, kind, subject, amount)
                    handlers[kind](world, subject, amount, now)
                else:
                    heappush(queue, entry)
                    super().step()
                if once:
                    return
        finally:
            self.events, self._looks, self.doing = count, looks, (kind, subject)
        self._now = end
