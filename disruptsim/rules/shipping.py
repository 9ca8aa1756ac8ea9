"""Shipping: what a lane may carry now, who gets what, and departures."""

from __future__ import annotations

from disruptsim.rules.allocation import allocate, by_weight
from disruptsim.rules.chokepoints import watch_ahead
from disruptsim.rules.clauses import permitted, use_up
from disruptsim.rules.making import room_made
from disruptsim.rules.ordering import fulfil, watch_patience
from disruptsim.rules.payments import goods_leave
from disruptsim.rules.spare import new_shipment
from disruptsim.rules.stock import lower, settle, used
from disruptsim.rules.under_way import append
from disruptsim.rules.verbs import draw, post, say
from disruptsim.world.kinds import (
    DUST,
    FULL,
    GOODS_SHIP,
    IDLE,
    NEVER,
    NOBODY,
    SAID_DEPARTED,
    SHIPMENT_ARRIVES,
    STARVED,
    STUCK,
)
from disruptsim.world.records import Holding, Lane
from disruptsim.world.world import World


def count_tokens(lane: Lane, now: float) -> None:
    """Bring the tonnage that a limited lane may send up to date."""
    if lane.limit != NEVER:
        lane.tokens = min(lane.limit * lane.interval, lane.tokens + lane.limit * (now - lane.counted))
    lane.counted = now


def may_carry(world: World, lane: Lane, wanted: float, pools: bool, now: float) -> float:
    """Tonnes of `wanted` that may depart on a lane now: ban, capacity, permits, quotas, and pools if so asked."""
    if lane.limit != NEVER:
        if lane.limit <= 0.0:
            return 0.0
        count_tokens(lane, now)
        load = min(wanted, lane.limit * lane.interval)
        if lane.tokens < load * (1.0 - 1e-9):
            ready = now + (load - lane.tokens) / lane.limit
            if lane.wakes <= now or ready < lane.wakes:
                lane.wakes = ready
                post(world, max(now, ready), GOODS_SHIP, lane.seller, 0.0)
            return 0.0
        wanted = min(wanted, max(lane.tokens, load))
    return permitted(world, lane.first_clause, wanted, pools)


def wake_later(world: World, lane: Lane, left: float, now: float) -> None:
    """Have a limited lane looked at again when its next load may depart."""
    if lane.limit == NEVER or lane.limit <= 0.0 or left <= DUST:
        return
    ready = now + max(0.0, min(left, lane.limit * lane.interval) - lane.tokens) / lane.limit
    if ready > now and (lane.wakes <= now or ready < lane.wakes):
        lane.wakes = ready
        post(world, ready, GOODS_SHIP, lane.seller, 0.0)


def goods_ship(world: World, rank: int, amount: float, now: float) -> None:
    """Send what is on hand: to orders first, then to lanes that take whatever comes."""
    holding = world.holdings[rank]
    holding.ships = -1.0
    site = world.sites[holding.site]
    if site.first_line == site.last_line and site.availability <= 0.0:
        for i in range(holding.first_out, holding.last_out):
            watch_patience(world, world.outbound[i], now)
        return
    before = holding.on_hand
    if holding.waiting > 0.0 and (holding.asker == NOBODY or not send_all(world, holding, now)):
        send_ordered(world, holding, now)
    if holding.pushes and holding.on_hand > DUST:
        send_pushed(world, holding, now)
    if holding.on_hand >= before:
        return
    if site.first_line < site.last_line:
        for line in range(site.first_line, site.last_line):
            if world.lines[line].state in (FULL, STUCK):
                room_made(world, line, now)
    elif holding.by_use:
        used(world, rank, now)


def send_all(world: World, holding: Holding, now: float) -> bool:
    """Send what the one lane with open orders asks for, if there is enough and nothing limits it: the usual case."""
    lane = world.lanes[holding.asker]
    tonnes = lane.ordered
    if tonnes > holding.on_hand or lane.limit != NEVER:
        return False
    if lane.first_clause != NOBODY and permitted(world, lane.first_clause, tonnes, True) < tonnes:
        return False
    depart(world, holding.asker, tonnes, now)
    fulfil(world, lane, tonnes)
    holding.waiting = 0.0
    holding.asker = NOBODY
    return True


def share_pools(world: World, holding: Holding) -> float:
    """Scale down what the lanes of one seller want together of a pooled quota to what is left in it.

    Returns
    -------
    float
        Tonnes by which wants were cut.
    """
    for i in range(holding.first_out, holding.last_out):
        pool_asked(world, world.lanes[world.outbound[i]], 1)
    for i in range(holding.first_out, holding.last_out):
        pool_asked(world, world.lanes[world.outbound[i]], 0)
    cut = 0.0
    for i in range(holding.first_out, holding.last_out):
        lane = world.lanes[world.outbound[i]]
        rank = lane.first_clause
        before = lane.want
        while rank != NOBODY:
            control = world.controls[world.clauses[rank].control]
            if control.active and control.pooled and before > 0.0 and control.asked > control.pool:
                lane.want = min(lane.want, before * (control.pool / control.asked))
            rank = world.clauses[rank].next
        lane.grant = lane.want
        cut += before - lane.want
    return cut


def pool_asked(world: World, lane: Lane, clear: int) -> None:
    """Begin (clear 1) or go on with the count of what is asked of the pools that bind a lane."""
    rank = lane.first_clause
    while rank != NOBODY:
        control = world.controls[world.clauses[rank].control]
        control.asked = 0.0 if clear else control.asked + lane.want
        rank = world.clauses[rank].next


