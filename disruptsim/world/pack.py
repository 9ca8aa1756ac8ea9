"""From a scenario to records: sites, lines, holdings, lanes, as they stand before anything happens."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from disruptsim.memory import no_collecting
from disruptsim.network.flows import from_reserve, nominal_flows, pushes
from disruptsim.network.layout import lay_out
from disruptsim.scenario.distributions import Distribution, mean
from disruptsim.scenario.quantities import Stock
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.ordering import DemandOrders, Replenish
from disruptsim.scenario.schema.sites import (
    Buyer,
    Lane,
    Market,
    Plant,
    Producer,
    Recycler,
    Seller,
    SiteBase,
    Stockpile,
    demand_of,
)
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.calm import fill_pipelines
from disruptsim.world.chance import fraction
from disruptsim.world.timeline import COIN
from disruptsim.world.world import World

INPUT_COVER, OUTPUT_COVER = 14.0, 7.0
_ORDERING = {"base_stock": k.BASE_STOCK, "s_S": k.S_S, "r_Q": k.R_Q}
_ALLOCATION = {
    "contract": k.BY_CONTRACT,
    "pro_rata": k.PRO_RATA,
    "priority": k.BY_PRIORITY,
    "fifo": k.FIFO,
    "value": k.BY_VALUE,
}


def draw_up(scenario: Scenario) -> Blueprint:
    """Draw up the blueprint of a scenario whose uncertain numbers are plain."""
    with no_collecting():
        return _draw_up(scenario)


def _draw_up(scenario: Scenario) -> Blueprint:
    layout = lay_out(scenario)
    plan = Blueprint(layout, nominal_flows(layout), World())
    world = plan.world
    world.run.horizon = float(scenario.horizon)
    plan.varies = _varies(scenario)
    world.materials = [r.Material() for _ in layout.materials]
    _add_chokepoints(plan)
    for rank, name in enumerate(layout.sites):
        _add_site(plan, rank, scenario.sites[name])
    for rank, lane in enumerate(layout.lanes):
        _add_lane(plan, rank, lane)
    for rank, holding in enumerate(world.holdings):
        holding.first_in = len(world.inbound)
        world.inbound.extend(layout.inbound[rank])
        holding.last_in = len(world.inbound)
        holding.first_out = len(world.outbound)
        world.outbound.extend(layout.outbound[rank])
        holding.last_out = len(world.outbound)
        holding.pushes = int(any(world.lanes[n].pushed for n in layout.outbound[rank]))
    for rank, name in enumerate(layout.sites):
        _tie_inputs(plan, rank, scenario.sites[name])
    fill_pipelines(plan)
    for holding in world.holdings:
        world.materials[holding.material].initial += holding.on_hand
    for shipment in world.shipments:
        world.materials[world.lanes[shipment.lane].material].initial += shipment.tonnes
    for lot in world.lots:
        site = world.sites[world.lines[lot.line].site]
        for n in range(site.first, site.middle):
            world.materials[world.holdings[n].material].initial += lot.tonnes * world.holdings[n].per_unit
    return plan


def _stream(plan: Blueprint, name: str, value: Any) -> int:
    """Rank of the stream of a number that varies; NOBODY for one that does not."""
    if not isinstance(value, Distribution):
        return k.NOBODY
    plan.laws.append((name, value))
    return len(plan.laws) - 1


def _add_chokepoints(plan: Blueprint) -> None:
    for name, point in sorted(plan.scenario.chokepoints.items()):
        detour = k.NEVER if point.detour is None else mean(point.detour)
        stream = _stream(plan, f"chokepoint:{name}/detour", point.detour)
        plan.world.chokepoints.append(r.Chokepoint(detour=detour, stream=stream))


def _add_site(plan: Blueprint, rank: int, site: SiteBase) -> None:
    world = plan.world
    first, middle, end = plan.layout.spans[rank]
    record = r.Site(first=first, middle=middle, end=end)
    if isinstance(site, Buyer):
        record.priority, record.patience, record.drift = site.priority, float(site.patience), float(site.drift)
    if isinstance(site, Seller):
        record.allocation = _ALLOCATION[site.allocation]
    if isinstance(site, Producer):
        record.first_line = len(world.lines)
        _add_lines(plan, rank, site)
        record.last_line = len(world.lines)
    world.sites.append(record)
    for number in range(first, end):
        world.holdings.append(_holding(plan, rank, number, site))


def _add_lines(plan: Blueprint, rank: int, site: Producer) -> None:
    """Add the lines of a site: alike, and drawing from the site's own streams."""
    lines = plan.world.lines
    capacity = float(site.capacity) / site.lines
    lot = capacity * mean(site.campaign)
    stretch = site.stretch if isinstance(site, Plant) else None
    name = plan.layout.sites[rank]
    line = r.Line(
        site=rank,
        capacity=capacity,
        times=_stream(plan, f"site:{name}/campaign", site.campaign),
        lot=lot,
        least=lot * float(site.minimum_run) if isinstance(site, Plant | Recycler) else lot,
        varied=int(isinstance(site, Plant) and bool(site.alternatives)),
        strict=int(bool(site.blocks)),
        after=int(site.blocking == "after"),
        stretch_below=0.0 if stretch is None or float(stretch.to) >= 1.0 else float(stretch.below),
        stretch_to=1.0 if stretch is None else float(stretch.to),
        processing=mean(site.processing),
        stream=_stream(plan, f"site:{name}/processing", site.processing),
    )
    if site.failures is not None and site.failures.clock == "operating":
        every, repair = site.failures.every, site.failures.repair
        line.wears, line.every, line.repair = 1, mean(every), mean(repair)
        line.left = float(site.failures.capacity_left)
        line.every_stream = _stream(plan, f"site:{name}/failure", every)
        line.repair_stream = _stream(plan, f"site:{name}/repair", repair)
    for _ in range(site.lines):
        lines.append(replace(line, rank=len(lines)))


