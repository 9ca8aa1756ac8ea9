"""Licences: each lane applies, waits, and is granted or refused; permits run out and are renewed."""

from __future__ import annotations

from disruptsim.rules.verbs import draw, post, say
from disruptsim.rules.wake import wake_lane
from disruptsim.world.kinds import (
    GRANTED,
    NO_PERMIT,
    NOBODY,
    PERMIT_DECIDED,
    PERMIT_EXPIRES,
    PERMIT_FILED,
    SAID_GRANTED,
    SAID_REFUSED,
)
from disruptsim.world.world import World


def permits_start(world: World, rank: int, now: float) -> None:
    """A licence takes effect: every lane under it applies, with or without open orders."""
    control = world.controls[rank]
    for i in range(control.first_clause, control.last_clause):
        clause = world.clauses[i]
        clause.permit = NO_PERMIT
        clause.renewing = 0
        clause.renewed = 0
        clause.left = 0.0
        clause.held = now
        file(world, i, now, 0.0)


def file(world: World, rank: int, when: float, renewal: float) -> None:
    """See to it that an application goes in."""
    world.clauses[rank].files = when
    post(world, when, PERMIT_FILED, rank, renewal)


def file_again(world: World, rank: int, now: float) -> None:
    """Let those who wait to file again after a refusal do so now."""
    control = world.controls[rank]
    for i in range(control.first_clause, control.last_clause):
        clause = world.clauses[i]
        if clause.refused and clause.files > now:
            file(world, i, now, 0.0)


def permit_filed(world: World, rank: int, amount: float, now: float) -> None:
    """An application goes in; amount 1 files for a renewal."""
    clause = world.clauses[rank]
    control = world.controls[clause.control]
    if not control.active or (amount == 0.0 and clause.files != now):
        return
    clause.refused = 0
    clause.renewing = int(amount)
    wait = draw(world, clause.times) if clause.times != NOBODY else control.processing
    post(world, now + wait, PERMIT_DECIDED, rank, 0.0)


def permit_decided(world: World, rank: int, amount: float, now: float) -> None:
    """An application is granted or refused, once the desk comes to it; amount 1 if it has."""
    clause = world.clauses[rank]
    control = world.controls[clause.control]
    if not control.active:
        return
    if control.desk > 0.0 and amount == 0.0:
        turn = max(now, control.desk_free)
        control.desk_free = turn + control.desk
        if turn > now:
            post(world, turn, PERMIT_DECIDED, rank, 1.0)
            return
    chance = control.renewal if clause.renewing else clause.approval
    if control.truce >= 0.0:
        chance = control.truce
    if draw(world, clause.coins) >= chance:
        say(world, SAID_REFUSED, clause.lane, 0.0)
        clause.renewing = 0
        clause.refused = 1
        file(world, rank, now + control.retry, 0.0)
    elif clause.permit == GRANTED:
        clause.renewed = 1
    else:
        grant(world, rank, now)


def grant(world: World, rank: int, now: float) -> None:
    """Begin the validity of a permit."""
    clause = world.clauses[rank]
    control = world.controls[clause.control]
    clause.permit = GRANTED
    clause.renewed = 0
    clause.left = clause.asked
    clause.until = now + control.covers
    say(world, SAID_GRANTED, clause.lane, clause.asked)
    post(world, clause.until, PERMIT_EXPIRES, rank, 0.0)
    post(world, max(now, clause.until - control.ahead), PERMIT_FILED, rank, 1.0)
    wake_lane(world, clause.lane, now)


def permit_expires(world: World, rank: int, amount: float, now: float) -> None:
    """Unused tonnage lapses; a permit granted ahead takes over."""
    clause = world.clauses[rank]
    control = world.controls[clause.control]
    if not control.active or clause.permit != GRANTED or clause.until != now:
        return
    clause.permit = NO_PERMIT
    clause.left = 0.0
    clause.held = now
    if clause.renewed:
        grant(world, rank, now)
