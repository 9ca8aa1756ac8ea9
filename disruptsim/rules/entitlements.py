"""Draw and replenish: in normal times a beneficiary that runs low may draw on its entitlement; it is bought back."""

from __future__ import annotations

from disruptsim.rules.shipping import depart, may_carry
from disruptsim.rules.stock import settle
from disruptsim.rules.verbs import say
from disruptsim.world.kinds import DUST, NOBODY, SAID_RELEASED
from disruptsim.world.records import Reserve, Vault
from disruptsim.world.world import World


def look_at_entitlements(world: World, now: float) -> None:
    """Let those who run low draw, as far as their entitlement goes; an emergency has rules of its own."""
    for i in range(len(world.reserves)):
        reserve = world.reserves[i]
        if reserve.vault == NOBODY or not reserve.active or reserve.requested:
            continue
        vault = world.vaults[reserve.vault]
        if vault.active and vault.lends_below > 0.0:
            lend(world, reserve, vault, now)


def lend(world: World, reserve: Reserve, vault: Vault, now: float) -> None:
    """Send each beneficiary what it lacks to the cover below which it may draw."""
    holding = world.holdings[reserve.holding]
    left = holding.on_hand - (1.0 - vault.entitlement) * reserve.target
    for i in range(holding.first_out, holding.last_out):
        rank = world.outbound[i]
        lane = world.lanes[rank]
        buyer = world.holdings[lane.buyer]
        if buyer.consumes:
            settle(world, buyer, now)
        lack = vault.lends_below * buyer.use - buyer.on_hand - lane.in_transit
        if lack <= DUST or left <= DUST or buyer.reserve != NOBODY:
            continue
        tonnes = may_carry(world, lane, min(lack, left), True, now)
        if tonnes > DUST:
            say(world, SAID_RELEASED, rank, tonnes)
            reserve.drawn += tonnes
            depart(world, rank, tonnes, now)
            left -= tonnes
    missing = reserve.target - holding.on_hand
    reserve.limit = max(reserve.fill, missing / vault.replenish) if missing > 0.0 else reserve.fill