def _tie_inputs(plan: Blueprint, rank: int, site: SiteBase) -> None:
    """Tie alternatives to their input, in order of preference, and recyclers to the markets that they follow."""
    world, layout = plan.world, plan.layout
    name = layout.sites[rank]
    if isinstance(site, Plant):
        for needed, given in site.alternatives.items():
            main = layout.inputs[name, needed]
            before: Any = None
            for one in given:
                number = layout.inputs[name, one.material]
                world.holdings[number].stands_in = main
                record = r.Alternative(
                    holding=number, calm_share=float(one.share), largest_share=float(one.most),
                    qualification=float(one.qualification), ramp=float(one.ramp),
                    work=world.holdings[number].per_unit * float(plan.flows.run[rank]),
                )  # fmt: skip
                if before is None:
                    world.holdings[main].first_alternative = len(world.alternatives)
                else:
                    before.next = len(world.alternatives)
                world.alternatives.append(record)
                before = record
    if isinstance(site, Recycler):
        intake = r.Intake(site=rank, lag=float(site.lag), spacing=mean(site.campaign), first_follow=len(world.follows))
        world.sites[rank].intake = len(world.intakes)
        world.intakes.append(intake)
        for market, ratio in sorted(site.follows.items()):
            holding = layout.spans[layout.site_rank[market]][0]
            world.follows.append(r.Follow(holding=holding, ratio=float(ratio)))
        intake.last_follow = len(world.follows)


def _holding(plan: Blueprint, rank: int, number: int, site: SiteBase) -> r.Holding:
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
    record.every, record.every_stream = mean(orders.every), _stream(plan, f"{name}/every", orders.every)
    record.size, record.size_stream = mean(orders.size), _stream(plan, f"{name}/size", orders.size)
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


def _varies(scenario: Scenario) -> bool:
    """Whether use varies by itself or orders follow it, so that how they vary is worth counting."""
    sites = scenario.sites.values()
    orders = [site.orders for site in sites if isinstance(site, Market) and site.orders is not None]
    varied = any(isinstance(value, Distribution) for asks in orders for value in (asks.every, asks.size))
    return varied or any(isinstance(site, Buyer) and site.replenish.forecast is not None for site in sites)


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


def _add_lane(plan: Blueprint, rank: int, lane: Lane) -> None:
    layout = plan.layout
    share = float(plan.flows.share[rank])
    record = r.Lane(
        material=layout.material_rank[lane.material],
        seller=layout.seller[rank],
        buyer=layout.buyer[rank],
        pushed=int(pushes(layout, rank) and not from_reserve(layout, rank)),
        reserve=int(from_reserve(layout, rank)),
        share=share,
        habit=share,
        contract=float(plan.flows.lane[rank]),
        lead=mean(lane.lead_time),
        overtaking=int(lane.overtaking),
        interval=float(lane.interval),
    )
    if lane.capacity is not None:
        record.capacity = record.limit = float(lane.capacity)
        record.tokens = record.limit * record.interval if plan.scenario.initial == "calm" else 0.0
    if share <= 0.0 and not record.pushed and not record.reserve:
        record.target = 1.0 if lane.target_share is None else float(lane.target_share)
        record.qualification, record.ramp = float(lane.qualification), float(lane.ramp)
    seller = layout.site(lane.from_)
    record.due_after = mean(seller.campaign) if isinstance(seller, Producer) else 0.0
    record.first_via = len(plan.world.vias)
    points = sorted(plan.scenario.chokepoints)
    for name, at in sorted(lane.via.items(), key=lambda item: (float(item[1]), item[0])):
        plan.world.vias.append(r.Via(point=points.index(name), at=float(at)))
    record.last_via = len(plan.world.vias)
    record.stream = _stream(plan, f"lane:{lane.name}/lead", lane.lead_time)
    if record.reserve and isinstance(layout.site(lane.to), Stockpile):
        pledge = r.Pledge(refusal=float(lane.refusal))
        if 0.0 < pledge.refusal < 1.0:
            pledge.coins = _stream(plan, f"lane:{lane.name}/refusal", COIN)
        record.pledge = len(plan.world.pledges)
        plan.world.pledges.append(pledge)
    plan.world.lanes.append(record)
