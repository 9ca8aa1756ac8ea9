"""Policies: bundles of instruments."""

from __future__ import annotations

from pydantic import Field

from disruptsim.scenario.quantities import AddedCover, Moment, MomentField, Name, Time, VaryingTime
from disruptsim.scenario.schema.base import Part, Sourced
from disruptsim.scenario.schema.sites import Draw, Holding


class Adoption(Part):
    """When a policy starts to work."""

    promised: MomentField = Field(default_factory=lambda: Moment(days=0.0), description="The promised date.")
    delay: VaryingTime = Field(0.0, description="Delay beyond the promise, d.")


class Buffer(Part):
    """More cover of named materials at named sites."""

    cover: AddedCover = Field(description="Days of use added to the cover.")
    materials: list[Name] = Field(description="Materials that are held.", min_length=1)
    sites: list[Name] = Field(
        default_factory=list, description="Sites that hold them; every buyer in `country` if empty."
    )
    country: Name | None = Field(None, description="Country or zone whose buyers hold them.")


class StockpileInstrument(Part):
    """A stockpile site put to work by a policy; what is given here takes the place of the site's own fields."""

    site: Name = Field(description="The stockpile site.")
    holds: dict[Name, Holding] | None = Field(None, description="Target and initial stock by material.")
    draw: Draw | None = Field(None, description="When and how fast it is drawn.")
    fill: Time | None = Field(None, description="Time over which an empty store is filled in calm, d.")
    rebuild: Time | None = Field(None, description="Time over which what was drawn is bought back, d.")


class Policy(Sourced):
    """A bundle of instruments."""

    extends: list[Name] = Field(default_factory=list, description="Policies whose instruments it has too.")
    adopted: Adoption = Field(default_factory=Adoption, description="When it starts to work.")
    buffer: list[Buffer] = Field(default_factory=list, description="Commercial buffers.")
    stockpile: list[StockpileInstrument] = Field(default_factory=list, description="Stockpiles.")
