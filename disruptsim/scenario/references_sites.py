"""Whether the fields of one site fit together: work, orders, demand, alternatives, feed."""

from __future__ import annotations

import math
from typing import Any

from disruptsim.scenario.distributions import Distribution, mean
from disruptsim.scenario.draft import Draft
from disruptsim.scenario.schema.sites import Buyer, Market, Plant, Producer, Recycler, SiteBase
from disruptsim.words import meant


def rooms(site: SiteBase, sends: list[str], takes: list[str]) -> list[str]:
    """Materials whose room can be limited: what a line makes, and what is pushed."""
    pushed = isinstance(site, Buyer) and site.replenish.policy == "push"
    return [*(sends if isinstance(site, Producer) else []), *(takes if pushed else [])]


def check_site_fields(draft: Draft, name: str, site: SiteBase) -> None:
    """Report work that cannot be done, orders that cannot be placed, and demand that is given twice or not at all."""
    path = ("sites", name)
    if isinstance(site, Producer) and mean(site.campaign) <= 0:
        draft.report((*path, "campaign"), "must be above zero", 'write for example "7 d"')
    if isinstance(site, Plant) and site.makes in site.needs:
        draft.report(
            (*path, "needs", site.makes),
            "is a recipe that needs its own product",
            "remove it; a yield loss belongs in the ratio of another input",
            site.makes,
        )
    if isinstance(site, Buyer):
        order, needed = site.replenish, {"s_S": ("reorder", "up_to"), "r_Q": ("reorder", "quantity")}
        wanted = needed.get(order.policy, ())
        for field in ("reorder", "up_to", "quantity"):
            given = getattr(order, field)
            if field in wanted and given is None:
                remedy = f'write for example {field} = "20 d"'
                draft.report((*path, "replenish", field), f"is missing under policy {order.policy}", remedy)
            elif field not in wanted and given is not None and (field, order.policy) != ("up_to", "base_stock"):
                draft.report((*path, "replenish", field), f"does nothing under policy {order.policy}", "remove it")
        if order.policy == "r_Q" and order.quantity is not None and order.quantity.value <= 0:
            draft.report((*path, "replenish", "quantity"), "orders nothing", "write more than zero")
        if order.forecast is not None:
            if (order.forecast.moving_average is None) == (order.forecast.smoothing is None):
                remedy = "write forecast = { moving_average = 10 } or forecast = { smoothing = 0.2 }"
                draft.report((*path, "replenish", "forecast"), "must be one of two", remedy)
            if order.review == "continuous" or order.policy == "push":
                draft.report((*path, "replenish", "forecast"), "is made at periodic reviews", 'write review = "7 d"')
        low, high = order.reorder, order.up_to
        if order.policy == "s_S" and low and high and low.in_days == high.in_days and low.value >= high.value:
            draft.report((*path, "replenish", "reorder"), "is not below up_to", "write less, or raise up_to")
    if site.failures is not None and site.failures.clock == "operating":
        if not isinstance(site, Producer):
            draft.report(
                (*path, "failures", "clock"), "is for sites with a line", 'write clock = "calendar"', "operating"
            )
        elif mean(site.failures.every) <= 0:
            draft.report((*path, "failures", "every"), "leaves no time to work", "write more than zero")
    if not isinstance(site, Market):
        return
    if (site.rate is None) == (site.orders is None):
        said = "asks by a rate and by orders" if site.orders else "asks for nothing"
        draft.report((*path, "rate"), said, 'write either rate = "2 t/d" or orders = { every = "1 d", size = "2 t" }')
    if site.orders is not None:
        if mean(site.orders.every) <= 0:
            draft.report((*path, "orders", "every"), "leaves no time between orders", "write more than zero")
        if site.orders.patience is not None and site.unserved == "lost":
            draft.report(
                (*path, "orders", "patience"), "does nothing where demand is lost", 'write unserved = "waiting"'
            )


def check_parts_of_sites(draft: Draft, parts: dict[str, Any], materials: set[str]) -> None:
    """Report alternatives that are none, and recyclers that follow no market."""
    for name, site in parts["sites"].items():
        if isinstance(site, Plant):
            _check_alternatives(draft, name, site, materials)
        if isinstance(site, Recycler) and not draft.broken("sites"):
            markets = [other for other, table in draft.group("sites").items()
                       if isinstance(table, dict) and table.get("kind") == "market"]  # fmt: skip
            for market in site.follows:
                if market not in markets:
                    path = ("sites", name, "follows", market)
                    draft.report(path, "is no market", meant(market, markets), market)


def _check_alternatives(draft: Draft, name: str, site: Plant, materials: set[str]) -> None:
    seen = {*site.needs, site.makes}
    for needed, given in site.alternatives.items():
        path = ("sites", name, "alternatives", needed)
        if needed not in site.needs:
            draft.report(path, "is nothing that the site needs", meant(needed, site.needs), needed)
        for number, one in enumerate(given):
            at = (*path, str(number))
            if materials and one.material not in materials:
                remedy = meant(one.material, materials)
                draft.report((*at, "material"), "is no material of the scenario", remedy, one.material)
            if one.material in seen:
                remedy = "name a material that the site neither makes, nor needs, nor has as an alternative already"
                draft.report((*at, "material"), "is used at this site already", remedy, one.material)
            seen.add(one.material)
            plain = not isinstance(one.share, Distribution) and not isinstance(one.most, Distribution)
            if plain and one.share > one.most:
                draft.report((*at, "most"), "is below share", "let it be at least that", one.most)
            if plain and one.share < one.most and site.replenish.policy == "push":
                remedy = "let share be as much, or order by base_stock"
                draft.report((*at, "most"), "is never turned to where inputs are pushed", remedy, one.most)
        shares = [mean(one.share) for one in given]
        if math.fsum(shares) > 1.0 + 1e-9:
            total = math.fsum(shares)
            draft.report(path, f"shares in calm add up to {total:.6g}", "let them add up to 1 at most", total)
