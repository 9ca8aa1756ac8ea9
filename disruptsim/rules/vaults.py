"""How stockpiles are paid for: private money and a loan, fees, carrying cost, and what beneficiaries pay."""

from __future__ import annotations

from disruptsim.rules.ledger import pay
from disruptsim.rules.stock import lower, position
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import (
    FEES,
    INTEREST,
    LENDERS,
    LOAN,
    NEVER,
    NOBODY,
    ON_PRICE,
    PAYS,
    STOCKPILE_TRIGGERED,
    STORAGE,
    SUPPLIERS,
    TREASURY,
    VAULTS,
)
from disruptsim.world.records import Reserve, Vault
from disruptsim.world.world import World


def vault_buys(world: World, reserve: Reserve, tonnes: float, usd: float) -> None:
    """Find the money for what a stockpile buys: private first, then the public loan; traders take their fee."""
    if reserve.vault == NOBODY:
        pay(world, LOAN, TREASURY, VAULTS, usd)
        reserve.worth += usd
        return
    vault = world.vaults[reserve.vault]
    private = min(usd, max(0.0, vault.private - vault.lent))
    vault.lent += private
    vault.drawn += usd - private
    vault.spent += usd
    reserve.worth += usd
    pay(world, LOAN, LENDERS, VAULTS, private)
    pay(world, LOAN, TREASURY, VAULTS, usd - private)
    pay(world, FEES, vault.payer, SUPPLIERS, usd * vault.fee)


def vault_sells(world: World, reserve: Reserve, tonnes: float, usd: float) -> float:
    """Give what a beneficiary pays: the committed price or the market's; loans are paid back with it."""
    there = world.holdings[reserve.holding].on_hand + tonnes  # it has left the store by now
    cost = reserve.worth * min(1.0, tonnes / there) if there > 0.0 else 0.0
    reserve.worth -= cost
    if reserve.vault == NOBODY:
        pay(world, LOAN, VAULTS, TREASURY, usd)
        return usd
    vault = world.vaults[reserve.vault]
    if vault.repurchase and reserve.worth + cost > 0.0:
        usd = cost
    vault.spent = max(0.0, vault.spent - cost)
    back = min(usd, vault.drawn)
    vault.drawn -= back
    private = min(usd - back, vault.lent)
    vault.lent -= private
    pay(world, LOAN, VAULTS, TREASURY, back)
    pay(world, LOAN, VAULTS, LENDERS, private)
    pay(world, LOAN, VAULTS, vault.payer, usd - back - private)
    return usd


def look_at_vaults(world: World, now: float) -> None:
    """Pay interest, storage and spoilage; hold purchases within the budget and the share of the market."""
    for i in range(len(world.reserves)):
        reserve = world.reserves[i]
        if reserve.active and not reserve.requested and reserve.when == ON_PRICE:
            price = world.prices[world.holdings[reserve.holding].price]
            if price.price > reserve.level * price.reference:
                post(world, now, STOCKPILE_TRIGGERED, i, 0.0)
        if reserve.vault == NOBODY or not world.vaults[reserve.vault].active or not reserve.active:
            continue
        vault = world.vaults[reserve.vault]
        holding = world.holdings[reserve.holding]
        days = days_since(world, reserve.vault, now)
        if vault.spoilage > 0.0 and holding.on_hand > 0.0:
            spoilt = holding.on_hand * vault.spoilage * days / 365.0
            lower(holding, spoilt, now)
            world.materials[holding.material].lost += spoilt
        pay(world, STORAGE, vault.payer, SUPPLIERS, reserve.worth * vault.storage * days / 365.0)
        holding.most = min(reserve.limit, room(world, reserve, vault))
        if vault.crowding > 0.0 and reserve.target > 0.0:
            crowd_out(world, reserve, vault)
    for i in range(len(world.vaults)):
        vault = world.vaults[i]
        if vault.active:
            days = days_since(world, i, now)
            pay(world, INTEREST, vault.payer, LENDERS, vault.lent * vault.interest * days / 365.0)
            pay(world, INTEREST, vault.payer, TREASURY, vault.drawn * vault.interest * days / 365.0)


def days_since(world: World, rank: int, now: float) -> float:
    """Days since the last look at a vault, or since it began to work."""
    for i in range(len(world.levers)):
        lever = world.levers[i]
        if lever.kind == PAYS and world.holds[lever.first_hold].subject == rank:
            return min(world.money.review, now - lever.starts)
    return world.money.review


def room(world: World, reserve: Reserve, vault: Vault) -> float:
    """Most that a reserve may order, t/d: its part of what money is left, and its share of what is sold into its zone.

    Money is left for what all reserves of a vault lack together, until they are looked at again.
    """
    holding = world.holdings[reserve.holding]
    most = NEVER
    if holding.price != NOBODY:
        ask = world.prices[holding.price].price
        left = vault.budget / (1.0 + vault.fee) - vault.spent
        if vault.loan > 0.0:  # fees are paid by who benefits, not out of it
            left = min(left, vault.private + vault.loan - vault.spent)
        lacking = 0.0
        for i in range(len(world.reserves)):
            other = world.reserves[i]
            store = world.holdings[other.holding]
            if other.vault == reserve.vault and store.price != NOBODY:
                left -= max(0.0, store.ordered) * world.prices[store.price].price
                lacking += max(0.0, other.target - position(store)) * world.prices[store.price].price
        part = max(0.0, reserve.target - position(holding)) * ask / lacking if lacking > 0.0 else 1.0
        most = max(0.0, left) * part / (ask * max(holding.spacing, world.money.review))
        if ask > vault.below * world.prices[holding.price].reference:
            most = 0.0
        if vault.share < 1.0:
            most = min(most, vault.share * reserve.market)
    return most


def crowd_out(world: World, reserve: Reserve, vault: Vault) -> None:
    """Beneficiaries hold less themselves as the stockpile fills."""
    holding = world.holdings[reserve.holding]
    full = min(1.0, holding.on_hand / reserve.target)
    for i in range(holding.first_out, holding.last_out):
        buyer = world.holdings[world.lanes[world.outbound[i]].buyer]
        if buyer.reserve == NOBODY:
            buyer.added_cover = buyer.policy_cover - vault.crowding * full * (buyer.cover + buyer.policy_cover)
