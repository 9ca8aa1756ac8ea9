"""Alternatives: materials that stand in for an input, for a share of its work in calm and for more once qualified."""

from __future__ import annotations

from disruptsim.rules.stock import take
from disruptsim.rules.verbs import say
from disruptsim.rules.wake import wake_starved
from disruptsim.world.kinds import NEVER, NOBODY, SAID_TURNS
from disruptsim.world.records import Alternative, Holding
from disruptsim.world.world import World

_PASSES = 64  # more than there are alternatives to one input


def allowed(other: Alternative, now: float) -> float:
    """Share of an input's work that an alternative may do now."""
    if now < other.qualified:
        return other.calm_share
    if now >= other.qualified + other.ramp:
        return other.largest_share
    return other.calm_share + (other.largest_share - other.calm_share) * (now - other.qualified) / other.ramp


def suffices_for(world: World, rank: int) -> float:
    """Tonnes of output for which a stock suffices."""
    holding = world.holdings[rank]
    return holding.on_hand / holding.per_unit


def feasible(world: World, rank: int, batch: float, now: float) -> float:
    """Tonnes of a batch for which an input and its alternatives suffice.

    The largest B with B <= input + sum of min(stock of an alternative, its share x B). The right side is concave, so
    Newton's method from above ends after as many steps as there are alternatives.
    """
    own = suffices_for(world, rank)
    found = batch
    for _ in range(_PASSES):
        there = own
        slope = 0.0
        number = world.holdings[rank].first_alternative
        while number != NOBODY:
            other = world.alternatives[number]
            stock = suffices_for(world, other.holding)
            share = allowed(other, now)
            if share * found <= stock:
                slope += share
            else:
                there += stock
            number = other.next
        if there + slope * found >= found * (1.0 - 1e-12):
            return found
        found = there / (1.0 - slope)
    return found


def take_with_others(world: World, rank: int, batch: float, now: float) -> None:
    """Take what a batch needs: alternatives for their share in calm, then the input, then more of the alternatives."""
    rest = batch
    number = world.holdings[rank].first_alternative
    while number != NOBODY:
        other = world.alternatives[number]
        part = min(other.calm_share * batch, suffices_for(world, other.holding))
        rest -= take_part(world, other.holding, min(part, rest), now)
        number = other.next
    rest -= take_part(world, rank, min(rest, suffices_for(world, rank)), now)
    number = world.holdings[rank].first_alternative
    while number != NOBODY and rest > 0.0:
        other = world.alternatives[number]
        more = (allowed(other, now) - other.calm_share) * batch
        rest -= take_part(world, other.holding, min(rest, more, suffices_for(world, other.holding)), now)
        number = other.next


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
    number = holding.first_alternative
    while number != NOBODY:
        other = world.alternatives[number]
        if needed and other.qualified == NEVER and other.largest_share > other.calm_share:
            other.qualified = now + other.qualification
            say(world, SAID_TURNS, other.holding, other.qualification)
        share = other.calm_share
        if needed and now >= other.qualified:
            share = other.largest_share
            if now <= other.qualified + other.ramp + holding.review:  # more may be used than at the last
                wake_starved(world, holding.site, now)
        world.holdings[other.holding].use = share * other.work
        number = other.next
