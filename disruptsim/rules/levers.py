"""Levers: what a programme, a technology control or a crackdown changes while it is on, and what it costs."""

from __future__ import annotations

from disruptsim.rules.follow import follow
from disruptsim.rules.funding import fund
from disruptsim.rules.ledger import pay
from disruptsim.rules.licences import file_again
from disruptsim.rules.projects import set_speed
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import (
    APPROVES,
    BUILDS,
    CRACKS,
    FINDS,
    FUNDS,
    LEVER_ENDS,
    NEVER,
    NOBODY,
    ORDERS,
    PAYS,
    PERMITS,
    PROGRAMME,
    QUALIFIES,
    RANKS,
    REACTS,
    RECYCLES,
    SERVES,
    SLOWS,
    SUBSTITUTES,
    SUPPLIERS,
    TREASURY,
)
from disruptsim.world.world import World


def lever_starts(world: World, rank: int, amount: float, now: float) -> None:
    """What a lever holds is changed; what stood before is kept."""
    lever = world.levers[rank]
    lever.active = 1
    lever.starts = now
    for i in range(lever.first_hold, lever.last_hold):
        hold = world.holds[i]
        hold.before = swap(world, lever.kind, hold.subject, hold.value, now)
    if lever.kind == APPROVES:
        for i in range(len(world.controls)):
            if world.controls[i].active:
                file_again(world, i, now)
    if lever.lasts != NEVER:
        post(world, now + lever.lasts, LEVER_ENDS, rank, 0.0)
    follow(world, lever.first_link, lever.last_link, 0, now)


def lever_ends(world: World, rank: int, amount: float, now: float) -> None:
    """What a lever held is as it was before."""
    lever = world.levers[rank]
    if not lever.active:
        return
    lever.active = 0
    for i in range(lever.first_hold, lever.last_hold):
        hold = world.holds[i]
        swap(world, lever.kind, hold.subject, hold.before, now)
    follow(world, lever.first_link, lever.last_link, 1, now)


def pay_for_levers(world: World, now: float) -> None:
    """Pay what programmes cost since the last look."""
    for i in range(len(world.levers)):
        lever = world.levers[i]
        if lever.active and lever.cost > 0.0:
            days = min(world.money.review, now - lever.starts)
            pay(world, PROGRAMME, TREASURY, SUPPLIERS, lever.cost * days)


def swap(world: World, kind: int, subject: int, value: float, now: float) -> float:
    """Put a number in the place of another, or add it to what other programmes do; returns what there was."""
    before = 0.0
    if kind == SLOWS:
        before = world.projects[subject].pace
        set_speed(world, subject, value, now)
    elif kind == CRACKS:
        before = world.controls[subject].enforcement
        world.controls[subject].enforcement = value
    elif kind == PERMITS:
        before = world.projects[subject].permits
        world.projects[subject].permits = before * value
    elif kind == QUALIFIES:
        before = world.lanes[subject].qualification
        world.lanes[subject].qualification = before * value
    elif kind == FINDS:
        world.projects[subject].known = 1
    elif kind == REACTS:
        before = world.reserves[subject].after
        if value < before:  # who is faster already is not made to wait
            world.reserves[subject].after = value
            world.reserves[subject].stream = NOBODY
    elif kind == APPROVES:
        before = world.clauses[subject].approval
        world.clauses[subject].approval = max(before, value)
    elif kind == RANKS:
        before = float(world.sites[subject].priority)
        world.sites[subject].priority = int(value)
    elif kind == SERVES:
        before = float(world.sites[subject].allocation)
        world.sites[subject].allocation = int(value)
    elif kind == SUBSTITUTES:
        before = world.prices[subject].helped
        world.prices[subject].helped = before + value
    elif kind == RECYCLES:
        before = world.intakes[subject].added
        world.intakes[subject].added = before + value
    elif kind == FUNDS:
        fund(world, subject, value, now)
    elif kind == ORDERS:
        world.projects[subject].ordered = 1
    elif kind == BUILDS:
        before = world.projects[subject].faster
        world.projects[subject].faster = before * value
    elif kind == PAYS:
        world.vaults[subject].active = 1
    return before
