"""Contracts with plants: a price floor paid as a difference, a guarantee of earnings, take or pay."""

from __future__ import annotations

from disruptsim.rules.ledger import firm_gets, firm_pays
from disruptsim.rules.shipping import depart, may_carry
from disruptsim.rules.stock import settle
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import (
    CONTRACT_SETTLED,
    DUST,
    FLOOR,
    GUARANTEE,
    MONTH,
    NEVER,
    NOBODY,
    OFFTAKE,
    REOPENING,
    RUNNING,
    TAKE_OR_PAY,
    TREASURY,
)
from disruptsim.world.records import Contract, Firm
from disruptsim.world.world import World

QUARTER = 3.0 * MONTH


def contract_starts(world: World, rank: int, amount: float, now: float) -> None:
    """A contract begins."""
    contract = world.contracts[rank]
    contract.active = 1
    contract.ends = now + contract.lasts
    begin_quarter(world, contract, now)
    recount(world, contract.firm)
    post(world, now + min(QUARTER, contract.lasts), CONTRACT_SETTLED, rank, 0.0)


def begin_quarter(world: World, contract: Contract, now: float) -> None:
    """Note where the plant stands."""
    firm = world.firms[contract.firm]
    contract.settled = now
    contract.made = made_by(world, firm)
    contract.sold = world.holdings[world.sites[firm.site].first].sent
    contract.earned = firm.earned
    contract.total = 0.0
    contract.looks = 0


def made_by(world: World, firm: Firm) -> float:
    """Tonnes that a plant has made."""
    site = world.sites[firm.site]
    made = 0.0
    for line in range(site.first_line, site.last_line):
        made += world.lines[line].made
    return made


def contract_settled(world: World, rank: int, amount: float, now: float) -> None:
    """A quarter is settled."""
    contract = world.contracts[rank]
    firm = world.firms[contract.firm]
    if contract.kind == GUARANTEE:
        settle_guarantee(world, contract, firm, now)
    else:
        settle_offtake(world, contract, firm, now)
    begin_quarter(world, contract, now)
    if now >= contract.ends - 1e-6:
        contract.active = 0
        recount(world, contract.firm)
        return
    post(world, min(contract.ends, now + QUARTER), CONTRACT_SETTLED, rank, 0.0)


def settle_guarantee(world: World, contract: Contract, firm: Firm, now: float) -> None:
    """Pay the gap under the floor on what was made, sold or stored; a share of the upside comes back."""
    days = now - contract.settled
    index = world.prices[contract.index].price
    if contract.looks > 0:
        index = contract.total / contract.looks
    tonnes = made_by(world, firm) - contract.made
    if contract.most < NEVER:
        tonnes = min(tonnes, contract.most * days)
    gap = max(0.0, contract.floor - index) * tonnes
    back = contract.upside * max(0.0, index - contract.floor) * tonnes if contract.floor > 0.0 else 0.0
    firm_gets(world, firm, FLOOR, TREASURY, gap)
    if back > 0.0:
        firm_pays(world, firm, FLOOR, TREASURY, back)
    if contract.guarantee > 0.0 and firm.state <= REOPENING:
        earned = (firm.earned - contract.earned) / 100.0 + gap - back
        firm_gets(world, firm, FLOOR, TREASURY, max(0.0, contract.guarantee * days - earned))


def settle_offtake(world: World, contract: Contract, firm: Firm, now: float) -> None:
    """Pay for what was not lifted; it goes to a stockpile, as far as it is there."""
    days = now - contract.settled
    output = world.holdings[world.sites[firm.site].first]
    short = contract.rate * days - (output.sent - contract.sold)
    if firm.state != RUNNING or short <= DUST:  # a plant that stands has nothing to be taken
        return
    moved = 0.0
    if contract.into != NOBODY and output.on_hand > DUST:
        if output.consumes:
            settle(world, output, now)
        lane = world.lanes[contract.into]
        moved = may_carry(world, lane, min(short, output.on_hand), True, now)
        if moved > DUST:
            depart(world, contract.into, moved, now)
            ask = world.prices[output.price].ask
            firm_gets(world, firm, OFFTAKE, TREASURY, max(0.0, contract.floor - ask) * moved)
    firm_gets(world, firm, OFFTAKE, TREASURY, (short - moved) * contract.floor)


def recount(world: World, rank: int) -> None:
    """Recompute what a plant is guaranteed: the highest floor, and whether somebody takes or pays."""
    firm = world.firms[rank]
    firm.guaranteed = 0.0
    firm.propped = 0
    for i in range(len(world.contracts)):
        contract = world.contracts[i]
        if contract.active and contract.firm == rank:
            if contract.kind == TAKE_OR_PAY or contract.guarantee > 0.0:
                firm.propped += 1
            if contract.kind == GUARANTEE and contract.ends < NEVER:
                firm.guaranteed = max(firm.guaranteed, contract.floor)
