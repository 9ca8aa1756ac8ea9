"""Feed of recyclers: what markets were served comes back after a lag."""

from __future__ import annotations

from disruptsim.rules.making import try_start
from disruptsim.rules.stock import settle
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import FEED_ARRIVES, FEED_COLLECTED, IDLE, STARVED
from disruptsim.world.world import World


def feed_collected(world: World, rank: int, amount: float, now: float) -> None:
    """Look at what was served since the last look; what was served before the start was nominal."""
    intake = world.intakes[rank]
    tonnes = 0.0
    for i in range(intake.first_follow, intake.last_follow):
        follow = world.follows[i]
        holding = world.holdings[follow.holding]
        settle(world, holding, now)
        tonnes += follow.ratio * (holding.served - follow.seen)
        follow.seen = holding.served
    post(world, now + intake.lag, FEED_ARRIVES, rank, tonnes * intake.boost)
    if now <= intake.lag:
        feed_arrives(world, rank, intake.usual * intake.spacing, now)
    post(world, now + intake.spacing, FEED_COLLECTED, rank, 0.0)


def feed_arrives(world: World, rank: int, amount: float, now: float) -> None:
    """Feed is there: lines that lacked it go on."""
    intake = world.intakes[rank]
    intake.feed += amount
    site = world.sites[intake.site]
    for line in range(site.first_line, site.last_line):
        if world.lines[line].state in (STARVED, IDLE):
            try_start(world, line, now)
