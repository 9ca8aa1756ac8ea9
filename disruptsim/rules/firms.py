"""Producers: costs, margins, mothballing after a lag, bankruptcy, and starting again."""

from __future__ import annotations

from disruptsim.rules.ledger import firm_gets, firm_pays
from disruptsim.rules.opening_up import set_open
from disruptsim.rules.verbs import draw, post, say
from disruptsim.world.kinds import (
    ADVERSARY,
    COST,
    FIRM_REOPENS,
    GONE,
    INTEREST,
    LENDERS,
    LOAN,
    MOTHBALLED,
    NOBODY,
    REOPENING,
    RUNNING,
    SAID_CLOSED,
    SAID_REOPENED,
    SUBSIDY,
    SUPPLIERS,
)
from disruptsim.world.records import Firm
from disruptsim.world.world import World

_IDLE_COST = 0.5  # share of fixed cost that runs while mothballed
_YEAR = 365.0


def look_at_firms(world: World, now: float) -> None:
    """Let every producer pay its costs and decide whether to go on."""
    for i in range(len(world.firms)):
        firm = world.firms[i]
        weigh_up(world, firm)
        if firm.state <= REOPENING:
            run_costs(world, firm, now)
            decide(world, i, now)
        firm.looked = now


def weigh_up(world: World, firm: Firm) -> None:
    """Work out the margin of a tonne at the prices of the day: asks, by-products, inputs, cash cost, subsidy."""
    site = world.sites[firm.site]
    income = 0.0
    for rank in range(site.first, site.middle):
        holding = world.holdings[rank]
        if holding.price != NOBODY:
            ask = world.prices[holding.price].ask
            income += max(ask, firm.guaranteed) if rank == site.first else ask * holding.per_unit
    cost = firm.cash_cost
    for rank in range(site.middle, site.end):
        holding = world.holdings[rank]
        if holding.price != NOBODY and holding.stands_in == NOBODY:
            cost += world.prices[holding.price].price * holding.per_unit
    firm.unit_cost = cost
    firm.margin = income - cost + firm.subsidy


def run_costs(world: World, firm: Firm, now: float) -> None:
    """Pay what working and being there has cost since the last look."""
    days = now - firm.looked
    site = world.sites[firm.site]
    made = 0.0
    for line in range(site.first_line, site.last_line):
        made += world.lines[line].made
    tonnes = made - firm.made
    firm.made = made
    fixed = firm.fixed if firm.state == RUNNING else _IDLE_COST * firm.fixed
    firm.earned -= firm_pays(world, firm, COST, SUPPLIERS, tonnes * firm.cash_cost + fixed * days)
    if firm.interest > 0.0:
        firm_pays(world, firm, INTEREST, LENDERS, firm.interest * days)
    if firm.subsidy > 0.0:
        firm.earned += firm_gets(world, firm, SUBSIDY, ADVERSARY, firm.subsidy * tonnes)
    if firm.state == RUNNING:
        firm.on_line += firm.capacity * firm.level * days


def decide(world: World, rank: int, now: float) -> None:
    """Close a producer that loses money for too long or has none left; start one again that could earn."""
    firm = world.firms[rank]
    days = now - firm.looked
    if firm.state == RUNNING:
        firm.losing = firm.losing + days if firm.margin < 0.0 else 0.0
        if firm.funded and firm.cash < 0:
            ask_for_money(world, firm, now)
        elif firm.losing >= firm.exit and days > 0.0 and not firm.propped:
            close(world, firm, now)
    elif firm.state == MOTHBALLED:
        firm.winning = firm.winning + days if firm.margin > firm.restart_margin * firm.unit_cost else 0.0
        if firm.winning >= firm.restart_hold and days > 0.0:
            firm.state = REOPENING
            firm_gets(world, firm, LOAN, LENDERS, firm.restart_cost)
            firm_pays(world, firm, COST, SUPPLIERS, firm.restart_cost)
            wait = draw(world, firm.restart_stream) if firm.restart_stream != NOBODY else firm.restart_time
            firm.reopens = now + wait
            post(world, firm.reopens, FIRM_REOPENS, rank, 0.0)


def ask_for_money(world: World, firm: Firm, now: float) -> None:
    """A producer without cash is refinanced for a year's losses, or bankrupt."""
    if draw(world, firm.coins) < firm.refinance:
        losses = max(0.0, -firm.margin) * firm.capacity * _YEAR + (firm.fixed + firm.interest) * _YEAR
        firm_gets(world, firm, LOAN, LENDERS, losses - firm.cash / 100.0)
        return
    close(world, firm, now)


def close(world: World, firm: Firm, now: float) -> None:
    """A producer stops: mothballed, or a share of exits for ever."""
    firm.state = GONE if draw(world, firm.coins) < firm.permanent else MOTHBALLED
    firm.exits += 1
    firm.closed = min(firm.closed, now)
    firm.losing = 0.0
    firm.winning = 0.0
    firm.level = 0.0
    if firm.cash < 0:  # what it owes is its lenders' loss
        firm_gets(world, firm, LOAN, LENDERS, -firm.cash / 100.0)
    say(world, SAID_CLOSED, firm.site, firm.margin)
    set_open(world, firm, now)


def firm_reopens(world: World, rank: int, amount: float, now: float) -> None:
    """A producer works again."""
    firm = world.firms[rank]
    if firm.state != REOPENING or firm.reopens != now:
        return
    firm.state = RUNNING
    firm.level = 1.0
    firm.losing = 0.0
    say(world, SAID_REOPENED, firm.site, 0.0)
    set_open(world, firm, now)
