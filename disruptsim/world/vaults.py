"""How the money of a stockpile is spread over materials, and its account."""

from __future__ import annotations

import math
from typing import Any

from disruptsim.scenario.schema.instruments import StockFinance
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint, beneficiaries_use
from disruptsim.world.world import Agenda, World


def spread_budget(plan: Blueprint, finance: StockFinance, site: str, holds: dict[str, Any]) -> dict[str, float]:
    """Target of each material, t: the same days, the same dollars, or where a dollar avoids most loss.

    Spread by loss, materials are filled one after the other, by what a missing tonne loses over what it costs, each to
    so many days at most: the greedy way, best where losses are in proportion.

    Returns
    -------
    dict of str to float
        Empty where targets say it themselves.
    """
    if finance.allocate == "targets":
        return {}
    budget = float(finance.budget) / (1.0 + float(finance.fee))
    use, price, loss = {}, {}, {}
    for material in sorted(holds):
        number = plan.layout.outputs[site, material]
        described = plan.scenario.materials.get(material)
        use[material] = beneficiaries_use(plan.layout, plan.flows, site, material)
        price[material] = float(described.price) if described is not None else 0.0
        buyers = [plan.layout.buyer[lane] for lane in plan.layout.outbound[number]]
        loss[material] = max([float(plan.flows.value[buyer]) for buyer in buyers], default=0.0)
    wanted = [m for m in use if use[m] > 0.0 and price[m] > 0.0]
    if finance.allocate == "days":
        daily = math.fsum(use[m] * price[m] for m in wanted)
        return {m: use[m] * budget / daily for m in wanted} if daily > 0.0 else {}
    if finance.allocate == "dollars":
        return {m: budget / len(wanted) / price[m] for m in wanted}
    found = dict.fromkeys(use, 0.0)
    for material in sorted(wanted, key=lambda m: (-loss[m] / price[m], m)):
        found[material] = min(use[material] * float(finance.most_days), budget / price[material])
        budget -= found[material] * price[material]
    return found


def open_vault(plan: Blueprint, world: World, finance: StockFinance, first: int, date: float) -> None:
    """Let reserves from `first` on be paid for together, from a date on."""
    rank = len(world.vaults)
    world.vaults.append(
        r.Vault(
            budget=float(finance.budget), private=float(finance.private), loan=float(finance.loan),
            interest=float(finance.interest), storage=float(finance.storage), spoilage=float(finance.spoilage),
            fee=float(finance.fee), payer=k.BUYERS if finance.paid_by == "buyers" else k.TREASURY,
            repurchase=int(finance.repurchase), crowding=float(finance.crowding),
            share=float(finance.share_of_market), below=float(finance.buys_below),
            lends_below=float(finance.lends_below), entitlement=float(finance.entitlement),
            replenish=float(finance.replenish),
        )
    )  # fmt: skip
    for reserve in world.reserves[first:]:
        reserve.vault = rank
        holding = world.holdings[reserve.holding]
        if holding.price != k.NOBODY:
            price = world.prices[holding.price]
            there = [world.holdings[n] for n in world.stocked[price.first_stock : price.last_stock]]
            reserve.market = math.fsum(one.use for one in there if one.first_in < one.last_in)
            reserve.worth = holding.on_hand * price.reference
            world.vaults[rank].spent += reserve.worth
    lever = r.Lever(kind=k.PAYS, first_hold=len(world.holds))
    world.holds.append(r.Hold(subject=rank))
    lever.last_hold = len(world.holds)
    world.levers.append(lever)
    world.agenda.append(Agenda(date, k.LEVER_STARTS, len(world.levers) - 1, 0.0))
