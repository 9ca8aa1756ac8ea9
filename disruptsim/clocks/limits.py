"""Limits on a run, looked at once in as many events as may happen at one instant."""

from __future__ import annotations

from collections.abc import Callable

from disruptsim.errors import LimitError


class Limits:
    """Limits on events in all and at one instant.

    Parameters
    ----------
    most_events, most_at_once : float
    """

    def __init__(self, most_events: float, most_at_once: float) -> None:
        self._most_events = most_events
        self._most_at_once = int(most_at_once)
        self._looked = -1.0

    def look(self, count: int, now: float, name: Callable[[], str]) -> int:
        """Look at the limits; give the count of events at which to look next.

        Parameters
        ----------
        count : int
            Events, with the one that is about to happen.
        now : float, d
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
        self._looked = now
        return min(count + self._most_at_once, max(count, int(self._most_events)))
