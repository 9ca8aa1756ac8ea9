"""Limits on a run, looked at once in as many events as may happen at one instant."""

from __future__ import annotations

from collections.abc import Callable

from disruptsim.errors import LimitError
from disruptsim.scenario.schema.root import Limits as Settings


class Limits:
    """Limits on events in all and at one instant, and on memory.

    Parameters
    ----------
    limits : disruptsim.scenario.schema.root.Limits
    """

    def __init__(self, limits: Settings) -> None:
        self._most_events = float(limits.events)
        self._most_at_once = int(float(limits.instant))
        self._most_memory = float(limits.memory)
        self._looked = -1.0

    def look(self, count: int, now: float, memory: float, name: Callable[[], str]) -> int:
        """Look at the limits; give the count of events at which to look next.

        Parameters
        ----------
        count : int
            Events, with the one that is about to happen.
        now : float, d
        memory : float, MB
            What records and waiting events take.
        name : callable
            Names that event.

        Raises
        ------
        LimitError
            Naming the day, the event and the setting.
        """
        if now == self._looked:
            raise LimitError(
                f"more than {self._most_at_once} events at day {now:g}, now {name()}; "
                "if that is meant, raise limits.instant"
            )
        if count > self._most_events:
            raise LimitError(
                f"more than {self._most_events:g} events by day {now:g}, now {name()}; "
                "if that is meant, raise limits.events"
            )
        if memory > self._most_memory:
            raise LimitError(
                f"more than {self._most_memory:g} MB by day {now:g}, now {name()}; "
                "if that is meant, raise limits.memory"
            )
        self._looked = now
        return min(count + self._most_at_once, max(count, int(self._most_events)))
