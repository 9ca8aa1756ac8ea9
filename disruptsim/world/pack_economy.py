"""Prices by zone, the money and borders of lanes, and firms, as they stand before anything happens."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from disruptsim.scenario.distributions import mean
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.economy import Economy, Finance, Project
from disruptsim.scenario.schema.sites import Buyer, Market, Plant, Producer, Stockpile
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.timeline import COIN
from disruptsim.world.world import Agenda

WORLD, REST = "world", "elsewhere"
_DECIDES = {"value": k.BY_NPV, "order": k.BY_ORDER, "date": k.BY_DATE}


@dataclass(slots=True)
class Places:
    """Where prices, firms and trades of a blueprint stand.

    Attributes
    ----------
    zones : tuple of str
        Names of price zones.
    zone : dict of str to int
        Price zone of each country.
    prices : dict of (int, int) to int
        Rank of the price of a material in a zone.
    firms : dict of str to int
        Rank of a site's firm.
    adversary : set of str
        Countries of the adversary.
    home : set of str
        Countries whose treasury pays.
    """

    zones: tuple[str, ...]
    zone: dict[str, int]
    prices: dict[tuple[int, int], int] = field(default_factory=dict)
    firms: dict[str, int] = field(default_factory=dict)
    adversary: set[str] = field(default_factory=set)
    home: set[str] = field(default_factory=set)


def adversary_of(scenario: Scenario) -> set[str]:
    """Countries of the adversary: those named, or the actor of the first control."""
    if scenario.study.adversary:
        return scenario.countries_of(scenario.study.adversary)
    for group in (scenario.controls, scenario.disruptions):
        for _, event in sorted(group.items()):
            actor = getattr(event, "actor", None)
            if actor is not None:
                return scenario.countries_of(actor)
    return set()


def pack_economy(plan: Blueprint, economy: Economy) -> None:
    """Add what prices need to a blueprint whose sites, lanes and flows are there."""
    places = _places(plan.scenario, economy)
    plan.places = places
    _set_money(plan, economy)
    _add_prices(plan, economy, places)
    _add_firms(plan, places)
    _add_trades(plan, economy, places)
    _add_responses(plan, economy)
    world = plan.world
    world.accounts = [r.Account() for _ in range(8 * k.LINES)]
    looks = math.ceil(float(plan.scenario.horizon) / world.money.review) + 1  # days add up with rounding
    world.quotes = [r.Quote() for _ in range(looks * len(world.prices))]
    world.agenda.append(Agenda(0.0, k.PRICES_MOVE, 0, 0.0))


def _places(scenario: Scenario, economy: Economy) -> Places:
    countries = sorted({site.country for site in scenario.sites.values()})
    names = [*economy.zones, REST] if economy.zones else [WORLD]
    zone = {}
    for country in countries:
        inside = [n for n, name in enumerate(economy.zones) if country in scenario.countries_of(name)]
        zone[country] = inside[0] if inside else len(names) - 1
    adversary = adversary_of(scenario)
    home = scenario.countries_of(economy.home) if economy.home else set(countries) - adversary
    if not economy.home:
        for name in economy.zones:
            if not scenario.countries_of(name) & adversary:
                home = scenario.countries_of(name)
                break
    return Places(tuple(names), zone, adversary=adversary, home=home)


def _set_money(plan: Blueprint, economy: Economy) -> None:
    money, review = plan.world.money, float(economy.review)

    def step(lag: float) -> float:
        return -math.expm1(-review / lag) if lag > 0.0 else 1.0

    money.moves, money.review = k.MOVING, review
    money.rises, money.falls = step(float(economy.up)), step(float(economy.down))
    money.follows, money.lasting = step(float(economy.index_lag)), step(float(economy.long_run))
    money.recycles = step(float(economy.recycling_lag))
    money.slack, money.ample = float(economy.slack), float(economy.ample)
    money.highest, money.theta = float(economy.highest), float(economy.theta)
    money.substitution_most = float(economy.substitution_most)
    money.carrying = float(economy.carrying) / 365.0
    money.recycling, money.premium = float(economy.recycling_elasticity), float(economy.premium)


def _add_prices(plan: Blueprint, economy: Economy, places: Places) -> None:
    layout, world = plan.layout, plan.world
    members: dict[tuple[int, int], list[int]] = {}
    for number, key in enumerate(layout.holdings):
        site = layout.site(key.site)
        material = layout.material_rank[key.material]
        described = plan.scenario.materials.get(key.material)
        if described is None or float(described.price) <= 0.0:
            continue
        members.setdefault((material, places.zone[site.country]), []).append(number)
    for rank, ((material, zone), holdings) in enumerate(sorted(members.items())):
        described = plan.scenario.materials[layout.materials[material]]
        reference = float(described.price)
        price = r.Price(
            material=material, zone=zone, reference=reference, price=reference, ask=reference, index=reference,
            lowest=float(economy.lowest) * reference, precaution=float(economy.precaution),
            scarce=float(economy.scarce if described.scarce is None else described.scarce),
            substitution=float(economy.substitution if described.substitution is None else described.substitution),
            first_stock=len(world.stocked),
        )  # fmt: skip
        places.prices[material, zone] = rank
        for number in holdings:
            world.holdings[number].price = rank
            if not isinstance(layout.site(layout.holdings[number].site), Stockpile):
                world.stocked.append(number)
        price.last_stock = len(world.stocked)
        world.prices.append(price)


def actor_of(plan: Blueprint, places: Places, site: str) -> int:
    """On whose account a site pays and is paid."""
    described = plan.layout.site(site)
    if isinstance(described, Stockpile):
        return k.VAULTS
    if described.country in places.adversary:
        return k.ADVERSARY
    if described.country not in places.home:
        return k.ELSEWHERE
    early = isinstance(described, Producer) and not (isinstance(described, Plant) and described.kind == "factory")
    return k.PRODUCERS if early else k.BUYERS


def _add_trades(plan: Blueprint, economy: Economy, places: Places) -> None:
    layout, world = plan.layout, plan.world
    inbound: dict[int, list[int]] = {}
    for rank, lane in enumerate(layout.lanes):
        record = world.lanes[rank]
        sold, bought = world.holdings[record.seller].price, world.holdings[record.buyer].price
        if sold == k.NOBODY:
            continue
        end = layout.site(lane.to)
        trade = r.Trade(
            lane=rank, sold=sold, bought=bought, freight=float(lane.freight), fixed=int(lane.fixed_price),
            contract=float(economy.contract if lane.contract is None else lane.contract),
            calm=world.prices[sold].reference + float(lane.freight),
            payer=actor_of(plan, places, lane.to), payee=actor_of(plan, places, lane.from_),
            collector=k.ADVERSARY if end.country in places.adversary else k.TREASURY,
        )  # fmt: skip
        record.trade = len(world.trades)
        if sold != bought and not record.reserve and not isinstance(end, Stockpile):
            inbound.setdefault(bought, []).append(record.trade)
            world.prices[sold].flow += float(plan.flows.lane[rank])
        if lane.evades:
            trade.round = len(world.evasions)
            learning = float(lane.learning)
            world.evasions.append(
                r.Evasion(
                    trade=record.trade, cost=float(lane.detour_cost), penalty=float(lane.penalty),
                    learns=-math.expm1(-float(economy.review) / learning) if learning > 0.0 else 1.0,
                    blacklist=float(lane.blacklist), held=k.NEVER if lane.holds is None else float(lane.holds),
                    coins=plan.stream(f"lane:{lane.name}/customs", COIN),
                )
            )  # fmt: skip
            record.target, record.habit, record.share = 0.0, 0.0, 0.0
        world.trades.append(trade)
        firm = places.firms.get(lane.from_)
        if firm is not None and world.firms[firm].level <= 0.0:
            record.closed, record.limit, record.tokens = 1, 0.0, 0.0
    for rank, price in enumerate(world.prices):
        price.first_route = len(world.routes)
        world.routes += inbound.get(rank, [])
        price.last_route = len(world.routes)


def _add_firms(plan: Blueprint, places: Places) -> None:
    layout, world = plan.layout, plan.world
    for rank, name in enumerate(layout.sites):
        site = layout.site(name)
        if isinstance(site, Producer):
            world.sites[rank].firm = places.firms[name] = len(world.firms)
            world.firms.append(_firm(plan, places, rank, name, site))
    for name, number in places.firms.items():
        site = layout.site(name)
        assert isinstance(site, Producer)
        if site.project is not None:
            world.projects.append(_project(plan, places, number, name, site.project))
            world.firms[number].project = len(world.projects) - 1


def _firm(plan: Blueprint, places: Places, rank: int, name: str, site: Producer) -> r.Firm:
    finance = site.finance or Finance()
    capacity = float(site.capacity)
    firm = r.Firm(
        site=rank, actor=actor_of(plan, places, name), cash=round(float(finance.cash) * 100),
        funded=int(float(finance.cash) > 0.0), cash_cost=float(finance.cash_cost), fixed=float(finance.fixed),
        interest=float(finance.debt) * float(finance.interest) / 365.0, subsidy=float(finance.subsidy),
        capacity=capacity, exit=float(finance.exit) if site.finance else k.NEVER, refinance=float(finance.refinance),
        permanent=float(finance.permanent), restart_margin=float(finance.restart_margin),
        restart_hold=float(finance.restart_hold), restart_time=mean(finance.restart_time),
        restart_cost=float(finance.restart_cost),
    )  # fmt: skip
    firm.opening = firm.cash
    if site.finance is not None:
        firm.coins = plan.stream(f"site:{name}/money", COIN)
        firm.restart_stream = plan.stream(f"site:{name}/restart", finance.restart_time)
    if site.project is not None:
        firm.state, firm.level = k.PLANNED, 0.0
        plan.world.sites[rank].open = plan.world.sites[rank].availability = 0.0
        for line in plan.world.lines[plan.world.sites[rank].first_line : plan.world.sites[rank].last_line]:
            line.state = k.DOWN
    return firm


def _project(plan: Blueprint, places: Places, firm: int, name: str, project: Project) -> r.Project:
    yearly = float(project.hurdle)
    daily = math.log1p(yearly) / 365.0
    wait, life = mean(project.permit) + mean(project.build), float(project.life)
    worth = (-math.expm1(-daily * life) / daily if daily > 0.0 else life) * math.exp(-daily * wait)
    return r.Project(
        firm=firm, decides=_DECIDES[project.decides], known=int(project.discovered), begins=float(project.starts),
        capex=float(project.capex), permit=mean(project.permit), build=mean(project.build), ramp=float(project.ramp),
        permit_stream=plan.stream(f"site:{name}/permit", project.permit),
        build_stream=plan.stream(f"site:{name}/build", project.build),
        after=k.NOBODY if project.after is None else places.firms.get(project.after, k.NOBODY),
        worth=worth, credibility=float(project.credibility), lagged=int(project.expects == "index"),
    )  # fmt: skip


def _add_responses(plan: Blueprint, economy: Economy) -> None:
    layout, world = plan.layout, plan.world
    helped = {m for policy in plan.scenario.policies.values() for one in policy.substitution for m in one.materials}
    for number, key in enumerate(layout.holdings):
        site, holding = layout.site(key.site), world.holdings[number]
        if holding.price == k.NOBODY:
            continue
        if isinstance(site, Market):
            short = float(site.elasticity)
            long = short if site.long_elasticity is None else max(short, float(site.long_elasticity))
            if long > 0.0:
                world.responses.append(r.Response(holding=number, price=holding.price, short=short, long=long))
        elif isinstance(site, Plant) and key.role == "in" and isinstance(site, Buyer):
            saves = world.prices[holding.price].substitution > 0.0 or key.material in helped
            if saves and holding.stands_in == k.NOBODY and holding.first_alternative == k.NOBODY:
                thrift = r.Thrift(holding=number, price=holding.price, per_unit=holding.per_unit, use=holding.use)
                world.thrifts.append(thrift)
    for intake in world.intakes:
        intake.price = world.holdings[world.sites[intake.site].first].price
