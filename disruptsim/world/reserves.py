"""Policies as records: stockpiles that are filled and drawn, and buffers."""

from __future__ import annotations

from disruptsim.scenario.conditions import Condition, read_condition
from disruptsim.scenario.distributions import mean
from disruptsim.scenario.quantities import Stock
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.policies import Policy, StockpileInstrument
from disruptsim.scenario.schema.sites import Draw, Holding, Stockpile
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint, beneficiaries_use
from disruptsim.world.chance import fraction
from disruptsim.world.fate import Fate
from disruptsim.world.instruments import Instruments
from disruptsim.world.timeline import COIN
from disruptsim.world.vaults import open_vault, spread_budget
from disruptsim.world.world import Agenda, World

_WHEN = {"hand": k.BY_HAND, "cover": k.ON_COVER, "control": k.ON_CONTROL, "supply": k.ON_SUPPLY, "price": k.ON_PRICE}


def bundle(scenario: Scenario, name: str) -> list[tuple[str, Policy]]:
    """A policy and those that it extends, each once, those extended first."""
    found: dict[str, Policy] = {}

    def visit(current: str) -> None:
        if current not in found:
            for other in scenario.policies[current].extends:
                visit(other)
            found[current] = scenario.policies[current]

    if name != "none":
        visit(name)
    return list(found.items())


def add_reserves(plan: Blueprint, world: World, fate: Fate, policy: str, controls: dict[str, int]) -> None:
    """Add every stockpile's materials, and the instruments of a policy with their dates of adoption.

    Parameters
    ----------
    controls : dict of str to int
        Rank of the first happening of each control.
    """
    instruments: dict[str, StockpileInstrument] = {}
    dates: dict[str, float] = {}
    parts = bundle(plan.scenario, policy)
    adopted = {name: adoption(plan.scenario, name, part, fate) for name, part in parts}
    for name, part in parts:
        _add_buffers(plan, world, part, adopted[name])
        for instrument in part.stockpile:
            instruments[instrument.site] = instrument
            dates[instrument.site] = adopted[name]
    for name in plan.layout.sites:
        site = plan.layout.site(name)
        if isinstance(site, Stockpile):
            _add_stockpile(plan, world, fate, name, site, instruments.get(name), dates.get(name), controls)
    if plan.places is not None:
        for name, part in parts:
            if adopted[name] < world.run.horizon:
                Instruments(plan, world, fate, name, adopted[name]).add(part)


def contract_with_stockpiles(plan: Blueprint, world: World, policy: str) -> None:
    """Give the lanes into working stockpiles the contract rate that fills them in time.

    Under a policy that leaves a stockpile alone, its lanes carry nothing and have no part in quotas.
    """
    instruments = {i.site: i for _, part in bundle(plan.scenario, policy) for i in part.stockpile}
    for rank in plan.layout.stocking:
        lane = plan.layout.lanes[rank]
        site = plan.layout.site(lane.to)
        assert isinstance(site, Stockpile)
        if not (site.active or lane.to in instruments):
            continue
        holds, fill = _filled(site, instruments.get(lane.to))
        use = beneficiaries_use(plan.layout, plan.flows, lane.to, lane.material)
        world.lanes[rank].contract = world.lanes[rank].share * holds[lane.material].target.tonnes(use) / max(fill, 1.0)


def _filled(site: Stockpile, instrument: StockpileInstrument | None) -> tuple[dict[str, Holding], float]:
    """What a stockpile is to hold, and over how many days it is filled."""
    holds = {**site.holds, **((instrument.holds or {}) if instrument else {})}
    fill = instrument.fill if instrument and instrument.fill is not None else site.fill
    return holds, float(fill)


def adoption(scenario: Scenario, name: str, policy: Policy, fate: Fate) -> float:
    """When a policy starts to work, d; NEVER if its coin says no."""
    odds = float(policy.adopted.probability)
    if odds < 1.0 and fate.chance.value(f"policy:{name}/coin", COIN) >= odds:
        return k.NEVER
    promised = fate.chance.value(f"policy:{name}/promised", policy.adopted.promised.resolve(scenario.start))
    return max(0.0, promised + fate.chance.value(f"policy:{name}/delay", policy.adopted.delay))


