"""How large a run will be: events, memory and time, before anything is run."""

from __future__ import annotations

import math
from dataclasses import dataclass

from disruptsim.errors import LimitError
from disruptsim.network.flows import nominal_flows
from disruptsim.network.layout import Layout, lay_out
from disruptsim.scenario.conditions import read_condition
from disruptsim.scenario.distributions import mean
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.disruptions import DisruptionBase
from disruptsim.scenario.schema.sites import Buyer, Market, Producer, Recycler, Stockpile
from disruptsim.scenario.schema.strategies import Tariff

EVENTS_PER_SECOND = 200_000.0  # of the SimPy clock on a common machine
COMPILED_EVENTS_PER_SECOND = 5_000_000.0
SECONDS_PER_RECORD = 7e-6  # for opening a world, packing its arrays, and measuring
SECONDS_PER_LOOK = 1.5e-6  # at one lane, holding or plant, when prices move
COMPILED_SECONDS_PER_LOOK = 5e-8
BYTES_PER_EVENT_PENDING = 350.0
BYTES_PER_RECORD = 900.0
BYTES_PER_BUCKET = 100.0
BYTES_PER_QUOTE = 300.0
QUARTER = 365.0 / 4.0  # between settlements of a contract, d
SHARE_OF_EMERGENCY = 0.25  # of the horizon, in which stockpiles release


@dataclass(frozen=True, slots=True)
class Size:
    """Size of one replication of one case.

    Attributes
    ----------
    events : float
    pending : float
        Events waiting at once.
    memory : float, MB
    seconds : float
        Under the SimPy clock, and ...
    compiled_seconds : float
        ... under the compiled one, with what is around it.
    worst : str
        The setting that causes most events.
    """

    events: float
    pending: float
    memory: float
    seconds: float
    compiled_seconds: float
    worst: str


def estimate_size(scenario: Scenario) -> Size:
    """Estimate the size of a replication of a scenario whose uncertain numbers are plain."""
    layout = lay_out(scenario)
    horizon = float(scenario.horizon)
    flows = nominal_flows(layout)
    counts: dict[str, float] = {}
    pending = 0.0
    for rank, name in enumerate(layout.sites):
        site = layout.site(name)
        if isinstance(site, Producer):
            capacity = float(site.capacity)
            runs = site.lines * horizon / mean(site.campaign) * min(1.0, float(flows.run[rank]) / capacity + 0.05)
            counts[f"sites.{name}.campaign"] = 2.5 * runs
            if isinstance(site, Recycler):
                counts[f"sites.{name}.campaign"] += 2.0 * horizon / mean(site.campaign)
                pending += float(site.lag) / mean(site.campaign)
            pending += 2.0 + mean(site.processing) / mean(site.campaign)
        if isinstance(site, Buyer):
            key = f"sites.{name}.replenish"
            counts[key] = counts.get(key, 0.0) + horizon * _reviews(layout, rank, site)
        if isinstance(site, Market) and site.orders is not None:
            counts[f"sites.{name}.orders.every"] = 2.0 * horizon / max(mean(site.orders.every), 1e-12)
    for n, lane in enumerate(layout.lanes):
        spacing = _spacing(layout, n)
        shipments = horizon / spacing if flows.lane[n] > 0 else 0.0
        key = f"lanes.{lane.name}"
        counts[key] = 2.0 * shipments
        if lane.capacity is not None and flows.lane[n] > 0:
            load = min(float(lane.capacity) * float(lane.interval), float(flows.lane[n]) * spacing)
            counts[key] = max(counts[key], 2.0 * horizon * float(flows.lane[n]) / max(load, 1e-12))
            counts[f"{key}.interval"] = counts.pop(key)
        pending += mean(lane.lead_time) / spacing if flows.lane[n] > 0 else 0.0
    _count_hazards(scenario, horizon, counts)
    _count_draws(scenario, horizon, counts)
    quotes = _count_money(scenario, layout, horizon, counts)
    worst = max(sorted(counts), key=lambda key: counts[key]) if counts else ""
    events = math.fsum(counts.values())
    records = len(layout.holdings) + len(layout.lanes) * 4 + pending
    memory = (records * BYTES_PER_RECORD + pending * BYTES_PER_EVENT_PENDING) / 1e6
    for key, more in (
        ("resilience.bucket", horizon / float(scenario.resilience.bucket) * BYTES_PER_BUCKET / 1e6),
        ("economy.review", quotes * BYTES_PER_QUOTE / 1e6),
    ):
        if more > memory:
            worst = key
        memory += more
    compiled = events / COMPILED_EVENTS_PER_SECOND + (records + quotes) * SECONDS_PER_RECORD
    looked = 0.0
    if scenario.economy is not None:  # a look goes through all lanes, holdings and plants
        looked = horizon / float(scenario.economy.review) * (len(layout.lanes) + len(layout.holdings))
    seconds = events / EVENTS_PER_SECOND + looked * SECONDS_PER_LOOK
    return Size(events, pending, memory, seconds, compiled + looked * COMPILED_SECONDS_PER_LOOK, worst)


