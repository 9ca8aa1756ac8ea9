"""Shares of the tracked origin at the start."""

from __future__ import annotations

import math

import numpy as np

from disruptsim.scenario.schema.sites import Producer
from disruptsim.world.blueprint import Blueprint


def trace_origins(plan: Blueprint) -> None:
    """Shares of the tracked origin in calm: what the adversary makes, mixed along nominal flows."""
    layout, world, places = plan.layout, plan.world, plan.places
    policies = plan.scenario.policies.values()
    borders = [*(one for p in policies for one in p.tariff), *plan.scenario.disruptions.values()]
    rules = [getattr(one, "origin_rule", 0.0) for one in borders]
    wants = any(float(rule) > 0.0 for rule in [*rules, *(one.origin_rule for p in policies for one in p.trading_bloc)])
    world.money.traced = int(wants)
    for rank, name in enumerate(layout.sites):
        world.sites[rank].tracked = int(layout.site(name).country in places.adversary)
    if not wants:
        return
    share = np.zeros(len(layout.holdings))
    for _ in range(30):
        before = share.copy()
        for rank, name in enumerate(layout.sites):
            first, middle, end = layout.spans[rank]
            for number in range(middle if isinstance(layout.site(name), Producer) else first, end):
                flows = plan.flows.lane[layout.inbound[number]]
                if flows.sum() > 0.0:
                    sources = [layout.seller[lane] for lane in layout.inbound[number]]
                    share[number] = float((flows * share[sources]).sum() / flows.sum())
            if isinstance(layout.site(name), Producer):
                units = [world.holdings[n].per_unit for n in range(middle, end)]
                mixed = math.fsum(u * share[n] for u, n in zip(units, range(middle, end), strict=True))
                made = 1.0 if world.sites[rank].tracked else mixed / math.fsum(units) if units else 0.0
                share[first:middle] = made
        if np.array_equal(before, share):
            break
    for number, holding in enumerate(world.holdings):
        holding.origin = float(share[number])
    for shipment in world.shipments:
        shipment.origin = world.holdings[world.lanes[shipment.lane].seller].origin
    for lot in world.lots:
        lot.origin = world.holdings[world.sites[world.lines[lot.line].site].first].origin
    for line in world.lines:
        line.origin = world.holdings[world.sites[line.site].first].origin
