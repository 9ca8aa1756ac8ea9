"""Duties at the border: fixed, or adjusted every so often so that what comes in costs no less than a floor."""

from __future__ import annotations

from disruptsim.rules.follow import follow
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import DUTY_ENDS, DUTY_RESET, NEVER, NOBODY
from disruptsim.world.records import Levy
from disruptsim.world.world import World


def duty_starts(world: World, rank: int, amount: float, now: float) -> None:
    """A tariff, or the border of a bloc, takes effect."""
    duty = world.duties[rank]
    duty.active = 1
    duty_reset(world, rank, 0.0, now)
    if duty.lasts != NEVER:
        post(world, now + duty.lasts, DUTY_ENDS, rank, 0.0)
    follow(world, duty.first_link, duty.last_link, 0, now)


def duty_ends(world: World, rank: int, amount: float, now: float) -> None:
    """It is due no more."""
    duty = world.duties[rank]
    duty.active = 0
    for i in range(duty.first_levy, duty.last_levy):
        world.levies[i].due = 0.0
        add_up(world, world.levies[i].trade)
    follow(world, duty.first_link, duty.last_link, 1, now)


def duty_reset(world: World, rank: int, amount: float, now: float) -> None:
    """Adjust what is due on each lane to the prices of the day; it stays so until the next time."""
    duty = world.duties[rank]
    if not duty.active:
        return
    for i in range(duty.first_levy, duty.last_levy):
        levy = world.levies[i]
        levy.due = amount_due(world, levy)
        add_up(world, levy.trade)
    post(world, now + duty.reset, DUTY_RESET, rank, 0.0)


def amount_due(world: World, levy: Levy) -> float:
    """Duty on a tonne: what lacks to the floor at the border, or a share of the price; and on what is in a product."""
    if levy.importer != NOBODY and not world.members[levy.importer].inside:
        return 0.0
    if levy.exporter != NOBODY and world.members[levy.exporter].inside:
        return 0.0
    trade = world.trades[levy.trade]
    if levy.origin > 0.0 and world.holdings[world.lanes[trade.lane].seller].origin < levy.origin:
        return 0.0
    ask = world.prices[trade.sold].ask
    due = max(0.0, levy.floor - ask - trade.freight) + levy.rate * ask
    for i in range(levy.first_gap, levy.last_gap):
        gap = world.gaps[i]
        due += gap.tonnes * max(0.0, gap.floor - world.prices[gap.price].ask)
    return due


def add_up(world: World, rank: int) -> None:
    """Add up what is due on a lane."""
    trade = world.trades[rank]
    before = trade.duty
    trade.duty = 0.0
    levy_rank = trade.first_levy
    while levy_rank != NOBODY:
        levy = world.levies[levy_rank]
        if world.duties[levy.duty].active:
            trade.duty += levy.due
        levy_rank = levy.next
    trade.rise += trade.duty - before
    if trade.duty != before:
        world.holdings[world.lanes[trade.lane].buyer].steady = 0


def member_moves(world: World, rank: int, amount: float, now: float) -> None:
    """A member joins or leaves; duties are adjusted at once."""
    member = world.members[rank]
    member.inside = int(amount)
    duty = world.duties[member.duty]
    if not duty.active:
        return
    for i in range(duty.first_levy, duty.last_levy):
        levy = world.levies[i]
        if levy.importer == rank or levy.exporter == rank:
            levy.due = amount_due(world, levy)
            add_up(world, levy.trade)
