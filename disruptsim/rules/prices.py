"""Prices by material and zone: a target from cover, the bound of arbitrage, and the way there.

target = reference x ((w + a) / (x + a))^g with x = cover / normal cover, which
is 1 within what calm shows. What may come in over a lane that is not
rationed bounds it from above; where a duty, or a mark-up, is in the least landed cost, that lifts it too, by the share
that comes in of what is bought: sellers inside undercut what pays the duty, as far as they go.
"""

from __future__ import annotations

import math

from disruptsim.rules.carrying import pay_for_buffers
from disruptsim.rules.dumping import look_at_dumping
from disruptsim.rules.entitlements import look_at_entitlements
from disruptsim.rules.evasion import look_at_evasion
from disruptsim.rules.firms import look_at_firms
from disruptsim.rules.levers import pay_for_levers
from disruptsim.rules.payments import landed
from disruptsim.rules.projects import look_at_projects
from disruptsim.rules.responses import respond
from disruptsim.rules.stock import settle
from disruptsim.rules.vaults import look_at_vaults
from disruptsim.rules.verbs import post
from disruptsim.world.kinds import DUST, GRANTED, LICENCE, MEASURING, NEVER, NOBODY, PRICES_MOVE
from disruptsim.world.records import Price, Trade
from disruptsim.world.world import World

_ENOUGH = 0.9  # share of orders that must have left, or a lane is rationed


def prices_move(world: World, rank: int, amount: float, now: float) -> None:
    """Look at cover, move every price, and let what follows prices follow."""
    money = world.money
    for i in range(len(world.prices)):
        price = world.prices[i]
        price.cover = cover_of(world, price, now)
        if money.moves == MEASURING:
            price.least = min(price.least, price.cover)
            price.most = max(price.most, price.cover)
    if money.moves == MEASURING:
        money.looks += 1
        post(world, now + money.review, PRICES_MOVE, 0, 0.0)
        return
    for i in range(len(world.prices)):
        world.prices[i].recent = 0.0
        world.prices[i].imports = 0.0
    for i in range(len(world.trades)):
        look_at_orders(world, world.trades[i])
    for i in range(len(world.prices)):
        set_parity(world, world.prices[i], now)
    for i in range(len(world.prices)):
        move(world, world.prices[i])
        quote = world.quotes[money.looks * len(world.prices) + i]
        quote.price = world.prices[i].price
        quote.cover = world.prices[i].cover
    look_at_dumping(world, now)
    for i in range(len(world.prices)):
        set_ask(world, world.prices[i])
    for i in range(len(world.trades)):
        set_rise(world, world.trades[i])
    look_at_evasion(world, now)
    respond(world, now)
    look_at_firms(world, now)
    look_at_projects(world, now)
    look_at_entitlements(world, now)
    look_at_vaults(world, now)
    pay_for_levers(world, now)
    pay_for_buffers(world, now)
    for i in range(len(world.contracts)):
        contract = world.contracts[i]
        if contract.active and contract.index != NOBODY:
            contract.total += world.prices[contract.index].price
            contract.looks += 1
    money.looks += 1
    post(world, now + money.review, PRICES_MOVE, 0, 0.0)


def cover_of(world: World, price: Price, now: float) -> float:
    """Stock at firms and on its way to them over wanted use, d; 0 where nobody wants it."""
    stock = 0.0
    wanted = price.flow
    added = 0.0
    for i in range(price.first_stock, price.last_stock):
        holding = world.holdings[world.stocked[i]]
        if holding.consumes:
            settle(world, holding, now)
            wanted += holding.nominal * holding.grown * holding.surge * holding.response
        elif holding.first_in < holding.last_in:
            wanted += holding.use
        added += holding.use * max(0.0, holding.added_cover)
        stock += holding.on_hand + holding.in_transit
    if wanted <= DUST * DUST:
        return 0.0
    price.added = added / wanted
    return max(0.0, stock) / wanted  # a sum may be a hair below 0


