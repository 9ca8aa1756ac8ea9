"""Holdings as records: room, review, demand, and what is counted."""

from __future__ import annotations

import math

from disruptsim.scenario.distributions import Distribution, mean
from disruptsim.scenario.quantities import Stock
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.ordering import DemandOrders, Replenish
from disruptsim.scenario.schema.sites import Buyer, Market, Producer, SiteBase, Stockpile, demand_of
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.chance import fraction
from disruptsim.world.world import World

INPUT_COVER, OUTPUT_COVER = 14.0, 7.0
_ORDERING = {"base_stock": k.BASE_STOCK, "s_S": k.S_S, "r_Q": k.R_Q}


def varies(scenario: Scenario) -> bool:
    """Whether use varies by itself or orders follow it, so that how they vary is worth counting."""
    sites = scenario.sites.values()
    orders = [site.orders for site in sites if isinstance(site, Market) and site.orders is not None]
    varied = any(isinstance(value, Distribution) for asks in orders for value in (asks.every, asks.size))
    return varied or any(isinstance(site, Buyer) and site.replenish.forecast is not None for site in sites)


def pack_holding(plan: Blueprint, rank: int, number: int, site: SiteBase) -> r.Holding:
    key = plan.layout.holdings[number]
    use = float(plan.flows.use[number])
    record = r.Holding(
        site=rank,
        material=plan.layout.material_rank[key.material],
        per_unit=plan.layout.per_unit(number),
        use=use,
        value=float(plan.flows.value[number]),
    )
    if isinstance(site, Buyer) and key.role in ("in", "both"):
        record.cover = float(site.cover.get(key.material, INPUT_COVER))
        order = site.replenish
        if order.policy == "push":
            record.policy = k.PUSHED
            if key.material in site.storage:
                record.room = site.storage[key.material].tonnes(use)
        elif plan.layout.inbound[number]:
            record.policy = _ORDERING[order.policy]
            _set_review(record, site, key.site, key.material, use)
            if order.review != "continuous" and plan.varies:
                record.tally = len(plan.world.tallies)
                plan.world.tallies.append(_tally(plan.world, order, number, use))
    if isinstance(site, Producer) and key.role == "out":
        _set_room(record, site, key.material, use, plan.flows.run[rank])
    if isinstance(site, Market):
        record.consumes = 1
        record.nominal = record.rate = demand_of(site)
        if site.orders is not None:
            _set_orders(plan, record, site.orders, f"site:{key.site}")
        record.growth = math.log1p(float(site.growth))
        record.waits = int(site.unserved == "waiting")
        plan.markets.append(number)
    if isinstance(site, Stockpile):
        record.policy, record.spacing = k.NOT_ORDERED, 7.0
    return record


def _set_orders(plan: Blueprint, record: r.Holding, orders: DemandOrders, name: str) -> None:
    record.rate, record.lumpy = 0.0, 1
    record.every, record.every_stream = mean(orders.every), plan.stream(f"{name}/every", orders.every)
    record.size, record.size_stream = mean(orders.size), plan.stream(f"{name}/size", orders.size)
    record.bears = k.NEVER if orders.patience is None else float(orders.patience)


def _set_review(record: r.Holding, site: Buyer, name: str, material: str, use: float) -> None:
    order = site.replenish
    for field in ("reorder", "up_to", "quantity"):
        given = getattr(order, field)
        if given is not None:
            setattr(record, field, given.tonnes(use))
    if order.review == "continuous":
        record.review = 0.0
        flows = isinstance(site, Market) and site.orders is None
        if not flows or order.policy != "base_stock":
            record.by_use, record.crosses = int(not flows), int(flows)
            return
        record.spacing = float(order.lot)
    else:
        record.review = record.spacing = float(order.review)
    spread = fraction(f"site:{name}/review:{material}") * record.spacing
    record.next_review = spread if order.offset is None else float(order.offset)


def _tally(world: World, order: Replenish, number: int, use: float) -> r.Tally:
    """A count by review; a forecast begins as if use had been nominal for long."""
    record = r.Tally(holding=number)
    if order.forecast is not None:
        record.foresees, record.expected = 1, use
        if order.forecast.smoothing is not None:
            record.smoothing = float(order.forecast.smoothing)
        record.first_sample = len(world.samples)
        world.samples += [r.Sample(number, use) for _ in range(order.forecast.moving_average or 0)]
        record.last_sample = len(world.samples)
        for field in ("reorder", "up_to", "quantity"):
            given = getattr(order, field)
            if given is not None and given.in_days:
                setattr(record, f"{field}_days", given.value)
    return record


def _set_room(record: r.Holding, site: Producer, material: str, use: float, run: float) -> None:
    record.blocks = int(material in site.blocks)
    given: Stock | None = site.storage.get(material)
    lot = float(site.capacity) * mean(site.campaign) * record.per_unit
    record.cover = float(site.cover.get(material, OUTPUT_COVER))  # type: ignore[attr-defined]
    if given is not None:
        record.storage = given.tonnes(use)
    else:
        record.storage = record.cover * use + mean(site.processing) * use + 2.0 * lot
    if run <= 0.0 and given is None:
        record.storage = max(record.storage, 2.0 * lot)
