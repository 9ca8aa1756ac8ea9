"""Chokepoints: a shipment meets the state that a chokepoint has when it gets there.

Nothing is posted while all points on the way are open. When one closes, the shipments that are still ahead of it
are found; when it reopens, the ones that wait go on.
"""

from __future__ import annotations

from disruptsim.rules.follow import follow
from disruptsim.rules.verbs import draw, post, say
from disruptsim.world.kinds import (
    CHOKEPOINT_REACHED,
    CLOSURE_ENDS,
    NEVER,
    NOBODY,
    SAID_DETOUR,
    SAID_WAITS,
    SHIPMENT_ARRIVES,
)
from disruptsim.world.records import Lane, Shipment
from disruptsim.world.world import World


def passes(shipment: Shipment, at: float) -> float:
    """When a shipment is at a share of its journey, as things stand."""
    return shipment.due - (1.0 - at) * shipment.journey


def watch_ahead(world: World, rank: int, after: float, now: float) -> None:
    """Post the passing of each point ahead that is not open now."""
    shipment = world.shipments[rank]
    lane = world.lanes[shipment.lane]
    for i in range(lane.first_via, lane.last_via):
        via = world.vias[i]
        point = world.chokepoints[via.point]
        if via.at > after and (point.shut or point.diverted):
            post(world, max(now, passes(shipment, via.at)), CHOKEPOINT_REACHED, shipment.lane, float(rank))


def chokepoint_reached(world: World, rank: int, amount: float, now: float) -> None:
    """Pass, wait, or go round."""
    shipment_rank = int(amount)
    shipment = world.shipments[shipment_rank]
    lane = world.lanes[rank]
    if shipment.lane != rank or shipment.back or shipment.waits_at != NOBODY:
        return
    for i in range(lane.first_via, lane.last_via):
        via = world.vias[i]
        if via.at > shipment.passed and max(now, passes(shipment, via.at)) == now:
            shipment.passed = via.at
            meet(world, shipment_rank, i, now)
            return


def meet(world: World, rank: int, number: int, now: float) -> None:
    """Meet the state of a chokepoint."""
    shipment = world.shipments[rank]
    via = world.vias[number]
    point = world.chokepoints[via.point]
    if not point.shut and not point.diverted:
        return
    detour = NEVER
    if point.detour != NEVER:
        detour = draw(world, point.stream) if point.stream != NOBODY else point.detour
    if point.shut and point.reopens - now <= detour:
        say(world, SAID_WAITS, shipment.lane, shipment.tonnes)
        shipment.waits_at = via.point
        shipment.waits_on = via.at
        shipment.due = NEVER
        shipment.arrives = NEVER
    elif detour != NEVER:
        say(world, SAID_DETOUR, shipment.lane, detour)
        retime(world, rank, shipment.due + detour)
        watch_ahead(world, rank, via.at, now)


def retime(world: World, rank: int, due: float) -> None:
    """Move an arrival; on a lane that keeps order, nothing comes before what departed earlier.

    Only what waits at a chokepoint is overtaken by what goes round.
    """
    shipment = world.shipments[rank]
    lane = world.lanes[shipment.lane]
    shipment.due = due
    shipment.arrives = due
    if not lane.overtaking:
        keep_order(world, rank)
        lane.last_arrival = max(lane.last_arrival, shipment.arrives)
    post(world, shipment.arrives, SHIPMENT_ARRIVES, shipment.lane, float(rank))


def keep_order(world: World, rank: int) -> None:
    """Let a shipment that has moved come after what departed before it, and what departed later after it."""
    shipment = world.shipments[rank]
    other_rank = world.lanes[shipment.lane].first_shipment
    earlier = True
    while other_rank != NOBODY:
        other = world.shipments[other_rank]
        if other_rank == rank:
            earlier = False
        elif not other.back and other.arrives != NEVER:
            if earlier:
                shipment.arrives = max(shipment.arrives, other.arrives)
            elif other.arrives < shipment.arrives:
                other.arrives = shipment.arrives
                post(world, other.arrives, SHIPMENT_ARRIVES, other.lane, float(other_rank))
        other_rank = other.next


def closure_starts(world: World, rank: int, amount: float, now: float) -> None:
    """A chokepoint shuts, or sends ships round."""
    closure = world.closures[rank]
    point = world.chokepoints[closure.point]
    if closure.diverts:
        point.diverted += 1
    else:
        point.shut += 1
        point.reopens = max(point.reopens, now + closure.lasts)
    for rank_of_lane in range(len(world.lanes)):
        lane = world.lanes[rank_of_lane]
        for k in range(lane.first_via, lane.last_via):
            if world.vias[k].point == closure.point:
                find_ahead(world, rank_of_lane, world.vias[k].at, now)
    if closure.lasts != NEVER:
        post(world, now + closure.lasts, CLOSURE_ENDS, rank, 0.0)
    follow(world, closure.first_link, closure.last_link, 0, now)


def find_ahead(world: World, rank: int, at: float, now: float) -> None:
    """Post the passing of a point for the shipments of a lane that are still ahead of it."""
    shipment_rank = world.lanes[rank].first_shipment
    while shipment_rank != NOBODY:
        shipment = world.shipments[shipment_rank]
        if not shipment.back and shipment.waits_at == NOBODY and at > shipment.passed:
            reached = passes(shipment, at)
            if reached >= now:
                post(world, reached, CHOKEPOINT_REACHED, rank, float(shipment_rank))
        shipment_rank = shipment.next


def let_go(world: World, lane: Lane, point: int, now: float) -> None:
    """Send on the shipments of a lane that wait at a point."""
    rank = lane.first_shipment
    while rank != NOBODY:
        shipment = world.shipments[rank]
        if shipment.waits_at == point and not shipment.back:
            shipment.waits_at = NOBODY
            retime(world, rank, now + (1.0 - shipment.waits_on) * shipment.journey)
            watch_ahead(world, rank, shipment.waits_on, now)
        rank = shipment.next


def closure_ends(world: World, rank: int, amount: float, now: float) -> None:
    """A chokepoint reopens when no other closure holds it; what waits goes on."""
    closure = world.closures[rank]
    point = world.chokepoints[closure.point]
    if closure.diverts:
        point.diverted -= 1
    else:
        point.shut -= 1
    if not point.shut:
        for rank_of_lane in range(len(world.lanes)):
            lane = world.lanes[rank_of_lane]
            if lane.first_via < lane.last_via:
                let_go(world, lane, closure.point, now)
    follow(world, closure.first_link, closure.last_link, 1, now)