def look_at_orders(world: World, trade: Trade) -> None:
    """Whether a lane is rationed: less than 90% of the last two intervals' orders left. Without orders, as before."""
    asked = trade.asked - trade.asked_before
    if asked > DUST:
        trade.rationed = 1 if trade.sent - trade.sent_before < _ENOUGH * asked else 0
    trade.recent = trade.sent - trade.sent_before
    bought = world.prices[trade.bought]
    bought.recent += trade.recent
    if trade.bought != trade.sold:
        bought.imports += trade.recent
    trade.asked_before = trade.asked_last
    trade.sent_before = trade.sent_last
    trade.asked_last = trade.asked
    trade.sent_last = trade.sent


def set_parity(world: World, price: Price, now: float) -> None:
    """Find the least landed cost over lanes that are in use and not rationed."""
    price.parity = NEVER
    price.lifts = 0
    for i in range(price.first_route, price.last_route):
        trade = world.trades[world.routes[i]]
        lane = world.lanes[trade.lane]
        if trade.rationed or lane.limit <= 0.0 or lane.habit <= 0.0 or shut(world, lane.first_clause):
            continue
        cost = landed(world, trade)
        if trade.round != NOBODY:
            way = world.evasions[trade.round]
            cost += way.cost + way.detection * way.penalty * price.reference
        if cost < price.parity:
            price.parity = cost
            price.lifts = 1 if trade.duty > 0.0 or world.prices[trade.sold].markup > 0.0 else 0


def shut(world: World, first: int) -> bool:
    """Whether a lane waits for a permit."""
    rank = first
    while rank != NOBODY:
        clause = world.clauses[rank]
        control = world.controls[clause.control]
        if control.active and control.kind == LICENCE and clause.permit != GRANTED:
            return True
        rank = clause.next
    return False


def move(world: World, price: Price) -> None:
    """Move a price towards its target."""
    money = world.money
    target = price.reference
    if price.most > 0.0:
        x = relative_cover(price)
        w = price.precaution if price.wary > 0 else 1.0
        power = price.scarce if x < w else money.ample
        if x != w:
            target = price.reference * math.exp(power * math.log((w + money.slack) / (x + money.slack)))
    target = max(price.lowest, min(target, money.highest * price.reference))
    if price.parity < target:
        target = price.parity
    elif price.lifts and price.parity < NEVER:
        part = price.imports / price.recent if price.recent > DUST else 1.0
        target += part * (price.parity - target)
    if price.flood > 0.0:
        target = min(target, price.flood * price.reference)
    if target == price.price:
        return
    way = math.log(target / price.price)
    price.price = price.price * math.exp(way * (money.rises if way > 0.0 else money.falls))


def relative_cover(price: Price) -> float:
    """Cover over normal cover: 1 within what calm itself shows, for stores rise and fall with every order.

    What policies have buyers hold on top is wanted, and no surplus.
    """
    if price.cover < price.least:
        return price.cover / price.least
    if price.cover > price.most + price.added:
        return price.cover / (price.most + price.added)
    return 1.0


def set_ask(world: World, price: Price) -> None:
    """Set what sellers in the zone ask, and the index of contracts."""
    price.ask = price.price * (1.0 + price.markup)
    if price.flood > 0.0:
        price.ask = min(price.ask, price.flood * price.reference)
    if price.ask != price.index:
        price.index += (price.ask - price.index) * world.money.follows


def set_rise(world: World, trade: Trade) -> None:
    """Work out by how much a lane's landed cost has risen, with the rent of a rationed one; orders are weighed anew."""
    cost = landed(world, trade)
    if trade.rationed:
        cost = max(cost, world.prices[trade.bought].price)
    rise = cost - trade.calm
    if rise != trade.rise:
        trade.rise = rise
        world.holdings[world.lanes[trade.lane].buyer].steady = 0
