"""Ordering: reviews, the order-up-to level, and what becomes of orders that nobody fills."""

from __future__ import annotations

import math

from disruptsim.rules.forecasts import count_order, learn, use_to_come
from disruptsim.rules.sourcing import MEMORY, weigh
from disruptsim.rules.stock import due, foresee_review, position, settle
from disruptsim.rules.verbs import add_order, post, say
from disruptsim.world.kinds import (
    BASE_STOCK,
    DUST,
    GOODS_SHIP,
    NEVER,
    NOBODY,
    NOT_ORDERED,
    ORDERS_REVIEWED,
    PATIENCE_ENDS,
    PUSHED,
    S_S,
    SAID_GIVEN_UP,
    SAID_ORDERED,
)
from disruptsim.world.records import Holding, Lane
from disruptsim.world.world import World


def level(world: World, holding: Holding, lead: float) -> float:
    """Order-up-to level, t: use x (lead time + review + cover x hoarding), the one given, or a stockpile's target."""
    if holding.reserve != NOBODY:
        reserve = world.reserves[holding.reserve]
        return 0.0 if reserve.requested else reserve.target
    if holding.up_to != NEVER:
        return holding.up_to
    days = lead + holding.review + (holding.cover + holding.added_cover) * holding.hoarding
    return use_to_come(world, holding) * days


def orders_reviewed(world: World, rank: int, amount: float, now: float) -> None:
    """A review: periodic (amount 0), called by an event (1), or due when constant use crosses the reorder point (2)."""
    holding = world.holdings[rank]
    if holding.policy == NOT_ORDERED or holding.policy == PUSHED:
        return
    if amount == 0.0:
        holding.next_review = now + holding.spacing
        post(world, holding.next_review, ORDERS_REVIEWED, rank, 0.0)
        if holding.tally != NOBODY:
            learn(world, holding, now)
            before = holding.ordered
            review(world, rank, NOBODY, now)
            count_order(world, holding, holding.ordered - before)
            return
    elif amount == 2.0 and holding.next_review != now:
        return
    review(world, rank, NOBODY, now)
    if holding.crosses:
        foresee_review(world, rank, now)


def lack(holding: Holding) -> float:
    """What (s, S) or (r, Q) find to be ordered, t."""
    there = position(holding)
    if not due(holding):
        return 0.0
    if holding.policy == S_S:
        return holding.up_to - there
    if holding.quantity <= 0.0:  # given in days, of something that nobody uses
        return 0.0
    # As many lots as bring the position above the reorder point.
    return holding.quantity * (math.floor((holding.reorder - there) / holding.quantity + 1e-9) + 1.0)


def review(world: World, rank: int, avoided: int, now: float) -> None:
    """Order what is missing to the level, over the lanes in use but one."""
    holding = world.holdings[rank]
    if holding.consumes:
        settle(world, holding, now)
    # In calm the weights are those of the last review; an order that is still open may change them.
    total = holding.weight if holding.steady and holding.ordered <= DUST else weigh(world, holding, now)
    if avoided != NOBODY:
        holding.steady = 0
        world.lanes[avoided].weight = 0.0
        total = 0.0
        for i in range(holding.first_in, holding.last_in):
            total += world.lanes[world.inbound[i]].weight
    missing = level(world, holding, holding.lead) - position(holding) if holding.policy == BASE_STOCK else lack(holding)
    if holding.most != NEVER:
        missing = min(missing, holding.most * holding.spacing)
    if missing <= DUST:
        holding.need = 0.0
        return
    if total <= 0.0:
        holding.need = missing
        return
    holding.need = 0.0
    for i in range(holding.first_in, holding.last_in):
        lane_rank = world.inbound[i]
        lane = world.lanes[lane_rank]
        if lane.weight > 0.0:
            place(world, lane_rank, missing * (lane.weight / total), now)


