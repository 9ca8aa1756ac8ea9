"""Stock: what comes in, what goes out, and demand that eats it between events."""

from __future__ import annotations

import math

from disruptsim.rules.verbs import mark, post, say
from disruptsim.rules.waiting import pay
from disruptsim.rules.wake import call_for
from disruptsim.world.kinds import (
    BASE_STOCK,
    DEMAND_GROWS,
    DUST,
    MONTH,
    NEVER,
    NOBODY,
    ORDERS_REVIEWED,
    SAID_SERVED,
    SAID_SHORT,
    STOCK_RUNS_OUT,
    STOCKPILE_TRIGGERED,
)
from disruptsim.world.records import Holding
from disruptsim.world.world import World


def eaten(holding: Holding, now: float) -> float:
    """What demand has taken from the stock since it was last settled, t; changes nothing."""
    if holding.short:
        return 0.0
    return min(holding.rate * (now - holding.settled), holding.on_hand)


def settle(world: World, holding: Holding, now: float) -> None:
    """Serve a market's demand up to now."""
    elapsed = now - holding.settled
    if elapsed <= 0.0:
        return
    asked = holding.rate * elapsed
    served = eaten(holding, now)
    holding.settled = now
    holding.demanded += asked
    if holding.short:
        holding.dry += elapsed
        if holding.waits:
            holding.owed += asked
            holding.owed_moment += asked * (now - 0.5 * elapsed)
    else:
        if served > 0.0:  # at a constant rate, so halfway through in the mean
            holding.moment -= served * (now - elapsed + 0.5 * served / holding.rate)
        holding.on_hand -= served
        holding.served += served
        holding.at_once += served
        world.materials[holding.material].consumed += served


def lift(holding: Holding, tonnes: float, now: float) -> None:
    """Raise a stock."""
    holding.on_hand += tonnes
    holding.moment += tonnes * now


def lower(holding: Holding, tonnes: float, now: float) -> None:
    """Lower a stock, not below nothing."""
    holding.on_hand -= tonnes
    holding.moment -= tonnes * now
    if holding.on_hand < 0.0:
        holding.on_hand = 0.0


def foresee(world: World, rank: int, now: float) -> None:
    """Work out when a settled market runs out, and see to it that somebody looks then."""
    holding = world.holdings[rank]
    if holding.short or holding.rate <= 0.0:
        holding.runs_out = NEVER
        return
    holding.runs_out = now + holding.on_hand / holding.rate
    if holding.runs_out < holding.checks:
        holding.checks = holding.runs_out
        post(world, holding.runs_out, STOCK_RUNS_OUT, rank, 0.0)
    if holding.crosses:
        foresee_review(world, rank, now)
    if holding.watcher != NOBODY:
        watch(world, rank, now)


def position(holding: Holding) -> float:
    """On hand + in transit + ordered and not yet sent - owed to demand and to whoever ordered here, t."""
    return holding.on_hand + holding.in_transit + holding.ordered - holding.owed - holding.waiting


def due(holding: Holding) -> bool:
    """Whether the position is at or under the reorder point, rounding aside."""
    return position(holding) <= holding.reorder + 1e-9 * max(1.0, holding.reorder, -holding.reorder)


def used(world: World, rank: int, now: float) -> None:
    """Call a review after a use of stock, if it could find anything to order."""
    holding = world.holdings[rank]
    if holding.next_review == now:
        return
    if holding.policy != BASE_STOCK and not due(holding):
        return
    holding.next_review = now
    post(world, now, ORDERS_REVIEWED, rank, 1.0)


def foresee_review(world: World, rank: int, now: float) -> None:
    """See to a review when constant use brings the position of a settled market to its reorder point."""
    holding = world.holdings[rank]
    falls = holding.rate if holding.waits or not holding.short else 0.0
    if falls <= 0.0 or due(holding):
        return
    crossing = now + (position(holding) - holding.reorder) / falls
    if crossing < holding.next_review or holding.next_review <= now:
        holding.next_review = crossing
        post(world, crossing, ORDERS_REVIEWED, rank, 2.0)


