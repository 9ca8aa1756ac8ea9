"""The most that a network can deliver: maximum flow through the recipes, as a linear programme.

Variables are lane flows, runs of producers, and deliveries to markets; a by-product can be sent at most in its
ratio to the main material. It knows no time, no stock and no rule of allocation: what the simulation delivers in
the long run can equal it but not pass it.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from disruptsim.errors import SimulationError
from disruptsim.network.layout import HoldingKey, Layout, lay_out
from disruptsim.scenario.realise import at_means
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.sites import Market, Plant, Producer, Recycler, Stockpile, demand_of


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a network can deliver.

    Attributes
    ----------
    delivered : float, t/d
        To all markets together; where there are none, what sites that only receive could take.
    demand : float, t/d
    markets : dict of str to float
        Delivered to each market, in one of the best plans.
    bottlenecks : list of (str, float)
        What binds, with what one more t/d of it would add to deliveries, the most first.
    """

    delivered: float
    demand: float
    markets: dict[str, float]
    bottlenecks: list[tuple[str, float]]


def capacity(scenario: Scenario, without: Collection[str] = ()) -> Capacity:
    """Work out the most that can be delivered.

    Parameters
    ----------
    scenario : Scenario
        Uncertain numbers are taken at their means.
    without : collection of str
        Names of sites and lanes that are out.
    """
    from scipy.optimize import linprog
    from scipy.sparse import lil_matrix

    layout = lay_out(at_means(scenario))
    unknown = sorted(set(without) - set(layout.sites) - set(layout.lane_rank))
    if unknown:
        raise KeyError(f"no site or lane {unknown[0]}")
    lanes, sites = len(layout.lanes), len(layout.sites)
    inputs = {n: layout.alternative(n) for n, key in enumerate(layout.holdings) if _stands_in(layout, key)}
    others = {n: lanes + sites + k for k, n in enumerate(inputs)}  # tonnes of an input whose work an alternative does
    width = lanes + sites + len(others)
    bounds = [_lane_bound(layout, n, without) for n in range(lanes)]
    bounds += [_site_bound(layout, name, without) for name in layout.sites]
    bounds += [(0.0, None)] * len(others)
    gain = np.zeros(width)
    rows = lil_matrix((len(layout.holdings) + sites + len(others), width))
    rates = {
        rank: demand_of(site) for rank, site in enumerate(map(layout.site, layout.sites)) if isinstance(site, Market)
    }
    markets = list(rates)
    for rank in markets:
        gain[lanes + rank] = -1.0
    for holding, key in enumerate(layout.holdings):
        run = lanes + layout.site_rank[key.site]
        if key.role == "out":  # sent <= ratio x run
            for lane in layout.outbound[holding]:
                rows[holding, lane] = 1.0
            rows[holding, run] = -layout.per_unit(holding)
        elif key.role == "in":  # used <= received
            for lane in layout.inbound[holding]:
                rows[holding, lane] = -1.0
            if holding in inputs:  # used <= received, and at most its share of the work
                needed, one = inputs[holding]
                main = layout.inputs[key.site, needed]
                rows[holding, others[holding]] = float(one.factor)
                rows[main, others[holding]] = -1.0
                rows[others[holding] - lanes + len(layout.holdings), others[holding]] = 1.0
                rows[others[holding] - lanes + len(layout.holdings), run] = -float(one.most) * layout.per_unit(main)
            else:
                rows[holding, run] = layout.per_unit(holding)
        else:  # a trader sends what it receives
            for lane in layout.outbound[holding]:
                rows[holding, lane] = 1.0
            for lane in layout.inbound[holding]:
                rows[holding, lane] = -1.0
    for rank, site in enumerate(map(layout.site, layout.sites)):
        if isinstance(site, Recycler):  # made <= what service brings back
            rows[len(layout.holdings) + rank, lanes + rank] = 1.0
            for other, ratio in site.follows.items():
                rows[len(layout.holdings) + rank, lanes + layout.site_rank[other]] = -float(ratio)
    if not markets:
        _count_ends(layout, gain, lanes)
    found = linprog(gain, A_ub=rows.tocsr(), b_ub=np.zeros(rows.shape[0]), bounds=bounds, method="highs")
    if not found.success:
        raise SimulationError(f"the flow of {scenario.name} could not be worked out: {found.message}")
    demand = math.fsum(rates.values())
    delivered = {layout.sites[rank]: float(found.x[lanes + rank]) for rank in markets}
    tight = []
    for n, worth in enumerate(found.upper.marginals):
        if n >= lanes + sites:
            break
        name = layout.lanes[n].name if n < lanes else layout.sites[n - lanes]
        if worth < -1e-9 and not (n >= lanes and n - lanes in markets):
            tight.append((name, float(-worth)))
    tight.sort(key=lambda item: (-round(item[1], 9), item[0]))
    return Capacity(float(-found.fun), demand, delivered, tight)


def _stands_in(layout: Layout, key: HoldingKey) -> bool:
    site = layout.site(key.site)
    return isinstance(site, Plant) and key.role == "in" and key.material not in site.needs


def _lane_bound(layout: Layout, rank: int, without: Collection[str]) -> tuple[float, float | None]:
    lane = layout.lanes[rank]
    if lane.name in without or lane.from_ in without or lane.to in without:
        return 0.0, 0.0
    if isinstance(layout.site(lane.from_), Stockpile):
        return 0.0, 0.0  # a store is no source in the long run
    return 0.0, None if lane.capacity is None else float(lane.capacity)


def _site_bound(layout: Layout, name: str, without: Collection[str]) -> tuple[float, float | None]:
    site = layout.site(name)
    if name in without:
        return 0.0, 0.0
    if isinstance(site, Producer):
        return 0.0, float(site.capacity)
    if isinstance(site, Market):
        return 0.0, demand_of(site)
    return 0.0, None


def _count_ends(layout: Layout, gain: np.ndarray, lanes: int) -> None:
    """Without markets, count what producers that send nothing on could make."""
    for rank, name in enumerate(layout.sites):
        first = layout.spans[rank][0]
        if isinstance(layout.site(name), Producer) and not layout.outbound[first]:
            gain[lanes + rank] = -1.0
