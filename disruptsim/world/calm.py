"""The state at the start: as an endless calm at mean lead times would have left it, or empty.

Orders were placed at each past review and left at once; pipelines and work in process are in place; what is on
hand is the order-up-to level less the use since the last review and what is under way. A holding's `initial`, a
lane's ``initial = "empty"`` and the scenario's ``initial = "empty"`` override this.
"""

from __future__ import annotations

import math

from disruptsim.network.flows import feed_rate
from disruptsim.scenario.schema.sites import Buyer, Producer, Recycler, Stockpile
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.chance import fraction
from disruptsim.world.world import Agenda

_MOST_UNDER_WAY = 100_000  # shipments of one lane


def fill_pipelines(plan: Blueprint) -> None:
    """Fill stores, lanes and lines, and post what is due from the start."""
    empty = plan.scenario.initial == "empty"
    for rank in range(len(plan.world.lanes)):
        if not empty and plan.layout.lanes[rank].initial == "calm":
            _fill_lane(plan, rank)
    for rank in range(len(plan.world.holdings)):
        _fill_holding(plan, rank, empty)
    for rank in range(len(plan.world.lines)):
        _fill_line(plan, rank, empty)
    _post_reviews(plan)


def _fill_lane(plan: Blueprint, rank: int) -> None:
    world, lane = plan.world, plan.world.lanes[rank]
    buyer = world.holdings[lane.buyer]
    flow = float(plan.flows.lane[rank])
    if lane.reserve or flow <= 0.0:
        return
    if lane.pushed:
        lot = lot_of(plan, world.holdings[lane.seller].site) * world.holdings[lane.seller].per_unit
        run = float(plan.flows.use[lane.seller])
        spacing = lot / run if lot > 0 and run > 0 else 1.0
        last = 0.0
    elif buyer.policy == k.BASE_STOCK:
        spacing = buyer.spacing if buyer.spacing != k.NEVER else _spacing_of_use(plan, lane.buyer)
        last = buyer.next_review - spacing if buyer.next_review != k.NEVER else 0.0
    else:
        return
    departures: list[float] = []
    for number in range(_MOST_UNDER_WAY):
        departed = last - number * spacing
        if departed + lane.lead <= 0.0:
            break
        if departed <= 0.0:
            departures.append(departed)
    for departed in reversed(departures):
        _put_under_way(plan, rank, flow * spacing, departed)


def _spacing_of_use(plan: Blueprint, holding: int) -> float:
    """Time between uses under continuous review: of orders of demand, or a campaign's length at nominal flow."""
    world = plan.world
    if world.holdings[holding].lumpy:
        return world.holdings[holding].every
    lot = lot_of(plan, world.holdings[holding].site)
    run = float(plan.flows.run[world.holdings[holding].site])
    return lot / run if lot > 0 and run > 0 else 7.0


def lot_of(plan: Blueprint, site: int) -> float:
    """Lot of each line of a site, t; nothing where it has none."""
    record = plan.world.sites[site]
    return plan.world.lines[record.first_line].lot if record.first_line < record.last_line else 0.0


def _put_under_way(plan: Blueprint, rank: int, tonnes: float, departed: float) -> None:
    world, lane = plan.world, plan.world.lanes[rank]
    arrives = departed + lane.lead
    world.agenda.append(Agenda(arrives, k.SHIPMENT_ARRIVES, rank, float(len(world.shipments))))
    world.shipments.append(
        r.Shipment(lane=rank, tonnes=tonnes, departed=departed, journey=lane.lead, due=arrives, arrives=arrives)
    )
    rank_of_shipment = len(world.shipments) - 1
    if lane.last_shipment == k.NOBODY:
        lane.first_shipment = rank_of_shipment
    else:
        world.shipments[lane.last_shipment].next = rank_of_shipment
    lane.last_shipment = rank_of_shipment
    lane.in_transit += tonnes
    lane.last_arrival = max(lane.last_arrival, arrives)
    world.holdings[lane.buyer].in_transit += tonnes


