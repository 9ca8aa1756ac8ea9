"""Who holds what, in rank order: the skeleton that flows, checks and records share.

A *holding* is one material at one site, as input or as output (a trader's and a stockpile's are both).
Ranks are places in name order, so the order in which a file lists things never matters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from disruptsim.scenario.references import inputs_of, outputs_of
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.sites import Alternative, Lane, Plant, Producer, SiteBase, Source, Stockpile, Trader


class HoldingKey(NamedTuple):
    """Names a holding."""

    site: str
    material: str
    role: str  # "in", "out" or "both"


@dataclass(slots=True)
class Layout:
    """A scenario's sites, holdings and lanes by rank.

    Attributes
    ----------
    sites, materials : list of str
        Names by rank.
    holdings : list of HoldingKey
        By rank; those of a site stand together, outputs first with the main one in front.
    spans : list of (int, int, int)
        For each site: first holding, first that is no output, end.
    lanes : list of Lane
        By rank.
    seller, buyer : list of int
        Holding that each lane leaves from and leads to.
    inbound, outbound : list of list of int
        Lanes into and out of each holding, by rank.
    stocking : list of int
        Lanes into stockpiles.
    """

    scenario: Scenario
    sites: list[str] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)
    holdings: list[HoldingKey] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    seller: list[int] = field(default_factory=list)
    buyer: list[int] = field(default_factory=list)
    inbound: list[list[int]] = field(default_factory=list)
    outbound: list[list[int]] = field(default_factory=list)
    site_rank: dict[str, int] = field(default_factory=dict)
    material_rank: dict[str, int] = field(default_factory=dict)
    lane_rank: dict[str, int] = field(default_factory=dict)
    stocking: list[int] = field(default_factory=list)
    inputs: dict[tuple[str, str], int] = field(default_factory=dict)
    outputs: dict[tuple[str, str], int] = field(default_factory=dict)
    tiers: NDArray[np.int64] | None = None  # kept by `network.tiers`
    _leaving: dict[tuple[frozenset[str], ...], list[int]] = field(default_factory=dict)

    def site(self, name: str) -> SiteBase:
        """The site of a name."""
        return self.scenario.sites[name]

    def lanes_leaving(self, materials: list[str], actors: set[str], targets: set[str] | None) -> list[int]:
        """Lanes of some materials out of some countries: to others, or to those of the targets among them."""
        key = (frozenset(materials), frozenset(actors), frozenset(targets or ()), frozenset([str(targets is None)]))
        if key not in self._leaving:
            self._leaving[key] = [
                rank
                for rank, lane in enumerate(self.lanes)
                if lane.material in materials
                and self.site(lane.from_).country in actors
                and self.site(lane.to).country not in actors
                and (targets is None or self.site(lane.to).country in targets)
            ]
        return self._leaving[key]

    def per_unit(self, holding: int) -> float:
        """Tonnes of this holding per tonne of the site's main material; of an alternative, if it does all the work."""
        key = self.holdings[holding]
        site = self.site(key.site)
        if key.role == "in" and isinstance(site, Plant):
            if key.material in site.needs:
                return float(site.needs[key.material])
            needed, one = self.alternative(holding)
            return float(site.needs[needed]) * float(one.factor)
        if key.role == "out" and isinstance(site, Producer):
            return 1.0 if key.material == site.makes else float(site.byproducts[key.material])
        return 1.0

    def alternative(self, holding: int) -> tuple[str, Alternative]:
        """What an input that is no need of its own stands in for, and how."""
        key = self.holdings[holding]
        site = self.site(key.site)
        assert isinstance(site, Plant)
        return next((m, one) for m, given in site.alternatives.items() for one in given if one.material == key.material)

    def part(self, holding: int) -> float:
        """Share of the work of an input that this holding does in calm."""
        key = self.holdings[holding]
        site = self.site(key.site)
        if not isinstance(site, Plant) or not site.alternatives or key.role != "in":
            return 1.0
        if key.material in site.needs:
            return max(0.0, 1.0 - math.fsum(float(one.share) for one in site.alternatives.get(key.material, ())))
        return float(self.alternative(holding)[1].share)


def lay_out(scenario: Scenario) -> Layout:
    """Rank a scenario's sites, holdings and lanes."""
    layout = Layout(scenario)
    layout.sites = sorted(scenario.sites)
    for name in layout.sites:
        site = scenario.sites[name]
        first = len(layout.holdings)
        if isinstance(site, Stockpile | Trader):
            for material in outputs_of(site):
                layout.inputs[name, material] = layout.outputs[name, material] = len(layout.holdings)
                layout.holdings.append(HoldingKey(name, material, "both"))
            middle = first
        else:
            for material in outputs_of(site):
                layout.outputs[name, material] = len(layout.holdings)
                layout.holdings.append(HoldingKey(name, material, "out"))
            middle = len(layout.holdings)
            for material in [] if isinstance(site, Source) else inputs_of(site):
                layout.inputs[name, material] = len(layout.holdings)
                layout.holdings.append(HoldingKey(name, material, "in"))
        layout.spans.append((first, middle, len(layout.holdings)))
    layout.materials = sorted({key.material for key in layout.holdings})
    layout.lanes = sorted(scenario.lanes, key=lambda lane: lane.name)
    layout.inbound = [[] for _ in layout.holdings]
    layout.outbound = [[] for _ in layout.holdings]
    for rank, lane in enumerate(layout.lanes):
        seller, buyer = layout.outputs[lane.from_, lane.material], layout.inputs[lane.to, lane.material]
        layout.seller.append(seller)
        layout.buyer.append(buyer)
        layout.outbound[seller].append(rank)
        layout.inbound[buyer].append(rank)
        if isinstance(scenario.sites[lane.to], Stockpile):
            layout.stocking.append(rank)
    layout.site_rank = {name: rank for rank, name in enumerate(layout.sites)}
    layout.material_rank = {name: rank for rank, name in enumerate(layout.materials)}
    layout.lane_rank = {lane.name: rank for rank, lane in enumerate(layout.lanes)}
    return layout
