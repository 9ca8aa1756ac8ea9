"""Strategies of actors as records: dumping, tariffs in retaliation, technology controls, crackdowns."""

from __future__ import annotations

from typing import Any

from disruptsim.scenario.schema.strategies import Crackdown, Dumping, Tariff, TechnologyControl
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.borders import add_tariff
from disruptsim.world.timeline import Instance
from disruptsim.world.world import World

Place = tuple[int, int]


def add_strategy(
    plan: Blueprint, world: World, instance: Instance, event: Any, controls: dict[str, int]
) -> Place | None:
    """Add one happening; None where there is no economy, or it is of no strength."""
    if plan.places is None:
        return None
    if isinstance(event, Tariff):
        if float(event.ad_valorem) <= 0.0 and max(map(float, event.floors.values()), default=0.0) <= 0.0:
            return None
        record = r.Duty(starts=instance.starts, lasts=instance.lasts)
        return k.DUTY_STARTS, add_tariff(plan, world, event, record)
    if isinstance(event, Dumping):
        return _add_dumping(plan, world, instance, event)
    if isinstance(event, TechnologyControl):
        projects = [world.firms[plan.places.firms[name]].project for name in sorted(set(event.sites))]
        holds = [r.Hold(subject=p, value=float(event.slows)) for p in projects if p != k.NOBODY]
        return _add_lever(world, instance, k.SLOWS, holds if float(event.slows) < 1.0 else [])
    if isinstance(event, Crackdown):
        if event.control not in controls:
            return None
        group = controls[event.control]
        holds = [r.Hold(subject=n, value=float(event.enforcement))
                 for n, control in enumerate(world.controls) if control.group == group]  # fmt: skip
        return _add_lever(world, instance, k.CRACKS, holds)
    return None


def _add_lever(world: World, instance: Instance, kind: int, holds: list[r.Hold]) -> Place | None:
    if not holds:
        return None
    lever = r.Lever(kind=kind, starts=instance.starts, lasts=instance.lasts, first_hold=len(world.holds))
    world.holds += holds
    lever.last_hold = len(world.holds)
    world.levers.append(lever)
    return k.LEVER_STARTS, len(world.levers) - 1


def _add_dumping(plan: Blueprint, world: World, instance: Instance, event: Dumping) -> Place:
    layout, places = plan.layout, plan.places
    actors = plan.scenario.countries_of(event.actor)
    squeeze = event.squeeze
    record = r.Dumping(
        starts=instance.starts, lasts=instance.lasts, above=float(event.above), ask=float(event.price),
        volume=float(event.volume), budget=float(event.budget), first_target=len(world.targets), state=k.OVER,
    )  # fmt: skip
    zones = {places.zone[country] for country in actors if country in places.zone}
    for material in sorted(set(event.materials)):
        number = layout.material_rank[material]
        for zone in sorted(zones):
            if (number, zone) in places.prices:
                world.targets.append(r.Target(price=places.prices[number, zone]))
    for name, firm in places.firms.items():
        site = layout.site(name)
        if site.makes in event.materials:  # type: ignore[attr-defined]
            described = plan.scenario.materials.get(site.makes)  # type: ignore[attr-defined]
            worth = float(described.price) if described else 1.0
            own = site.country in actors
            target = r.Target(own=firm if own else k.NOBODY, rival=k.NOBODY if own else firm, sold=worth)
            world.targets.append(target)
    record.last_target = len(world.targets)
    if squeeze is not None:
        record.squeezes, record.below = 1, float(squeeze.below)
        record.markup, record.squeeze = float(squeeze.markup), float(squeeze.lasts)
    world.dumpings.append(record)
    return k.DUMPING_STARTS, len(world.dumpings) - 1
