"""A small, slow model that steps from day to day, written apart from the simulator and from its description alone.

It knows trees of mines, plants and markets whose times are whole days: reviews every day, campaigns of one day that are
run whole or not at all, lead and processing times in days, orders up to a level, shares in proportion to orders where
stock is short, outages and bans that begin and end at midnight. Within a day only final demand moves.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

Table = dict[str, Any]


@dataclass
class Site:
    """A site: what it holds, what it has on order, and what is on its line."""

    name: str
    makes: str
    needs: dict[str, float]
    capacity: float
    processing: int
    room: float
    rate: float  # of final demand
    waits: bool
    cover: dict[str, int]
    stock: dict[str, float]
    supplier: dict[str, tuple[str, int]]  # by input: site, days on the way
    use: dict[str, float] = field(default_factory=dict)
    coming: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    ordered: dict[str, float] = field(default_factory=dict)
    busy_until: int | None = None
    in_process: list[tuple[int, float]] = field(default_factory=list)
    served: float = 0.0
    owed: float = 0.0
    made: float = 0.0


def draw_network(seed: int) -> tuple[list[Site], list[Table], int]:
    """Sites, disruptions and days of a random tree."""
    rng = random.Random(seed)
    sites: dict[str, Site] = {}
    days = rng.randint(60, 200)

    def add(name: str, makes: str, needs: dict[str, float], rate: float, capacity: float) -> Site:
        site = Site(
            name, makes, needs, capacity, rng.randint(0, 4), capacity * rng.randint(2, 12) if makes else 0.0, rate,
            rng.random() < 0.5, {m: rng.randint(0, 10) for m in needs}, {}, {},
        )  # fmt: skip
        for material in [*needs, *([makes] if makes else [])]:
            room = min(site.room, 40.0) if material == makes else 40.0
            site.stock[material] = float(rng.randint(0, int(room)))
        sites[name] = site
        return site

    wanted: dict[str, float] = {}
    for n in range(rng.randint(1, 3)):
        rate = float(rng.randint(1, 4))
        add(f"market{n}", "", {"motor": 1.0}, rate, 0.0)
        wanted["motor"] = wanted.get("motor", 0.0) + rate
    inputs = ["metal", "steel"][: rng.randint(1, 2)]
    slack = rng.choice([0.8, 1.0, 1.25, 2.0])
    add("plant", "motor", {m: rng.choice([0.5, 1.0, 2.0]) for m in inputs}, 0.0, wanted["motor"] * slack)
    for material in inputs:
        size = sites["plant"].capacity * sites["plant"].needs[material] * rng.choice([0.7, 1.0, 1.5])
        if rng.random() < 0.5:
            add(f"smelter_{material}", material, {"ore": rng.choice([1.0, 2.0])}, 0.0, size)
            add("mine_" + material, "ore", {}, 0.0, size * 2 * rng.choice([0.8, 1.2]))
            sites[f"smelter_{material}"].supplier["ore"] = ("mine_" + material, rng.randint(1, 12))
        else:
            add(f"smelter_{material}", material, {}, 0.0, size)
        sites["plant"].supplier[material] = (f"smelter_{material}", rng.randint(1, 12))
    for name in list(sites):
        if name.startswith("market"):
            sites[name].supplier["motor"] = ("plant", rng.randint(1, 12))
    events: list[Table] = []
    for _ in range(rng.randint(0, 3)):
        start = rng.randint(5, days - 20)
        event: Table = {"from": start, "to": start + rng.randint(1, 40)}
        if rng.random() < 0.5:
            event["down"] = rng.choice([n for n in sites if sites[n].makes])
        else:
            event["shut"] = rng.choice([n for n in sites if sites[n].supplier])
        events.append(event)
    return list(sites.values()), events, days


def run(sites: list[Site], events: list[Table], days: int) -> None:
    """Step through the days; the sites hold the outcome."""
    by_name = {site.name: site for site in sites}
    order = sorted(sites, key=lambda site: site.name)

    def nominal(site: Site) -> float:
        asked = sum(buyer.use[m] for buyer in order for m, (seller, _) in buyer.supplier.items() if seller == site.name)
        return min(site.capacity, asked)

    for site in [s for s in order if not s.makes] + [by_name["plant"]] + [s for s in order if s.name > "s"] + order:
        per_day = nominal(site) if site.makes else site.rate
        site.use = {m: per_day * ratio for m, ratio in site.needs.items()}
    for site in order:
        site.coming = {m: [] for m in site.supplier}
        site.ordered = dict.fromkeys(site.supplier, 0.0)

    for day in range(days):
        down = {e["down"] for e in events if "down" in e and e["from"] <= day < e["to"]}
        shut = {e["shut"] for e in events if "shut" in e and e["from"] <= day < e["to"]}
        for site in order:
            for material, coming in site.coming.items():
                for due, tonnes in list(coming):
                    if due == day:
                        coming.remove((due, tonnes))
                        paid = min(site.owed, tonnes)
                        site.owed -= paid
                        site.served += paid
                        site.stock[material] += tonnes - paid
            if site.busy_until is None:
                start(site, site.name in down, day)
        for site in order:
            if site.busy_until is not None and site.busy_until <= day and site.name not in down:
                site.busy_until = None
                site.made += site.capacity
                site.in_process.append((day + site.processing, site.capacity))
            ready = [lot for lot in site.in_process if lot[0] <= day]
            if ready:
                site.in_process = [lot for lot in site.in_process if lot[0] > day]
                site.stock[site.makes] += sum(tonnes for _, tonnes in ready)
            if site.makes and site.busy_until is None:
                start(site, site.name in down, day)
        for site in order:
            for material, (_, lead) in site.supplier.items():
                level = site.use[material] * (lead + 1 + site.cover[material])
                way = sum(tonnes for _, tonnes in site.coming[material])
                missing = level - (site.stock[material] + way + site.ordered[material] - site.owed)
                if missing > 1e-9 and site.name not in shut:
                    site.ordered[material] += missing
        for seller in order:
            asks = [
                (buyer, m) for buyer in order for m, (name, _) in buyer.supplier.items()
                if name == seller.name and buyer.ordered[m] > 0 and buyer.name not in shut
            ]  # fmt: skip
            total = sum(buyer.ordered[m] for buyer, m in asks)
            part = min(1.0, seller.stock[seller.makes] / total) if total > 0 else 0.0
            for buyer, material in asks:
                sent = buyer.ordered[material] * part
                if sent > 1e-9:
                    buyer.ordered[material] -= sent
                    seller.stock[seller.makes] -= sent
                    buyer.coming[material].append((day + buyer.supplier[material][1], sent))
            if seller.makes and seller.busy_until is None:
                start(seller, seller.name in down, day)
        for site in order:
            if site.rate:
                served = min(site.stock["motor"], site.rate)
                site.stock["motor"] -= served
                site.served += served
                if site.waits:
                    site.owed += site.rate - served


def start(site: Site, is_down: bool, day: int) -> None:
    """Begin a campaign if there is all of its input, and room for what it makes."""
    if not site.makes or is_down or site.busy_until is not None:
        return
    load = site.capacity + sum(tonnes for _, tonnes in site.in_process)
    if site.stock[site.makes] + load > site.room * (1 + 1e-9):
        return
    if any(site.stock[m] < site.capacity * ratio * (1 - 1e-9) for m, ratio in site.needs.items()):
        return
    for material, ratio in site.needs.items():
        site.stock[material] = max(0.0, site.stock[material] - site.capacity * ratio)
    site.busy_until = day + 1
