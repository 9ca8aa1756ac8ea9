"""How demand asks and how inputs are ordered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from disruptsim.scenario.quantities import (
    FixedTime,
    LevelField,
    Offset,
    PositiveShare,
    Review,
    StockField,
    Time,
    VaryingAmount,
    VaryingTime,
)
from disruptsim.scenario.schema.base import Part


class Forecast(Part):
    """How the use to come is foreseen at each review; give one of the two."""

    moving_average: int | None = Field(
        None, ge=1, le=1000, strict=True, description="Mean of the use of so many review periods."
    )
    smoothing: PositiveShare | None = Field(
        None, description="Weight of the last review period's use; the forecast before has the rest."
    )


class Replenish(Part):
    """How a site orders its inputs."""

    policy: Literal["base_stock", "s_S", "r_Q", "push"] = Field(
        "base_stock",
        description="base_stock: order up to a level; s_S: when the position is at or under s, up to S; r_Q: when it is at or under r, lots of Q; push: take whatever suppliers can send.",
    )
    review: Review = Field(7.0, description="Time between reviews, d, or continuous.")
    offset: Offset | None = Field(
        None, description="Time of the first review, d; by default spread over the period by the holding's name."
    )
    lot: FixedTime = Field(
        1.0,
        description="Under continuous review of base stock and constant use: order each time that so many days' use have gone, d.",
    )
    reorder: LevelField | None = Field(
        None,
        description="Position at or under which an order is placed, t or d of nominal use: s, or r; below nothing where demand is to wait.",
    )
    up_to: StockField | None = Field(
        None,
        description="Position that an order brings about, t or d of nominal use: S. Under base stock, use x (lead time + review + cover x hoarding) by default.",
    )
    quantity: StockField | None = Field(None, description="Size of an order, t or d of nominal use: Q.")
    forecast: Forecast | None = Field(
        None,
        description="Under periodic review: what takes the place of nominal use in the levels; demand of a market, served or not; orders to a trader; what a line used.",
    )


class DemandOrders(Part):
    """Demand that comes by orders."""

    every: VaryingTime = Field(
        description="Time from an order to the next, d; the first comes one such time after the start."
    )
    size: VaryingAmount = Field(description="Size of an order, t.")
    patience: Time | None = Field(
        None,
        description="Where unserved demand waits: time after which what is left of an order is lost, d; never by default.",
    )
