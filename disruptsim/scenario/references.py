"""Whether the parts of a scenario fit together: names, materials, shares."""

from __future__ import annotations

import math
from typing import Any

from disruptsim.scenario.draft import Draft, lane_name
from disruptsim.scenario.references_economy import check_economy, close_ways_round
from disruptsim.scenario.references_events import check_events
from disruptsim.scenario.references_sites import check_parts_of_sites, check_site_fields, rooms
from disruptsim.scenario.schema.sites import Lane, Market, Plant, Producer, SiteBase, Stockpile, Trader
from disruptsim.words import meant

Parts = dict[str, Any]
# Names that results have for groups of sites.
RESERVED = frozenset({"all markets", "all factories"})
GROUP_WORDS = ("zone ", "country ", "class ")


def outputs_of(site: SiteBase) -> list[str]:
    """Materials that a site can send, its main one first."""
    if isinstance(site, Producer):
        return [site.makes, *sorted(site.byproducts)]
    if isinstance(site, Trader):
        return [site.trades]
    return sorted(site.holds) if isinstance(site, Stockpile) else []


def inputs_of(site: SiteBase) -> list[str]:
    """Materials that a site takes in."""
    if isinstance(site, Plant):
        return sorted({*site.needs, *(a.material for given in site.alternatives.values() for a in given)})
    if isinstance(site, Trader):
        return [site.trades]
    if isinstance(site, Market):
        return [site.demands]
    return sorted(site.holds) if isinstance(site, Stockpile) else []


def check_references(draft: Draft, parts: Parts) -> None:
    """Report every name that leads nowhere, and every part that does not fit."""
    stock_targets(parts)
    close_ways_round(parts)
    _check_zones(draft, parts)
    materials = set() if draft.broken("materials") else {*parts["materials"], *draft.group("materials")}
    for name, site in parts["sites"].items():
        _check_site(draft, name, site, materials)
    for name, lane in parts["lanes"].items():
        _check_lane(draft, name, lane, parts)
    _check_shares(draft, parts)
    check_parts_of_sites(draft, parts, materials)
    check_events(draft, parts)
    check_economy(draft, parts)


def stock_targets(parts: Parts) -> None:
    """Let a stockpile site hold what only a policy names, so that lanes may lead there."""
    for policy in parts["policies"].values():
        for instrument in policy.stockpile:
            site = parts["sites"].get(instrument.site)
            if isinstance(site, Stockpile) and instrument.holds:
                missing = {
                    m: h.model_copy(
                        update={"target": h.target.__class__(0.0, False), "initial": h.initial.__class__(0.0, False)}
                    )
                    for m, h in instrument.holds.items()
                    if m not in site.holds
                }
                if missing:
                    parts["sites"][instrument.site] = site.model_copy(update={"holds": {**site.holds, **missing}})


def _check_zones(draft: Draft, parts: Parts) -> None:
    countries_of_sites = {site.country for site in parts["sites"].values()}
    for name, countries in draft.group("zones").items():
        if name in countries_of_sites:
            draft.report(("zones", name), "is the code of a country with sites", "give the zone a name of its own")
        if isinstance(countries, list) and not countries:
            draft.report(("zones", name), "is a zone with no country", 'write for example ["JP", "KR"]')


def _check_site(draft: Draft, name: str, site: SiteBase, materials: set[str]) -> None:
    path = ("sites", name)
    check_site_fields(draft, name, site)
    if name in RESERVED or name.startswith(GROUP_WORDS):
        draft.report(path, "has the name of a group of results", "choose another name")
    sends, takes = outputs_of(site), inputs_of(site)
    field_of = {Producer: "makes", Trader: "trades", Market: "demands"}
    for kind, field in field_of.items():
        if isinstance(site, kind) and materials and getattr(site, field) not in materials:
            draft.report(
                (*path, field),
                "is no material of the scenario",
                meant(getattr(site, field), materials),
                getattr(site, field),
            )
    for field in ("needs", "byproducts", "holds"):
        for material in getattr(site, field, {}):
            if materials and material not in materials:
                draft.report(
                    (*path, field, material), "is no material of the scenario", meant(material, materials), material
                )
    if isinstance(site, Producer) and site.makes in site.byproducts:
        draft.report((*path, "byproducts", site.makes), "is the main material already", "remove it", site.makes)
    for field, allowed in (
        ("cover", [*takes, *sends]),
        ("storage", rooms(site, sends, takes)),
        ("initial", [*takes, *sends]),
        ("blocks", getattr(site, "byproducts", {})),
    ):
        for material in getattr(site, field, ()):
            if material not in allowed:
                what = (
                    "neither taken in nor sent by"
                    if field in ("cover", "initial")
                    else "no output of this site, nor an input that is pushed to"
                    if field == "storage"
                    else "no by-product of"
                )
                draft.report((*path, field, material), f"is {what} this site", meant(material, allowed), material)


def _check_lane(draft: Draft, name: str, lane: Lane, parts: Parts) -> None:
    path = ("lanes", name)
    sites = parts["sites"]
    named = draft.group("sites")
    for field, end, check, word in (("from", lane.from_, outputs_of, "send"), ("to", lane.to, inputs_of, "take in")):
        if draft.broken("sites"):
            continue
        if end not in named:
            draft.report((*path, field), "is no site", meant(end, named), end)
        elif end in sites and lane.material not in check(sites[end]):
            materials = check(sites[end])
            draft.report(
                (*path, "material"), f"is nothing that {end} can {word}", meant(lane.material, materials), lane.material
            )
    ends = [sites.get(lane.from_), sites.get(lane.to)]
    if lane.refusal != 0.0 and None not in ends and not all(isinstance(end, Stockpile) for end in ends):
        draft.report((*path, "refusal"), "does nothing but between two stockpiles", "remove it")
    if lane.from_ == lane.to:
        draft.report((*path, "to"), "leads back to where it starts", "name another site", lane.to)
    points = draft.group("chokepoints")
    for point in lane.via:
        if point not in points and not draft.broken("chokepoints"):
            draft.report((*path, "via", point), "is no chokepoint", meant(point, points), point)


def _check_shares(draft: Draft, parts: Parts) -> None:
    from disruptsim.scenario.distributions import Distribution

    groups: dict[tuple[str, str], list[tuple[str, Lane]]] = {}
    for name, lane in parts["lanes"].items():
        site = parts["sites"].get(lane.to)
        sender = parts["sites"].get(lane.from_)
        push = isinstance(site, Plant | Trader | Market | Stockpile) and site.replenish.policy == "push"
        if site is not None and not push and not isinstance(sender, Stockpile):
            groups.setdefault((lane.to, lane.material), []).append((name, lane))
    unread = {
        (str(table.get("to")), str(table.get("material")))
        for table in draft.group("lanes").values()
        if isinstance(table, dict) and lane_name(table) not in parts["lanes"]
    }
    for (to, material), lanes in sorted(groups.items()):
        if (to, material) in unread:
            continue
        shares = [lane.share for _, lane in lanes]
        if any(isinstance(share, Distribution) for share in shares):
            continue
        total = math.fsum(share for share in shares if share is not None)
        path = ("lanes", lanes[0][0], "share")
        if total > 1.0 + 1e-6:
            draft.report(path, f"shares of {material} at {to} add up to {total:.6g}", "let them add up to 1", total)
        elif None not in shares and total < 1.0 - 1e-6:
            draft.report(
                path,
                f"shares of {material} at {to} add up to {total:.6g}",
                "let them add up to 1, or leave one out to take the rest",
                total,
            )
