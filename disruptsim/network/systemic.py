"""Systemic risk of each firm in a network of sales: what the others lose if it is shut for good.

The index of Diem, Borsos, Reisch, Kertesz and Thurner 2022 (Scientific Reports) with all inputs essential: a shock runs
downstream by the worst supplier, upstream by lost sales inside the network, until nothing changes. It knows no time, no
stock and no other supplier.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from disruptsim.network.flows import Flows
from disruptsim.network.layout import Layout
from disruptsim.scenario.schema.sites import Market, Producer

Array = NDArray[np.float64]
_CLOSE = 1e-15


def systemic_index(sales: Array, weights: Array) -> Array:
    """Index of each firm: the share of all output that is lost with it.

    Parameters
    ----------
    sales : ndarray, shape (firms, firms)
        From seller (row) to buyer (column).
    weights : ndarray, shape (firms,)
        Output of each firm.

    Returns
    -------
    ndarray, shape (firms,)
    """
    count = len(weights)
    found = np.zeros(count)
    sold = sales.sum(axis=1)
    feeds = sales > 0
    for firm in range(count):
        down, upward = np.ones(count), np.ones(count)
        down[firm] = upward[firm] = 0.0
        for _ in range(100 * count):
            before = np.concatenate([down, upward])
            worst = np.where(feeds, down[:, None], 1.0).min(axis=0)
            asked = np.where(sold > 0, (sales @ upward) / np.where(sold > 0, sold, 1.0), 1.0)
            down, upward = np.minimum(down, worst), np.minimum(upward, asked)
            if np.abs(np.concatenate([down, upward]) - before).max() <= _CLOSE:
                break
        level = np.minimum(down, upward)
        found[firm] = float((weights * (1.0 - level)).sum() / weights.sum())
    return found


def systemic_risk(layout: Layout, flows: Flows) -> dict[str, float]:
    """Index of each site of a scenario, by the value of its nominal flows; sites that no value passes are left out.

    A tonne counts for what its lack costs at the markets downstream (`Flows.value`), or as a tonne where no market has
    a unit value.
    """
    valued = bool((flows.value > 0).any())
    names = [name for name in layout.sites if isinstance(layout.site(name), Producer | Market)]
    rank = {name: number for number, name in enumerate(names)}
    sales, weights = np.zeros((len(names), len(names))), np.zeros(len(names))
    for number, lane in enumerate(layout.lanes):
        worth = float(flows.lane[number]) * (float(flows.value[layout.buyer[number]]) if valued else 1.0)
        if lane.from_ in rank and lane.to in rank:
            sales[rank[lane.from_], rank[lane.to]] += worth
    for name in names:
        first = layout.spans[layout.site_rank[name]][0]
        weights[rank[name]] = float(flows.use[first]) * (float(flows.value[first]) if valued else 1.0)
    if not weights.sum() > 0:
        return {}
    index = systemic_index(sales, weights)
    return {name: float(index[rank[name]]) for name in names if weights[rank[name]] > 0}
