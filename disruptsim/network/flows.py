"""Nominal flows: what an undisturbed network carries.

Demand is followed upstream over contract shares (orders pull), and output downstream over lanes that push. A
material loop with a gain below one settles; capacity bounds what a site runs.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disruptsim.network.layout import Layout
from disruptsim.scenario.schema.sites import Buyer, Market, Producer, Recycler, Stockpile, Trader, demand_of

Array = NDArray[np.float64]
_MOST_SWEEPS = 400


@dataclass(slots=True)
class Flows:
    """Nominal flows, in t/d.

    Attributes
    ----------
    share : ndarray, shape (lanes,)
        Contract share of each lane, those left open filled in.
    lane : ndarray, shape (lanes,)
        Nominal flow of each lane.
    use : ndarray, shape (holdings,)
        What is taken out of each holding: used, sold, or consumed.
    run : ndarray, shape (sites,)
        Main output of each producer.
    wanted : ndarray, shape (sites,)
        Main output that buyers ask of each producer, beyond its capacity too.
    value : ndarray, shape (holdings,)
        Loss in USD that a missing tonne causes at the markets downstream, by nominal flows.
    """

    share: Array
    lane: Array
    use: Array
    run: Array
    wanted: Array
    value: Array


def pushes(layout: Layout, lane: int) -> bool:
    """Whether a lane is fed by what its seller can send, not by orders."""
    buyer = layout.site(layout.lanes[lane].to)
    return isinstance(buyer, Buyer) and buyer.replenish.policy == "push"


def from_reserve(layout: Layout, lane: int) -> bool:
    """Whether a lane leads out of a stockpile: it carries releases, never orders."""
    return isinstance(layout.site(layout.lanes[lane].from_), Stockpile)


def most_made(layout: Layout, site: Producer) -> float:
    """Most that a site makes in calm, t/d: its capacity, or for a recycler what nominal service brings back."""
    capacity = float(site.capacity)
    if isinstance(site, Recycler):
        capacity = min(capacity, feed_rate(layout, site))
    return capacity


def feed_rate(layout: Layout, site: Recycler) -> float:
    """What nominal service brings back to a recycler, t/d of its main material."""
    markets = ((layout.site(name), float(ratio)) for name, ratio in sorted(site.follows.items()))
    return math.fsum(ratio * demand_of(market) for market, ratio in markets if isinstance(market, Market))


def contract_shares(layout: Layout) -> Array:
    """Fill in the shares that lanes leave open.

    A lane fed by push has a share of what its seller makes, any other of what its buyer uses.
    """
    share = np.zeros(len(layout.lanes))
    for lanes in layout.inbound:
        _fill(layout, share, [n for n in lanes if not pushes(layout, n) and not from_reserve(layout, n)])
    for lanes in layout.outbound:
        _fill(layout, share, [n for n in lanes if pushes(layout, n) and not from_reserve(layout, n)])
    return share


def _fill(layout: Layout, share: Array, lanes: list[int]) -> None:
    lanes = [n for n in lanes if not layout.lanes[n].evades]  # a way round has no part in contracts
    open_lanes = [n for n in lanes if layout.lanes[n].share is None]
    given = [n for n in lanes if layout.lanes[n].share is not None]
    for n in given:
        share[n] = float(layout.lanes[n].share)  # type: ignore[arg-type]
    rest = max(0.0, 1.0 - float(share[given].sum()))
    for n in open_lanes:
        share[n] = rest / len(open_lanes)


def nominal_flows(layout: Layout) -> Flows:
    """Work out the nominal flows of a scenario whose uncertain numbers are plain."""
    share = contract_shares(layout)
    holdings = len(layout.holdings)
    use, lane_flow = np.zeros(holdings), np.zeros(len(layout.lanes))
    run, wanted = np.zeros(len(layout.sites)), np.zeros(len(layout.sites))
    push = [pushes(layout, n) for n in range(len(layout.lanes))]
    reserve = [from_reserve(layout, n) for n in range(len(layout.lanes))]
    dirty = list(range(len(layout.sites)))
    queued = [True] * len(layout.sites)
    visits = 0
    while dirty and visits < _MOST_SWEEPS * len(layout.sites):
        rank = heapq.heappop(dirty)
        queued[rank] = False
        visits += 1
        touched = _settle(layout, rank, share, use, lane_flow, run, wanted, push, reserve)
        for other in touched:
            if not queued[other]:
                queued[other] = True
                heapq.heappush(dirty, other)
    return Flows(share, lane_flow, use, run, wanted, _values(layout, use, lane_flow, run))


def _settle(
    layout: Layout,
    rank: int,
    share: Array,
    use: Array,
    lane_flow: Array,
    run: Array,
    wanted: Array,
    push: list[bool],
    reserve: list[bool],
) -> set[int]:
    """Bring one site up to date; return the ranks of the sites that this concerns."""
    name = layout.sites[rank]
    site = layout.site(name)
    first, middle, end = layout.spans[rank]
    touched: set[int] = set()

    def carry(lane: int, flow: float) -> None:
        if abs(flow - lane_flow[lane]) > 1e-13 * max(abs(flow), 1e-12):
            lane_flow[lane] = flow
            ends = layout.lanes[lane]
            touched.add(layout.site_rank[ends.to if push[lane] else ends.from_])

    def pull(holding: int) -> None:
        for lane in layout.inbound[holding]:
            if not push[lane] and not reserve[lane]:
                carry(lane, share[lane] * use[holding])

    if isinstance(site, Market):
        use[first] = demand_of(site)
        pull(first)
    elif isinstance(site, Trader):
        asked = math.fsum(lane_flow[lane] for lane in layout.outbound[first] if not push[lane])
        use[first] = asked
        pull(first)
    elif isinstance(site, Producer):
        asked = math.fsum(lane_flow[lane] for lane in layout.outbound[first] if not push[lane])
        pushing = [lane for lane in layout.outbound[first] if push[lane]]
        capacity = most_made(layout, site)
        wanted[rank] = capacity if pushing or not layout.outbound[first] else asked
        run[rank] = min(capacity, wanted[rank])
        for holding in range(middle, end):
            fed = [lane for lane in layout.inbound[holding] if push[lane]]
            if fed and layout.part(holding) > 0.0:
                worth = layout.per_unit(holding) * layout.part(holding)
                run[rank] = min(run[rank], math.fsum(lane_flow[lane] for lane in fed) / worth)
        for holding in range(middle, end):
            use[holding] = run[rank] * layout.per_unit(holding) * layout.part(holding)
            pull(holding)
        for holding in range(first, middle):
            use[holding] = run[rank] * layout.per_unit(holding)
            sold = math.fsum(lane_flow[lane] for lane in layout.outbound[holding] if not push[lane])
            for lane in layout.outbound[holding]:
                if push[lane]:
                    carry(lane, share[lane] * max(0.0, use[holding] - sold))
    return touched


def _values(layout: Layout, use: Array, lane_flow: Array, run: Array) -> Array:
    """Loss per missing tonne of each holding; loops are followed a bounded number of times."""
    value = np.zeros(len(layout.holdings))
    for _ in range(30):
        before = value.copy()
        for rank, name in enumerate(layout.sites):
            site = layout.site(name)
            first, middle, end = layout.spans[rank]
            if isinstance(site, Market):
                value[first] = float(site.unit_value)
                continue
            for holding in range(first, middle if middle > first else end):
                flows = [(lane_flow[lane], value[layout.buyer[lane]]) for lane in layout.outbound[holding]]
                total = math.fsum(flow for flow, _ in flows)
                value[holding] = math.fsum(flow * worth for flow, worth in flows) / total if total > 0 else 0.0
            for holding in range(middle, end) if middle > first else ():
                value[holding] = value[first] / layout.per_unit(holding)
        if np.allclose(before, value, rtol=1e-9, atol=0):
            break
    return value
