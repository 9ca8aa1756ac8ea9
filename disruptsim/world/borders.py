"""Duties as records: tariffs, and the borders of trading blocs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from disruptsim.scenario.schema.instruments import TradingBloc
from disruptsim.scenario.schema.sites import Stockpile
from disruptsim.scenario.schema.strategies import Duty
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.fate import Fate
from disruptsim.world.world import Agenda, World

Floors = Callable[[str, str], float]  # of a material, at the border of a country


def add_tariff(plan: Blueprint, world: World, duty: Duty, record: r.Duty) -> int:
    """Add a tariff, fixed or adjustable; returns its rank."""
    importers = plan.scenario.countries_of(duty.importers)
    origins = None if duty.origins is None else plan.scenario.countries_of(duty.origins)
    rank = len(world.duties)
    record.reset, record.enforcement = float(duty.reset), float(duty.enforcement)
    record.first_levy = len(world.levies)
    for number, lane in enumerate(plan.layout.lanes):
        start, end = plan.layout.site(lane.from_), plan.layout.site(lane.to)
        if end.country not in importers or start.country in importers or isinstance(start, Stockpile):
            continue
        pays = origins is None or start.country in origins
        if not pays and float(duty.origin_rule) <= 0.0:
            continue
        rate = float(duty.ad_valorem) if lane.material in duty.materials else 0.0
        floor = float(duty.floors.get(lane.material, 0.0))
        levy = r.Levy(duty=rank, floor=floor, rate=rate, origin=0.0 if pays else float(duty.origin_rule))
        _add_levy(plan, world, number, levy, duty.content, lambda m, _: float(duty.floors.get(m, 0.0)))
    record.last_levy = len(world.levies)
    world.duties.append(record)
    return rank


def add_bloc(plan: Blueprint, world: World, fate: Fate, bloc: TradingBloc, date: float, name: str) -> None:
    """Add the border of a bloc, whose members come and go by date."""
    countries = sorted(plan.scenario.countries_of(bloc.members))
    rank = len(world.duties)
    members: dict[str, int] = {}
    for country in countries:
        joins, leaves = (_when(plan, fate, given, country, f"{name}/{word}")
                         for given, word in ((bloc.joins, "joins"), (bloc.leaves, "leaves")))  # fmt: skip
        members[country] = len(world.members)
        world.titles[k.MEMBER_MOVES, members[country]] = country
        world.members.append(r.Member(duty=rank, inside=int(joins is None)))
        for moment, inside in ((joins, 1.0), (leaves, 0.0)):
            if moment is not None and max(moment, date) < world.run.horizon:
                world.agenda.append(Agenda(max(moment, date), k.MEMBER_MOVES, members[country], inside))
    own = {c: floors for m, floors in bloc.member_floors.items() for c in plan.scenario.countries_of(m)}

    def floor_at(material: str, country: str) -> float:
        return float(own.get(country, {}).get(material, bloc.floors.get(material, 0.0)))

    record = r.Duty(starts=date, reset=float(bloc.reset), enforcement=float(bloc.enforcement))
    record.first_levy = len(world.levies)
    for number, lane in enumerate(plan.layout.lanes):
        start, end = plan.layout.site(lane.from_), plan.layout.site(lane.to)
        crosses = end.country in members and start.country != end.country and not isinstance(start, Stockpile)
        if not crosses:
            continue
        foreign = start.country in plan.places.adversary or float(bloc.origin_rule) <= 0.0
        levy = r.Levy(
            duty=rank, floor=floor_at(lane.material, end.country), importer=members[end.country],
            exporter=members.get(start.country, k.NOBODY), origin=0.0 if foreign else float(bloc.origin_rule),
        )  # fmt: skip
        country = end.country
        _add_levy(plan, world, number, levy, bloc.content, lambda m, _, c=country: floor_at(m, c))  # type: ignore[misc]
    record.last_levy = len(world.levies)
    world.duties.append(record)
    world.agenda.append(Agenda(date, k.DUTY_STARTS, rank, 0.0))
    world.titles[k.DUTY_STARTS, rank] = name
    if bloc.sharing:
        lever = r.Lever(kind=k.SERVES, first_hold=len(world.holds))
        for number, site in enumerate(map(plan.layout.site, plan.layout.sites)):
            if site.country in members:
                world.holds.append(r.Hold(subject=number, value=float(k.PRO_RATA)))
        lever.last_hold = len(world.holds)
        world.levers.append(lever)
        world.titles[k.LEVER_STARTS, len(world.levers) - 1] = name
        world.agenda.append(Agenda(date, k.LEVER_STARTS, len(world.levers) - 1, 0.0))


def _when(plan: Blueprint, fate: Fate, given: dict[str, Any], country: str, name: str) -> float | None:
    for member, moment in given.items():
        if country in plan.scenario.countries_of(member):
            return fate.chance.value(f"policy:{name}:{member}", moment.resolve(plan.scenario.start))
    return None


def _add_levy(
    plan: Blueprint, world: World, lane: int, levy: r.Levy, content: dict[str, dict[str, Any]], floor_of: Floors
) -> None:
    """Add a levy to a lane, if there is anything that it could charge."""
    described = plan.layout.lanes[lane]
    trade_rank = world.lanes[lane].trade
    gaps = []
    zone = plan.places.zone[plan.layout.site(described.from_).country]
    for material, tonnes in sorted(content.get(described.material, {}).items()):
        price = plan.places.prices.get((plan.layout.material_rank.get(material, -1), zone), k.NOBODY)
        floor = floor_of(material, "")
        if price != k.NOBODY and floor > 0.0:
            gaps.append(r.Gap(price=price, tonnes=float(tonnes), floor=floor))
    if trade_rank == k.NOBODY or (levy.floor <= 0.0 and levy.rate <= 0.0 and not gaps):
        return
    levy.trade, levy.first_gap = trade_rank, len(world.gaps)
    world.gaps += gaps
    levy.last_gap = len(world.gaps)
    trade, rank = world.trades[trade_rank], len(world.levies)
    world.levies.append(levy)
    if trade.last_levy == k.NOBODY:
        trade.first_levy = rank
    else:
        world.levies[trade.last_levy].next = rank
    trade.last_levy = rank
