"""What is paid for goods: by contract and at spot when they leave, duty when they come in."""

from __future__ import annotations

from disruptsim.rules.ledger import pay, site_gets, site_pays
from disruptsim.rules.vaults import vault_buys, vault_sells
from disruptsim.world.kinds import DUTIES, FREIGHT, GOODS, MOVING, NOBODY, SUPPLIERS
from disruptsim.world.records import Trade
from disruptsim.world.world import World


def landed(world: World, trade: Trade) -> float:
    """Cost of a tonne where it goes: ask + freight + duty, USD/t."""
    return world.prices[trade.sold].ask + trade.freight + trade.duty


def unit_price(world: World, trade: Trade) -> float:
    """What the seller gets for a tonne: by contract in part, the rest at spot; a rationed lane earns a rent."""
    sold = world.prices[trade.sold]
    spot = sold.ask
    if trade.rationed and trade.bought != NOBODY:
        spot = max(spot, world.prices[trade.bought].price - trade.freight - trade.duty)
    agreed = sold.reference if trade.fixed else sold.index
    return trade.contract * agreed + (1.0 - trade.contract) * spot


def goods_leave(world: World, rank: int, tonnes: float, now: float) -> None:
    """Pay for goods that depart on a lane, and for their freight."""
    trade = world.trades[rank]
    if world.money.moves != MOVING:
        return
    trade.sent += tonnes
    world.prices[trade.sold].sold += tonnes
    lane = world.lanes[trade.lane]
    seller = world.holdings[lane.seller]
    buyer = world.holdings[lane.buyer]
    usd = tonnes * unit_price(world, trade)
    if seller.reserve != NOBODY:
        usd = vault_sells(world, world.reserves[seller.reserve], tonnes, usd)
    elif buyer.reserve != NOBODY:
        vault_buys(world, world.reserves[buyer.reserve], tonnes, usd)
    cents = pay(world, GOODS, trade.payer, trade.payee, usd)
    site_gets(world, seller.site, cents)
    firm = world.sites[buyer.site].firm
    if firm != NOBODY:
        world.firms[firm].cash -= cents
        world.firms[firm].earned -= cents
    if trade.freight > 0.0:
        site_pays(world, buyer.site, FREIGHT, trade.payer, SUPPLIERS, tonnes * trade.freight)
    bought = world.prices[trade.bought]
    bought.paid += usd + tonnes * trade.freight
    bought.bought += tonnes


def goods_come_in(world: World, rank: int, tonnes: float, now: float) -> None:
    """Pay the duty on goods that arrive."""
    trade = world.trades[rank]
    if trade.duty > 0.0:
        buyer = world.holdings[world.lanes[trade.lane].buyer]
        site_pays(world, buyer.site, DUTIES, trade.payer, trade.collector, tonnes * trade.duty)
        world.prices[trade.bought].paid += tonnes * trade.duty
