"""The compiled clock: the same rules, bit for bit, many times faster. Needs the extra ``fast`` (Numba)."""

from __future__ import annotations

import numpy as np

from disruptsim.clocks.arrays import DTYPES, Arrays
from disruptsim.clocks.closing import gather
from disruptsim.clocks.limits import Limits
from disruptsim.errors import SimulationError
from disruptsim.world.fate import Reader
from disruptsim.world.kinds import EVENT_NAMES
from disruptsim.world.opening import Opening
from disruptsim.world.outcome import Outcome

SLICE = 200_000  # events between looks at what Python must look at, Ctrl-C too


def run_compiled(opening: Opening, *, fingerprint: bool = False) -> Outcome:
    """Run an opened world to its horizon.

    Parameters
    ----------
    opening : Opening
        Its records are left as they were at the start.
    fingerprint : bool
        Whether to keep a fingerprint of the sequence of events; 0 otherwise.

    Raises
    ------
    LimitError
        If a limit of the scenario is passed.
    SimulationError
        If mass is not conserved, or a rule posts what cannot be.
    """
    from disruptsim.clocks import compiled_rules as compiled

    scenario, end = opening.plan.scenario, opening.world.run.horizon
    limits = Limits(float(scenario.limits.events), float(scenario.limits.instant))
    arrays = Arrays(opening.world)
    tapes = _Tapes(arrays, opening.reader)
    head = arrays.head
    head["keep_fingerprint"] = int(fingerprint)
    arrays.grow()
    address = arrays.locate()
    due = 0
    while True:
        events = int(head["events"])
        if events >= due:  # as under SimPy, before the event that would be one too many
            following = arrays.of["heap"]["when"][0] if head["heap"] else end
            due = limits.look(events + 1, float(following))
        head["stop_at"] = min(due, events + SLICE)
        why = compiled.loop(address, end)
        if why == compiled.DONE:
            break
        if why == compiled.FULL:
            arrays.grow()
        elif why == compiled.THIRSTY:
            tapes.refill()
        elif why == compiled.REFUSED:
            kind, subject = divmod(int(head["refused"]) - 1, 1 << 32)
            when, now = float(head["refused_for"]), float(head["now"])
            raise SimulationError(f"event '{EVENT_NAMES[kind]}' of record {subject} posted for {when} at {now}")
        address = arrays.locate()
    compiled.close(address, end)
    marks = np.array(arrays.of["marks"][: head["marks"]].tolist(), dtype=float)
    stops = np.array(arrays.of["stops"][: head["stops"]].tolist(), dtype=float)
    return gather(opening, arrays.column, marks, stops, int(head["events"]), int(head["fingerprint"]))


class _Tapes:
    """The streams of a fate, as stretches of one array of values; longer stretches are added as they run out."""

    def __init__(self, arrays: Arrays, reader: Reader) -> None:
        self._arrays, self._reader = arrays, reader
        self._copied = [0] * reader.streams  # values of each tape that have been handed over
        arrays.of["streams"] = np.zeros(reader.streams, DTYPES["streams"])
        self.refill()

    def refill(self) -> None:
        """Give each stream that is nearly used up the rest of its tape, and more."""
        from disruptsim.clocks.compiled_rules import RESERVE

        streams, values = self._arrays.of["streams"], self._arrays.of["values"]
        left = streams["end"] - streams["next"]
        ranks = np.flatnonzero(left < max(2 * RESERVE, self._reader.soon)).tolist()
        fresh = self._reader.stretches(ranks, [self._copied[rank] for rank in ranks], 2 * RESERVE)
        parts, at = [values], len(values)
        for rank, more in zip(ranks, fresh, strict=True):
            rest = values[streams["next"][rank] : streams["end"][rank]]
            self._copied[rank] += len(more)
            parts += [rest, np.array(more)]
            streams["next"][rank], streams["end"][rank] = at, at + len(rest) + len(more)
            at += len(rest) + len(more)
        self._arrays.of["values"] = np.concatenate(parts)
        self._arrays.head["thirsty"] = 0
