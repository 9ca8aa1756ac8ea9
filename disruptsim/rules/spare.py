"""Records that are done with and used again, so that memory follows what is under way and not what has passed.

Shipments, lots and requests; a lane uses its own old orders again (`ordering.record_for_order`).
"""

from __future__ import annotations

from disruptsim.rules.verbs import add_lot, add_request, add_shipment
from disruptsim.world.kinds import NEVER, NOBODY
from disruptsim.world.world import World


def new_shipment(world: World) -> int:
    """Rank of a shipment record that is free."""
    rank = world.run.free_shipment
    if rank == NOBODY:
        return add_shipment(world)
    world.run.free_shipment = world.shipments[rank].next
    return rank


def spare_shipment(world: World, rank: int) -> None:
    """Give back the record of a shipment that is on no lane's list any more."""
    shipment = world.shipments[rank]
    shipment.lane = NOBODY
    shipment.tonnes = 0.0
    shipment.arrives = NEVER
    shipment.next = world.run.free_shipment
    world.run.free_shipment = rank


def new_lot(world: World) -> int:
    """Rank of a lot record that is free."""
    rank = world.run.free_lot
    if rank == NOBODY:
        return add_lot(world)
    world.run.free_lot = world.lots[rank].next
    return rank


def spare_lot(world: World, rank: int) -> None:
    """Give back the record of a lot that is ready, or was lost."""
    lot = world.lots[rank]
    lot.line = NOBODY
    lot.tonnes = 0.0
    lot.next = world.run.free_lot
    world.run.free_lot = rank


def new_request(world: World) -> int:
    """Rank of a request record that is free."""
    rank = world.run.free_request
    if rank == NOBODY:
        return add_request(world)
    world.run.free_request = world.requests[rank].next
    return rank


def spare_request(world: World, rank: int) -> None:
    """Give back the record of a request that was served, or has lapsed."""
    world.requests[rank].next = world.run.free_request
    world.run.free_request = rank