def _add_buffers(plan: Blueprint, world: World, policy: Policy, date: float) -> None:
    if not policy.buffer or date >= world.run.horizon:
        return
    instrument = r.Instrument(kind=k.BUFFER, first_buffer=len(world.buffers))
    for buffer in policy.buffer:
        countries = plan.scenario.countries_of(buffer.country) if buffer.country else None
        for number, key in enumerate(plan.layout.holdings):
            country = plan.layout.site(key.site).country
            named = key.site in buffer.sites or (not buffer.sites and countries is None)
            inside = countries is not None and country in countries and not buffer.sites
            if plan.buys(number) and key.material in buffer.materials and (named or inside):
                world.buffers.append(r.Buffer(holding=number, days=float(buffer.cover)))
    instrument.last_buffer = len(world.buffers)
    world.instruments.append(instrument)
    world.agenda.append(Agenda(date, k.POLICY_ADOPTED, len(world.instruments) - 1, 0.0))


def _add_stockpile(
    plan: Blueprint,
    world: World,
    fate: Fate,
    name: str,
    site: Stockpile,
    instrument: StockpileInstrument | None,
    date: float | None,
    controls: dict[str, int],
) -> None:
    holds, fill = _filled(site, instrument)
    draw = instrument.draw if instrument and instrument.draw else site.draw
    rebuild = instrument.rebuild if instrument and instrument.rebuild is not None else site.rebuild
    start = 0.0 if site.active else date
    finance = instrument.finance if instrument is not None else None
    priced = plan.places is not None and finance is not None
    targets = spread_budget(plan, finance, name, holds) if priced and finance is not None else {}
    first = len(world.reserves)
    for material in sorted(holds):
        number = plan.layout.outputs[name, material]
        holding = world.holdings[number]
        use = beneficiaries_use(plan.layout, plan.flows, name, material)
        rank = len(world.reserves)
        target = targets.get(material, holds[material].target.tonnes(use))
        record = r.Reserve(holding=number, target=target, fill=target / max(fill, 1e-9), rebuild=float(rebuild))
        world.reserves.append(record)
        holding.reserve = rank
        if start is None or start >= world.run.horizon:
            continue
        _stock(world, number, holds[material].initial, use)
        record.lowest = holding.on_hand
        if draw is not None:
            _set_draw(plan, world, fate, rank, draw, name, controls)
        world.instruments.append(r.Instrument(kind=k.STOCKPILE, reserve=rank))
        world.agenda.append(Agenda(start, k.POLICY_ADOPTED, len(world.instruments) - 1, 0.0))
        review = start + fraction(f"site:{name}/review:{material}") * holding.spacing
        if plan.layout.inbound[number] and review < world.run.horizon:
            world.agenda.append(Agenda(review, k.ORDERS_REVIEWED, number, 0.0))
    if priced and finance is not None and start is not None and start < world.run.horizon:
        open_vault(plan, world, finance, first, start)


def _stock(world: World, number: int, initial: Stock, use: float) -> None:
    tonnes = initial.tonnes(use)
    if tonnes > 0.0:
        holding = world.holdings[number]
        world.materials[holding.material].initial += tonnes - holding.on_hand
        holding.on_hand = tonnes


def _set_draw(
    plan: Blueprint, world: World, fate: Fate, rank: int, draw: Draw, name: str, controls: dict[str, int]
) -> None:
    record = world.reserves[rank]
    material = plan.layout.holdings[record.holding].material
    condition = read_condition(draw.when)
    record.when = _WHEN[condition.kind]
    record.level, record.days = condition.level, condition.days
    record.rate, record.interval = float(draw.rate), float(draw.interval)
    record.after = mean(draw.after)
    if not isinstance(draw.after, float):
        record.stream = fate.stream(f"site:{name}/reaction:{material}", draw.after)
    days = condition.level if condition.kind == "cover" else 30.0
    record.keep = days if draw.keep is None else float(draw.keep)
    _aim(plan, world, rank, condition, material, controls)


def _aim(
    plan: Blueprint, world: World, rank: int, condition: Condition, material: str, controls: dict[str, int]
) -> None:
    """Point a reserve at what it watches; what is not there is never the case."""
    record = world.reserves[rank]
    if condition.kind == "cover":
        watched = plan.layout.inputs.get((condition.name, material))
        if watched is None:
            record.when = k.BY_HAND
            return
        record.watched = watched
        record.next = world.holdings[watched].watcher
        world.holdings[watched].watcher = rank
    elif condition.kind == "control":
        if condition.name not in controls:
            record.when = k.BY_HAND
            return
        record.watched = controls[condition.name]
    elif condition.kind == "supply":
        zone = plan.scenario.countries_of(condition.name)
        record.first_source = len(world.sources)
        for number, lane in enumerate(plan.layout.lanes):
            start, end = plan.layout.site(lane.from_), plan.layout.site(lane.to)
            if (
                lane.material == material
                and end.country in zone
                and start.country not in zone
                and not isinstance(start, Stockpile)
            ):
                world.sources.append(number)
                record.normal += float(plan.flows.lane[number])
        record.last_source = len(world.sources)
