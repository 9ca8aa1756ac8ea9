"""What prices do to use: demand falls, plants save inputs, more comes back to recyclers."""

from __future__ import annotations

import math

from disruptsim.rules.stock import set_demand
from disruptsim.world.world import World

_SEEN = 1e-3  # change of demand, or of an input per unit, under which nothing is done yet
_DOUBLE = math.log(2.0)
_MOST_BACK = 3.0  # more comes back than this many times what did: there is no more of it


def respond(world: World, now: float) -> None:
    """Let demand, inputs per unit and recycling follow the prices of the day."""
    money = world.money
    for i in range(len(world.prices)):
        price = world.prices[i]
        height = math.log(price.price / price.reference)
        price.lasting += (height - price.lasting) * money.lasting
        speed = price.substitution + price.helped
        if height > 0.0 and speed > 0.0:
            step = speed * money.review / 365.0 * min(1.0, height / _DOUBLE)
            price.saved = min(money.substitution_most, price.saved + step)
    for i in range(len(world.responses)):
        response = world.responses[i]
        price = world.prices[response.price]
        height = math.log(price.price / price.reference)
        factor = math.exp(-response.short * height - (response.long - response.short) * price.lasting)
        holding = world.holdings[response.holding]
        if math.floor(abs_log(factor / holding.response) / _SEEN) > 0.0:
            holding.response = factor
            set_demand(world, response.holding, now)
    for i in range(len(world.thrifts)):
        thrift = world.thrifts[i]
        saved = world.prices[thrift.price].saved
        holding = world.holdings[thrift.holding]
        if saved > 0.0:
            holding.per_unit = thrift.per_unit * (1.0 - saved)
            holding.use = thrift.use * (1.0 - saved)
    for i in range(len(world.intakes)):
        intake = world.intakes[i]
        wanted = 1.0 + intake.added
        if intake.price >= 0 and money.recycling > 0.0:
            price = world.prices[intake.price]
            wanted *= math.exp(money.recycling * math.log(price.price / price.reference))
        intake.boost += (min(wanted, _MOST_BACK) - intake.boost) * money.recycles


def abs_log(x: float) -> float:
    """Size of a logarithm."""
    return max(math.log(x), -math.log(x))
