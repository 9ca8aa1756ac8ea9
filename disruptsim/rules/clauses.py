"""Clauses: what controls let a lane send, or a line make.

Lanes and lines each head a list of clauses, one for every control that may bind them.
"""

from __future__ import annotations

from disruptsim.world.kinds import GRANTED, LICENCE, NOBODY, QUOTA
from disruptsim.world.world import World


def permitted(world: World, first: int, wanted: float, pools: bool) -> float:
    """Tonnes of `wanted` that permits and quotas allow; quotas with one pool count if `pools`."""
    rank = first
    while rank != NOBODY:
        clause = world.clauses[rank]
        control = world.controls[clause.control]
        if control.active:
            if control.kind == LICENCE:
                wanted = min(wanted, clause.left if clause.permit == GRANTED else 0.0)
            elif control.kind == QUOTA and not control.pooled:
                wanted = min(wanted, clause.left)
            elif control.kind == QUOTA and pools:
                wanted = min(wanted, control.pool)
        rank = clause.next
    return max(0.0, wanted)


def use_up(world: World, first: int, tonnes: float) -> None:
    """Take what departs, or is made, off permits and quotas."""
    rank = first
    while rank != NOBODY:
        clause = world.clauses[rank]
        control = world.controls[clause.control]
        if control.active:
            clause.left = max(0.0, clause.left - tonnes)
            control.pool = max(0.0, control.pool - tonnes)
        rank = clause.next
