"""The share of one tracked origin in what is held: mixed by mass, and given by whoever makes it."""

from __future__ import annotations

from disruptsim.world.records import Holding
from disruptsim.world.world import World


def mix(world: World, holding: Holding, tonnes: float, share: float) -> None:
    """Mix goods that are about to be added with what is there."""
    if not world.money.traced:
        return
    there = holding.on_hand + tonnes
    if there > 0.0:
        holding.origin = (holding.on_hand * holding.origin + tonnes * share) / there


def content(world: World, rank: int) -> float:
    """Share of the tracked origin in what a plant makes of its inputs, by mass; all of it where it works there."""
    site = world.sites[rank]
    if site.tracked:
        return 1.0
    total = 0.0
    found = 0.0
    for holding_rank in range(site.middle, site.end):
        holding = world.holdings[holding_rank]
        total += holding.per_unit
        found += holding.per_unit * holding.origin
    return found / total if total > 0.0 else 0.0
