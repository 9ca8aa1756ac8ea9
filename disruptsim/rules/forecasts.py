"""Forecasts: what is learned at each review about the use to come, and how orders vary beside it."""

from __future__ import annotations

from disruptsim.rules.stock import settle
from disruptsim.world.kinds import NEVER, NOBODY
from disruptsim.world.records import Holding, Tally
from disruptsim.world.world import World


def learn(world: World, holding: Holding, now: float) -> None:
    """Count the use of the period that ends, and take it into the forecast.

    Use is what a market was asked for, what was ordered from a trader, and what a line took.
    """
    tally = world.tallies[holding.tally]
    elapsed = now - tally.seen
    if elapsed <= 0.0:
        return
    if holding.consumes:
        settle(world, holding, now)
        used = holding.demanded - tally.asked
        tally.asked = holding.demanded
    else:
        used = tally.asked
        tally.asked = 0.0
    tally.seen = now
    rate = used / elapsed
    if elapsed > holding.spacing * (1.0 - 1e-9):  # the first period may be cut short
        tally.periods += 1
        tally.asked_sum += rate
        tally.asked_squares += rate * rate
    if tally.foresees:
        foresee_use(world, holding, tally, rate)


def count_order(world: World, holding: Holding, tonnes: float) -> None:
    """Count what is ordered at the review of a whole period."""
    tally = world.tallies[holding.tally]
    if tally.periods > 0:
        rate = tonnes / holding.spacing
        tally.ordered_sum += rate
        tally.ordered_squares += rate * rate


def foresee_use(world: World, holding: Holding, tally: Tally, rate: float) -> None:
    """Take the use of a period into the forecast, and set the levels that are given in days of it."""
    if tally.first_sample < tally.last_sample:
        world.samples[tally.first_sample + tally.oldest].rate = rate
        window = tally.last_sample - tally.first_sample
        tally.oldest = (tally.oldest + 1) % window
        total = 0.0
        for i in range(tally.first_sample, tally.last_sample):
            total += world.samples[i].rate
        tally.expected = total / window
    else:
        tally.expected += tally.smoothing * (rate - tally.expected)
    if tally.reorder_days != NEVER:
        holding.reorder = tally.reorder_days * tally.expected
    if tally.up_to_days != NEVER:
        holding.up_to = tally.up_to_days * tally.expected
    if tally.quantity_days != NEVER:
        holding.quantity = tally.quantity_days * tally.expected


def use_to_come(world: World, holding: Holding) -> float:
    """What levels rest on, t/d: the forecast, or nominal use."""
    if holding.tally != NOBODY and world.tallies[holding.tally].foresees:
        return world.tallies[holding.tally].expected
    return holding.use
