"""Quotas: a tonnage for each period, of production or of export."""

from __future__ import annotations

from disruptsim.rules.verbs import post
from disruptsim.rules.wake import wake_lane, wake_line
from disruptsim.world.kinds import NOBODY, QUOTA_RENEWED, RATIONED
from disruptsim.world.world import World


def quota_starts(world: World, rank: int, now: float) -> None:
    """The first period begins."""
    control = world.controls[rank]
    control.pool = 0.0
    for i in range(control.first_clause, control.last_clause):
        world.clauses[i].left = 0.0
    quota_renewed(world, rank, 0.0, now)


def quota_renewed(world: World, rank: int, amount: float, now: float) -> None:
    """A new period begins; what was left is added or lapses."""
    control = world.controls[rank]
    if not control.active:
        return
    control.pool = control.tonnage + (max(0.0, control.pool) if control.carry else 0.0)
    for i in range(control.first_clause, control.last_clause):
        clause = world.clauses[i]
        clause.left = clause.share * control.tonnage + (max(0.0, clause.left) if control.carry else 0.0)
        if clause.lane != NOBODY:
            wake_lane(world, clause.lane, now)
        elif world.lines[clause.line].state == RATIONED:
            wake_line(world, clause.line, now)
    post(world, now + control.period, QUOTA_RENEWED, rank, 0.0)
