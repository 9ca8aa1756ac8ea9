"""Forecasts: what is learned at each review about the use to come, and how orders vary beside it."""

from __future__ import annotations

from disruptsim.rules.stock import settle
from disruptsim.world.kinds import NEVER
from disruptsim.world.records import Holding
from disruptsim.world.world import World


def learn(world: World, holding: Holding, now: float) -> None:
    """Count the use of the period that ends, and take it into the forecast.

    Use is what a market was asked for, what was ordered from a trader, and what a line took.
    """
    elapsed = now - holding.foreseen
    if elapsed <= 0.0:
        return
    if holding.consumes:
        settle(world, holding, now)
        used = holding.demanded - holding.asked
        holding.asked = holding.demanded
    else:
        used = holding.asked
        holding.asked = 0.0
    holding.foreseen = now
    rate = used / elapsed
    if elapsed > holding.spacing * (1.0 - 1e-9):  # the first period may be cut short
        holding.periods += 1
        holding.asked_sum += rate
        holding.asked_squares += rate * rate
    if holding.foresees:
        foresee_use(world, holding, rate)


def count_order(holding: Holding, tonnes: float) -> None:
    """Count what is ordered at the review of a whole period."""
    if holding.periods > 0:
        rate = tonnes / holding.spacing
        holding.ordered_sum += rate
        holding.ordered_squares += rate * rate


def foresee_use(world: World, holding: Holding, rate: float) -> None:
    """Take the use of a period into the forecast, and set the levels that are given in days of it."""
    if holding.first_sample < holding.last_sample:
        world.samples[holding.first_sample + holding.oldest].rate = rate
        window = holding.last_sample - holding.first_sample
        holding.oldest = (holding.oldest + 1) % window
        total = 0.0
        for i in range(holding.first_sample, holding.last_sample):
            total += world.samples[i].rate
        holding.expected = total / window
    else:
        holding.expected += holding.smoothing * (rate - holding.expected)
    if holding.reorder_days != NEVER:
        holding.reorder = holding.reorder_days * holding.expected
    if holding.up_to_days != NEVER:
        holding.up_to = holding.up_to_days * holding.expected
    if holding.quantity_days != NEVER:
        holding.quantity = holding.quantity_days * holding.expected
