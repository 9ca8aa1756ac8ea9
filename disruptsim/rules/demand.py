"""Final demand that comes by orders."""

from __future__ import annotations

from disruptsim.rules.stock import lower, settle, used, watch
from disruptsim.rules.verbs import draw, mark, post, say
from disruptsim.rules.waiting import wait
from disruptsim.rules.wake import call_for
from disruptsim.world.kinds import DEMAND_ARRIVES, DUST, NEVER, NOBODY, SAID_SHORT
from disruptsim.world.world import World


def demand_arrives(world: World, rank: int, amount: float, now: float) -> None:
    """An order comes in and the next is on its way; amount 1 only begins the first spacing."""
    holding = world.holdings[rank]
    if amount == 0.0:
        size = draw(world, holding.size_stream) if holding.size_stream != NOBODY else holding.size
        serve(world, rank, size * holding.grown * holding.surge * holding.response, now)
    spacing = draw(world, holding.every_stream) if holding.every_stream != NOBODY else holding.every
    post(world, now + spacing, DEMAND_ARRIVES, rank, 0.0)


def serve(world: World, rank: int, tonnes: float, now: float) -> None:
    """Serve an order from stock, after those that wait; the rest waits or is lost."""
    if tonnes <= 0.0:
        return
    holding = world.holdings[rank]
    settle(world, holding, now)
    mark(world, rank, now)
    holding.demanded += tonnes
    given = 0.0 if holding.owed > 0.0 else min(tonnes, holding.on_hand)
    if given > 0.0:
        lower(holding, given, now)
        holding.served += given
        holding.at_once += given
        world.materials[holding.material].consumed += given
    if holding.on_hand <= 0.0 and not holding.short:
        holding.short = 1
        say(world, SAID_SHORT, holding.site, 0.0)
    if holding.waits and tonnes - given > DUST:
        wait(world, rank, tonnes - given, now)
    mark(world, rank, now)
    if holding.watcher != NOBODY:
        watch(world, rank, now)
    if holding.room != NEVER:
        call_for(world, rank, now)
    if holding.by_use:
        used(world, rank, now)
