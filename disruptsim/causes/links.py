"""What a cause is, and what holds a lane or stops a site."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal

from disruptsim.causes.ledger import Ledger, Span
from disruptsim.world import kinds as k

Kind = Literal["lack", "refusal", "delay", "allocation", "decision", "demand", "outage"]


@dataclass(slots=True)
class Cause:
    """A link of a chain of causes.

    Attributes
    ----------
    kind : str
        lack: there was nothing to send; refusal: goods were there and might not leave; delay: they left and came late;
        allocation: others got them; decision: less was ordered; demand: more was asked for; outage: work stopped.
    text : str
        A sentence.
    site : str
        Where it is.
    lane, material : str
    since : float, d
    tonnes : float
        What came, left, or was made less than in the twin.
    disruptions : list of str
        Disruptions that it is the work of.
    because : list of Cause
    """

    kind: Kind
    text: str
    site: str
    lane: str = ""
    material: str = ""
    since: float = 0.0
    tonnes: float = 0.0
    disruptions: list[str] = field(default_factory=list)
    because: list[Cause] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Nested tables."""
        plain = {name: getattr(self, name) for name in ("kind", "text", "site", "lane", "material", "since", "tonnes")}
        return {**plain, "disruptions": list(self.disruptions), "because": [cause.to_dict() for cause in self.because]}

    def walk(self) -> list[Cause]:
        """Return this cause and all behind it."""
        return [self, *(deeper for cause in self.because for deeper in cause.walk())]


@dataclass(frozen=True, slots=True)
class Hold:
    """A control's hold on a lane at some time."""

    control: str
    since: float
    text: str


def day(value: float) -> str:
    """A day for reading."""
    return f"day {value:.4g}" if value < 1000 else f"day {value:.0f}"


def tonnes(value: float, unit: str = "t") -> str:
    """An amount for reading."""
    return f"{value:,.0f} {unit}" if abs(value) >= 1000 else f"{value:.3g} {unit}"


def in_effect(spans: list[Span], window: Span) -> Span | None:
    """The first of some spans that meets a window."""
    return next(((a, b) for a, b in spans if a <= window[1] and b > window[0]), None)


def holds_on(ledger: Ledger, lane: int, window: Span) -> list[Hold]:
    """What held a lane in a window: bans, licences without a permit, quotas; the earliest first."""
    world = ledger.world
    found: list[Hold] = []
    rank = world.lanes[lane].first_clause
    while rank != k.NOBODY:
        clause = world.clauses[rank]
        control = world.controls[clause.control]
        span = in_effect(ledger.spans.get((k.CONTROL_STARTS, clause.control), []), window)
        name = ledger.sim.opening.hazards.control_names[clause.control]
        if span is not None:
            since, text = span[0], ""
            if control.kind == k.BAN:
                text = "nothing may leave" if control.passes <= 0 else f"{control.passes:.0%} may leave"
            elif control.kind == k.QUOTA:
                text = _quota(ledger, clause.control, rank, span[0], window[1])
            else:
                history = ledger.permits.get(rank, [])
                since, text = _permit(history, span[0], window)
                text = text or _tonnage(ledger, lane, clause.asked, history, window[1])
            if text:
                found.append(Hold(name, since, text))
        rank = clause.next
    return sorted(found, key=lambda hold: (hold.since, hold.control))


def _quota(ledger: Ledger, control: int, clause: int, start: float, when: float) -> str:
    """Whether a quota's tonnage for the period of a day was used up."""
    record, own = ledger.world.controls[control], ledger.world.clauses[clause]
    begun = start + (when - start) // record.period * record.period if record.period < k.NEVER else start
    pooled = ledger.world.clauses[record.first_clause : record.last_clause] if record.pooled else [own]
    sent = math.fsum(_sent(ledger, one.lane, begun, when) for one in pooled if one.lane != k.NOBODY)
    allowed = record.tonnage if record.pooled else own.share * record.tonnage
    return f"quota used up, {tonnes(sent)} since {day(begun)}" if sent >= allowed * (1 - 1e-6) else ""


def _tonnage(ledger: Ledger, lane: int, asked: float, history: list[tuple[float, str]], when: float) -> str:
    """Whether the permit that was valid on a day was used up."""
    begun = [time for time, word in history if word == "granted" and time <= when]
    if not begun or _sent(ledger, lane, begun[-1], when) < asked * (1 - 1e-6):
        return ""
    return f"permit of {day(begun[-1])} used up, {tonnes(asked)}"


def _sent(ledger: Ledger, lane: int, begun: float, when: float) -> float:
    departed = ledger.flow("departed", lane)
    return departed.at(when) - departed.at(begun - 1e-9)


def _permit(history: list[tuple[float, str]], start: float, window: Span) -> tuple[float, str]:
    """Since when a lane had no permit in a window, and why; no text if it had one all the time."""
    since, applied, refused, granted = start, start, -1.0, False
    for place, (time, word) in enumerate(history):
        if time > window[1]:
            break
        if word == "granted":
            if not granted and time > window[0]:
                break  # it came within the window
            granted, refused = True, -1.0
        elif word == "expired" and not _renewed(history[place:], time):
            granted, since = False, time
        elif word == "applied":
            applied = time
        elif word == "refused" and not granted:
            refused = time
    if granted:
        return start, ""
    if refused >= applied:
        return since, f"licence refused on {day(refused)}"
    return since, f"licence pending, applied {day(applied)}"


def _renewed(history: list[tuple[float, str]], time: float) -> bool:
    """Whether a permit that runs out is followed at once by one granted ahead."""
    return (time, "granted") in history


def hits_on(ledger: Ledger, site: int, window: Span) -> list[tuple[str, float]]:
    """Named outages of a site in a window, with their beginnings; own failures are not among them."""
    world, places = ledger.world, ledger.sim.opening.hazards.places
    names = {rank: name for (name, _), (kind, rank) in places.items() if kind == k.OUTAGE_STARTS}
    found: list[tuple[str, float]] = []
    cut = world.sites[site].first_cut
    while cut != k.NOBODY:
        outage = world.cuts[cut].outage
        spans = [(a, b + world.outages[outage].ramp) for a, b in ledger.spans.get((k.OUTAGE_STARTS, outage), [])]
        span = in_effect(spans, window)
        if outage in names and span is not None:
            found.append((names[outage], span[0]))
        cut = world.cuts[cut].next
    return sorted(found, key=lambda hit: hit[1])
