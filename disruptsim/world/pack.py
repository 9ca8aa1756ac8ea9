"""From a scenario to records: sites, lines, holdings, lanes, as they stand before anything happens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from disruptsim.memory import no_collecting
from disruptsim.network.flows import from_reserve, nominal_flows, pushes
from disruptsim.network.layout import lay_out
from disruptsim.scenario.distributions import mean
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.sites import (
    Buyer,
    Lane,
    Plant,
    Producer,
    Recycler,
    Seller,
    SiteBase,
    Stockpile,
)
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.calm import fill_pipelines
from disruptsim.world.pack_economy import pack_economy
from disruptsim.world.pack_holdings import pack_holding, varies
from disruptsim.world.pack_origins import trace_origins
from disruptsim.world.timeline import COIN
from disruptsim.world.world import World

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
    plan.varies = varies(scenario)
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
    if scenario.economy is not None:
        pack_economy(plan, scenario.economy)
    fill_pipelines(plan)
    if scenario.economy is not None:
        trace_origins(plan)
    for holding in world.holdings:
        world.materials[holding.material].initial += holding.on_hand
    for shipment in world.shipments:
        world.materials[world.lanes[shipment.lane].material].initial += shipment.tonnes
    for lot in world.lots:
        site = world.sites[world.lines[lot.line].site]
        for n in range(site.first, site.middle):
            world.materials[world.holdings[n].material].initial += lot.tonnes * world.holdings[n].per_unit
    return plan


def _add_chokepoints(plan: Blueprint) -> None:
    for name, point in sorted(plan.scenario.chokepoints.items()):
        detour = k.NEVER if point.detour is None else mean(point.detour)
        stream = plan.stream(f"chokepoint:{name}/detour", point.detour)
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
        world.holdings.append(pack_holding(plan, rank, number, site))


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
        times=plan.stream(f"site:{name}/campaign", site.campaign),
        lot=lot,
        least=lot * float(site.minimum_run) if isinstance(site, Plant | Recycler) else lot,
        varied=int(isinstance(site, Plant) and bool(site.alternatives)),
        strict=int(bool(site.blocks)),
        after=int(site.blocking == "after"),
        stretch_below=0.0 if stretch is None or float(stretch.to) >= 1.0 else float(stretch.below),
        stretch_to=1.0 if stretch is None else float(stretch.to),
        processing=mean(site.processing),
        stream=plan.stream(f"site:{name}/processing", site.processing),
    )
    if site.failures is not None and site.failures.clock == "operating":
        every, repair = site.failures.every, site.failures.repair
        line.wears, line.every, line.repair = 1, mean(every), mean(repair)
        line.left = float(site.failures.capacity_left)
        line.every_stream = plan.stream(f"site:{name}/failure", every)
        line.repair_stream = plan.stream(f"site:{name}/repair", repair)
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
    record.stream = plan.stream(f"lane:{lane.name}/lead", lane.lead_time)
    if record.reserve and isinstance(layout.site(lane.to), Stockpile):
        pledge = r.Pledge(refusal=float(lane.refusal))
        if 0.0 < pledge.refusal < 1.0:
            pledge.coins = plan.stream(f"lane:{lane.name}/refusal", COIN)
        record.pledge = len(plan.world.pledges)
        plan.world.pledges.append(pledge)
    plan.world.lanes.append(record)
