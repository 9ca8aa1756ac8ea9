"""Stockpiles: triggers, the delay until the first release, releases, the end of an emergency, and buying back."""

from __future__ import annotations

from disruptsim.rules.allocation import allocate
from disruptsim.rules.clauses import permitted
from disruptsim.rules.pools import call_for_help, forget
from disruptsim.rules.shipping import depart, may_carry
from disruptsim.rules.stock import cover, settle
from disruptsim.rules.verbs import draw, post, say
from disruptsim.world.kinds import (
    BY_PRIORITY,
    BY_VALUE,
    DUST,
    NEVER,
    NOBODY,
    ON_CONTROL,
    ON_COVER,
    ON_PRICE,
    ON_SUPPLY,
    SAID_OVER,
    SAID_RELEASED,
    SAID_REQUESTED,
    STOCKPILE_CHECKS,
    STOCKPILE_RELEASES,
)
from disruptsim.world.records import Reserve
from disruptsim.world.world import World

EMPTY_LOOK = 7.0  # days between looks at an emergency while the store is empty


def supply(world: World, reserve: Reserve) -> float:
    """Tonnes delivered so far on the lanes that count as supply."""
    total = 0.0
    for i in range(reserve.first_source, reserve.last_source):
        total += world.lanes[world.sources[i]].delivered
    return total


def stockpile_checks(world: World, rank: int, amount: float, now: float) -> None:
    """Compare supply over the last days with normal."""
    reserve = world.reserves[rank]
    delivered = supply(world, reserve)
    poor = delivered - reserve.supplied < reserve.level * reserve.normal * reserve.days
    reserve.supplied = delivered
    reserve.poor = 1 if poor else 0
    if poor:
        request(world, rank, now)
    post(world, now + reserve.days, STOCKPILE_CHECKS, rank, 0.0)


def pressing(world: World, reserve: Reserve, now: float) -> bool:
    """Whether what triggers a reserve is the case now."""
    if reserve.by_hand:
        return True
    if reserve.when == ON_COVER:
        holding = world.holdings[reserve.watched]
        settle_if_market(world, reserve.watched, now)
        return cover(holding) < reserve.level
    if reserve.when == ON_CONTROL:
        return world.controls[reserve.watched].running > 0
    if reserve.when == ON_SUPPLY:
        return reserve.poor == 1
    if reserve.when == ON_PRICE and world.holdings[reserve.holding].price != NOBODY:
        price = world.prices[world.holdings[reserve.holding].price]
        return price.price > reserve.level * price.reference
    return False


def settle_if_market(world: World, rank: int, now: float) -> None:
    """Bring a stock that is eaten between events up to date."""
    holding = world.holdings[rank]
    if holding.consumes:
        settle(world, holding, now)


def stockpile_triggered(world: World, rank: int, amount: float, now: float) -> None:
    """Something that a reserve watches has happened, if it still holds."""
    if pressing(world, world.reserves[rank], now):
        request(world, rank, now)


def request(world: World, rank: int, now: float) -> None:
    """Ask for a draw: the first release follows after the reaction delay."""
    reserve = world.reserves[rank]
    if not reserve.active or reserve.requested:
        return
    reserve.requested = 1
    reserve.eased = NEVER
    wait = draw(world, reserve.stream) if reserve.stream != NOBODY else reserve.after
    reserve.next_release = now + wait
    say(world, SAID_REQUESTED, world.holdings[reserve.holding].site, wait)
    post(world, reserve.next_release, STOCKPILE_RELEASES, rank, 0.0)


def stockpile_releases(world: World, rank: int, amount: float, now: float) -> None:
    """Send what beneficiaries lack, within the rate, in parts or by rank; look again after the interval, or end it."""
    reserve = world.reserves[rank]
    if not reserve.requested or reserve.next_release != now:
        return
    holding = world.holdings[reserve.holding]
    needed = set_wants(world, reserve, now)
    if pressing(world, reserve, now):
        reserve.eased = NEVER
    else:
        reserve.eased = min(reserve.eased, now)
        if needed <= DUST or now - reserve.eased >= reserve.keep:
            over(world, rank, now)
            return
    give = min(needed, reserve.rate * reserve.interval, holding.on_hand)
    if give > DUST:
        part = give / needed
        rule = world.sites[holding.site].allocation
        ranked = rule in (BY_PRIORITY, BY_VALUE)
        if ranked:
            allocate(world, holding, give, rule)
        for i in range(holding.first_out, holding.last_out):
            lane_rank = world.outbound[i]
            lane = world.lanes[lane_rank]
            share = lane.grant if ranked else lane.want * part
            tonnes = permitted(world, lane.first_clause, min(share, holding.on_hand), True)
            if lane.want > 0.0 and tonnes > 0.0:
                say(world, SAID_RELEASED, lane_rank, tonnes)
                reserve.drawn += tonnes
                depart(world, lane_rank, tonnes, now)
    reserve.lowest = min(reserve.lowest, holding.on_hand)
    if needed > DUST:
        call_for_help(world, reserve, min(needed / reserve.interval, reserve.rate), now)
    wait = reserve.interval
    if holding.on_hand <= DUST:
        reserve.emptied = min(reserve.emptied, now)
        wait = max(wait, EMPTY_LOOK)
    reserve.next_release = now + wait
    post(world, reserve.next_release, STOCKPILE_RELEASES, rank, 0.0)


def set_wants(world: World, reserve: Reserve, now: float) -> float:
    """What each beneficiary lacks to the cover that the reserve keeps; returns the sum, t."""
    holding = world.holdings[reserve.holding]
    site = world.sites[holding.site]
    needed = 0.0
    for i in range(holding.first_out, holding.last_out):
        lane = world.lanes[world.outbound[i]]
        buyer = world.holdings[lane.buyer]
        settle_if_market(world, lane.buyer, now)
        lack = (reserve.keep + lane.lead + reserve.interval) * buyer.use + buyer.owed
        lack -= buyer.on_hand + lane.in_transit
        lane.want = 0.0
        if lack > DUST and site.availability > 0.0:
            lane.want = may_carry(world, lane, lack, True, now)
            needed += lane.want
    return needed


def over(world: World, rank: int, now: float) -> None:
    """The emergency is over: what was drawn is bought back over the rebuild time."""
    reserve = world.reserves[rank]
    reserve.requested = 0
    reserve.next_release = NEVER
    forget(world, reserve)
    holding = world.holdings[reserve.holding]
    missing = reserve.target - holding.on_hand
    if missing > 0.0 and reserve.rebuild > 0.0:
        holding.most = missing / reserve.rebuild
        reserve.limit = holding.most
    say(world, SAID_OVER, holding.site, missing)
