"""The compiled clock: the same rules, bit for bit, many times faster. Needs the extra ``fast`` (Numba)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import numpy as np
from numpy.typing import NDArray

from disruptsim.clocks.arrays import DTYPES, Arrays
from disruptsim.clocks.closing import gather
from disruptsim.clocks.limits import Limits
from disruptsim.clocks.naming import event_name, failure, refusal
from disruptsim.world.fate import Fate
from disruptsim.world.opening import Opening
from disruptsim.world.outcome import Outcome

Apart = Callable[[], AbstractContextManager[None]]
SLICE = 200_000  # events between looks at what Python must look at, Ctrl-C too


def run_compiled(opening: Opening, *, fingerprint: bool = False, apart: Apart = nullcontext) -> Outcome:
    """Run an opened world to its horizon.

    Parameters
    ----------
    opening : Opening
        Its records are left as they were at the start.
    fingerprint : bool
        Whether to keep a fingerprint of the sequence of events; 0 otherwise.
    apart : callable, optional
        Makes a context in which compiled code runs, which needs no Python.

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
    arrays = Arrays(opening)
    places = _Places(arrays, opening.fate)
    head = arrays.head
    head["keep_fingerprint"] = int(fingerprint)
    arrays.grow()
    address = arrays.locate()
    due = 0
    while True:
        events = int(head["events"])
        if events >= due:  # as under SimPy, before the event that would be one too many
            first = arrays.of["heap"][0] if head["heap"] else None
            name = partial(event_name, opening, *_event(first["order"])) if first is not None else str
            due = limits.look(events + 1, end if first is None else float(first["when"]), name)
        head["stop_at"] = min(due, events + SLICE)
        try:
            with apart():
                why = compiled.loop(address, end)
        except ArithmeticError as error:
            now = float(head["now"])
            raise failure(opening, *_event(head["doing"]), now, int(head["events"]), error) from error
        if why == compiled.DONE:
            break
        if why == compiled.FULL:
            arrays.grow()
        elif why == compiled.THIRSTY:
            places.refill()
        elif why == compiled.REFUSED:
            raise refusal(opening, float(head["refused_for"]), *_event(head["refused"]), float(head["now"]))
        address = arrays.locate()
    compiled.close(address, end)
    marks = np.array(arrays.of["marks"][: head["marks"]].tolist(), dtype=float)
    stops = np.array(arrays.of["stops"][: head["stops"]].tolist(), dtype=float)
    return gather(opening, arrays.column, marks, stops, int(head["events"]), int(head["fingerprint"]))


def _event(order: int) -> tuple[int, int]:
    """Kind and subject of an entry of the heap."""
    kind, subject = divmod(int(order), 1 << 32)
    return kind - 2, subject


class _Places:
    """Where a run stands on the tapes of its fate, which it reads where they are."""

    def __init__(self, arrays: Arrays, fate: Fate) -> None:
        self._arrays, self._fate = arrays, fate
        arrays.of["streams"] = np.zeros(fate.streams, DTYPES["streams"])
        self._put(np.zeros(fate.streams, np.int64))
        self.refill()

    def refill(self) -> None:
        """Lengthen the tapes that the run is about to come to the end of."""
        from disruptsim.clocks.compiled_rules import RESERVE

        streams, tapes = self._arrays.of["streams"], self._fate.tapes
        read = streams["next"] - tapes.start
        while True:
            left = tapes.lengths - read
            if (left >= 2 * RESERVE).all():
                break
            self._fate.extend(np.flatnonzero(left < max(2 * RESERVE, self._fate.block // 2)).tolist())
        self._put(read)
        self._arrays.head["thirsty"] = 0

    def _put(self, read: NDArray[np.int64]) -> None:
        """Say where each tape lies, after so many values of it have been read."""
        streams, tapes = self._arrays.of["streams"], self._fate.tapes
        tapes.make_known(self._fate.streams)
        streams["next"], streams["end"] = tapes.start + read, tapes.end
        self._arrays.of["values"] = tapes.values
