"""Equity and investment: public money for a plant that works, or for a project as it is built."""

from __future__ import annotations

from disruptsim.rules.ledger import firm_gets
from disruptsim.world.kinds import BUILDING, EQUITY, NOBODY, PERMITTING, PLANNED, TREASURY
from disruptsim.world.world import World


def fund(world: World, rank: int, usd: float, now: float) -> None:
    """Put money into a firm: at once, or as its project is built."""
    firm = world.firms[rank]
    building = firm.state == PLANNED or firm.state == PERMITTING or firm.state == BUILDING
    if building and firm.project != NOBODY:
        world.projects[firm.project].public += usd
    elif usd > 0.0:
        firm_gets(world, firm, EQUITY, TREASURY, usd)
