"""What an actor does with prices and borders: dumping, tariffs, technology controls, crackdowns on evasion."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from disruptsim.scenario.quantities import Factor, FixedTime, Money, Name, Names, Price, Share, Time
from disruptsim.scenario.schema.base import Part
from disruptsim.scenario.schema.disruptions import Hazard


class Squeeze(Part):
    """What follows a flood."""

    below: Share = Field(
        0.0, description="It begins when the rivals' share of capacity at work is below this, or the budget is gone."
    )
    markup: Factor = Field(0.0, description="Added to the actor's ask, over the price.")
    passes: Share = Field(1.0, description="Share of contract rates that may still leave the actor.")
    lasts: Time = Field(730.0, description="How long it lasts, d.")


class Dumping(Hazard):
    """A flood of goods under the rivals' cost, and a squeeze once they are gone; `lasts` is the longest flood."""

    kind: Literal["dumping"] = Field(description="A flood under cost, then a squeeze.")
    actor: Names = Field(description="Country, zone, or list of them that floods.")
    materials: list[Name] = Field(description="Materials that it floods the market with.", min_length=1)
    above: Share = Field(
        0.0, description="The flood begins when the rivals' share of capacity, with what is being built, is above this."
    )
    price: Share = Field(0.6, description="The actor's ask over the reference price during the flood.")
    volume: Factor = Field(0.2, description="Capacity that it adds, over its own.")
    budget: Money = Field(1e12, description="What it may lose by it, USD.")
    squeeze: Squeeze | None = Field(None, description="What follows; nothing by default.")


class Duty(Part):
    """A duty at the border, fixed or adjustable."""

    importers: Names = Field(description="Countries or zones at whose border it is due.")
    origins: Names | None = Field(None, description="Countries or zones whose goods pay it; all others by default.")
    ad_valorem: Factor = Field(0.0, description="Duty on `materials`, over the price at the border.")
    materials: list[Name] = Field(default_factory=list, description="Materials with a duty at `ad_valorem`.")
    floors: dict[Name, Price] = Field(
        default_factory=dict, description="Price by material to which an adjustable duty lifts what comes in, USD/t."
    )
    reset: FixedTime = Field(30.0, description="Time between adjustments, d.")
    content: dict[Name, dict[Name, Factor]] = Field(
        default_factory=dict,
        description="Tonnes of each floored material per unit of a product: the gap under the floor is charged on them too.",
    )
    origin_rule: Share = Field(
        0.0,
        description="Share of the tracked origin in goods from elsewhere from which they pay as if they came from there; 0: never.",
    )
    enforcement: Share = Field(0.0, description="Chance that a shipment that evades it is detected.")


class Tariff(Hazard, Duty):
    """A tariff that may be imposed, such as in retaliation."""

    kind: Literal["tariff"] = Field(description="A tariff.")


class TechnologyControl(Hazard):
    """A ban on equipment and knowledge, which slows what others build."""

    kind: Literal["technology_control"] = Field(description="A control of technology.")
    sites: list[Name] = Field(description="Projects that it slows.", min_length=1)
    slows: Share = Field(0.5, description="Share of the speed of building that is left.")


class Crackdown(Hazard):
    """An actor's drive against those who evade its control."""

    kind: Literal["crackdown"] = Field(description="A drive against evasion.")
    control: Name = Field(description="The control that is evaded.")
    enforcement: Share = Field(description="Chance that a shipment that evades it is detected.")
