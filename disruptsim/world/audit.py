"""The mass balance: what came in, what went out, what is there.

Records are read a column at a time, so that it does not matter whether they are objects or rows of arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.world.world import World

Array = NDArray[np.float64]
Column = Callable[[str, str], NDArray[Any]]  # a group of records, and a field


def columns_of(world: World) -> Column:
    """Read the records of a world a column at a time."""

    def column(group: str, field: str) -> NDArray[Any]:
        return np.array([getattr(record, field) for record in getattr(world, group)])

    return column


def balance(world: World) -> tuple[Array, Array]:
    """Mass balance of each material of a world; see `mass_balance`."""
    return mass_balance(columns_of(world))


def mass_balance(column: Column) -> tuple[Array, Array]:
    """Mass balance of each material; holdings of markets must be settled.

    Returns
    -------
    error : ndarray, shape (materials,)
        initial + made - used - consumed - lost - (on hand + in process + in transit), t.
    throughput : ndarray, shape (materials,)
        initial + made, t.
    """
    initial, made = column("materials", "initial"), column("materials", "made")
    there = np.zeros(len(initial))
    material = column("holdings", "material")
    np.add.at(there, material, column("holdings", "on_hand"))
    lane = column("shipments", "lane")
    if len(lane):
        under_way = lane >= 0
        materials = column("lanes", "material")[lane[under_way]]
        np.add.at(there, materials, column("shipments", "tonnes")[under_way])
    line = column("lots", "line")
    if len(line):
        lots = np.zeros(len(column("lines", "site")))
        np.add.at(lots, line[line >= 0], column("lots", "tonnes")[line >= 0])
        first, middle = column("sites", "first"), column("sites", "middle")
        per_unit = column("holdings", "per_unit")
        for tonnes, site in zip(lots.tolist(), column("lines", "site").tolist(), strict=True):
            outputs = slice(int(first[site]), int(middle[site]))
            np.add.at(there, material[outputs], tonnes * per_unit[outputs])
    gone = column("materials", "used") + column("materials", "consumed") + column("materials", "lost")
    return initial + made - gone - there, initial + made


_AMOUNTS = {
    "holdings": ("on_hand", "owed", "ordered", "in_transit", "waiting"),
    "lanes": ("ordered", "in_transit"),
    "sites": ("in_process",),
    "clauses": ("left",),
}


def below_zero(column: Column) -> tuple[str, int, str, float] | None:
    """The first amount that is negative beyond rounding: group, rank, field, t; None if there is none."""
    for group, fields in _AMOUNTS.items():
        for field in fields:
            values = column(group, field)
            if len(values) and values.min() < -1e-6:
                return group, int(values.argmin()), field, float(values.min())
    return None
