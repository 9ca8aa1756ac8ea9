"""Controls, outages, closures and surges: what may happen to a network."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from disruptsim.scenario.quantities import (
    Amount,
    Decisions,
    Factor,
    FixedTime,
    Frequency,
    Length,
    MomentField,
    Name,
    Names,
    Share,
    Targets,
    Time,
    Validity,
    VaryingTime,
)
from disruptsim.scenario.schema.base import Part, Sourced
from disruptsim.scenario.schema.sites import Location

Recall = Literal["arrive", "lost", "returned"]


class DisruptionBase(Sourced):
    """When a disruption happens: at a moment, at random, or after another."""

    starts: MomentField | None = Field(
        None,
        description="When it takes effect; or give `rate`, or `after`. Of one that starts before the run, the rest happens.",
    )
    rate: Frequency | None = Field(
        None, description="How often it happens, 1/yr, counted from the end of one to the start of the next."
    )
    climate: Name | None = Field(None, description="Climate whose state multiplies its rate.")
    lasts: VaryingTime | None = Field(None, description="How long it lasts, d; to the end of the run by default.")
    probability: Share = Field(1.0, description="Chance that it happens at all, or that a chained one follows.")
    after: Name | None = Field(None, description="Name of the disruption, or policy, that it follows.")
    upon: Literal["start", "end"] = Field("start", description="Whether it follows the other's effect or its end.")
    delay: VaryingTime = Field(0.0, description="Time from the other's start or end to its own start, d.")


class Hazard(DisruptionBase):
    """A disruption that hits places rather than trade."""


class ControlBase(DisruptionBase):
    """Who controls what, towards whom."""

    actor: Names = Field(description="Country, zone, or list of them that imposes it.")
    materials: list[Name] = Field(description="Materials that it covers.", min_length=1)
    targets: Targets = Field(
        "all", description="Countries or zones that it is aimed at; all other countries by default."
    )
    announced: MomentField | None = Field(
        None, description="When it is announced; when it takes effect by default, without notice."
    )
    enforcement: Share = Field(0.0, description="Chance that a shipment that evades it is detected.")
    hoarding: Factor = Field(
        1.5, description="Factor on the cover of the controlled materials at every buyer outside the actor."
    )
    calm: Time = Field(60.0, description="Time after its end until hoarding stops, d.")
    recall: Recall = Field("arrive", description="What becomes of goods under way when it takes effect.")


class Ban(ControlBase):
    """An export ban, whole or in part."""

    kind: Literal["ban"] = Field(description="An export ban.")
    passes: Share = Field(
        0.0, description="Share of each lane's capacity (contract rate where it has none) that may still depart."
    )


class Permit(Part):
    """How licences are granted."""

    processing: VaryingTime = Field(60.0, description="Time from an application to the decision, d.")
    approval: Share = Field(1.0, description="Chance that a first application, or one filed again, is granted.")
    approval_by_country: dict[Name, Share] = Field(
        default_factory=dict, description="The same for buyers in a country or zone; the lowest that fits counts."
    )
    approval_by_class: dict[Name, Share] = Field(
        default_factory=dict,
        description="The same for buyers of a class, such as defence; the lowest that fits counts.",
    )
    desk: Decisions | None = Field(
        None, description="Most decisions in a month (365/12 d), evenly spaced; no limit by default."
    )
    covers: Validity = Field(
        90.0, description="How long a permit is valid, and how many days of contract it covers, d."
    )
    headroom: Factor = Field(1.0, description="Tonnage of a permit over that contract tonnage.")
    renewal: Share = Field(0.95, description="Chance that a renewal is granted.")
    ahead: Time = Field(60.0, description="How long before expiry a renewal is filed, d.")
    retry: Time = Field(30.0, description="Time from a refusal to the next application, d.")


class Licence(ControlBase):
    """An export licence: each lane must hold a permit."""

    kind: Literal["licence"] = Field(description="An export licence.")
    permit: Permit = Field(default_factory=Permit, description="How permits are granted.")


class Quota(ControlBase):
    """A tonnage for each period."""

    kind: Literal["quota"] = Field(description="A quota.")
    on: Literal["production", "export"] = Field(
        "export", description="Whether it limits what the actor makes or what it exports."
    )
    tonnage: Amount = Field(description="Tonnage for each period, t.")
    period: FixedTime = Field(365.0 / 12.0, description="Length of a period, d.")
    shared: Literal["contract", "pool"] = Field(
        "contract",
        description="contract: split over sites or lanes by nominal flow; pool: one for all, drawn on by whoever ships first, and in proportion at one instant.",
    )
    carry_over: bool = Field(False, description="Whether what is left is added to the next period.")


class Outage(Hazard):
    """Sites that stop, or slow, for a while; one cause may hit several."""

    kind: Literal["outage"] = Field(description="An outage of one or more sites by one cause.")
    sites: list[Name] = Field(default_factory=list, description="Sites that it hits, by name.")
    country: Name | None = Field(None, description="Country or zone that it hits.")
    centre: Location | None = Field(None, description="Centre of the area that it hits, latitude and longitude.")
    radius: Length | None = Field(None, description="Radius of that area, km.")
    capacity_left: Share = Field(0.0, description="Share of capacity that still works.")
    ramp: Time = Field(0.0, description="Time after its end over which capacity comes back, d, in ten equal steps.")
    in_process: Literal["kept", "lost"] = Field("kept", description="What becomes of work in process.")
    recall: Recall = Field("arrive", description="What becomes of goods under way from the sites.")


class Closure(Hazard):
    """A chokepoint that shuts or sends ships round."""

    kind: Literal["chokepoint"] = Field(description="A chokepoint that closes.")
    chokepoint: Name = Field(description="The chokepoint.")
    effect: Literal["shut", "detour"] = Field(
        "shut", description="shut: shipments wait, or take the detour if that is shorter; detour: they go round."
    )


class LaneLoss(Hazard):
    """Lanes that carry nothing, or less, for a while."""

    kind: Literal["lane_loss"] = Field(description="Lanes that fail.")
    lanes: list[Name] = Field(description="Lanes that it hits, by name.", min_length=1)
    capacity_left: Share = Field(
        0.0, description="Share of each lane's capacity (contract rate where it has none) that may still depart."
    )
    recall: Recall = Field("arrive", description="What becomes of goods under way on the lanes.")


class Truce(Hazard):
    """A licence that is handled more kindly, or more harshly, for a while."""

    kind: Literal["truce"] = Field(description="A change in how a licence is handled.")
    licence: Name = Field(description="The licence that it changes.")
    approval: Share = Field(
        1.0, description="Chance of approval meanwhile, for first applications and renewals of every buyer."
    )


class Surge(Hazard):
    """A rise or fall of demand."""

    kind: Literal["demand_surge"] = Field(description="A surge of demand.")
    markets: list[Name] = Field(default_factory=list, description="Markets, by name; or give materials.")
    materials: list[Name] = Field(default_factory=list, description="Products whose markets it hits.")
    country: Name | None = Field(None, description="Country or zone that it is limited to.")
    factor: Factor = Field(description="Factor on demand.")
