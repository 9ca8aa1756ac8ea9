"""Who pays whom: every payment is made in whole cents, by one function, so that ledgers balance."""

from __future__ import annotations

import math

from disruptsim.world.kinds import LINES, NOBODY
from disruptsim.world.records import Firm
from disruptsim.world.world import World

CENTS = 100.0


def in_cents(usd: float) -> int:
    """An amount of money, rounded."""
    return math.floor(usd * CENTS + 0.5)


def pay(world: World, line: int, payer: int, payee: int, usd: float) -> int:
    """Let one actor pay another; returns the cents."""
    cents = in_cents(usd)
    world.accounts[payer * LINES + line].paid += cents
    world.accounts[payee * LINES + line].got += cents
    return cents


def firm_pays(world: World, firm: Firm, line: int, payee: int, usd: float) -> int:
    """Let a firm pay; returns the cents."""
    cents = pay(world, line, firm.actor, payee, usd)
    firm.cash -= cents
    return cents


def firm_gets(world: World, firm: Firm, line: int, payer: int, usd: float) -> int:
    """Let a firm be paid; returns the cents."""
    cents = pay(world, line, payer, firm.actor, usd)
    firm.cash += cents
    return cents


def site_pays(world: World, site: int, line: int, payer: int, payee: int, usd: float) -> None:
    """Let a site pay for what it works with: out of its firm's cash, if it has one."""
    rank = world.sites[site].firm
    cents = pay(world, line, payer, payee, usd)
    if rank != NOBODY:
        world.firms[rank].cash -= cents
        world.firms[rank].earned -= cents


def site_gets(world: World, site: int, cents: int) -> None:
    """Put what a site was paid for its goods into its firm's cash, if it has one."""
    rank = world.sites[site].firm
    if rank != NOBODY:
        world.firms[rank].cash += cents
        world.firms[rank].earned += cents
