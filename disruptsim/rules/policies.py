"""Policies: what changes when an instrument is adopted."""

from __future__ import annotations

from disruptsim.rules.stock import settle, watch
from disruptsim.rules.stockpiles import supply
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import (
    BASE_STOCK,
    BUFFER,
    NOBODY,
    ON_CONTROL,
    ON_COVER,
    ON_SUPPLY,
    STOCKPILE_CHECKS,
    STOCKPILE_TRIGGERED,
)
from disruptsim.world.world import World


def policy_adopted(world: World, rank: int, amount: float, now: float) -> None:
    """An instrument starts to work."""
    instrument = world.instruments[rank]
    if instrument.kind == BUFFER:
        for i in range(instrument.first_buffer, instrument.last_buffer):
            buffer = world.buffers[i]
            world.holdings[buffer.holding].added_cover += buffer.days
            world.holdings[buffer.holding].policy_cover += buffer.days
    elif instrument.reserve != NOBODY:
        start_reserve(world, instrument.reserve, now)


def start_reserve(world: World, rank: int, now: float) -> None:
    """A stockpile begins to fill and to watch."""
    reserve = world.reserves[rank]
    reserve.active = 1
    holding = world.holdings[reserve.holding]
    holding.policy = BASE_STOCK
    holding.most = reserve.fill
    reserve.limit = reserve.fill
    if reserve.when == ON_SUPPLY:
        reserve.supplied = supply(world, reserve)
        post(world, now + reserve.days, STOCKPILE_CHECKS, rank, 0.0)
    elif reserve.when == ON_COVER:
        if world.holdings[reserve.watched].consumes:
            settle(world, world.holdings[reserve.watched], now)
        watch(world, reserve.watched, now)
    elif reserve.when == ON_CONTROL:
        post(world, now, STOCKPILE_TRIGGERED, rank, 0.0)