def _fill_holding(plan: Blueprint, rank: int, empty: bool) -> None:
    holding = plan.world.holdings[rank]
    key = plan.layout.holdings[rank]
    site = plan.layout.site(key.site)
    if key.material in site.initial:
        holding.on_hand = site.initial[key.material].tonnes(holding.use)
        return
    if empty or isinstance(site, Stockpile):
        return
    if key.role == "out" and all(plan.world.lanes[n].pushed for n in plan.layout.outbound[rank]) and holding.pushes:
        return  # what can be sent is sent: nothing is kept
    if key.role == "out":
        # Its cover, and the campaign that the next orders draw on.
        lot = lot_of(plan, holding.site) * holding.per_unit if holding.use > 0.0 else 0.0
        holding.on_hand = min(holding.cover * holding.use + lot, holding.storage)
    elif holding.policy == k.PUSHED:
        holding.on_hand = min(holding.cover * holding.use, max(0.0, holding.room - holding.in_transit))
    elif holding.policy == k.BASE_STOCK:
        lanes = [plan.world.lanes[n] for n in plan.layout.inbound[rank] if plan.world.lanes[n].share > 0]
        lead = math.fsum(lane.share * lane.lead for lane in lanes)
        level = holding.use * (lead + holding.review + holding.cover)
        since = holding.spacing - holding.next_review if holding.next_review != k.NEVER else 0.0
        if holding.up_to != k.NEVER:
            level = holding.up_to
        holding.on_hand = max(0.0, level - holding.use * since - holding.in_transit)
    elif holding.policy == k.S_S:
        holding.on_hand = holding.up_to
    elif holding.policy == k.R_Q:
        holding.on_hand = holding.reorder + holding.quantity


def _fill_line(plan: Blueprint, rank: int, empty: bool) -> None:
    world, line = plan.world, plan.world.lines[rank]
    name = plan.layout.sites[line.site]
    site = plan.layout.site(name)
    assert isinstance(site, Producer)
    record = world.sites[line.site]
    if isinstance(site, Recycler) and rank == record.first_line:
        # What nominal service brought back since the last look; an empty start has none, and nothing on its way.
        intake = world.intakes[record.intake]
        intake.usual = 0.0 if empty else feed_rate(plan.layout, site)
        intake.feed = intake.usual * intake.spacing
        world.agenda.append(Agenda(intake.spacing, k.FEED_COLLECTED, record.intake, 0.0))
    number = rank - record.first_line
    run = float(plan.flows.run[line.site]) / (record.last_line - record.first_line)
    world.agenda.append(Agenda(0.0, k.LINE_TRIES, rank, 0.0))
    if line.wears:
        world.agenda.append(Agenda(0.0, k.LINE_REPAIRED, rank, 1.0))
    if empty or run <= 0.0:
        return
    # Somewhere in a campaign, at the length that nominal flow gives it.
    left = 1.0 - fraction(f"site:{name}/campaign{number or ''}")
    line.state, line.batch = k.WORKING, line.lot
    line.work_left = left * line.lot / line.capacity
    line.ends = line.work_left
    world.agenda.append(Agenda(line.ends, k.CAMPAIGN_ENDS, rank, 0.0))
    spacing = line.lot / run
    ready = line.work_left - spacing + line.processing
    room = world.holdings[record.first].storage
    while ready > 0.0 and record.in_process + line.lot <= room and len(world.lots) < 10_000_000:
        world.agenda.append(Agenda(ready, k.LOT_READY, rank, float(len(world.lots))))
        world.lots.append(r.Lot(line=rank, tonnes=line.lot))
        record.in_process += line.lot
        ready -= spacing


def _post_reviews(plan: Blueprint) -> None:
    world = plan.world
    for rank, holding in enumerate(world.holdings):
        if holding.pushes and holding.on_hand > 0.0:
            world.agenda.append(Agenda(0.0, k.GOODS_SHIP, rank, 0.0))
        buyer = isinstance(plan.layout.site(plan.layout.holdings[rank].site), Buyer)
        if holding.lumpy:
            world.agenda.append(Agenda(0.0, k.DEMAND_ARRIVES, rank, 1.0))
        ordering = holding.policy not in (k.NOT_ORDERED, k.PUSHED)
        if buyer and holding.next_review != k.NEVER and ordering:
            world.agenda.append(Agenda(holding.next_review, k.ORDERS_REVIEWED, rank, 0.0))
        elif ordering:
            world.agenda.append(Agenda(0.0, k.ORDERS_REVIEWED, rank, 1.0))
        if holding.consumes:
            if holding.growth != 0.0:
                world.agenda.append(Agenda(k.MONTH, k.DEMAND_GROWS, rank, 0.0))
            if holding.on_hand <= 0.0:
                holding.short = int(holding.rate > 0.0 or holding.lumpy)
            elif holding.rate > 0.0:
                holding.runs_out = holding.checks = holding.on_hand / holding.rate
                world.agenda.append(Agenda(holding.runs_out, k.STOCK_RUNS_OUT, rank, 0.0))
