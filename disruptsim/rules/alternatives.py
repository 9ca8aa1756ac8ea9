"""Alternatives: materials that stand in for an input, for a share of its work in calm and for more once qualified."""

from __future__ import annotations

from disruptsim.rules.stock import take
from disruptsim.rules.verbs import say
from disruptsim.rules.wake import wake_starved
from disruptsim.world.kinds import NEVER, NOBODY, SAID_TURNS
from disruptsim.world.records import Holding
from disruptsim.world.world import World

_PASSES = 64  # more than there are alternatives to one input


def allowed(holding: Holding, now: float) -> float:
    """Share of an input's work that an alternative may do now."""
    if now < holding.qualified:
        return holding.calm_share
    if now >= holding.qualified + holding.ramp:
        return holding.largest_share
    return holding.calm_share + (holding.largest_share - holding.calm_share) * (now - holding.qualified) / holding.ramp


def feasible(world: World, rank: int, batch: float, now: float) -> float:
    """Tonnes of a batch for which an input and its alternatives suffice.

    The largest B with B <= input + sum of min(stock of an alternative, its share x B). The right side is concave, so
    Newton's method from above ends after as many steps as there are alternatives.
    """
    holding = world.holdings[rank]
    own = holding.on_hand / holding.per_unit
    found = batch
    for _ in range(_PASSES):
        there = own
        slope = 0.0
        other = holding.first_alternative
        while other != NOBODY:
            alternative = world.holdings[other]
            stock = alternative.on_hand / alternative.per_unit
            share = allowed(alternative, now)
            if share * found <= stock:
                slope += share
            else:
                there += stock
            other = alternative.next_alternative
        if there + slope * found >= found * (1.0 - 1e-12):
            return found
        found = there / (1.0 - slope)
    return found


def take_inputs(world: World, rank: int, batch: float, now: float) -> None:
    """Take what a batch needs: alternatives for their share in calm, then the input, then more of the alternatives."""
    holding = world.holdings[rank]
    rest = batch
    other = holding.first_alternative
    while other != NOBODY:
        alternative = world.holdings[other]
        part = min(alternative.calm_share * batch, alternative.on_hand / alternative.per_unit)
        rest -= take_part(world, other, min(part, rest), now)
        other = alternative.next_alternative
    rest -= take_part(world, rank, min(rest, holding.on_hand / holding.per_unit), now)
    other = holding.first_alternative
    while other != NOBODY and rest > 0.0:
        alternative = world.holdings[other]
        more = (allowed(alternative, now) - alternative.calm_share) * batch
        part = min(rest, more, alternative.on_hand / alternative.per_unit)
        rest -= take_part(world, other, part, now)
        other = alternative.next_alternative


def take_part(world: World, rank: int, batch: float, now: float) -> float:
    """Take what a holding needs to give for its part of a batch, t of output; returns that part."""
    if batch <= 0.0:
        return 0.0
    holding = world.holdings[rank]
    used = take(world, rank, batch * holding.per_unit, now)
    world.materials[holding.material].used += used
    return batch


def turn_to(world: World, holding: Holding, needed: int, now: float) -> None:
    """Qualify the alternatives to an input that is in lasting trouble, and order for as long as that lasts."""
    rank = holding.first_alternative
    while rank != NOBODY:
        alternative = world.holdings[rank]
        if needed and alternative.qualified == NEVER and alternative.largest_share > alternative.calm_share:
            alternative.qualified = now + alternative.qualification
            say(world, SAID_TURNS, rank, alternative.qualification)
        share = alternative.calm_share
        if needed and now >= alternative.qualified:
            share = alternative.largest_share
            if now <= alternative.qualified + alternative.ramp + holding.review:  # more may be used than at the last
                wake_starved(world, holding.site, now)
        alternative.use = share * alternative.work
        rank = alternative.next_alternative
