"""The compiled clock: the same rules, bit for bit, many times faster. Needs the extra ``fast`` (Numba)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

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


def run_compiled(opening: Opening, *, fingerprint: bool = False) -> Outcome:
    """Run one opened world to its horizon; see `CompiledRun` and `advance`."""
    run = CompiledRun(opening, fingerprint=fingerprint)
    advance([run])
    return run.outcome()


class CompiledRun:
    """An opened world, packed to be run.

    Parameters
    ----------
    opening : Opening
        Its records are left as they were at the start.
    fingerprint : bool
        Whether to keep a fingerprint of the sequence of events; 0 otherwise.

    Attributes
    ----------
    size : int
        Memory that it takes at first, bytes.
    """

    def __init__(self, opening: Opening, *, fingerprint: bool = False) -> None:
        from disruptsim.clocks import compiled_rules

        self.opening, self.end = opening, opening.world.run.horizon
        self._compiled = compiled_rules
        self._limits = Limits(opening.plan.scenario.limits)
        self._arrays = Arrays(opening)
        self._places = _Places(self._arrays, opening.fate)
        self._head = self._arrays.head
        self._head["keep_fingerprint"] = int(fingerprint)
        self._due = 0
        self._arrays.grow()
        self.size = self._arrays.size

    def ready(self) -> int:
        """Say how far it may go before Python looks again; returns where its arrays lie."""
        head, events = self._head, int(self._head["events"])
        if events >= self._due:  # as under SimPy, before the event that would be one too many
            first = self._arrays.of["heap"][0] if head["heap"] else None
            name = partial(event_name, self.opening, *_event(first["order"])) if first is not None else str
            when = self.end if first is None else float(first["when"])
            self._due = self._limits.look(events + 1, when, self._arrays.size / 1e6, name)
        head["stop_at"] = min(self._due, events + SLICE)
        return self._arrays.locate()

    def mend(self, why: int) -> None:
        """Do what the loop stopped for.

        Raises
        ------
        SimulationError
            If a rule posted what cannot be.
        """
        head = self._head
        if why == self._compiled.FULL:
            self._arrays.grow()
        elif why == self._compiled.THIRSTY:
            self._places.refill()
        elif why == self._compiled.REFUSED:
            raise refusal(self.opening, float(head["refused_for"]), *_event(head["refused"]), float(head["now"]))

    def column(self, group: str, field: str) -> NDArray[Any]:
        """One field of the records as they are now."""
        return self._arrays.column(group, field)

    def failed(self, error: Exception) -> Exception:
        """The error of a rule that failed at the event in hand."""
        head = self._head
        return failure(self.opening, *_event(head["doing"]), float(head["now"]), int(head["events"]), error)

    def outcome(self) -> Outcome:
        """What a run that has come to its horizon leaves.

        Raises
        ------
        SimulationError
            If mass is not conserved, or an amount is below zero.
        """
        head, arrays = self._head, self._arrays
        self._compiled.close(arrays.locate(), self.end)
        marks, stops = _table(arrays.of["marks"], head["marks"]), _table(arrays.of["stops"], head["stops"])
        return gather(self.opening, arrays.column, marks, stops, int(head["events"]), int(head["fingerprint"]))


def advance(runs: list[CompiledRun], apart: Apart = nullcontext) -> None:
    """Run opened worlds of one horizon to their ends, in as few stretches of compiled code as may be.

    Parameters
    ----------
    runs : list of CompiledRun
    apart : callable, optional
        Makes a context in which compiled code runs, which needs no Python.

    Raises
    ------
    LimitError
        If a limit of the scenario is passed.
    SimulationError
        If a rule fails, or posts what cannot be.
    """
    from disruptsim.clocks import compiled_rules as compiled

    whys = np.full(len(runs), compiled.PAUSED)
    addresses = np.zeros(len(runs), np.int64)
    while True:
        for number, run in enumerate(runs):
            if whys[number] != compiled.DONE:
                addresses[number] = run.ready()
        try:
            with apart():
                compiled.loops(addresses, runs[0].end, whys)
        except ArithmeticError as error:
            raise runs[int(np.flatnonzero(whys == compiled.RUNNING)[0])].failed(error) from error
        for run, why in zip(runs, whys.tolist(), strict=True):
            run.mend(why)
        if (whys == compiled.DONE).all():
            return


def _table(rows: NDArray[Any], used: int) -> NDArray[np.float64]:
    """The fields of the rows in use, side by side."""
    return np.column_stack([rows[name][:used] for name in rows.dtype.names or ()]).astype(float)


def _event(order: int) -> tuple[int, int]:
    """Kind and subject of an entry of the heap."""
    kind, subject = divmod(int(order), 1 << 32)
    return kind - 2, subject


class _Places:
    """Where a run stands on the tapes of its fate, which it reads where they are.

    Other runs may lengthen tapes meanwhile: those then lie elsewhere, and this run goes on where they were.
    """

    def __init__(self, arrays: Arrays, fate: Fate) -> None:
        self._arrays, self._fate = arrays, fate
        self._streams = np.zeros(fate.streams, DTYPES["streams"])
        arrays.of["streams"] = self._streams
        self._start = np.zeros(fate.streams, np.int64)
        self.refill()

    def refill(self) -> None:
        """Lengthen the tapes that the run is about to come to the end of."""
        from disruptsim.clocks.compiled_rules import RESERVE

        streams, tapes = self._streams, self._fate.tapes
        count = len(streams)
        read = streams["next"] - self._start
        tapes.make_known(self._fate.streams)
        while True:
            left = tapes.lengths[:count] - read
            if (left >= 2 * RESERVE).all():
                break
            self._fate.extend(np.flatnonzero(left < max(2 * RESERVE, self._fate.block // 2)).tolist())
        self._start = tapes.start[:count].copy()
        streams["next"], streams["end"] = self._start + read, tapes.end[:count]
        self._arrays.of["values"] = tapes.values
        self._arrays.head["thirsty"] = 0
