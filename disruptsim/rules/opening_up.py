"""Whether a plant is there and open: its availability, and whether buyers count on its lanes."""

from __future__ import annotations

from disruptsim.rules.controls import set_limit
from disruptsim.rules.outages import set_availability
from disruptsim.world.records import Firm
from disruptsim.world.world import World


def set_open(world: World, firm: Firm, now: float) -> None:
    """Let a plant work at the share of its capacity that is there and open."""
    site = world.sites[firm.site]
    before = site.open
    site.open = firm.level * firm.grown
    if site.open == before:
        return
    set_availability(world, firm.site, now)
    if (before > 0.0) == (site.open > 0.0):
        return
    for rank in range(site.first, site.middle):
        holding = world.holdings[rank]
        for i in range(holding.first_out, holding.last_out):
            world.lanes[world.outbound[i]].closed = 0 if site.open > 0.0 else 1
            set_limit(world, world.outbound[i], now)
