"""From a stop or a shortage back to the disruptions: a run held against its twin, lane by lane, up to a day.

A store is empty because less came in than in the twin, or more was taken out. What came less on a lane either left
later (delay, or loss under way), or did not leave: since a control held the lane (refusal), since its seller had
less (lack: its own stop, an outage, a quota on what it makes), since others were given more (allocation), or since it
was not ordered (decision).
"""

from __future__ import annotations

from collections.abc import Sequence

from disruptsim.causes.ledger import Ledger, Span, beyond
from disruptsim.causes.links import Cause, Kind, day, hits_on, holds_on, in_effect, tonnes
from disruptsim.world import kinds as k

_LEAST = 0.02  # share of a shortfall below which a lane is passed over
_DEEPEST = 30


class Chain:
    """Looks for causes in a run against its twin."""

    def __init__(self, run: Ledger, twin: Ledger) -> None:
        self.run, self.twin, self.layout, self.world = run, twin, run.layout, run.world

    def stop_causes(self, holding: int, when: float) -> list[Cause]:
        """Why an input was missing on a day."""
        return self._holding(holding, when, frozenset())

    def _holding(self, holding: int, when: float, seen: frozenset[int]) -> list[Cause]:
        if holding in seen or len(seen) > _DEEPEST:
            return []
        seen = seen | {holding}
        key = self.layout.holdings[holding]
        gaps = {lane: self._gap("arrived", lane, when) for lane in self.layout.inbound[holding]}
        short = {lane: gap for lane, gap in gaps.items() if gap > 0.0}
        more = self._demand(holding, when)
        total = sum(short.values(), more)
        found = [cause for lane, gap in sorted(short.items(), key=lambda item: -item[1]) if gap > _LEAST * total
                 for cause in self._lane(lane, gap, when, seen)]  # fmt: skip
        if more > _LEAST * total and more > 1e-6:
            found.append(self._surge(holding, more, when))
        if not found:
            text = f"{key.site} had been sent what it is in calm: its own cover was too small"
            found.append(Cause("decision", text, key.site, material=key.material, since=when))
        return found

    def _gap(self, what: str, rank: int, when: float) -> float:
        """What a sum lacks to the twin's, t, beyond a thousandth of it."""
        there, here = self.twin.flow(what, rank).at(when), self.run.flow(what, rank).at(when)
        return there - here if there - here > 1e-3 * max(there, 1e-3) else 0.0

    def _since(self, what: str, rank: int, when: float) -> float:
        """When a sum began to lag behind the twin's, for good until a day."""
        run, twin = self.run.flow(what, rank), self.twin.flow(what, rank)
        times = [t for t in twin.times if t <= when and twin.at(t) - run.at(t) > 1e-3 * max(twin.at(when), 1e-3)]
        ahead = [t for t in run.times if t <= when and run.at(t) >= twin.at(t) * (1 - 1e-3)]
        first = [t for t in times if not ahead or t > ahead[-1]]
        return first[0] if first else when

    def _demand(self, holding: int, when: float) -> float:
        """What a market was asked for, or lines made of an input, beyond the twin, t."""
        record, key = self.world.holdings[holding], self.layout.holdings[holding]
        if record.consumes:
            here, there = (_read(ledger, key.site, when) for ledger in (self.run, self.twin))
        else:
            here, there = (record.per_unit * x.flow("made", record.site).at(when) for x in (self.run, self.twin))
        return here - there if here - there > 1e-3 * there else 0.0

    def _surge(self, holding: int, more: float, when: float) -> Cause:
        """More was asked for by a surge; of a line, by one anywhere, or by buyers who hoard."""
        key, consumes = self.layout.holdings[holding], self.world.holdings[holding].consumes
        found: list[tuple[float, str]] = []
        for (name, _), (kind, rank) in self.run.sim.opening.hazards.places.items():
            span = in_effect(self.run.spans.get((kind, rank), []), (0.0, when))
            if kind == k.SURGE_STARTS and span is not None:
                surge = self.world.surges[rank]
                hits = self.world.hits[surge.first_hit : surge.last_hit]
                found += [(span[0], name)] if not consumes or any(hit.holding == holding for hit in hits) else []
        if not consumes:
            first = self.layout.spans[self._site(key.site)][0]
            found += [(when, name) for name in self._alarms(first, when)]
        found.sort()
        why = f" since {day(found[0][0])}: {found[0][1]}" if found else ""
        said = "was asked for" if consumes else "used"
        text = f"{key.site} {said} {tonnes(more)} more of {key.material} than in calm{why}"
        since = found[0][0] if found else when
        return Cause("demand", text, key.site, "", key.material, since, more, sorted({name for _, name in found}))

    def _lane(self, lane: int, gap: float, when: float, seen: frozenset[int]) -> list[Cause]:
        record, named = self.world.lanes[lane], self.layout.lanes[lane]
        left = self._gap("departed", lane, when)
        found: list[Cause] = []
        late = gap - left
        if late > _LEAST * gap:
            found.append(self._delay(lane, late, when))
        if left <= _LEAST * gap:
            return found
        since = self._since("departed", lane, when)
        window = (since, max(since, when - record.lead))
        holds = holds_on(self.run, lane, window)
        if holds:
            first = holds[0]
            by = ", ".join(f"{hold.text} ({hold.control})" for hold in holds)
            text = f"lane from {named.from_} held since {day(first.since)}: {by}"
            names = sorted({hold.control for hold in holds})
            found.append(Cause("refusal", text, named.to, named.name, named.material, first.since, left, names))
            return found
        return [*found, self._seller(lane, left, window, seen)]

    def _delay(self, lane: int, late: float, when: float) -> Cause:
        named = self.layout.lanes[lane]
        lost = self.run.flow("lost", lane).at(when)
        met = [entry for entry in self.run.delays.get(lane, []) if entry[0] <= when]
        since = met[0][0] if met else self._since("arrived", lane, when)
        said = f"{tonnes(late)} from {named.from_} were late"
        if lost > 0.0:
            since = self.run.flow("lost", lane).times[0]
            said = f"{tonnes(lost)} from {named.from_} were lost or sent back under way on {day(since)}"
        elif met:
            said += f": a shipment {met[0][1]} from {day(met[0][0])} on"
        window = (since, when)
        places = self.run.sim.opening.hazards.places.items()
        names = {name for (name, _), (kind, rank) in places if kind == k.CLOSURE_STARTS and self._passes(lane, rank)
                 and in_effect(self.run.spans.get((kind, rank), []), window)}  # fmt: skip
        names |= {hold.control for hold in holds_on(self.run, lane, window)} if lost > 0.0 else set()
        names |= {name for name, _ in hits_on(self.run, self._site(named.from_), window)} if lost > 0.0 else set()
        if names and not lost:
            said += f" ({', '.join(sorted(names))})"
        return Cause("delay", said, named.to, named.name, named.material, since, late, sorted(names))

    def _passes(self, lane: int, closure: int) -> bool:
        record = self.world.lanes[lane]
        return any(self.world.vias[v].point == self.world.closures[closure].point
                   for v in range(record.first_via, record.last_via))  # fmt: skip

    def _seller(self, lane: int, left: float, window: Span, seen: frozenset[int]) -> Cause:
        """Why a seller sent less, though nothing held the lane."""
        named, seller = self.layout.lanes[lane], self.layout.seller[lane]
        site = self._site(named.from_)
        since, until = window
        hits = hits_on(self.run, site, window)
        less = self._gap("made", site, until + 1e-9)
        said = f"{named.from_} sent {tonnes(left)} less since {day(since)}"

        def because(
            kind: Kind, text: str, where: str, behind: Sequence[Cause] = (), disruptions: Sequence[str] = ()
        ) -> Cause:
            return Cause(kind, text, where, named.name, named.material, since, left, [*disruptions], [*behind])

        behind = self._site_causes(site, less, window, seen, hits)
        if behind:
            return because("lack", f"{said}: it had none", named.from_, behind)
        if not self.world.sites[site].last_line > self.world.sites[site].first_line:
            deeper = self._holding(seller, until, seen)
            if any(cause.kind != "decision" for cause in deeper):
                return because("lack", f"{said}: it had none", named.from_, deeper)
        ordered = self._gap("ordered", lane, until + 1e-9)
        if ordered > 0.5 * left:
            text = f"{named.to} ordered {tonnes(ordered)} less from {named.from_} since {day(since)}"
            return because("decision", text, named.to)
        more = {}
        for other in self.layout.outbound[seller]:
            extra = self.run.flow("departed", other).at(until) - self.twin.flow("departed", other).at(until)
            if other != lane and extra > _LEAST * left:
                more[self.layout.lanes[other].to] = extra
        if more:
            others = ", ".join(f"{tonnes(extra)} to {name}" for name, extra in sorted(more.items()))
            text = f"{said}: others were given more ({others})"
        else:
            text = f"{said}: more was ordered from it than it had"
        return because("allocation", text, named.from_, disruptions=self._alarms(seller, until))

    def _site_causes(
        self, site: int, less: float, window: Span, seen: frozenset[int], hits: list[tuple[str, float]]
    ) -> list[Cause]:
        """What kept a site from making, or from sending, in a window: outages, stops, quotas."""
        name = self.layout.sites[site]
        found = []
        for what, since in hits:
            text = f"{name} was down since {day(since)}: {what}"
            found.append(Cause("outage", text, name, since=since, tonnes=less, disruptions=[what]))
        record = self.world.sites[site]
        if less <= 0.0 or record.first_line == record.last_line:
            return found
        for holding, begins, _ in self._stops(site, (0.0, window[1]))[:1]:
            missing = self.layout.holdings[holding].material
            deeper = self._holding(holding, begins, seen)
            text = f"{name} stopped on {day(begins)}: no {missing}"
            found.append(Cause("lack", text, name, "", missing, begins, less, because=deeper))
        rank = self.world.lines[record.first_line].first_clause
        while rank != k.NOBODY:
            clause = self.world.clauses[rank]
            span = in_effect(self.run.spans.get((k.CONTROL_STARTS, clause.control), []), window)
            control = self.run.sim.opening.hazards.control_names[clause.control]
            if span is not None and control in self.run.sim.opening.plan.scenario.disruptions:
                text = f"{name} may make no more since {day(span[0])}: the quota {control}"
                found.append(Cause("refusal", text, name, "", "", span[0], less, [control]))
            rank = clause.next
        return found

    def _stops(self, site: int, window: Span) -> list[tuple[int, float, float]]:
        """Stops of a site beyond the twin's that begin in a window: missing input, beginning, end."""
        calm = [(a, b) for other, _, a, b in self.twin.stops if other == site]
        return [(missing, a, b) for other, missing, begins, ends in self.run.stops if other == site
                for a, b in beyond([(begins, ends)], calm) if window[0] <= a <= window[1]]  # fmt: skip

    def _alarms(self, seller: int, until: float) -> list[str]:
        """Controls that let the buyers of a seller hoard by a day."""
        buyers = {self.layout.buyer[lane] for lane in self.layout.outbound[seller]}
        names = self.run.sim.opening.hazards.control_names
        alerts = [alert for alert in self.world.alerts if alert.holding in buyers]
        return sorted({names[a.control] for a in alerts if self.world.controls[a.control].announced <= until})

    def _site(self, name: str) -> int:
        return self.layout.site_rank[name]


def _read(ledger: Ledger, site: str, when: float) -> float:
    """Demand of a market up to a day, t."""
    import numpy as np

    time, _, demanded = ledger.outcome.curve(site).T
    return float(np.interp(when, time, demanded))
