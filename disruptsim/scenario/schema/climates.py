"""Climates: how readily an actor reaches for its controls, which changes from time to time."""

from __future__ import annotations

from pydantic import Field

from disruptsim.scenario.quantities import Factor, Name, Share, Validity
from disruptsim.scenario.schema.base import Part, Sourced


class ClimateState(Part):
    """One state of a climate, such as truce, tension or conflict."""

    lasts: Validity = Field(description="How long it lasts on average, d; each stay is drawn, and exponential.")
    factor: Factor = Field(description="Factor on the rate of every disruption in this climate.")
    then: dict[Name, Share] = Field(
        default_factory=dict,
        description="Chance of each other state to come next; they add up to 1. Where there are two, it may be left out.",
    )


class Climate(Sourced):
    """A chain of states that multiplies the rates of several disruptions at once, so that they come in series."""

    states: dict[Name, ClimateState] = Field(description="Its states, by name.", min_length=2)
    begins: Name | None = Field(
        None, description="State at the start; by default one drawn by the share of time that each has in the long run."
    )
