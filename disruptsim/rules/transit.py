"""Goods under way: arrivals, and what a recall does to them."""

from __future__ import annotations

from disruptsim.rules.evasion import passes_customs
from disruptsim.rules.making import try_start
from disruptsim.rules.origin import mix
from disruptsim.rules.payments import goods_come_in
from disruptsim.rules.stock import lift, put
from disruptsim.rules.under_way import release
from disruptsim.rules.verbs import post, say
from disruptsim.world.kinds import (
    GOODS_SHIP,
    IDLE,
    LOST,
    NOBODY,
    SAID_ARRIVED,
    SAID_LOST,
    SAID_RETURNED,
    SHIPMENT_ARRIVES,
    STARVED,
)
from disruptsim.world.records import Shipment
from disruptsim.world.world import World


def shipment_arrives(world: World, rank: int, amount: float, now: float) -> None:
    """Goods come in, unless a detour or a recall has moved them."""
    shipment_rank = int(amount)
    shipment = world.shipments[shipment_rank]
    if shipment.lane != rank or shipment.arrives != now:
        return
    lane = world.lanes[shipment.lane]
    tonnes = shipment.tonnes
    way = world.trades[lane.trade].round if lane.trade != NOBODY and not shipment.back else NOBODY
    if way != NOBODY:
        passed = passes_customs(world, way, shipment_rank, now)
        if passed < 0:
            seize(world, shipment_rank, now)
        if passed <= 0:
            return
    if shipment.back:
        end = lane.seller
        mix(world, world.holdings[end], tonnes, shipment.origin)
        lift(world.holdings[end], tonnes, now)
    else:
        end = lane.buyer
        buyer = world.holdings[end]
        lane.in_transit -= tonnes
        lane.moment -= tonnes * now
        lane.delivered += tonnes
        buyer.in_transit -= tonnes
        buyer.received += tonnes
        world.run.arrived += 1
        if world.run.tracing:
            say(world, SAID_ARRIVED, shipment.lane, tonnes)
        if lane.trade != NOBODY:
            goods_come_in(world, lane.trade, tonnes, now)
            mix(world, buyer, tonnes, shipment.origin)
        put(world, end, tonnes, now)
    release(world, shipment_rank)
    holding = world.holdings[end]
    site = world.sites[holding.site]
    for line in range(site.first_line, site.last_line):
        if world.lines[line].state in (STARVED, IDLE):
            try_start(world, line, now)
    if (holding.waiting > 0.0 or holding.pushes) and holding.ships != now:
        holding.ships = now
        post(world, now, GOODS_SHIP, end, 0.0)


def seize(world: World, rank: int, now: float) -> None:
    """Take goods that were detected: they are lost."""
    shipment = world.shipments[rank]
    lane = world.lanes[shipment.lane]
    lane.in_transit -= shipment.tonnes
    lane.moment -= shipment.tonnes * now
    world.holdings[lane.buyer].in_transit -= shipment.tonnes
    world.materials[lane.material].lost += shipment.tonnes
    release(world, rank)


def recall_lane(world: World, rank: int, how: int, now: float) -> None:
    """Seize the goods on a lane, or send them back."""
    lane = world.lanes[rank]
    lane.last_arrival = now
    shipment_rank = lane.first_shipment
    while shipment_rank != NOBODY:
        shipment = world.shipments[shipment_rank]
        following = shipment.next
        if not shipment.back:
            recall(world, shipment, shipment_rank, how, now)
        shipment_rank = following


def recall(world: World, shipment: Shipment, rank: int, how: int, now: float) -> None:
    """Seize one shipment, or send it back for as long as it has travelled."""
    lane = world.lanes[shipment.lane]
    buyer = world.holdings[lane.buyer]
    lane.in_transit = max(0.0, lane.in_transit - shipment.tonnes)
    lane.moment -= shipment.tonnes * now
    buyer.in_transit = max(0.0, buyer.in_transit - shipment.tonnes)
    if how == LOST:
        world.materials[lane.material].lost += shipment.tonnes
        say(world, SAID_LOST, shipment.lane, shipment.tonnes)
        release(world, rank)
        return
    say(world, SAID_RETURNED, shipment.lane, shipment.tonnes)
    shipment.back = 1
    shipment.waits_at = NOBODY
    shipment.arrives = now + (now - shipment.departed)
    post(world, shipment.arrives, SHIPMENT_ARRIVES, shipment.lane, float(rank))
