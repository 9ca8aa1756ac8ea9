"""Instruments of policies that need an economy: borders, guarantees, money, programmes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from disruptsim.scenario.quantities import (
    Factor,
    FixedTime,
    MomentField,
    Money,
    Name,
    Outlay,
    Price,
    Rate,
    Share,
    Time,
    Yearly,
)
from disruptsim.scenario.schema.base import Part
from disruptsim.scenario.schema.strategies import Duty


class TariffInstrument(Duty):
    """A tariff, alone (one importer) or coordinated (several)."""


class TradingBloc(Part):
    """Members without duties among themselves, and a floor at their common border."""

    members: list[Name] = Field(
        description="Countries or zones; each belongs from adoption or from when it joins.", min_length=1
    )
    joins: dict[Name, MomentField] = Field(default_factory=dict, description="When a member joins, if later.")
    leaves: dict[Name, MomentField] = Field(default_factory=dict, description="When a member leaves.")
    floors: dict[Name, Price] = Field(description="Floor by material, and so by stage, USD/t.")
    member_floors: dict[Name, dict[Name, Price]] = Field(
        default_factory=dict, description="A member's own floors, where they differ."
    )
    reset: FixedTime = Field(30.0, description="Time between adjustments of the duty, d.")
    content: dict[Name, dict[Name, Factor]] = Field(
        default_factory=dict, description="As in a tariff: tonnes of floored materials per unit of a product."
    )
    origin_rule: Share = Field(0.0, description="As in a tariff.")
    enforcement: Share = Field(0.0, description="Chance that a shipment that evades the duty is detected.")
    sharing: bool = Field(False, description="No bans inside, and a shortage is shared in proportion.")


class PriceFloor(Part):
    """A contract for difference with named plants."""

    sites: list[Name] = Field(description="Plants that have it.", min_length=1)
    floor: Price = Field(description="Guaranteed price of the main output, USD/t.")
    zone: Name = Field("", description="Zone whose price is the index; the adversary's by default.")
    upside: Share = Field(0.0, description="Share of what the index exceeds the floor by that is paid back.")
    lasts: Time = Field(3650.0, description="Time to its sunset, d.")
    most: Rate | None = Field(None, description="Most that is eligible of each plant, t/d; all by default.")
    guarantee: Outlay = Field(
        0.0, description="Earnings before interest, tax and depreciation that each plant is guaranteed, USD/d."
    )


class Offtake(Part):
    """A take-or-pay contract."""

    site: Name = Field(description="The plant.")
    rate: Rate = Field(description="What is taken or paid for, t/d.")
    price: Price = Field(description="Price of what is not lifted, USD/t.")
    into: Name | None = Field(
        None, description="Stockpile to which what is paid for and not lifted goes, over its lane."
    )
    lasts: Time = Field(3650.0, description="Its term, d.")


class Equity(Part):
    """Public money for a project or plant: a stake, or an investment that is given."""

    site: Name = Field(description="The project or plant.")
    amount: Money = Field(description="Money, USD; into a project it is paid as it is built.")
    orders: bool = Field(True, description="Whether the project is begun for it.")
    faster: Share = Field(0.0, description="Share by which it shortens the time to build.")


class Permitting(Part):
    """Faster permits, and mapping that finds deposits."""

    sites: list[Name] = Field(default_factory=list, description="Projects that it concerns; all in `country` if empty.")
    country: Name | None = Field(None, description="Country or zone.")
    faster: Share = Field(0.5, description="Share by which permits take less time.")
    qualification: Share = Field(0.0, description="Share by which buyers qualify new lanes in less time.")
    finds: list[Name] = Field(default_factory=list, description="Projects whose deposit it finds.")
    finds_after: Time = Field(3650.0, description="Time until it does, d.")
    cost: Outlay = Field(0.0, description="What it costs, USD/d.")


class RapidResponse(Part):
    """A shorter way from a trigger to a release."""

    country: Name = Field(description="Country or zone whose stockpiles react faster.")
    detect: Time = Field(7.0, description="Time until a shortage is seen, d.")
    decide: Time = Field(7.0, description="Time until it is decided what to do, d.")
    act: Time = Field(7.0, description="Time until the first release, d.")
    approval: Share | None = Field(
        None,
        description="Chance of approval, with the three times as delay, that talks reach for its buyers' licences.",
    )
    priority: bool = Field(False, description="Whether sellers in it serve classes by priority.")
    cost: Outlay = Field(0.0, description="What it costs, USD/d.")


class DemandPriority(Part):
    """Who is served first in a shortage."""

    country: Name = Field(description="Country or zone whose sellers and stockpiles serve by it.")
    classes: list[Name] = Field(description="Classes, the first served first.", min_length=1)


class SubstitutionProgramme(Part):
    """Faster substitution of materials."""

    materials: list[Name] = Field(description="Materials.", min_length=1)
    country: Name | None = Field(None, description="Country or zone whose plants it helps; all by default.")
    faster: Yearly = Field(description="Added to the yearly substitution while prices are high.")
    cost: Outlay = Field(0.0, description="What it costs, USD/d.")


class RecyclingProgramme(Part):
    """More collected for recyclers."""

    sites: list[Name] = Field(description="Recyclers.", min_length=1)
    more: Factor = Field(
        description="Added to the share that comes back, over what does; it comes with the lag of the economy."
    )
    cost: Outlay = Field(0.0, description="What it costs, USD/d.")


class StockFinance(Part):
    """How a stockpile is paid for."""

    budget: Money = Field(1e12, description="Most that may be tied up in stock, fees taken off, USD.")
    loan: Money = Field(
        0.0,
        description="Public loan, drawn after the private part; where given, the two are the most that stock may cost, USD.",
    )
    private: Money = Field(0.0, description="Private money, drawn first, USD.")
    interest: Share = Field(0.05, description="Interest on both, share a year.")
    storage: Share = Field(0.03, description="Storage and insurance, share of value a year.")
    spoilage: Share = Field(0.0, description="Share of stock that is lost a year.")
    fee: Share = Field(0.02, description="Traders' fee on what is bought.")
    paid_by: Literal["buyers", "treasury"] = Field("buyers", description="Who pays interest, storage and fees.")
    allocate: Literal["targets", "days", "dollars", "loss"] = Field(
        "targets",
        description="How the budget is spread over materials: as targets say; equal days; equal dollars; by avoided loss per dollar.",
    )
    most_days: Time = Field(180.0, description="Most days of one material when spread by loss, d.")
    repurchase: bool = Field(
        True, description="Whether buyers get it at the committed price rather than at the market's."
    )
    lends_below: Time = Field(
        0.0,
        description="In normal times too, beneficiaries whose own cover is below this may draw, and replenish it; 0: never.",
    )
    entitlement: Share = Field(0.25, description="Share of the stock that may be drawn so and not yet be replenished.")
    replenish: FixedTime = Field(180.0, description="Time over which what was drawn so is bought back, d.")
    crowding: Share = Field(0.0, description="Share of their own cover that beneficiaries run down as it fills.")
    buys_below: Factor = Field(1e6, description="Price over reference above which nothing is bought.")
    share_of_market: Share = Field(1.0, description="Most that it buys of what is sold into its zone.")


INSTRUMENTS: dict[str, type[Part]] = {
    "trading_bloc": TradingBloc,
    "price_floor": PriceFloor,
    "tariff": TariffInstrument,
    "offtake": Offtake,
    "equity": Equity,
    "permitting": Permitting,
    "rapid_response": RapidResponse,
    "demand_priority": DemandPriority,
    "substitution": SubstitutionProgramme,
    "recycling": RecyclingProgramme,
}
