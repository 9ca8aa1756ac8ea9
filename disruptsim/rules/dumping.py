"""An actor's strategy: flood the market while rivals grow, squeeze it once they are gone.

normal -> flood -> squeeze -> normal. The flood begins when the rivals' share of capacity, with what is being built, is
above a threshold; it ends when its time or budget is over, or their share is under another; then comes the squeeze.
"""

from __future__ import annotations

from disruptsim.rules.follow import follow
from disruptsim.rules.opening_up import set_open
from disruptsim.rules.verbs import post, say
from disruptsim.world.kinds import (
    BUILDING,
    CONTROL_STARTS,
    DUMPING_ENDS,
    FLOODING,
    NOBODY,
    OVER,
    PERMITTING,
    SAID_FLOOD,
    SAID_SQUEEZE,
    SQUEEZING,
    WATCHING,
)
from disruptsim.world.records import Dumping
from disruptsim.world.world import World


def dumping_starts(world: World, rank: int, amount: float, now: float) -> None:
    """An actor begins to look for its chance."""
    world.dumpings[rank].state = WATCHING
    if rivals_share(world, world.dumpings[rank]) >= world.dumpings[rank].above:
        flood(world, rank, now)


def look_at_dumping(world: World, now: float) -> None:
    """Begin and end floods."""
    for rank in range(len(world.dumpings)):
        dumping = world.dumpings[rank]
        if dumping.state == WATCHING and dumping.starts <= now:
            if rivals_share(world, dumping) >= dumping.above:
                flood(world, rank, now)
        elif dumping.state == FLOODING:
            count_losses(world, dumping)
            gone = rivals_share(world, dumping) < dumping.below
            if gone or dumping.spent >= dumping.budget:
                end_flood(world, rank, now)


def rivals_share(world: World, dumping: Dumping) -> float:
    """Share of capacity that is the rivals', with what is being built; each material counts by its worth."""
    theirs = 0.0
    own = 0.0
    for i in range(dumping.first_target, dumping.last_target):
        target = world.targets[i]
        if target.rival != NOBODY:
            firm = world.firms[target.rival]
            level = 1.0 if firm.state == BUILDING or firm.state == PERMITTING else firm.level
            theirs += firm.capacity * level * target.sold
        elif target.own != NOBODY:
            own += world.firms[target.own].capacity * target.sold
    return theirs / (theirs + own) if theirs + own > 0.0 else 0.0


def count_losses(world: World, dumping: Dumping) -> None:
    """Count what the actor forgoes against the reference price on what it sells."""
    for i in range(dumping.first_target, dumping.last_target):
        target = world.targets[i]
        if target.price != NOBODY:
            price = world.prices[target.price]
            dumping.spent += max(0.0, price.reference - price.ask) * (price.sold - target.sold)
            target.sold = price.sold


def flood(world: World, rank: int, now: float) -> None:
    """Offer more, for less."""
    dumping = world.dumpings[rank]
    dumping.state = FLOODING
    dumping.ends = now + dumping.lasts
    say(world, SAID_FLOOD, rank, dumping.ask)
    for i in range(dumping.first_target, dumping.last_target):
        target = world.targets[i]
        if target.price != NOBODY:
            world.prices[target.price].flood = dumping.ask
            target.sold = world.prices[target.price].sold
        elif target.own != NOBODY:
            world.firms[target.own].grown = 1.0 + dumping.volume
            set_open(world, world.firms[target.own], now)
    post(world, dumping.ends, DUMPING_ENDS, rank, 0.0)
    follow(world, dumping.first_link, dumping.last_link, 0, now)


def end_flood(world: World, rank: int, now: float) -> None:
    """Stop the flood; squeeze, if that is the plan."""
    dumping = world.dumpings[rank]
    for i in range(dumping.first_target, dumping.last_target):
        target = world.targets[i]
        if target.price != NOBODY:
            world.prices[target.price].flood = 0.0
            if dumping.squeezes:
                world.prices[target.price].markup = dumping.markup
        elif target.own != NOBODY:
            world.firms[target.own].grown = 1.0
            set_open(world, world.firms[target.own], now)
    dumping.state = OVER
    if dumping.squeezes:
        dumping.state = SQUEEZING
        dumping.ends = now + dumping.squeeze
        say(world, SAID_SQUEEZE, rank, dumping.markup)
        post(world, dumping.ends, DUMPING_ENDS, rank, 0.0)
        if dumping.control != NOBODY:
            post(world, now, CONTROL_STARTS, dumping.control, 0.0)
    follow(world, dumping.first_link, dumping.last_link, 1, now)


def dumping_ends(world: World, rank: int, amount: float, now: float) -> None:
    """The time of a flood, or of a squeeze, is over."""
    dumping = world.dumpings[rank]
    if dumping.ends != now:
        return
    if dumping.state == FLOODING:
        end_flood(world, rank, now)
    elif dumping.state == SQUEEZING:
        dumping.state = OVER
        for i in range(dumping.first_target, dumping.last_target):
            if world.targets[i].price != NOBODY:
                world.prices[world.targets[i].price].markup = 0.0
