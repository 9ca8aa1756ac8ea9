"""How the rise of landed cost turns buyers to cheaper lanes."""

from __future__ import annotations

import math

from disruptsim.world.kinds import NEVER, NOBODY
from disruptsim.world.records import Holding
from disruptsim.world.world import World


def favour(world: World, holding: Holding, total: float) -> float:
    """Weigh the lanes of an input by exp(-(rise - least rise) / (theta x reference price)); return the new sum."""
    if holding.price == NOBODY or total <= 0.0:
        return total
    scale = world.money.theta * world.prices[holding.price].reference
    least = NEVER
    most = -NEVER
    for i in range(holding.first_in, holding.last_in):
        lane = world.lanes[world.inbound[i]]
        if lane.weight > 0.0:
            least = min(least, world.trades[lane.trade].rise)
            most = max(most, world.trades[lane.trade].rise)
    if least == most or scale <= 0.0:
        return total
    total = 0.0
    lead = 0.0
    for i in range(holding.first_in, holding.last_in):
        lane = world.lanes[world.inbound[i]]
        if lane.weight > 0.0:
            lane.weight *= math.exp(-min(50.0, (world.trades[lane.trade].rise - least) / scale))
            total += lane.weight
            lead += lane.weight * lane.lead
    holding.lead = lead / total
    return total
