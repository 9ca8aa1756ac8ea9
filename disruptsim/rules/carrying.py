"""What it costs firms to hold the stock that policies have them hold on top."""

from __future__ import annotations

from disruptsim.rules.ledger import site_pays
from disruptsim.rules.stock import settle
from disruptsim.world.kinds import DUST, NOBODY, STORAGE, SUPPLIERS
from disruptsim.world.world import World


def pay_for_buffers(world: World, now: float) -> None:
    """Pay money, room and insurance of what there is of buffers since the last look."""
    for i in range(len(world.buffers)):
        buffer = world.buffers[i]
        holding = world.holdings[buffer.holding]
        if holding.policy_cover <= 0.0 or holding.price == NOBODY or holding.first_in == holding.last_in:
            continue
        if holding.consumes:
            settle(world, holding, now)
        wanted = holding.policy_cover * holding.use
        there = max(0.0, min(wanted, holding.on_hand - holding.cover * holding.use))
        if there > DUST:
            part = there * buffer.days / holding.policy_cover
            worth = part * world.prices[holding.price].price
            payer = world.trades[world.lanes[world.inbound[holding.first_in]].trade].payer
            cost = worth * world.money.carrying * world.money.review
            site_pays(world, holding.site, STORAGE, payer, SUPPLIERS, cost)