def _reviews(layout: Layout, rank: int, site: Buyer) -> float:
    """Reviews a day of one site."""
    first, middle, end = layout.spans[rank]
    inputs = end - middle if not isinstance(site, Stockpile) else end - first
    order = site.replenish
    if order.policy == "push":
        return 0.0
    if order.review == "continuous":
        return inputs / _use_spacing(site)
    return inputs / float(order.review)


def _use_spacing(site: Buyer) -> float:
    """Days between the uses that continuous review follows."""
    if not isinstance(site, Market):
        return mean(getattr(site, "campaign", 7.0))
    return float(site.replenish.lot) if site.orders is None else max(mean(site.orders.every), 1e-12)


def _spacing(layout: Layout, lane: int) -> float:
    """Days between shipments of a lane."""
    buyer, seller = layout.site(layout.lanes[lane].to), layout.site(layout.lanes[lane].from_)
    campaign = mean(seller.campaign) if isinstance(seller, Producer) else 7.0
    if not isinstance(buyer, Buyer) or buyer.replenish.policy == "push":
        return campaign
    if buyer.replenish.review == "continuous":
        return _use_spacing(buyer)
    return float(buyer.replenish.review)


def _count_hazards(scenario: Scenario, horizon: float, counts: dict[str, float]) -> None:
    lanes = max(1, len(scenario.lanes))
    for group, table in (("disruptions", scenario.disruptions), ("controls", scenario.controls)):
        for name, disruption in table.items():
            times = _happenings(disruption, horizon)
            each = 3.0
            if disruption.kind == "licence":
                each += 4.0 * lanes * horizon / max(float(disruption.permit.covers), 1e-9)
            elif disruption.kind == "quota":
                each += lanes * horizon / float(disruption.period)
            counts[f"{group}.{name}"] = times * each
    for name, site in scenario.sites.items():
        if site.failures is not None:
            counts[f"sites.{name}.failures"] = (
                2.0 * horizon / max(mean(site.failures.every) + mean(site.failures.repair), 1e-12)
            )


def _count_draws(scenario: Scenario, horizon: float, counts: dict[str, float]) -> None:
    """Releases, as if a quarter of the run were an emergency, and looks at supply."""
    draws = {f"sites.{name}.draw": site.draw for name, site in scenario.sites.items() if isinstance(site, Stockpile)}
    for name, policy in scenario.policies.items():
        draws.update({f"policies.{name}.stockpile.draw": instrument.draw for instrument in policy.stockpile})
    for key, draw in draws.items():
        if draw is not None:
            counts[f"{key}.interval"] = SHARE_OF_EMERGENCY * 3.0 * horizon / float(draw.interval)
            condition = read_condition(draw.when)
            if condition.kind == "supply":
                counts[f"{key}.when"] = horizon / condition.days


def _count_money(scenario: Scenario, layout: Layout, horizon: float, counts: dict[str, float]) -> float:
    """Looks at prices, adjustments of duties and settlements of contracts; returns how many quotes are kept."""
    economy = scenario.economy
    if economy is None:
        return 0.0
    looks = horizon / float(economy.review)
    counts["economy.review"] = looks
    for name, event in scenario.disruptions.items():
        if isinstance(event, Tariff):
            lasts = horizon if event.lasts is None else mean(event.lasts)
            counts[f"disruptions.{name}.reset"] = min(horizon, _happenings(event, horizon) * lasts) / float(event.reset)
    for name, policy in scenario.policies.items():
        for word in ("tariff", "trading_bloc"):
            for duty in getattr(policy, word):
                key = f"policies.{name}.{word}.reset"
                counts[key] = counts.get(key, 0.0) + horizon / float(duty.reset)
        contracts = len(policy.offtake) + math.fsum(len(set(floor.sites)) for floor in policy.price_floor)
        counts[f"policies.{name}"] = contracts * (horizon / QUARTER + 1.0)
    priced = {name for name, material in scenario.materials.items() if float(material.price) > 0.0}
    held = {(key.material, layout.site(key.site).country) for key in layout.holdings if key.material in priced}
    # A price is that of a zone, of which there are no more than countries, and all others together.
    most = len({material for material, _ in held}) * (len(economy.zones) + 1)
    return looks * min(len(held), most)


def _happenings(disruption: DisruptionBase, horizon: float) -> float:
    if disruption.rate is None:
        return 1.0
    return horizon * float(disruption.rate) / 365.0


def refuse_absurd(scenario: Scenario) -> Size:
    """Refuse a scenario that is larger than its limits.

    Raises
    ------
    LimitError
        With the estimate, and the setting to change.
    """
    size = estimate_size(scenario)
    limits = scenario.limits
    if size.events > float(limits.events) or not math.isfinite(size.events):
        raise LimitError(
            f"about {size.events:.3g} events in one replication, above limits.events = {float(limits.events):.3g}; "
            f"most come from {size.worst}: make that longer, the horizon shorter, or raise limits.events"
        )
    if size.memory > float(limits.memory):
        raise LimitError(
            f"about {size.memory:.3g} MB in one replication, above limits.memory = {float(limits.memory):.3g}; "
            f"change {size.worst}, or raise limits.memory"
        )
    return size
