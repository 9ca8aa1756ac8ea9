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
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    count = len(layout.sites)
    start = np.array([layout.site_rank[lane.from_] for lane in layout.lanes], dtype=np.int64)
    end = np.array([layout.site_rank[lane.to] for lane in layout.lanes], dtype=np.int64)
    lanes = csr_array((np.ones(len(start), np.int8), (start, end)), shape=(count, count))
    parts, part = connected_components(lanes, directed=True, connection="strong")
    works = np.zeros(parts, np.int64)
    np.maximum.at(works, part, [int(isinstance(layout.site(name), Producer | Market)) for name in layout.sites])
    start, end = part[start], part[end]
    start, end = start[start != end], end[start != end]
    depth = works - 1
    for _ in range(parts):  # as often as the longest way is long
        further = depth.copy()
        np.maximum.at(further, end, depth[start] + works[end])
        if (further == depth).all():
            break
        depth = further
    return np.asarray(np.maximum(depth[part], 0), np.int64)
