"""What happened in one run, kept so that two runs can be held against each other at any time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world import kinds as k
from disruptsim.world.outcome import Outcome

_FLOWS = {
    k.SAID_ORDERED: "ordered",
    k.SAID_DEPARTED: "departed",
    k.SAID_ARRIVED: "arrived",
    k.SAID_LOST: "lost",
    k.SAID_RETURNED: "lost",
}
_PERMITS = {k.PERMIT_FILED: "applied", k.PERMIT_EXPIRES: "expired"}
Span = tuple[float, float]  # from, to, d


@dataclass(slots=True)
class Sum:
    """A cumulative amount over time, t: a step at each addition."""

    times: list[float] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)

    def add(self, now: float, amount: float) -> None:
        """Add an amount."""
        self.times.append(now)
        self.totals.append(amount + (self.totals[-1] if self.totals else 0.0))

    def at(self, time: float) -> float:
        """The sum up to a time, that instant counted."""
        place = bisect_right(self.times, time)
        return self.totals[place - 1] if place else 0.0


class Ledger:
    """Listens to one simulation from its first event to its last.

    Attributes
    ----------
    flows : dict of (str, int) to Sum
        Ordered, departed, arrived and lost, by lane; made, by site.
    stops : list of (site, missing holding, from, to)
        Times in which a line lacked an input.
    shortages : list of (site, from, to)
        Times in which a market could not serve.
    spans : dict of (int, int) to list of Span
        When what starts and ends was in effect, by kind of start and rank: controls, outages, closures, surges, duties,
        levers and floods.
    permits : dict of int to list of (time, word)
        What became of each clause of a licence: applied, granted, refused, expired.
    delays : dict of int to list of (time, word, amount)
        What met the shipments of each lane: waits, detours.
    outcome : Outcome
    """

    def __init__(self, sim: Simulation) -> None:
        self.sim, self.world, self.layout = sim, sim.world, sim.opening.plan.layout
        self.flows: dict[tuple[str, int], Sum] = {}
        self.stops: list[tuple[int, int, float, float]] = []
        self.shortages: list[tuple[int, float, float]] = []
        self.spans: dict[tuple[int, int], list[Span]] = {}
        self.permits: dict[int, list[tuple[float, str]]] = {}
        self.delays: dict[int, list[tuple[float, str, float]]] = {}
        self._stopped: dict[int, list[tuple[float, int]]] = {}
        self._short: dict[int, float] = {}
        self._clause = k.NOBODY
        self.world.run.tracing, self.world.say, sim.env.listener = 1, self._say, self._listen
        found = sim.run()
        assert found is not None
        self.outcome: Outcome = found
        self._close(sim.horizon)

    def flow(self, what: str, rank: int) -> Sum:
        """A cumulative amount by name and rank."""
        return self.flows.get((what, rank)) or Sum()

    def _say(self, what: int, subject: int, amount: float) -> None:
        now = self.sim.now
        if what in _FLOWS:
            self.flows.setdefault((_FLOWS[what], subject), Sum()).add(now, amount)
        elif what == k.SAID_MADE:
            self.flows.setdefault(("made", subject), Sum()).add(now, amount)
        elif what == k.SAID_STOPPED:
            self._stopped.setdefault(subject, []).append((now, int(amount)))
        elif what == k.SAID_RESUMED and self._stopped.get(subject):
            since, missing = self._stopped[subject].pop(0)
            self.stops.append((subject, missing, since, now))
        elif what == k.SAID_SHORT:
            self._short[subject] = now
        elif what == k.SAID_SERVED and subject in self._short:
            self.shortages.append((subject, self._short.pop(subject), now))
        elif what in (k.SAID_GRANTED, k.SAID_REFUSED):
            word = "granted" if what == k.SAID_GRANTED else "refused"
            self.permits.setdefault(self._clause, []).append((now, word))
        elif what in (k.SAID_WAITS, k.SAID_DETOUR):
            word = "waits" if what == k.SAID_WAITS else "goes round"
            self.delays.setdefault(subject, []).append((now, word, amount))

    def _listen(self, now: float, kind: int, subject: int, amount: float) -> None:
        if kind in (k.PERMIT_FILED, k.PERMIT_DECIDED, k.PERMIT_EXPIRES):
            self._clause = subject
            if kind in _PERMITS:
                self.permits.setdefault(subject, []).append((now, _PERMITS[kind]))
        elif kind in _ENDS.values():
            self.spans.setdefault((kind, subject), []).append((now, k.NEVER))
        elif kind in _ENDS:
            open_spans = self.spans.get((_ENDS[kind], subject))
            if open_spans and open_spans[-1][1] == k.NEVER:
                open_spans[-1] = (open_spans[-1][0], now)

    def _close(self, end: float) -> None:
        for site, begun in self._stopped.items():
            self.stops += [(site, missing, since, end) for since, missing in begun]
        self.shortages += [(site, since, end) for site, since in self._short.items()]
        self.stops.sort(key=lambda stop: (stop[2], stop[0]))
        self.shortages.sort(key=lambda shortage: (shortage[1], shortage[0]))


_ENDS = {
    k.CONTROL_ENDS: k.CONTROL_STARTS,
    k.OUTAGE_ENDS: k.OUTAGE_STARTS,
    k.CLOSURE_ENDS: k.CLOSURE_STARTS,
    k.SURGE_ENDS: k.SURGE_STARTS,
    k.DUTY_ENDS: k.DUTY_STARTS,
    k.LEVER_ENDS: k.LEVER_STARTS,
    k.DUMPING_ENDS: k.DUMPING_STARTS,
}


def beyond(spans: list[Span], twin: list[Span]) -> list[Span]:
    """What is left of some spans without those of the twin."""
    found: list[Span] = []
    for begins, ends in spans:
        at = begins
        for start, stop in sorted(twin):
            if stop <= at or start >= ends:
                continue
            if start > at:
                found.append((at, start))
            at = max(at, stop)
        if ends - at > 1e-6:
            found.append((at, ends))
    return found
