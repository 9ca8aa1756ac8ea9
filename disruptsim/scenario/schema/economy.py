"""Prices, and the money of producers and projects."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from disruptsim.scenario.quantities import (
    Factor,
    FixedTime,
    Money,
    Name,
    Outlay,
    PositiveShare,
    Price,
    Share,
    Time,
    VaryingTime,
    Yearly,
)
from disruptsim.scenario.schema.base import Part, Sourced


class Economy(Sourced):
    """How prices move and what they move; without it prices rest and nothing is paid."""

    zones: list[Name] = Field(
        default_factory=list,
        description="Zones with a price of their own; a country belongs to the first that has it, all others together are one more. None: one world price.",
    )
    home: Name = Field(
        "",
        description="Zone or country whose treasury pays for policies; the first of zones but the adversary's by default.",
    )
    review: FixedTime = Field(7.0, description="Time between moves of prices, d.")
    up: FixedTime = Field(21.0, description="Time constant with which the logarithm of a price rises to its target, d.")
    down: FixedTime = Field(42.0, description="The same where it falls, d.")
    slack: Factor = Field(0.2, description="a in target = reference x ((w + a) / (x + a))^g.")
    scarce: Factor = Field(1.0, description="g where cover is below w.")
    ample: Factor = Field(0.25, description="g where cover is above it.")
    precaution: Factor = Field(
        1.35, description="w outside the actor, from a control's announcement to its end; 1 in calm."
    )
    highest: Factor = Field(20.0, description="Highest price over reference.")
    lowest: Factor = Field(0.05, description="Lowest price over reference, where no cash cost is given.")
    theta: PositiveShare = Field(
        0.1,
        description="Rise of landed cost, over the reference price, at which a lane's weight in an order falls to 1/e.",
    )
    contract: Share = Field(0.8, description="Share of what a lane carries that is paid by contract, the rest at spot.")
    index_lag: FixedTime = Field(90.0, description="Time constant of the index by which contracts are paid, d.")
    substitution: Yearly = Field(
        0.0,
        description="Most that the input of a material per unit falls in a year while its price is doubled or more; in proportion to the logarithm of the price below that.",
    )
    substitution_most: Share = Field(0.5, description="Most that it ever falls.")
    long_run: Time = Field(730.0, description="Time constant of the long-run response of demand, d.")
    recycling_elasticity: Factor = Field(
        0.0, description="Elasticity of what comes back to recyclers to the price of what they make."
    )
    recycling_lag: FixedTime = Field(365.0, description="Time constant of that, d.")
    carrying: Share = Field(
        0.12,
        description="Yearly cost of stock that policies have firms hold on top, over its worth: money, room, insurance.",
    )
    premium: Factor = Field(
        1.0,
        description="What a buyer that is cut off thinks a way round is worth beyond prices, over the reference price.",
    )


class Finance(Part):
    """The money of a producer, and when it stops and starts again."""

    cash_cost: Price = Field(
        0.0, description="Avoidable cost per tonne of the main output, beyond inputs that are bought, USD/t."
    )
    fixed: Outlay = Field(
        0.0, description="Cost that runs whether it works or not, USD/d; a half of it while mothballed."
    )
    debt: Money = Field(0.0, description="Debt, USD.")
    interest: Share = Field(0.08, description="Interest on it, share a year.")
    cash: Money = Field(0.0, description="Cash and credit at the start, USD.")
    subsidy: Price = Field(0.0, description="Paid to it by its state per tonne made, USD/t.")
    exit: Time = Field(
        365.0,
        description="Time below cash cost after which it is mothballed, d (lines run on for 2 to 6 quarters at a loss).",
    )
    refinance: Share = Field(
        0.5, description="Chance that it is refinanced when its cash is gone, for a year's losses."
    )
    permanent: Share = Field(0.3, description="Share of exits that are for ever.")
    restart_margin: Factor = Field(0.15, description="Margin over cost per tonne that it wants before it starts again.")
    restart_hold: Time = Field(180.0, description="How long that margin must have lasted, d.")
    restart_time: VaryingTime = Field(365.0, description="Time to start again, d.")
    restart_cost: Money = Field(0.0, description="Cost to start again, USD.")


class Project(Part):
    """A plant that is not there yet."""

    capex: Money = Field(0.0, description="Cost to build it, USD.")
    build: VaryingTime = Field(description="Time to build it, d.")
    permit: VaryingTime = Field(0.0, description="Time until it may be built, d, from the decision.")
    ramp: Time = Field(365.0, description="Time over which it rises to capacity, d, in ten equal steps.")
    decides: Literal["value", "order", "date"] = Field(
        "value",
        description="value: when its net present value pays; order: when an instrument orders it; date: at `starts`.",
    )
    starts: Time = Field(0.0, description="With date: when it is begun, d. With value: the earliest.")
    after: Name | None = Field(None, description="A site that must be on line before it is begun.")
    life: Time = Field(7300.0, description="Time over which its value is reckoned, d.")
    hurdle: Share = Field(0.12, description="Yearly rate at which it is discounted.")
    expects: Literal["now", "index"] = Field("index", description="Price it is valued at: of the moment, or lagged.")
    credibility: Share = Field(0.5, description="Weight it gives to a guaranteed price: the chance that it lasts.")
    discovered: bool = Field(
        True, description="Whether its deposit is known; otherwise a mapping programme must find it first."
    )
