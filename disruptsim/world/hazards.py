"""Disruptions as records: controls with their clauses and alerts, outages, closures, surges, and chains."""

from __future__ import annotations

import math
from typing import Any

from disruptsim.scenario.schema.disruptions import (
    Ban,
    Closure,
    ControlBase,
    LaneLoss,
    Licence,
    Outage,
    Quota,
    Surge,
    Truce,
)
from disruptsim.scenario.schema.sites import Producer
from disruptsim.scenario.schema.strategies import Crackdown, Dumping
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.fate import Fate
from disruptsim.world.permits import set_licence
from disruptsim.world.strategies import add_strategy
from disruptsim.world.timeline import Instance
from disruptsim.world.world import Agenda, World

_RECALL = {"arrive": k.ARRIVE, "lost": k.LOST, "returned": k.RETURNED}
Place = tuple[int, int]  # kind of its starting event, rank of its record


class Hazards:
    """Adds disruptions to a world.

    Parameters
    ----------
    plan : Blueprint
        Names and nominal flows.
    world : World
        Where the records go.
    fate : Fate
        Where their streams are made known.
    """

    def __init__(self, plan: Blueprint, world: World, fate: Fate) -> None:
        self.plan, self.world, self.fate = plan, world, fate
        self.places: dict[tuple[str, int], Place] = {}
        self.calm = False
        self.control_ranks: dict[str, int] = {}
        self.control_names: dict[int, str] = {}
        self.sharing: set[str] = set()  # countries without bans among themselves

    def add_all(self, instances: list[Instance], table: dict[str, Any], *, calm: bool = False) -> None:
        """Add the instances of a timeline, then tie what follows to what it follows.

        Controls that belong to calm alarm nobody: everybody has lived with them for long.
        """
        self.calm = calm
        # Truces and crackdowns last: they point at what they change.
        ordered = sorted(instances, key=lambda i: isinstance(table[i.name], Truce | Crackdown))
        added = [i for i in ordered if self.add(i, table[i.name])]
        children: dict[tuple[str, int], list[Instance]] = {}
        for instance in added:
            if instance.parent >= 0:
                children.setdefault((table[instance.name].after, instance.parent), []).append(instance)
        for parent, following in sorted(children.items()):
            if parent not in self.places:
                continue
            record = self._record(self.places[parent])
            record.first_link = len(self.world.links)
            for child in following:
                kind, rank = self.places[child.name, child.number]
                at_end = int(table[child.name].upon == "end")
                self.world.links.append(r.Link(kind=kind, subject=rank, at_end=at_end, delay=child.delay))
            record.last_link = len(self.world.links)

    def _record(self, place: Place) -> Any:
        kind, rank = place
        groups = {k.CONTROL_STARTS: self.world.controls, k.OUTAGE_STARTS: self.world.outages,
                  k.CLOSURE_STARTS: self.world.closures, k.SURGE_STARTS: self.world.surges,
                  k.TRUCE_STARTS: self.world.truces, k.DUTY_STARTS: self.world.duties,
                  k.DUMPING_STARTS: self.world.dumpings, k.LEVER_STARTS: self.world.levers}  # fmt: skip
        return groups[kind][rank]  # type: ignore[index]

    def add(self, instance: Instance, disruption: Any) -> bool:
        """Add one instance; False if it is of no strength, and so nothing at all."""
        place: Place | None = None
        if isinstance(disruption, ControlBase):
            place = self._add_control(instance, disruption)
        elif isinstance(disruption, Outage):
            place = self._add_outage(instance, disruption)
        elif isinstance(disruption, Closure):
            place = self._add_closure(instance, disruption)
        elif isinstance(disruption, Surge):
            place = self._add_surge(instance, disruption)
        elif isinstance(disruption, LaneLoss):
            place = self._add_lane_loss(instance, disruption)
        elif isinstance(disruption, Truce):
            place = self._add_truce(instance, disruption)
        else:
            place = add_strategy(self.plan, self.world, instance, disruption, self.control_ranks)
            if place is not None and place[0] == k.DUMPING_STARTS:
                self._add_squeeze(place[1], instance, disruption)
        if place is None:
            return False
        self.places[instance.name, instance.number] = place
        self.world.titles[place] = instance.name
        horizon = self.world.run.horizon
        if place[0] == k.CONTROL_STARTS and instance.announced < min(instance.starts, horizon):
            self.world.agenda.append(Agenda(instance.announced, k.CONTROL_ANNOUNCED, place[1], 0.0))
        if instance.starts < horizon:
            self.world.agenda.append(Agenda(instance.starts, *place, 0.0))
        return True

    def _add_control(self, instance: Instance, control: ControlBase) -> Place | None:
        scenario, layout, world = self.plan.scenario, self.plan.layout, self.world
        if isinstance(control, Ban) and float(control.passes) >= 1.0:
            return None
        actors = scenario.countries_of(control.actor)
        targets = None if control.targets == "all" else scenario.countries_of(control.targets)
        rank = len(world.controls)
        record = r.Control(
            announced=instance.announced, starts=instance.starts, lasts=instance.lasts,
            calm=float(control.calm), recall=_RECALL[control.recall], enforcement=float(control.enforcement),
        )  # fmt: skip
        world.controls.append(record)
        record.first_clause = len(world.clauses)
        if isinstance(control, Quota) and control.on == "production":
            self._limit_lines(rank, control, actors)
        else:
            for number in layout.lanes_leaving(control.materials, actors, targets):
                if not self._shared(number):
                    self._bind_lane(rank, number)
        record.last_clause = len(world.clauses)
        if isinstance(control, Ban):
            record.kind, record.passes = k.BAN, float(control.passes)
        elif isinstance(control, Licence):
            set_licence(self.plan, self.world, self.fate, record, instance.key, control)
        elif isinstance(control, Quota):
            self._set_quota(record, control)
        self._add_alerts(record, rank, control, actors)
        self._alarm_prices(record, control.materials, actors)
        self.control_names[rank] = instance.name
        record.group = self.control_ranks.setdefault(instance.name, rank)
        return k.CONTROL_STARTS, rank

    def _shared(self, lane: int) -> bool:
        """Whether both ends of a lane are in a bloc that knows no bans inside."""
        ends = (self.plan.layout.lanes[lane].from_, self.plan.layout.lanes[lane].to)
        return all(self.plan.layout.site(name).country in self.sharing for name in ends)

    def _alarm_prices(self, record: r.Control, materials: list[str], actors: set[str]) -> None:
        """Let prices outside the actor be wary of a control, but of one that belongs to calm."""
        record.first_wary = len(self.world.holds)
        if self.plan.places is not None and not self.calm:
            zones = {self.plan.places.zone.get(country) for country in actors}
            for (material, zone), rank in sorted(self.plan.places.prices.items()):
                if self.plan.layout.materials[material] in materials and zone not in zones:
                    self.world.holds.append(r.Hold(subject=rank))
        record.last_wary = len(self.world.holds)

    def _add_squeeze(self, rank: int, instance: Instance, dumping: Dumping) -> None:
        """What an actor lets leave in the squeeze after its flood: a ban that waits to be posted."""
        squeeze = dumping.squeeze
        if squeeze is None or float(squeeze.passes) >= 1.0:
            return
        actors = self.plan.scenario.countries_of(dumping.actor)
        control = len(self.world.controls)
        record = r.Control(
            kind=k.BAN, lasts=float(squeeze.lasts), passes=float(squeeze.passes), group=control, alerted=1,
            first_clause=len(self.world.clauses),
        )  # fmt: skip
        self.world.controls.append(record)
        for number in self.plan.layout.lanes_leaving(dumping.materials, actors, None):
            self._bind_lane(control, number)
        record.last_clause = len(self.world.clauses)
        self.control_names[control] = instance.name
        self.world.dumpings[rank].control = control

    def _add_lane_loss(self, instance: Instance, loss: LaneLoss) -> Place | None:
        """A ban by nobody: the same rules, on lanes that are named, and no one is alarmed."""
        if float(loss.capacity_left) >= 1.0:
            return None
        rank = len(self.world.controls)
        record = r.Control(
            kind=k.BAN, starts=instance.starts, lasts=instance.lasts, passes=float(loss.capacity_left),
            recall=_RECALL[loss.recall], group=rank, first_clause=len(self.world.clauses),
        )  # fmt: skip
        self.world.controls.append(record)
        for name in sorted(set(loss.lanes)):
            self._bind_lane(rank, self.plan.layout.lane_rank[name])
        record.last_clause = len(self.world.clauses)
        self.control_names[rank] = instance.name
        return k.CONTROL_STARTS, rank

    def _add_truce(self, instance: Instance, truce: Truce) -> Place | None:
        """Nothing, where the licence does not happen."""
        if truce.licence not in self.control_ranks:
            return None
        group = self.control_ranks[truce.licence]
        record = r.Truce(starts=instance.starts, lasts=instance.lasts, group=group, approval=float(truce.approval))
        self.world.truces.append(record)
        return k.TRUCE_STARTS, len(self.world.truces) - 1

    def _bind_lane(self, control: int, lane: int) -> None:
        world = self.world
        rank = len(world.clauses)
        world.clauses.append(r.Clause(control=control, lane=lane))
        record = world.lanes[lane]
        if record.last_clause == k.NOBODY:
            record.first_clause = rank
        else:
            world.clauses[record.last_clause].next = rank
        record.last_clause = rank

    def _limit_lines(self, control: int, quota: Quota, actors: set[str]) -> None:
        world, layout = self.world, self.plan.layout
        bound = [
            number
            for number, line in enumerate(self.plan.world.lines)
            if layout.site(layout.sites[line.site]).country in actors and self._makes(line.site) in quota.materials
        ]
        runs = {number: self._run(number) for number in bound}
        total = math.fsum(runs.values())
        for number in bound:
            line = world.lines[number]
            share = runs[number] / total if total > 0 else 1.0 / len(bound)
            rank = len(world.clauses)
            world.clauses.append(r.Clause(control=control, line=number, share=share))
            if line.last_clause == k.NOBODY:
                line.first_clause = rank
            else:
                world.clauses[line.last_clause].next = rank
            line.last_clause = rank

    def _run(self, line: int) -> float:
        """Nominal run of one line, t/d."""
        site = self.plan.world.lines[line].site
        record = self.plan.world.sites[site]
        return float(self.plan.flows.run[site]) / (record.last_line - record.first_line)

    def _makes(self, site: int) -> str:
        producer = self.plan.layout.site(self.plan.layout.sites[site])
        return producer.makes if isinstance(producer, Producer) else ""

    def _set_quota(self, record: r.Control, control: Quota) -> None:
        record.kind, record.tonnage, record.period = k.QUOTA, float(control.tonnage), float(control.period)
        record.pooled, record.carry = int(control.shared == "pool"), int(control.carry_over)
        record.on_production = int(control.on == "production")
        self.world.run.pools += record.pooled
        clauses = self.world.clauses[record.first_clause : record.last_clause]
        if not record.on_production:
            total = math.fsum(self.world.lanes[clause.lane].contract for clause in clauses)
            for clause in clauses:
                clause.share = self.world.lanes[clause.lane].contract / total if total > 0 else 1.0 / len(clauses)

    def _add_alerts(self, record: r.Control, rank: int, control: ControlBase, actors: set[str]) -> None:
        world, layout = self.world, self.plan.layout
        record.first_alert = len(world.alerts)
        factor = 1.0 if self.calm else float(control.hoarding)
        for number, key in enumerate(layout.holdings):
            if (
                factor != 1.0
                and self.plan.buys(number)
                and key.material in control.materials
                and layout.site(key.site).country not in actors
            ):
                holding = world.holdings[number]
                alert = len(world.alerts)
                world.alerts.append(r.Alert(control=rank, holding=number, factor=factor))
                if holding.last_alert == k.NOBODY:
                    holding.first_alert = alert
                else:
                    world.alerts[holding.last_alert].next = alert
                holding.last_alert = alert
        record.last_alert = len(world.alerts)

    def _add_outage(self, instance: Instance, outage: Outage) -> Place | None:
        if float(outage.capacity_left) >= 1.0:
            return None
        record = r.Outage(
            starts=instance.starts, lasts=instance.lasts, left=float(outage.capacity_left), ramp=float(outage.ramp),
            loses=int(outage.in_process == "lost"), recall=_RECALL[outage.recall],
        )  # fmt: skip
        return self.add_outage(record, [n for n, name in enumerate(self.plan.layout.sites) if self._hits(outage, name)])

    def add_outage(self, record: r.Outage, sites: list[int]) -> Place:
        """Add an outage of sites by rank."""
        world = self.world
        rank = len(world.outages)
        world.outages.append(record)
        record.first_cut = len(world.cuts)
        for number in sites:
            site = world.sites[number]
            cut = len(world.cuts)
            world.cuts.append(r.Cut(outage=rank, site=number))
            if site.last_cut == k.NOBODY:
                site.first_cut = cut
            else:
                world.cuts[site.last_cut].next = cut
            site.last_cut = cut
        record.last_cut = len(world.cuts)
        return k.OUTAGE_STARTS, rank

    def _hits(self, outage: Outage, name: str) -> bool:
        site = self.plan.layout.site(name)
        if name in outage.sites:
            return True
        if outage.country is not None and site.country in self.plan.scenario.countries_of(outage.country):
            return True
        return (
            outage.centre is not None
            and site.location is not None
            and distance(outage.centre, site.location) <= float(outage.radius or 0.0)
        )

    def _add_closure(self, instance: Instance, closure: Closure) -> Place | None:
        points = sorted(self.plan.scenario.chokepoints)
        record = r.Closure(
            starts=instance.starts, lasts=instance.lasts, point=points.index(closure.chokepoint),
            diverts=int(closure.effect == "detour"),
        )  # fmt: skip
        self.world.closures.append(record)
        return k.CLOSURE_STARTS, len(self.world.closures) - 1

    def _add_surge(self, instance: Instance, surge: Surge) -> Place | None:
        factor = float(surge.factor)
        if factor == 1.0:
            return None
        record = r.Surge(starts=instance.starts, lasts=instance.lasts, factor=factor, first_hit=len(self.world.hits))
        for number in self.plan.markets:
            key = self.plan.layout.holdings[number]
            country = self.plan.layout.site(key.site).country
            limited = surge.country is not None and country not in self.plan.scenario.countries_of(surge.country)
            named = key.site in surge.markets or key.material in surge.materials
            everywhere = not surge.markets and not surge.materials
            if (named or everywhere) and not limited:
                self.world.hits.append(r.Hit(holding=number))
        record.last_hit = len(self.world.hits)
        self.world.surges.append(record)
        return k.SURGE_STARTS, len(self.world.surges) - 1


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points given as latitude and longitude, km."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(x) for x in (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))
