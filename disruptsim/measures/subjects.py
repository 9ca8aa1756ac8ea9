"""What rows of results are about: markets, groups of them, sites, stockpiles; prices, producers and accounts."""

from __future__ import annotations

from dataclasses import dataclass

from disruptsim.scenario.schema.sites import Market, Plant, Producer, Stockpile, Trader
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.books import LINES
from disruptsim.world.pack_economy import Places

TOTAL = "all markets"
NETWORK = "network"
FACTORIES = "all factories"
RIVALS = "rivals"
KEPT = ("treasury", "buyers", "producers", "adversary")  # actors whose lines are rows of their own


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about.

    Attributes
    ----------
    name : str
        A site, ``SITE/MATERIAL`` of a stockpile, a group such as ``zone bloc``, ``price MATERIAL in ZONE``, or
        ``ACTOR: LINE`` of the ledger.
    kind : str
        ``market``, ``group`` (of markets), ``site``, ``sites`` (a stage, or all factories), ``trader``, ``stockpile``,
        or ``network``; where there is an economy ``price``, ``producers`` (of a zone, or the adversary's rivals) and
        ``account`` too.
    members : tuple of int
        Holdings of its markets; the sites; the reserve; the material and the price zone; or nothing.
    unit : str
        Of its tonnes: t, unit, or USD for groups.
    """

    name: str
    kind: str
    members: tuple[int, ...]
    unit: str = "t"


def subjects_of(plan: Blueprint) -> list[Subject]:
    """Subjects of a scenario: all markets together, groups of markets, markets, sites, stockpiles."""
    layout, scenario = plan.layout, plan.scenario
    markets = {n: market_of(plan, n) for n in plan.markets}
    groups: dict[str, list[int]] = {TOTAL: list(markets)}
    for zone, countries in sorted(scenario.zones.items()):
        groups[f"zone {zone}"] = [n for n, site in markets.items() if site.country in countries]
    for country in sorted({site.country for site in markets.values()}):
        groups[f"country {country}"] = [n for n, site in markets.items() if site.country == country]
    for label in sorted({site.class_ for site in markets.values()}):
        groups[f"class {label}"] = [n for n, site in markets.items() if site.class_ == label]
    valued = any(weight_of(plan, n) > 0 for n in markets)
    found = [
        Subject(name, "group", tuple(members), "USD" if valued else "t") for name, members in groups.items() if members
    ]
    for n in markets:
        key = layout.holdings[n]
        material = scenario.materials.get(key.material)
        found.append(Subject(key.site, "market", (n,), material.counted_in if material else "t"))
    lines = {rank: site for rank, site in enumerate(map(layout.site, layout.sites)) if isinstance(site, Producer)}
    factories = tuple(rank for rank, site in lines.items() if isinstance(site, Plant) and site.kind == "factory")
    found += [Subject(FACTORIES, "sites", factories)] if factories else []
    stages: dict[str, list[int]] = {}
    for rank, site in lines.items():
        stages.setdefault(site.stage or site.makes, []).append(rank)
    found += [Subject(f"stage {stage}", "sites", tuple(ranks)) for stage, ranks in sorted(stages.items())]
    found += [Subject(layout.sites[rank], "site", (rank,)) for rank in lines]
    found += [
        Subject(name, "trader", (rank,))
        for rank, name in enumerate(layout.sites)
        if isinstance(layout.site(name), Trader)
    ]
    reserves = [n for n, key in enumerate(layout.holdings) if isinstance(layout.site(key.site), Stockpile)]
    for rank, n in enumerate(reserves):
        found.append(Subject(f"{layout.holdings[n].site}/{layout.holdings[n].material}", "stockpile", (rank,)))
    found.append(Subject(NETWORK, "network", ()))
    return found if scenario.economy is None else found + _of_money(plan, lines)


def _of_money(plan: Blueprint, lines: dict[int, Producer]) -> list[Subject]:
    """What there is beside the others where there is an economy; `lines` are the producers by rank."""
    layout, scenario, places = plan.layout, plan.scenario, plan.places
    assert isinstance(places, Places)
    found = [
        Subject(f"price {layout.materials[material]} in {places.zones[zone]}", "price", (material, zone))
        for material, zone in places.prices
    ]
    groups = {f"producers in {zone}": tuple(rank for rank, site in lines.items() if site.country in countries)
              for zone, countries in sorted(scenario.zones.items())}  # fmt: skip
    groups[RIVALS] = tuple(
        rank for rank, site in lines.items() if places.adversary and site.country not in places.adversary
    )
    found += [Subject(name, "producers", members) for name, members in groups.items() if members]
    return found + [Subject(f"{actor}: {line}", "account", ()) for actor in KEPT for line in LINES]


def market_of(plan: Blueprint, holding: int) -> Market:
    """The market of a holding."""
    site = plan.layout.site(plan.layout.holdings[holding].site)
    assert isinstance(site, Market)
    return site


def weight_of(plan: Blueprint, market: int) -> float:
    """Value of a market's unit of demand, USD."""
    return float(market_of(plan, market).unit_value)
