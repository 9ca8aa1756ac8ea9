"""Sites: mines, refineries, factories, traders, markets, stockpiles."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from disruptsim.scenario.distributions import mean
from disruptsim.scenario.quantities import (
    Country,
    Factor,
    FixedTime,
    Growth,
    Name,
    PositiveRate,
    PositiveShare,
    Price,
    Rate,
    Ratio,
    Share,
    Stock,
    StockField,
    Time,
    VaryingTime,
    Yearly,
)
from disruptsim.scenario.schema.base import Part, Sourced
from disruptsim.scenario.schema.economy import Finance, Project
from disruptsim.scenario.schema.ordering import DemandOrders, Replenish

Latitude = Annotated[float, Field(ge=-90, le=90, strict=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, strict=False)]
Location = Annotated[tuple[Latitude, Longitude], Field(strict=False)]


class Failures(Part):
    """Failures that belong to a site: they happen in the undisturbed twin too."""

    every: VaryingTime = Field(description="Time from a repair to the next failure, d.")
    clock: Literal["calendar", "operating"] = Field(
        "calendar", description="Whether that time runs always, or only while the line works."
    )
    repair: VaryingTime = Field(description="Time that a repair takes, d.")
    capacity_left: Share = Field(0.0, description="Share of capacity that works meanwhile.")


class SiteBase(Sourced):
    """What every kind of site has."""

    country: Country = Field(description="Country code: two or three capital letters.")
    owner: str = Field("", description="Firm that owns it; its own name by default.")
    location: Location | None = Field(None, description="Latitude and longitude, degrees.")
    stage: str = Field("", description="Stage of the chain it counts to; its main material by default.")
    failures: Failures | None = Field(None, description="Its own failures and repairs.")
    initial: dict[Name, StockField] = Field(
        default_factory=dict,
        description="Stock on hand at the start by material, t or d of nominal flow; an endless calm by default.",
    )
    storage: dict[Name, StockField] = Field(
        default_factory=dict,
        description="Room by material, t or d of nominal flow. Of an output, work in process counted: by default its cover, its work in process and two campaigns; a full main output stops the line. Of an input, under push: no more is sent than there is room for, beyond what a line can start on at once; no limit by default.",
    )


class Buyer(SiteBase):
    """A site that buys inputs."""

    cover: dict[Name, Time] = Field(
        default_factory=dict,
        description="Days of nominal use kept beyond lead time and review, by input material; for outputs, days of nominal flow kept in store. 14 d and 7 d by default.",
    )
    replenish: Replenish = Field(default_factory=Replenish, description="How inputs are ordered.")
    patience: Time = Field(30.0, description="Time after which an unsent order goes back to the buyer's need, d.")
    drift: Share = Field(
        0.06, description="Speed at which habit goes back to contract shares once a cause is gone, share a year."
    )
    class_: str = Field(
        "civil",
        alias="class",
        description="Class of demand that it is or serves, such as civil or defence: in reports, and in licences.",
        min_length=1,
    )
    priority: int = Field(5, ge=1, le=99, strict=True, description="Rank in allocation by priority; 1 is served first.")


class Seller(SiteBase):
    """A site that sends goods."""

    allocation: Literal["contract", "pro_rata", "priority", "fifo", "value"] = Field(
        "contract", description="Who is served first when there is less than was ordered."
    )


class Producer(Seller):
    """A site with a line."""

    makes: Name = Field(description="Main material.")
    byproducts: dict[Name, Ratio] = Field(
        default_factory=dict, description="Tonnes of each by-product per tonne of the main material."
    )
    blocks: list[Name] = Field(
        default_factory=list,
        description="By-products that stop the line when their store is full; the others are booked as lost.",
    )
    capacity: PositiveRate = Field(description="Most that all lines together make of the main material, t/d.")
    lines: int = Field(1, ge=1, le=1000, strict=True, description="Number of lines, which share the capacity equally.")
    campaign: VaryingTime = Field(
        7.0,
        description="Length of a campaign at capacity, d. Where it varies each lot takes its own time, and its size is that of the mean: a queue with servers.",
    )
    processing: VaryingTime = Field(0.0, description="Time from the end of a campaign until its output is in store, d.")
    finance: Finance | None = Field(None, description="Its costs and money, where there is an economy.")
    project: Project | None = Field(None, description="It is not there yet, and how it may come.")
    blocking: Literal["before", "after"] = Field(
        "before",
        description="before: a campaign starts only if there is room for its output; after: a finished output waits on the line.",
    )


class Source(Producer):
    """Makes a main material, and by-products with it, without inputs."""

    cover: dict[Name, Time] = Field(
        default_factory=dict, description="Days of nominal flow kept in store by output material; 7 d by default."
    )


class Mine(Source):
    """Makes a main material, and by-products with it, out of capacity alone."""

    kind: Literal["mine"] = Field(description="A mine.")


class Recycler(Source):
    """A mine whose feed is what was once delivered to markets."""

    kind: Literal["recycler"] = Field(description="A recycler.")
    follows: dict[Name, Ratio] = Field(
        description="Tonnes of the main material that come back per unit served, by market.", min_length=1
    )
    lag: Time = Field(description="Time from service to its return as feed, d; before the start service was nominal.")
    minimum_run: Share = Field(0.25, description="Least share of a campaign that is worth starting.")


class Alternative(Part):
    """A material that can stand in for an input."""

    material: Name = Field(description="The material.")
    factor: Ratio = Field(1.0, description="Tonnes of it that do the work of a tonne of the input.")
    share: Share = Field(0.0, description="Share of the input's work that it does in calm.")
    most: Share = Field(1.0, description="Largest share that it may do once it is qualified.")
    qualification: Time = Field(
        180.0,
        description="Time until more than the calm share may be used, d, from when a lane of the input has been in trouble for the site's patience.",
    )
    ramp: Time = Field(30.0, description="Time over which the largest share is reached, d.")


class Stretch(Part):
    """How a line makes scarce inputs last."""

    below: Time = Field(description="Cover of an input under which a campaign is run slowly, d of nominal use.")
    to: PositiveShare = Field(0.5, description="Share of capacity at which it is run.")


class Plant(Producer, Buyer):
    """A refinery or factory: makes one main material and by-products by a recipe."""

    kind: Literal["refinery", "factory"] = Field(description="A refinery or a factory: both work by a recipe.")
    needs: dict[Name, Ratio] = Field(description="Tonnes of each input per tonne of the main material.", min_length=1)
    alternatives: dict[Name, list[Alternative]] = Field(
        default_factory=dict, description="What can stand in for an input, in order of preference, by input."
    )
    stretch: Stretch | None = Field(None, description="Whether it slows when an input runs low.")
    minimum_run: Share = Field(0.25, description="Least share of a campaign that is worth starting.")


class Trader(Seller, Buyer):
    """Buys and resells one material unchanged."""

    kind: Literal["trader"] = Field(description="A trader.")
    trades: Name = Field(description="The material it buys and resells.")


class Market(Buyer):
    """Final demand for one product."""

    kind: Literal["market"] = Field(description="A market.")
    demands: Name = Field(description="The product it asks for.")
    rate: Rate | None = Field(None, description="Demand at the start, t/d; or give `orders`.")
    orders: DemandOrders | None = Field(
        None, description="Demand that comes by orders; its mean is then the rate at the start."
    )
    growth: Growth = Field(0.0, description="Change of demand a year, in monthly steps.")
    unserved: Literal["lost", "waiting"] = Field(
        "lost", description="What becomes of demand that is not served at once."
    )
    unit_value: Price = Field(0.0, description="Output lost per unit of demand unserved, USD/t.")
    elasticity: Factor = Field(0.0, description="Price elasticity of demand at once, as a positive number.")
    long_elasticity: Factor | None = Field(
        None, description="The same in the long run; no more than at once by default."
    )


class Draw(Part):
    """When and how fast a stockpile is drawn."""

    when: str = Field(
        description='"cover of SITE below 20 d", "control NAME in effect", "supply into ZONE below 60 % for 14 d", "price above 150 %" (of the reference, where the store is), or "by hand".'
    )
    after: VaryingTime = Field(0.0, description="Time from the trigger to the first release: detect, decide, act, d.")
    rate: Rate = Field(description="Most that is released of one material, t/d.")
    interval: FixedTime = Field(1.0, description="Time between releases, d.")
    keep: Time | None = Field(
        None,
        description="Cover to which beneficiaries are filled up, d of use; by default the trigger's days and the way there, or 30 d.",
    )


class Holding(Part):
    """One material in a stockpile."""

    target: StockField = Field(description="Tonnes, or days of the beneficiaries' nominal use.")
    initial: StockField = Field(
        default_factory=lambda: Stock(0.0, False),
        description="On hand at the start, t or d of the beneficiaries' use; nothing by default.",
    )


class Stockpile(Seller, Buyer):
    """Holds materials for named beneficiaries."""

    kind: Literal["stockpile"] = Field(description="A stockpile.")
    holds: dict[Name, Holding] = Field(default_factory=dict, description="Target and initial stock by material.")
    draw: Draw | None = Field(None, description="When and how fast it is drawn; without it nothing is released.")
    fill: Time = Field(365.0, description="Time over which an empty store is filled in calm, d.")
    rebuild: Time = Field(365.0, description="Time over which what was drawn is bought back after an emergency, d.")
    active: bool = Field(True, description="Whether it works from the start; otherwise from a policy's adoption.")


def demand_of(market: Market) -> float:
    """Demand of a market with plain numbers at the start, t/d: its rate, or mean order over mean spacing."""
    if market.orders is None:
        return float(market.rate)  # type: ignore[arg-type]
    return mean(market.orders.size) / mean(market.orders.every)


Site = Annotated[Mine | Recycler | Plant | Trader | Market | Stockpile, Field(discriminator="kind")]
SITE_KINDS: dict[str, type[SiteBase]] = {
    "mine": Mine,
    "recycler": Recycler,
    "refinery": Plant,
    "factory": Plant,
    "trader": Trader,
    "market": Market,
    "stockpile": Stockpile,
}


class Lane(Sourced):
    """A lane for one material from one site to another."""

    name: Name = Field("", description="Unique name; from>to:material by default.")
    material: Name = Field(description="What it carries.")
    from_: Name = Field(alias="from", description="The site that sends.")
    to: Name = Field(description="The site that receives.")
    share: Share | None = Field(
        None,
        description="Contract share of the buyer's use of the material (for push, of the sender's output); what others leave, in equal parts, by default. 0 makes the lane dormant.",
    )
    lead_time: VaryingTime = Field(0.0, description="Time from departure to arrival, d, drawn at departure.")
    freight: Price = Field(0.0, description="Freight, USD/t.")
    capacity: PositiveRate | None = Field(None, description="Most that may depart, t/d; no limit by default.")
    interval: FixedTime = Field(
        1.0, description="Where capacity or a control limits the lane: least time between departures, d."
    )
    contract: Share | None = Field(
        None, description="Share paid by contract rather than at spot; the economy's by default."
    )
    fixed_price: bool = Field(False, description="Whether the contract's price is the calm one rather than an index.")
    evades: bool = Field(
        False, description="Whether it is a way round controls and duties, taken by those that are cut off or taxed."
    )
    detour_cost: Price = Field(0.0, description="Cost of that way, beyond freight, USD/t.")
    learning: Time = Field(90.0, description="Time over which a way round is found and used, d.")
    penalty: Factor = Field(2.0, description="What detection costs, over the reference price.")
    blacklist: Time = Field(180.0, description="Time for which a detected way is shut, d.")
    holds: Time | None = Field(None, description="Time for which a detected shipment is held; it is seized by default.")
    overtaking: bool = Field(False, description="Whether a later shipment may arrive before an earlier one.")
    via: dict[Name, Share] = Field(
        default_factory=dict, description="Chokepoints passed, with the share of the journey at which each lies."
    )
    initial: Literal["calm", "empty"] = Field("calm", description="Whether goods are under way at the start.")
    refusal: Share = Field(
        0.0,
        description="Between two stockpiles, which pool what they hold: chance that a call for help is refused, in each emergency.",
    )
    target_share: Share | None = Field(
        None, description="Share that a dormant lane takes once it is qualified; 1 by default."
    )
    qualification: Time = Field(180.0, description="Time until a dormant lane may be used, d.")
    ramp: Time = Field(30.0, description="Time over which a qualified lane rises to its target share, d.")


class Chokepoint(Sourced):
    """A strait, canal or border crossing that lanes pass."""

    detour: VaryingTime | None = Field(None, description="Extra days of the way round; without it there is none.")
    location: Location | None = Field(None, description="Latitude and longitude, degrees.")


class Material(Sourced):
    """A material or product."""

    price: Price = Field(0.0, description="Reference price, USD/t.")
    scarce: Factor | None = Field(None, description="Its own g where cover is short; the economy's by default.")
    substitution: Yearly | None = Field(None, description="Its own yearly substitution; the economy's by default.")
    counted_in: Literal["t", "unit"] = Field("t", description="Whether it is weighed or counted.")
