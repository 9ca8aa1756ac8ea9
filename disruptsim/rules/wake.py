"""Waking what waits: a lane that may carry again, a line that may work again."""

from __future__ import annotations

from disruptsim.rules.verbs import post
from disruptsim.world.kinds import GOODS_SHIP, LINE_TRIES, ORDERS_REVIEWED, STARVED
from disruptsim.world.world import World


def wake_lane(world: World, rank: int, now: float) -> None:
    """Let the seller ship, and a buyer whose need found no lane order at once."""
    lane = world.lanes[rank]
    seller = world.holdings[lane.seller]
    if (seller.waiting > 0.0 or seller.pushes) and seller.ships != now:
        seller.ships = now
        post(world, now, GOODS_SHIP, lane.seller, 0.0)
    if world.holdings[lane.buyer].need > 0.0:
        post(world, now, ORDERS_REVIEWED, lane.buyer, 1.0)


def wake_starved(world: World, rank: int, now: float) -> None:
    """Let the lines of a site that lack an input look again."""
    site = world.sites[rank]
    for line in range(site.first_line, site.last_line):
        if world.lines[line].state == STARVED:
            wake_line(world, line, now)


def call_for(world: World, rank: int, now: float) -> None:
    """Let those who push to a store of limited room look whether there is room again."""
    holding = world.holdings[rank]
    for i in range(holding.first_in, holding.last_in):
        lane = world.lanes[world.inbound[i]]
        seller = world.holdings[lane.seller]
        if lane.pushed and seller.on_hand > 0.0 and seller.ships != now:
            seller.ships = now
            post(world, now, GOODS_SHIP, lane.seller, 0.0)


def wake_line(world: World, rank: int, now: float) -> None:
    """Let a line look again whether it can start."""
    post(world, now, LINE_TRIES, rank, 0.0)