def record_for_order(world: World, lane: Lane, now: float) -> int:
    """Rank of a record for a new order: the lane's oldest, if it lies beyond memory, or a new one."""
    rank = lane.first_order
    if rank != NOBODY and rank != lane.open_order and world.orders[rank].placed < now - MEMORY - lane.due_after:
        lane.first_order = world.orders[rank].next
        if lane.first_order == NOBODY:
            lane.last_order = NOBODY
        return rank
    return add_order(world)


def place(world: World, rank: int, tonnes: float, now: float) -> None:
    """Place an order on a lane."""
    if tonnes <= DUST:
        return
    lane = world.lanes[rank]
    order_rank = record_for_order(world, lane, now)
    order = world.orders[order_rank]
    order.placed = now
    order.tonnes = tonnes
    order.sent = 0.0
    order.closed = 0
    order.next = NOBODY
    if lane.last_order == NOBODY:
        lane.first_order = order_rank
    else:
        world.orders[lane.last_order].next = order_rank
    lane.last_order = order_rank
    if lane.open_order == NOBODY:
        lane.open_order = order_rank
    lane.ordered += tonnes
    world.holdings[lane.buyer].ordered += tonnes
    seller = world.holdings[lane.seller]
    if seller.tally != NOBODY:
        world.tallies[seller.tally].asked += tonnes
    if lane.trade != NOBODY:
        world.trades[lane.trade].asked += tonnes
    seller.asker = rank if seller.waiting <= 0.0 or seller.asker == rank else NOBODY
    seller.waiting += tonnes
    if world.run.tracing:
        say(world, SAID_ORDERED, rank, tonnes)
    if seller.ships != now:
        seller.ships = now
        post(world, now, GOODS_SHIP, lane.seller, 0.0)


def fulfil(world: World, lane: Lane, tonnes: float) -> None:
    """Count goods that depart against the orders of a lane, oldest first."""
    world.holdings[lane.buyer].ordered -= tonnes
    lane.ordered -= tonnes
    while lane.open_order != NOBODY and tonnes > 0.0:
        order = world.orders[lane.open_order]
        gap = order.tonnes - order.sent
        if tonnes < gap * (1.0 - 1e-12):
            order.sent += tonnes
            return
        order.sent = order.tonnes
        tonnes -= gap
        lane.open_order = order.next
    if lane.open_order == NOBODY:
        # Nothing is left open, so what rounding left of the totals goes too.
        world.holdings[lane.buyer].ordered -= lane.ordered
        lane.ordered = 0.0


def watch_patience(world: World, rank: int, now: float) -> None:
    """See to it that somebody looks when patience with the oldest unsent order ends."""
    lane = world.lanes[rank]
    if lane.patience_ends == NEVER and lane.open_order != NOBODY:
        patience = world.sites[world.holdings[lane.buyer].site].patience
        lane.patience_ends = max(now, world.orders[lane.open_order].placed + patience)
        post(world, lane.patience_ends, PATIENCE_ENDS, rank, 0.0)


def patience_ends(world: World, rank: int, amount: float, now: float) -> None:
    """Unsent orders go back to the buyer's need, and are split anew over the lanes in use."""
    lane = world.lanes[rank]
    if lane.patience_ends != now:
        return
    lane.patience_ends = NEVER
    if lane.open_order == NOBODY:
        return
    buyer = world.holdings[lane.buyer]
    patience = world.sites[buyer.site].patience
    if world.orders[lane.open_order].placed + patience > now:
        watch_patience(world, rank, now)
        return
    while lane.open_order != NOBODY:
        order = world.orders[lane.open_order]
        order.closed = 1
        lane.open_order = order.next
    lane.late = 1
    buyer.steady = 0
    say(world, SAID_GIVEN_UP, rank, lane.ordered)
    buyer.ordered -= lane.ordered
    seller = world.holdings[lane.seller]
    seller.waiting = max(0.0, seller.waiting - lane.ordered)
    lane.ordered = 0.0
    # Without patience the lane is left out until something changes, or one instant would never end.
    review(world, lane.buyer, rank if patience <= 0.0 else NOBODY, now)