def watch(world: World, rank: int, now: float) -> None:
    """Trigger the stockpiles that watch this holding when its cover falls below their level."""
    holding = world.holdings[rank]
    watcher = holding.watcher
    while watcher != NOBODY:
        reserve = world.reserves[watcher]
        floor = reserve.level * holding.use
        if not reserve.active or reserve.requested:
            pass
        elif holding.on_hand < floor:
            post(world, now, STOCKPILE_TRIGGERED, watcher, 0.0)
        elif holding.rate > 0.0 and not holding.short:
            # A hair later, so that the stock is then below the level and not on it.
            crossing = now + (holding.on_hand - floor) / holding.rate + 1e-6
            post(world, crossing, STOCKPILE_TRIGGERED, watcher, 0.0)
        watcher = reserve.next


def stock_runs_out(world: World, rank: int, amount: float, now: float) -> None:
    """Demand begins to go unserved, unless stock has come meanwhile."""
    holding = world.holdings[rank]
    if holding.checks != now:
        return
    holding.checks = NEVER
    settle(world, holding, now)
    if holding.runs_out > now:
        foresee(world, rank, now)
        return
    rest = holding.on_hand  # what rounding left
    lower(holding, rest, now)
    holding.served += rest
    world.materials[holding.material].consumed += rest
    holding.short = 1
    holding.runs_out = NEVER
    mark(world, rank, now)
    say(world, SAID_SHORT, holding.site, 0.0)
    if holding.room != NEVER:
        call_for(world, rank, now)


def put(world: World, rank: int, tonnes: float, now: float) -> None:
    """Add to a stock; a market pays what it owes first."""
    holding = world.holdings[rank]
    if not holding.consumes:
        lift(holding, tonnes, now)
        return
    settle(world, holding, now)
    holding.cycles += 1
    holding.dry_cycles += holding.short
    if holding.short and tonnes > 0.0:
        mark(world, rank, now)
        paid = min(holding.owed, tonnes)
        if paid > 0.0:
            holding.owed -= paid
            holding.owed_moment -= paid * now
            if holding.first_request != NOBODY:
                pay(world, holding, paid)
            holding.served += paid
            world.materials[holding.material].consumed += paid
            tonnes -= paid
            mark(world, rank, now)
        if tonnes > 0.0:
            holding.owed = 0.0
            holding.short = 0
            say(world, SAID_SERVED, holding.site, 0.0)
    lift(holding, tonnes, now)
    foresee(world, rank, now)


def take(world: World, rank: int, tonnes: float, now: float) -> float:
    """Take from a stock for a use; what rounding lacks is not taken. Returns tonnes taken."""
    holding = world.holdings[rank]
    taken = min(tonnes, holding.on_hand)
    lower(holding, taken, now)
    if holding.tally != NOBODY:
        world.tallies[holding.tally].asked += taken
    if holding.by_use:
        used(world, rank, now)
    if holding.watcher != NOBODY:
        watch(world, rank, now)
    if holding.room != NEVER:
        call_for(world, rank, now)
    return taken


def set_demand(world: World, rank: int, now: float) -> None:
    """Let demand follow growth and surges from now on."""
    holding = world.holdings[rank]
    settle(world, holding, now)
    mark(world, rank, now)
    holding.rate = 0.0 if holding.lumpy else holding.nominal * holding.grown * holding.surge * holding.response
    foresee(world, rank, now)


def demand_grows(world: World, rank: int, amount: float, now: float) -> None:
    """A month of growth."""
    holding = world.holdings[rank]
    holding.grown = math.exp(holding.growth * now / 365.0)
    holding.use = holding.nominal * holding.grown
    set_demand(world, rank, now)
    post(world, now + MONTH, DEMAND_GROWS, rank, 0.0)


def cover(holding: Holding) -> float:
    """Days of nominal use on hand of a settled holding."""
    return holding.on_hand / holding.use if holding.use > DUST * DUST else NEVER
