"""Policies: bundles of instruments."""

from __future__ import annotations

from pydantic import Field

from disruptsim.scenario.quantities import AddedCover, FixedShare, Moment, MomentField, Name, Time, VaryingTime
from disruptsim.scenario.schema.base import Part, Sourced
from disruptsim.scenario.schema.instruments import (
    DemandPriority,
    Equity,
    Offtake,
    Permitting,
    PriceFloor,
    RapidResponse,
    RecyclingProgramme,
    StockFinance,
    SubstitutionProgramme,
    TariffInstrument,
    TradingBloc,
)
from disruptsim.scenario.schema.sites import Draw, Holding


class Adoption(Part):
    """When a policy starts to work."""

    promised: MomentField = Field(default_factory=lambda: Moment(days=0.0), description="The promised date.")
    delay: VaryingTime = Field(0.0, description="Delay beyond the promise, d.")
    probability: FixedShare = Field(1.0, description="Chance that it is ever adopted.")


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
    finance: StockFinance | None = Field(None, description="How it is paid for, where there is an economy.")


class Policy(Sourced):
    """A bundle of instruments."""

    extends: list[Name] = Field(default_factory=list, description="Policies whose instruments it has too.")
    adopted: Adoption = Field(default_factory=Adoption, description="When it starts to work.")
    buffer: list[Buffer] = Field(default_factory=list, description="Commercial buffers.")
    stockpile: list[StockpileInstrument] = Field(default_factory=list, description="Stockpiles.")
    trading_bloc: list[TradingBloc] = Field(default_factory=list, description="Trading blocs.")
    price_floor: list[PriceFloor] = Field(default_factory=list, description="Contracts for difference.")
    tariff: list[TariffInstrument] = Field(default_factory=list, description="Tariffs.")
    offtake: list[Offtake] = Field(default_factory=list, description="Take-or-pay contracts.")
    equity: list[Equity] = Field(default_factory=list, description="Stakes and investments.")
    permitting: list[Permitting] = Field(default_factory=list, description="Permitting and mapping programmes.")
    rapid_response: list[RapidResponse] = Field(default_factory=list, description="Rapid response.")
    demand_priority: list[DemandPriority] = Field(default_factory=list, description="Who is served first.")
    substitution: list[SubstitutionProgramme] = Field(default_factory=list, description="Substitution programmes.")
    recycling: list[RecyclingProgramme] = Field(default_factory=list, description="Recycling programmes.")
