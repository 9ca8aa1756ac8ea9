"""Normal cover: what an undisturbed run without prices, and without growth, holds at least and at most.

It is measured, not reckoned from parameters: what stands in stores follows from the rules, and rules are written once.
"""

from __future__ import annotations

from disruptsim.clocks.compiled_clock import CompiledRun, advance
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.fate import Fate
from disruptsim.world.kinds import MEASURING
from disruptsim.world.opening import TWIN, open_world


def measure_normal_cover(plan: Blueprint, clock: str = "simpy") -> None:
    """Set the normal cover of every price of a blueprint; nothing where there is no economy.

    Parameters
    ----------
    plan : Blueprint
    clock : {"simpy", "compiled"}
        Changes no result.
    """
    if plan.places is None:
        return
    opening = open_world(plan, Fate(0, 0), "none", TWIN)
    world = opening.world
    # A market that outgrows its suppliers is short: what it would hold then is not normal.
    for rank in plan.markets:
        if plan.world.holdings[rank].growth != 0.0:
            world.holdings[rank].growth = 0.0
    world.money.moves = MEASURING
    if clock == "compiled":
        run = CompiledRun(opening)
        advance([run])
        least, most = (run.column("prices", field).tolist() for field in ("least", "most"))
        found = list(zip(least, most, strict=True))
    else:
        Simulation(opening).run()
        found = [(price.least, price.most) for price in world.prices]
    for price, (least, most) in zip(plan.world.prices, found, strict=True):
        price.least, price.most = least, most
    plan.packed.pop("prices", None)
    plan.rows.pop("prices", None)
