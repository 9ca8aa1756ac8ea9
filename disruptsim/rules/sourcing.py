"""Sourcing: how a buyer splits an order over its lanes.

The weight of a lane is habit x usable x fill. Habit is its contract share; a dormant lane (share 0) gains habit
once another lane of the input has been in trouble for the buyer's patience and it has been qualified, and loses
it again, slowly, when the trouble is over. Where prices move, the rise of landed cost weighs too (`landed`).
"""

from __future__ import annotations

from disruptsim.rules.alternatives import turn_to
from disruptsim.rules.landed import favour
from disruptsim.rules.verbs import say
from disruptsim.world.kinds import GRANTED, LICENCE, NEVER, NOBODY, SAID_QUALIFYING
from disruptsim.world.records import Holding, Lane
from disruptsim.world.world import World

MEMORY = 60.0  # days over which a supplier's record counts
LEAST_FILL = 0.05
POOR_FILL = 0.5


def usable(world: World, lane: Lane, now: float) -> bool:
    """Whether a buyer still counts on a lane: not if it is shut, or waits for a permit beyond patience."""
    if lane.limit <= 0.0:
        return False
    if lane.first_clause == NOBODY:
        return True
    rank = lane.first_clause
    while rank != NOBODY:
        clause = world.clauses[rank]
        control = world.controls[clause.control]
        if control.active and control.kind == LICENCE and clause.permit != GRANTED:
            patience = world.sites[world.holdings[lane.buyer].site].patience
            if now - clause.held >= patience:
                return False
        rank = clause.next
    return True


def fill(world: World, lane: Lane, now: float) -> float:
    """Tonnes sent over tonnes that fell due in the last 60 days, at least 0.05; 1 if none fell due."""
    edge = now - lane.due_after
    if not lane.late:
        if lane.open_order == NOBODY or world.orders[lane.open_order].placed > edge:
            return 1.0
        lane.late = 1
    due = 0.0
    sent = 0.0
    rank = lane.first_order
    while rank != NOBODY:
        order = world.orders[rank]
        if order.placed > edge:
            break
        if order.placed >= edge - MEMORY:
            due += order.tonnes
            sent += order.sent
        rank = order.next
    if sent >= due * (1.0 - 1e-9):
        lane.late = 0
        return 1.0
    return max(LEAST_FILL, sent / due)


def update_habit(lane: Lane, drift: float, trouble: bool, now: float) -> None:
    """Let the habit of a dormant lane grow in trouble and fade in calm."""
    since = max(lane.habit_at, lane.qualified)
    if trouble and lane.qualified <= now:
        step = lane.target if lane.ramp <= 0.0 else lane.target * (now - since) / lane.ramp
        lane.habit = min(lane.target, lane.habit + step)
    elif not trouble:
        lane.habit = max(0.0, lane.habit - drift * (now - lane.habit_at) / 365.0)
    lane.habit_at = now


def weigh(world: World, holding: Holding, now: float) -> float:
    """Set the weight of each lane of an input, and their mean lead time; return the sum of the weights.

    Where all is calm they are steady: a lane that is late, limited or under a control ends that.
    """
    trouble = False
    dormant = False
    steady = True
    total = 0.0
    lead = 0.0
    for i in range(holding.first_in, holding.last_in):
        lane = world.lanes[world.inbound[i]]
        lane.weight = 0.0
        if lane.reserve or lane.pushed:
            continue
        if lane.share <= 0.0:
            dormant = True
            steady = steady and lane.habit <= 0.0 and not lane.opened
            if lane.target <= 0.0 and lane.habit > 0.0 and usable(world, lane, now):  # a way round
                lane.weight = lane.habit * fill(world, lane, now)
                total += lane.weight
                lead += lane.weight * lane.lead
            continue
        steady = steady and lane.first_clause == NOBODY
        if usable(world, lane, now):
            filled = 1.0
            if lane.late or lane.open_order != NOBODY:
                filled = fill(world, lane, now)
                steady = steady and not lane.late
            lane.weight = lane.habit * filled
            total += lane.weight
            lead += lane.weight * lane.lead
            if filled < POOR_FILL:
                trouble = True
        else:
            trouble = True
    turns = dormant or holding.first_alternative != NOBODY
    if turns and (trouble or not steady or holding.trouble != NEVER):
        added = weigh_dormant(world, holding, trouble, now)
        if added > 0.0:
            total += added
            lead = 0.0
            for i in range(holding.first_in, holding.last_in):
                lane = world.lanes[world.inbound[i]]
                lead += lane.weight * lane.lead
    holding.lead = lead / total if total > 0.0 else 0.0
    if world.money.moves:
        total = favour(world, holding, total)
    holding.weight = total
    holding.steady = 1 if steady and not trouble else 0
    return total


def weigh_dormant(world: World, holding: Holding, trouble: bool, now: float) -> float:
    """Qualify, use and forget the lanes and materials that calm does not need; return the sum of the lanes' weights."""
    total = 0.0
    site = world.sites[holding.site]
    if not trouble:
        holding.trouble = NEVER
    elif holding.trouble > now:
        holding.trouble = now
    lasting = trouble and now - holding.trouble >= site.patience
    if holding.first_alternative != NOBODY:
        turn_to(world, holding, 1 if lasting else 0, now)
    for i in range(holding.first_in, holding.last_in):
        rank = world.inbound[i]
        lane = world.lanes[rank]
        if lane.share > 0.0 or lane.target <= 0.0 or lane.reserve or lane.pushed:
            continue
        if lasting and lane.qualified == NEVER and not lane.closed:
            lane.qualified = now + lane.qualification
            say(world, SAID_QUALIFYING, rank, lane.qualification)
        update_habit(lane, site.drift, lasting or lane.opened > 0, now)
        if lane.habit > 0.0 and usable(world, lane, now):
            lane.weight = lane.habit * fill(world, lane, now)
            total += lane.weight
    return total
