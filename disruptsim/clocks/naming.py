"""What an error says: the event, whom it is about, and when, in the words of the scenario; the same for every clock."""

from __future__ import annotations

from disruptsim.errors import SimulationError
from disruptsim.world.kinds import EVENT_NAMES
from disruptsim.world.names import subject_name
from disruptsim.world.opening import Opening


def event_name(opening: Opening, kind: int, subject: int) -> str:
    """An event and whom it is about, as "'shipment arrives' at mine > refinery"."""
    about = subject_name(opening.plan.layout, opening.world, kind, subject, opening.hazards.control_names)
    return f"'{EVENT_NAMES[kind]}' of {about}"


def refusal(opening: Opening, when: float, kind: int, subject: int, now: float) -> SimulationError:
    """The error of an event that is posted for a time that is none, or is past."""
    return SimulationError(f"day {now:g}: {event_name(opening, kind, subject)} was posted for day {when}")


def failure(opening: Opening, kind: int, subject: int, now: float, events: int, error: Exception) -> SimulationError:
    """The error of a rule that failed at an event."""
    about = event_name(opening, kind, subject) if kind >= 0 else "before the first event"
    return SimulationError(f"day {now:g}, event {events}, {about}: {type(error).__name__}: {error}")
