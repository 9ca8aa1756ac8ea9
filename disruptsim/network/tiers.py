"""Tiers of a network, counted downstream.

A site stands one further than the furthest of those that send to it, sources first. Sites of a loop (scrap that comes
back) stand together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from disruptsim.network.layout import Layout
from disruptsim.scenario.schema.sites import Market, Producer


def tiers(layout: Layout) -> NDArray[np.int64]:
    """Tier of each site, 0 for sources; stockpiles and traders are passed through.

    Returns
    -------
    ndarray of int, shape (sites,)
    """
    if layout.tiers is None:
        layout.tiers = _tiers(layout)
    return layout.tiers


def _tiers(layout: Layout) -> NDArray[np.int64]:
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(layout.sites)))
    graph.add_edges_from((layout.site_rank[lane.from_], layout.site_rank[lane.to]) for lane in layout.lanes)
    loops = nx.condensation(graph)
    works = [isinstance(layout.site(name), Producer | Market) for name in layout.sites]
    found = np.zeros(len(layout.sites), np.int64)
    depth: dict[int, int] = {}
    for part in nx.topological_sort(loops):
        before = max((depth[other] for other in loops.predecessors(part)), default=-1)
        members = loops.nodes[part]["members"]
        depth[part] = before + 1 if any(works[rank] for rank in members) else before
        for rank in members:
            found[rank] = max(0, depth[part])
    return found
