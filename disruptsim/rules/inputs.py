"""Inputs of a line: what they suffice for, what a campaign takes of them, and how a line makes them last."""

from __future__ import annotations

from disruptsim.rules.alternatives import feasible, take_with_others
from disruptsim.rules.stock import take
from disruptsim.world.kinds import NEVER, NOBODY
from disruptsim.world.records import Line
from disruptsim.world.world import World


def supplied(world: World, line: Line, batch: float, now: float) -> float:
    """Tonnes of a batch for which there are inputs, and feed."""
    site = world.sites[line.site]
    for rank in range(site.middle, site.end):
        holding = world.holdings[rank]
        if not line.varied or (holding.first_alternative == NOBODY and holding.stands_in == NOBODY):
            batch = min(batch, holding.on_hand / holding.per_unit)
        elif holding.stands_in == NOBODY:
            batch = min(batch, feasible(world, rank, batch, now))
    if site.intake != NOBODY:
        batch = min(batch, world.intakes[site.intake].feed)
    return batch


def take_inputs(world: World, line: Line, batch: float, now: float) -> None:
    """Take the inputs of a batch."""
    site = world.sites[line.site]
    for rank in range(site.middle, site.end):
        holding = world.holdings[rank]
        if not line.varied:
            used = take(world, rank, batch * holding.per_unit, now)
            world.materials[holding.material].used += used
        elif holding.stands_in == NOBODY:
            take_with_others(world, rank, batch, now)
    if site.intake != NOBODY:
        world.intakes[site.intake].feed -= batch


def scarcest(world: World, line: Line) -> int:
    """The input of which a line has least for its needs; NOBODY if it takes none."""
    site = world.sites[line.site]
    found = NOBODY
    least = NEVER
    for rank in range(site.middle, site.end):
        holding = world.holdings[rank]
        if holding.stands_in == NOBODY and holding.on_hand / holding.per_unit < least:
            least = holding.on_hand / holding.per_unit
            found = rank
    return found


def pace(world: World, line: Line) -> float:
    """Share of capacity at which the next campaign is run: less where an input's cover is low."""
    site = world.sites[line.site]
    for holding_rank in range(site.middle, site.end):
        holding = world.holdings[holding_rank]
        if holding.stands_in == NOBODY and holding.on_hand < line.stretch_below * holding.use:
            return line.stretch_to
    return 1.0
