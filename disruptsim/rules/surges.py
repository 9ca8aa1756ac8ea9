"""Surges of demand."""

from __future__ import annotations

from disruptsim.rules.follow import follow
from disruptsim.rules.stock import set_demand
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import NEVER, SURGE_ENDS
from disruptsim.world.world import World


def recount(world: World, rank: int, now: float) -> None:
    """Recompute demand at the markets of a surge: the product over the surges in force, in rank order."""
    surge = world.surges[rank]
    for i in range(surge.first_hit, surge.last_hit):
        market = world.hits[i].holding
        factor = 1.0
        for k in range(len(world.surges)):
            other = world.surges[k]
            if other.active:
                for j in range(other.first_hit, other.last_hit):
                    if world.hits[j].holding == market:
                        factor *= other.factor
        world.holdings[market].surge = factor
        set_demand(world, market, now)


def surge_starts(world: World, rank: int, amount: float, now: float) -> None:
    """Demand rises, or falls."""
    surge = world.surges[rank]
    surge.active = 1
    recount(world, rank, now)
    if surge.lasts != NEVER:
        post(world, now + surge.lasts, SURGE_ENDS, rank, 0.0)
    follow(world, surge.first_link, surge.last_link, 0, now)


def surge_ends(world: World, rank: int, amount: float, now: float) -> None:
    """Demand goes back; other surges stay in force."""
    surge = world.surges[rank]
    surge.active = 0
    recount(world, rank, now)
    follow(world, surge.first_link, surge.last_link, 1, now)
