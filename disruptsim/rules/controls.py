"""Controls: bans, licences and quotas, from announcement to the return of calm."""

from __future__ import annotations

from disruptsim.rules.follow import follow
from disruptsim.rules.licences import permits_start
from disruptsim.rules.quotas import quota_starts
from disruptsim.rules.shipping import count_tokens
from disruptsim.rules.transit import recall_lane
from disruptsim.rules.verbs import post
from disruptsim.rules.wake import wake_lane, wake_line
from disruptsim.world.kinds import (
    ARRIVE,
    BAN,
    CALM_RETURNS,
    CONTROL_ENDS,
    LICENCE,
    NEVER,
    NO_PERMIT,
    NOBODY,
    ON_CONTROL,
    QUOTA,
    STOCKPILE_TRIGGERED,
)
from disruptsim.world.records import Control
from disruptsim.world.world import World


def set_limit(world: World, rank: int, now: float) -> None:
    """Recompute what a lane may send, t/d: its capacity, and the hardest ban in force."""
    lane = world.lanes[rank]
    world.holdings[lane.buyer].steady = 0
    rate = lane.capacity if lane.capacity != NEVER else lane.contract
    limit = lane.capacity
    clause_rank = lane.first_clause
    while clause_rank != NOBODY:
        clause = world.clauses[clause_rank]
        control = world.controls[clause.control]
        if control.active and control.kind == BAN:
            limit = min(limit, control.passes * rate)
        clause_rank = clause.next
    if lane.closed:
        limit = 0.0
    if limit == lane.limit:
        return
    count_tokens(lane, now)
    if lane.limit == NEVER:
        lane.tokens = 0.0
    lane.limit = limit
    lane.wakes = NEVER
    if limit != NEVER:
        lane.tokens = min(lane.tokens, limit * lane.interval)
    if limit > 0.0:
        wake_lane(world, rank, now)


def control_announced(world: World, rank: int, amount: float, now: float) -> None:
    """Buyers outside the actor begin to hoard."""
    control = world.controls[rank]
    control.alerted = 1
    set_alerts(world, control, 1)
    for i in range(control.first_wary, control.last_wary):
        world.prices[world.holds[i].subject].wary += 1


def calm_returns(world: World, rank: int, amount: float, now: float) -> None:
    """Hoarding for this control stops."""
    set_alerts(world, world.controls[rank], 0)


def set_alerts(world: World, control: Control, on: int) -> None:
    """Recompute hoarding at every buyer that a control alarms: the strongest alert counts."""
    for i in range(control.first_alert, control.last_alert):
        alert = world.alerts[i]
        alert.on = on
        holding = world.holdings[alert.holding]
        factor = 1.0
        rank = holding.first_alert
        while rank != NOBODY:
            other = world.alerts[rank]
            if other.on:
                factor = max(factor, other.factor)
            rank = other.next
        holding.hoarding = factor


def control_starts(world: World, rank: int, amount: float, now: float) -> None:
    """A control takes effect."""
    control = world.controls[rank]
    control.active = 1
    control.starts = now
    if not control.alerted:
        control_announced(world, rank, 0.0, now)
    if control.kind == QUOTA:
        quota_starts(world, rank, now)
    for i in range(control.first_clause, control.last_clause):
        clause = world.clauses[i]
        if clause.lane != NOBODY:
            set_limit(world, clause.lane, now)
            if control.recall != ARRIVE:
                recall_lane(world, clause.lane, control.recall, now)
    if control.kind == LICENCE:
        permits_start(world, rank, now)
    if control.lasts != NEVER:
        post(world, now + control.lasts, CONTROL_ENDS, rank, 0.0)
    world.controls[control.group].running += 1
    for i in range(len(world.reserves)):
        reserve = world.reserves[i]
        if reserve.when == ON_CONTROL and reserve.watched == control.group:
            post(world, now, STOCKPILE_TRIGGERED, i, 0.0)
    follow(world, control.first_link, control.last_link, 0, now)


def control_ends(world: World, rank: int, amount: float, now: float) -> None:
    """A control ends; others on the same lanes stay in force."""
    control = world.controls[rank]
    if not control.active:
        return
    control.active = 0
    world.controls[control.group].running -= 1
    for i in range(control.first_wary, control.last_wary):
        world.prices[world.holds[i].subject].wary -= 1
    for i in range(control.first_clause, control.last_clause):
        clause = world.clauses[i]
        clause.permit = NO_PERMIT
        if clause.lane != NOBODY:
            set_limit(world, clause.lane, now)
            wake_lane(world, clause.lane, now)
        else:
            wake_line(world, clause.line, now)
    post(world, now + control.calm, CALM_RETURNS, rank, 0.0)
    follow(world, control.first_link, control.last_link, 1, now)
