"""Pooled stockpiles: one that runs low calls on those that have a lane to it.

Each answers once in an emergency. One that has pledged its help sends what the other will lack by the time that goods
from it can be there, unless it is drawn on itself.
"""

from __future__ import annotations

from disruptsim.rules.clauses import permitted
from disruptsim.rules.shipping import depart, may_carry
from disruptsim.rules.verbs import draw, say
from disruptsim.world.kinds import (
    DECLINED,
    DUST,
    NOBODY,
    NOT_ASKED,
    PLEDGED,
    SAID_DECLINED,
    SAID_PLEDGED,
    SAID_RELEASED,
)
from disruptsim.world.records import Lane, Reserve
from disruptsim.world.world import World


def call_for_help(world: World, reserve: Reserve, rate: float, now: float) -> None:
    """Call on the pool for what a draw at a rate, t/d, will lack."""
    holding = world.holdings[reserve.holding]
    for i in range(holding.first_in, holding.last_in):
        rank = world.inbound[i]
        lane = world.lanes[rank]
        if lane.pledge == NOBODY:
            continue
        lacks = rate * (lane.lead + reserve.interval) - holding.on_hand - holding.in_transit
        if lacks > DUST and agrees(world, lane, rank):
            help_out(world, lane, rank, lacks, now)


def agrees(world: World, lane: Lane, rank: int) -> bool:
    """Whether the stockpile that a lane comes from helps in this emergency."""
    seller = world.holdings[lane.seller]
    if seller.reserve == NOBODY or not world.reserves[seller.reserve].active:
        return False
    pledge = world.pledges[lane.pledge]
    if pledge.answer == NOT_ASKED:
        refused = (draw(world, pledge.coins) if pledge.coins != NOBODY else 0.5) < pledge.refusal
        pledge.answer = DECLINED if refused else PLEDGED
        say(world, SAID_DECLINED if refused else SAID_PLEDGED, rank, 0.0)
    return pledge.answer == PLEDGED and not world.reserves[seller.reserve].requested


def help_out(world: World, lane: Lane, rank: int, lacks: float, now: float) -> None:
    """Send goods from one stockpile to another."""
    seller = world.holdings[lane.seller]
    if world.sites[seller.site].availability <= 0.0:
        return
    tonnes = may_carry(world, lane, min(lacks, seller.on_hand), True, now)
    tonnes = permitted(world, lane.first_clause, tonnes, True)
    if tonnes <= DUST:
        return
    helper = world.reserves[seller.reserve]
    say(world, SAID_RELEASED, rank, tonnes)
    helper.drawn += tonnes
    depart(world, rank, tonnes, now)
    helper.lowest = min(helper.lowest, seller.on_hand)
    if seller.on_hand <= DUST:
        helper.emptied = min(helper.emptied, now)


def forget(world: World, reserve: Reserve) -> None:
    """Let every pledge end with the emergency."""
    holding = world.holdings[reserve.holding]
    for i in range(holding.first_in, holding.last_in):
        pledge = world.lanes[world.inbound[i]].pledge
        if pledge != NOBODY:
            world.pledges[pledge].answer = NOT_ASKED
