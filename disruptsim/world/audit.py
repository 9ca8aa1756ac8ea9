"""The mass balance: what came in, what went out, what is there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from disruptsim.world.world import World

Array = NDArray[np.float64]


def balance(world: World) -> tuple[Array, Array]:
    """Mass balance of each material; holdings of markets must be settled.

    Returns
    -------
    error : ndarray, shape (materials,)
        initial + made - used - consumed - lost - (on hand + in process + in transit), t.
    throughput : ndarray, shape (materials,)
        initial + made, t.
    """
    there = [0.0] * len(world.materials)
    for holding in world.holdings:
        there[holding.material] += holding.on_hand
    for shipment in world.shipments:
        if shipment.lane >= 0:
            there[world.lanes[shipment.lane].material] += shipment.tonnes
    for lot in world.lots:
        if lot.line >= 0:
            site = world.sites[world.lines[lot.line].site]
            for rank in range(site.first, site.middle):
                there[world.holdings[rank].material] += lot.tonnes * world.holdings[rank].per_unit
    error, throughput = np.zeros(len(there)), np.zeros(len(there))
    for rank, m in enumerate(world.materials):
        error[rank] = m.initial + m.made - m.used - m.consumed - m.lost - there[rank]
        throughput[rank] = m.initial + m.made
    return error, throughput


def breach(world: World, tolerance: float = 1e-9) -> tuple[int, float] | None:
    """The material whose balance is furthest off, and by which share of its throughput; None if all are within."""
    error, throughput = balance(world)
    share = np.abs(error) / np.maximum(throughput, 1e-9)
    worst = int(np.argmax(share)) if len(share) else 0
    return (worst, float(share[worst])) if len(share) and share[worst] > tolerance else None


def below_zero(world: World) -> str:
    """Name the first amount that is negative beyond rounding; empty if there is none."""
    for group in ("holdings", "lanes", "lines", "reserves", "clauses"):
        for rank, record in enumerate(getattr(world, group)):
            for name in ("on_hand", "owed", "ordered", "in_transit", "waiting", "in_process", "left"):
                value = getattr(record, name, 0.0)
                if value < -1e-6:
                    return f"{group}[{rank}].{name} = {value}"
    return ""
