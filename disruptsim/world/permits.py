"""How a licence is handled, as records: what each lane asks for, and its chance."""

from __future__ import annotations

from disruptsim.scenario.distributions import mean
from disruptsim.scenario.schema.disruptions import Licence, Permit
from disruptsim.scenario.schema.sites import Buyer, SiteBase
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.fate import Fate
from disruptsim.world.timeline import COIN
from disruptsim.world.world import World


def set_licence(plan: Blueprint, world: World, fate: Fate, record: r.Control, key: str, control: Licence) -> None:
    """Set the terms of a licence whose clauses are there.

    Parameters
    ----------
    key : str
        Names this happening of it, for its streams.
    """
    permit = control.permit
    record.kind = k.LICENCE
    record.covers, record.ahead, record.retry = float(permit.covers), float(permit.ahead), float(permit.retry)
    record.renewal, record.processing = float(permit.renewal), mean(permit.processing)
    record.desk = 0.0 if permit.desk is None else k.MONTH / float(permit.desk)
    for number in range(record.first_clause, record.last_clause):
        clause = world.clauses[number]
        lane = plan.layout.lanes[clause.lane]
        clause.asked = record.covers * world.lanes[clause.lane].contract * float(permit.headroom)
        clause.approval = approval(plan, permit, plan.layout.site(lane.to))
        name = f"control:{key}/{lane.name}"
        clause.coins = fate.stream(f"{name}/permit", COIN)
        if not isinstance(permit.processing, float):
            clause.times = fate.stream(f"{name}/processing", permit.processing)


def approval(plan: Blueprint, permit: Permit, buyer: SiteBase) -> float:
    """Chance of a buyer's application: the lowest that fits its country and class, or what holds for all."""
    fits = [
        float(chance)
        for place, chance in permit.approval_by_country.items()
        if buyer.country in plan.scenario.countries_of(place)
    ]
    if isinstance(buyer, Buyer) and buyer.class_ in permit.approval_by_class:
        fits.append(float(permit.approval_by_class[buyer.class_]))
    return min(fits) if fits else float(permit.approval)
