"""What is under way on a lane: a list in order of departure.

The order of records would not do: records are used again, so it depends on traffic elsewhere.
"""

from __future__ import annotations

from disruptsim.rules.spare import spare_shipment
from disruptsim.world.kinds import NOBODY
from disruptsim.world.records import Lane
from disruptsim.world.world import World


def append(world: World, lane: Lane, rank: int) -> None:
    """Add a shipment that departs."""
    world.shipments[rank].next = NOBODY
    if lane.last_shipment == NOBODY:
        lane.first_shipment = rank
    else:
        world.shipments[lane.last_shipment].next = rank
    lane.last_shipment = rank


def release(world: World, rank: int) -> None:
    """Take a shipment off its lane, and give its record back."""
    shipment = world.shipments[rank]
    lane = world.lanes[shipment.lane]
    before = NOBODY
    at = lane.first_shipment
    while at != rank:
        before = at
        at = world.shipments[at].next
    if before == NOBODY:
        lane.first_shipment = shipment.next
    else:
        world.shipments[before].next = shipment.next
    if lane.last_shipment == rank:
        lane.last_shipment = before
    if shipment.back or shipment.passed >= 0.0 or lane.first_via < lane.last_via:
        shipment.waits_at = NOBODY
        shipment.back = 0
        shipment.passed = -1.0
    spare_shipment(world, rank)