def send_ordered(world: World, holding: Holding, now: float) -> None:
    """Allocate what is on hand to the open orders, and send it."""
    wanted = 0.0
    for i in range(holding.first_out, holding.last_out):
        lane = world.lanes[world.outbound[i]]
        lane.want = 0.0
        if lane.ordered > 0.0 and holding.on_hand > 0.0:
            free = lane.limit == NEVER and lane.first_clause == NOBODY
            lane.want = lane.ordered if free else may_carry(world, lane, lane.ordered, False, now)
            wanted += lane.want
        lane.grant = lane.want
    if wanted > 0.0 and world.run.pools:
        wanted -= share_pools(world, holding)
    if wanted > holding.on_hand:
        allocate(world, holding, holding.on_hand, world.sites[holding.site].allocation)
    waiting = 0.0
    for i in range(holding.first_out, holding.last_out):
        rank = world.outbound[i]
        lane = world.lanes[rank]
        if lane.ordered <= 0.0:
            continue
        if lane.grant > DUST or lane.ordered <= lane.grant:
            tonnes = min(lane.grant, holding.on_hand)
            if lane.first_clause != NOBODY:
                # Another lane may have drawn on the same pooled quota meanwhile.
                tonnes = permitted(world, lane.first_clause, tonnes, True)
            depart(world, rank, tonnes, now)
            fulfil(world, lane, tonnes)
            if lane.limit != NEVER:
                wake_later(world, lane, lane.ordered, now)
        if lane.ordered > 0.0:
            waiting += lane.ordered
            watch_patience(world, rank, now)
    holding.waiting = waiting


def room_left(world: World, rank: int, now: float) -> float:
    """Room for an input, t: less what is under way; what a line or waiting demand takes at once needs none."""
    holding = world.holdings[rank]
    if holding.consumes:
        settle(world, holding, now)
    left = holding.room - holding.on_hand - holding.in_transit + holding.owed
    site = world.sites[holding.site]
    for i in range(site.first_line, site.last_line):
        line = world.lines[i]
        if line.state == STARVED or line.state == IDLE:
            left += line.lot * holding.per_unit
    return max(0.0, left)


def look_again(world: World, lane: Lane, now: float) -> None:
    """Constant demand makes room all the time, and no event of its own."""
    if world.holdings[lane.buyer].rate > 0.0 and (lane.wakes <= now or now + lane.interval < lane.wakes):
        lane.wakes = now + lane.interval
        post(world, lane.wakes, GOODS_SHIP, lane.seller, 0.0)


def send_pushed(world: World, holding: Holding, now: float) -> None:
    """Split what is on hand over the lanes that take whatever comes, by share; what one cannot carry, others may."""
    for i in range(holding.first_out, holding.last_out):
        lane = world.lanes[world.outbound[i]]
        lane.grant = 0.0
        lane.want = may_carry(world, lane, holding.on_hand, True, now) if lane.pushed else 0.0
        if lane.pushed and world.holdings[lane.buyer].room != NEVER:
            lane.want = min(lane.want, room_left(world, lane.buyer, now))
            look_again(world, lane, now)
    by_weight(world, holding, holding.on_hand, True)
    for i in range(holding.first_out, holding.last_out):
        rank = world.outbound[i]
        lane = world.lanes[rank]
        if lane.pushed and lane.grant > DUST:
            tonnes = min(lane.grant, holding.on_hand)
            if world.holdings[lane.buyer].room != NEVER:  # another lane may have filled it meanwhile
                tonnes = min(tonnes, room_left(world, lane.buyer, now))
            depart(world, rank, permitted(world, lane.first_clause, tonnes, True), now)
            left = holding.on_hand
            if world.holdings[lane.buyer].room != NEVER:  # what there is no room for waits for room, not for the lane
                left = min(left, room_left(world, lane.buyer, now))
            wake_later(world, lane, left, now)


def depart(world: World, rank: int, tonnes: float, now: float) -> None:
    """Send goods on their way."""
    if tonnes <= 0.0:
        return
    lane = world.lanes[rank]
    seller = world.holdings[lane.seller]
    lower(seller, tonnes, now)
    seller.sent += tonnes
    if lane.limit != NEVER:
        lane.tokens = max(0.0, lane.tokens - tonnes)
    if lane.first_clause != NOBODY:
        use_up(world, lane.first_clause, tonnes)
    if lane.trade != NOBODY:
        goods_leave(world, lane.trade, tonnes, now)
    lane.in_transit += tonnes
    lane.moment += tonnes * now
    world.holdings[lane.buyer].in_transit += tonnes
    lead = draw(world, lane.stream) if lane.stream != NOBODY else lane.lead
    due = now + lead
    arrives = due
    if not lane.overtaking and arrives < lane.last_arrival:
        arrives = lane.last_arrival
    lane.last_arrival = arrives
    shipment_rank = new_shipment(world)
    shipment = world.shipments[shipment_rank]
    shipment.lane = rank
    shipment.tonnes = tonnes
    shipment.origin = seller.origin
    shipment.departed = now
    shipment.journey = lead
    shipment.due = due
    shipment.arrives = arrives
    append(world, lane, shipment_rank)
    if world.run.tracing:
        say(world, SAID_DEPARTED, rank, tonnes)
    post(world, arrives, SHIPMENT_ARRIVES, rank, float(shipment_rank))
    if lane.first_via < lane.last_via:
        watch_ahead(world, shipment_rank, -1.0, now)
