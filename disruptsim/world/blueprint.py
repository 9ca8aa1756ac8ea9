"""The blueprint: what all runs of one scenario start from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from disruptsim.network.flows import Flows
from disruptsim.network.layout import Layout
from disruptsim.scenario.distributions import Distribution
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.sites import Stockpile
from disruptsim.world.kinds import NOBODY
from disruptsim.world.world import World


@dataclass(slots=True)
class Blueprint:
    """What all runs of one scenario with the same plain numbers start from.

    Attributes
    ----------
    layout : Layout
        Names by rank.
    flows : Flows
        Nominal flows.
    world : World
        Records at the start, never run: runs work on copies.
    laws : list of (str, Distribution)
        Names and laws of the streams that records know by rank.
    markets : list of int
        Holdings of markets, by rank.
    varies : bool
        Whether use varies by itself, or orders follow a forecast of it.
    places : Places, optional
        Where prices, firms and trades stand, where there is an economy.
    rows : dict
        Fields of the records of `world`, group by group, as tuples of which copies are made; filled when asked for.
    packed : dict
        The same as a clock likes to copy them; filled by it.
    """

    layout: Layout
    flows: Flows
    world: World
    laws: list[tuple[str, Distribution]] = field(default_factory=list)
    markets: list[int] = field(default_factory=list)
    varies: bool = False
    places: Any = None
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    packed: dict[str, Any] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """The scenario, with plain numbers."""
        return self.layout.scenario

    def stream(self, name: str, value: Any) -> int:
        """Rank of the stream of a number that varies, made known; NOBODY for one that does not."""
        if not isinstance(value, Distribution):
            return NOBODY
        self.laws.append((name, value))
        return len(self.laws) - 1

    def buys(self, holding: int) -> bool:
        """Whether a holding is an input, of a trader too; a stockpile's is none."""
        key = self.layout.holdings[holding]
        return key.role == "in" or (key.role == "both" and not isinstance(self.layout.site(key.site), Stockpile))


def beneficiaries_use(layout: Layout, flows: Flows, site: str, material: str) -> float:
    """Nominal use of a material by those that a stockpile has lanes to, t/d."""
    holding = layout.outputs[site, material]
    return float(math.fsum(flows.use[buyer] for buyer in sorted({layout.buyer[n] for n in layout.outbound[holding]})))
