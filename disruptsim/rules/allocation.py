"""Allocation: who gets how much when there is less than was ordered.

Each rule fills ``lane.grant`` from ``lane.want`` for the lanes of one seller.
"""

from __future__ import annotations

from disruptsim.world.kinds import BY_CONTRACT, BY_PRIORITY, BY_VALUE, DUST, FIFO, NEVER, NOBODY
from disruptsim.world.records import Holding, Lane
from disruptsim.world.world import World


def allocate(world: World, seller: Holding, available: float, rule: int) -> None:
    """Split `available` t over the lanes that want some."""
    for i in range(seller.first_out, seller.last_out):
        world.lanes[world.outbound[i]].grant = 0.0
    if rule == BY_CONTRACT:
        rest = by_weight(world, seller, available, False)
        pro_rata(world, seller, rest, -NEVER, NEVER, rule)
        return
    if rule in (BY_PRIORITY, FIFO, BY_VALUE):
        floor = -NEVER
        while available > DUST:
            key = next_key(world, seller, floor, rule)
            if key == NEVER:
                return
            available = pro_rata(world, seller, available, key, key, rule)
            floor = key
        return
    pro_rata(world, seller, available, -NEVER, NEVER, rule)


def rank_key(world: World, lane: Lane, rule: int) -> float:
    """Place of a lane in a rule that serves one after the other: the lowest first."""
    buyer = world.holdings[lane.buyer]
    if rule == BY_PRIORITY:
        return float(world.sites[buyer.site].priority)
    if rule == FIFO:
        return world.orders[lane.open_order].placed if lane.open_order != NOBODY else 0.0
    if rule == BY_VALUE:
        return -buyer.value
    return 0.0


def next_key(world: World, seller: Holding, floor: float, rule: int) -> float:
    """Lowest key above `floor` of a lane that wants something; NEVER if there is none."""
    lowest = NEVER
    for i in range(seller.first_out, seller.last_out):
        lane = world.lanes[world.outbound[i]]
        if lane.want > 0.0:
            key = rank_key(world, lane, rule)
            if floor < key < lowest:
                lowest = key
    return lowest


def by_weight(world: World, seller: Holding, available: float, shares: bool) -> float:
    """Split by contract rates, or by shares, to what each lane wants; what one does not want, others may have.

    Returns
    -------
    float
        What is left, t.
    """
    while available > DUST:
        total = 0.0
        for i in range(seller.first_out, seller.last_out):
            lane = world.lanes[world.outbound[i]]
            if lane.want - lane.grant > DUST:
                total += lane.share if shares else lane.contract
        if total <= 0.0:
            return available
        given = 0.0
        for i in range(seller.first_out, seller.last_out):
            lane = world.lanes[world.outbound[i]]
            gap = lane.want - lane.grant
            weight = lane.share if shares else lane.contract
            if gap > DUST and weight > 0.0:
                part = min(gap, available * (weight / total))
                lane.grant += part
                given += part
        available -= given
        if given <= DUST:
            return max(0.0, available)
    return max(0.0, available)


def pro_rata(world: World, seller: Holding, available: float, low: float, high: float, rule: int) -> float:
    """Share in proportion to what is wanted, among keys from `low` to `high`; return what is left."""
    wanted = 0.0
    for i in range(seller.first_out, seller.last_out):
        lane = world.lanes[world.outbound[i]]
        if lane.want > 0.0 and low <= rank_key(world, lane, rule) <= high:
            wanted += lane.want - lane.grant
    if wanted <= 0.0 or available <= 0.0:
        return max(0.0, available)
    part = min(1.0, available / wanted)
    for i in range(seller.first_out, seller.last_out):
        lane = world.lanes[world.outbound[i]]
        if lane.want > 0.0 and low <= rank_key(world, lane, rule) <= high:
            lane.grant += (lane.want - lane.grant) * part
    return max(0.0, available - wanted)
