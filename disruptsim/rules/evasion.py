"""Ways round controls and duties, by traders in third countries: how much goes there, and what detection does.

The share of a need that goes this way is logistic in what it saves less what it costs and the penalty that detection
threatens, and is learnt with time. The same holds for bans and for duties.
"""

from __future__ import annotations

import math

from disruptsim.rules.ledger import site_pays
from disruptsim.rules.verbs import draw, post, say
from disruptsim.world.kinds import BAN, FINES, LICENCE, NEVER, NOBODY, SAID_SEIZED, SHIPMENT_ARRIVES
from disruptsim.world.records import Evasion, Lane
from disruptsim.world.world import World

_SPREAD = 0.25  # of what pays, over the reference price
_HELD = 2.0  # share of the journey behind a shipment that was held already
_MOST = 50.0


def look_at_evasion(world: World, now: float) -> None:
    """Let the use of each way round follow what it is worth."""
    for i in range(len(world.evasions)):
        way = world.evasions[i]
        wanted = wanted_share(world, way)
        before = way.share
        way.share += (wanted - way.share) * way.learns
        if way.share < 1e-4 and wanted <= 0.0:
            way.share = 0.0
        lane = world.lanes[world.trades[way.trade].lane]
        lane.habit = 0.0 if way.barred > now else way.share
        if before != way.share:
            world.holdings[lane.buyer].steady = 0


def wanted_share(world: World, way: Evasion) -> float:
    """Share of a buyer's need that it would pay to get this way; sets the chance of detection."""
    trade = world.trades[way.trade]
    lane = world.lanes[trade.lane]
    buyer = world.holdings[lane.buyer]
    reference = world.prices[trade.bought].reference
    way.detection = 0.0
    found = 0.0
    for i in range(buyer.first_in, buyer.last_in):
        direct = world.lanes[world.inbound[i]]
        if direct.share <= 0.0:
            continue
        other = world.trades[direct.trade]
        cut = lost_share(world, direct, way)
        gain = 0.0
        part = 0.0
        if cut > 0.0:
            gap = world.prices[other.bought].price - world.prices[other.sold].price
            gain = world.money.premium * reference + max(0.0, gap)
            part = cut
        elif other.duty > 0.0:
            gain = other.duty - trade.duty
            part = 1.0
            rank = other.first_levy
            while rank != NOBODY:
                duty = world.duties[world.levies[rank].duty]
                if duty.active:
                    way.detection = max(way.detection, duty.enforcement)
                rank = world.levies[rank].next
        if part > 0.0:
            net = gain - way.cost - way.detection * way.penalty * reference
            found += direct.share * part / (1.0 + math.exp(-max(-_MOST, min(_MOST, net / (_SPREAD * reference)))))
    return found


def lost_share(world: World, lane: Lane, way: Evasion) -> float:
    """Share of a direct lane that controls take away."""
    lost = 0.0
    rank = lane.first_clause
    while rank != NOBODY:
        clause = world.clauses[rank]
        control = world.controls[clause.control]
        if control.active and control.kind == BAN:
            lost = max(lost, 1.0 - control.passes)
            way.detection = max(way.detection, control.enforcement)
        elif control.active and control.kind == LICENCE and clause.permit == 0:
            lost = 1.0
            way.detection = max(way.detection, control.enforcement)
        rank = clause.next
    return lost


def passes_customs(world: World, rank: int, shipment_rank: int, now: float) -> int:
    """Let customs look at what comes by a way round; 0 if it is held until later, -1 if it is seized."""
    way = world.evasions[rank]
    trade = world.trades[way.trade]
    shipment = world.shipments[shipment_rank]
    if way.detection <= 0.0 or shipment.passed == _HELD or draw(world, way.coins) >= way.detection:
        world.money.leaked += shipment.tonnes
        return 1
    way.barred = now + way.blacklist
    lane = world.lanes[trade.lane]
    lane.habit = 0.0
    buyer = world.holdings[lane.buyer]
    buyer.steady = 0
    fine = way.penalty * world.prices[trade.bought].reference * shipment.tonnes
    site_pays(world, buyer.site, FINES, trade.payer, trade.collector, fine)
    say(world, SAID_SEIZED, trade.lane, shipment.tonnes)
    world.money.seized += shipment.tonnes
    if way.held != NEVER:
        shipment.passed = _HELD
        shipment.arrives = now + way.held
        lane.last_arrival = max(lane.last_arrival, shipment.arrives)
        post(world, shipment.arrives, SHIPMENT_ARRIVES, trade.lane, float(shipment_rank))
        return 0
    return -1
