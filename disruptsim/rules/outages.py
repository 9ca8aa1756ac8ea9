"""Outages: sites that stop or slow for a while, alone or by a common cause."""

from __future__ import annotations

from disruptsim.rules.follow import follow
from disruptsim.rules.making import scrap, set_pace
from disruptsim.rules.transit import recall_lane
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import ARRIVE, GOODS_SHIP, NEVER, NOBODY, OUTAGE_ENDS, OUTAGE_RAMPS
from disruptsim.world.records import Outage
from disruptsim.world.world import World

RAMP_STEPS = 10


def set_availability(world: World, rank: int, now: float) -> None:
    """Recompute a site's availability: the product over its outages, in rank order."""
    site = world.sites[rank]
    availability = site.open
    cut_rank = site.first_cut
    while cut_rank != NOBODY:
        cut = world.cuts[cut_rank]
        availability *= world.outages[cut.outage].level
        cut_rank = cut.next
    before = site.availability
    if availability == before:
        return
    site.availability = availability
    if site.first_line < site.last_line:
        for line in range(site.first_line, site.last_line):
            set_pace(world, line, before * world.lines[line].level, now)
        return
    for holding_rank in range(site.first, site.end):
        holding = world.holdings[holding_rank]
        if holding.waiting > 0.0 and holding.ships != now:
            holding.ships = now
            post(world, now, GOODS_SHIP, holding_rank, 0.0)


def set_level(world: World, outage: Outage, level: float, now: float) -> None:
    """Let an outage leave a share of capacity at its sites."""
    outage.level = level
    for i in range(outage.first_cut, outage.last_cut):
        set_availability(world, world.cuts[i].site, now)


def outage_starts(world: World, rank: int, amount: float, now: float) -> None:
    """Capacity falls; work in process and goods under way may be lost."""
    outage = world.outages[rank]
    outage.active = 1
    outage.steps = 0
    set_level(world, outage, outage.left, now)
    for i in range(outage.first_cut, outage.last_cut):
        site = world.sites[world.cuts[i].site]
        if outage.loses:
            for line in range(site.first_line, site.last_line):
                scrap(world, line, now)
        if outage.recall != ARRIVE:
            for holding_rank in range(site.first, site.end):
                holding = world.holdings[holding_rank]
                for k in range(holding.first_out, holding.last_out):
                    recall_lane(world, world.outbound[k], outage.recall, now)
        if outage.loses and site.availability > 0.0:
            for line in range(site.first_line, site.last_line):
                set_pace(world, line, site.availability * world.lines[line].level, now)
    if outage.lasts != NEVER:
        post(world, now + outage.lasts, OUTAGE_ENDS, rank, 0.0)
    follow(world, outage.first_link, outage.last_link, 0, now)


def outage_ends(world: World, rank: int, amount: float, now: float) -> None:
    """Capacity comes back, at once or in steps whose mean is the straight ramp."""
    outage = world.outages[rank]
    if not outage.active:
        return
    outage.active = 0
    if outage.ramp > 0.0:
        outage.steps = RAMP_STEPS
        ramp(world, rank, now)
    else:
        set_level(world, outage, 1.0, now)
    follow(world, outage.first_link, outage.last_link, 1, now)


def ramp(world: World, rank: int, now: float) -> None:
    """Take one step of the ramp."""
    outage = world.outages[rank]
    done = (RAMP_STEPS - outage.steps + 0.5) / RAMP_STEPS
    outage.steps -= 1
    set_level(world, outage, outage.left + (1.0 - outage.left) * done, now)
    post(world, now + outage.ramp / RAMP_STEPS, OUTAGE_RAMPS, rank, 0.0)


def outage_ramps(world: World, rank: int, amount: float, now: float) -> None:
    """The next step of a ramp, or its end."""
    outage = world.outages[rank]
    if outage.steps > 0:
        ramp(world, rank, now)
    else:
        set_level(world, outage, 1.0, now)
