"""Whether disruptions, futures and policies name what is there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from disruptsim.scenario.conditions import read_condition
from disruptsim.scenario.distributions import Distribution
from disruptsim.scenario.draft import Draft
from disruptsim.scenario.quantities import Moment
from disruptsim.scenario.references_climates import check_climates
from disruptsim.scenario.schema.disruptions import (
    Closure,
    ControlBase,
    DisruptionBase,
    LaneLoss,
    Licence,
    Outage,
    Surge,
    Truce,
)
from disruptsim.scenario.schema.policies import Policy
from disruptsim.scenario.schema.sites import Draw, Stockpile
from disruptsim.scenario.units import QuantityError
from disruptsim.words import meant

Parts = dict[str, Any]
Path = tuple[Any, ...]
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d)")


class Names:
    """The names that a scenario knows."""

    def __init__(self, draft: Draft) -> None:
        self.sites = list(draft.group("sites"))
        self.controls = {*draft.group("controls"), *draft.group("disruptions")}
        self.disruptions = list(draft.group("disruptions"))
        self.points = list(draft.group("chokepoints"))
        self.policies = list(draft.group("policies"))
        self.zones = draft.group("zones")
        # As written, not as read: a site with a mistake elsewhere still makes what it makes.
        written = {name: site for name, site in draft.group("sites").items() if isinstance(site, dict)}
        self.made = {m for site in written.values() for m in named(site, ("makes", "trades"), ("byproducts",))}
        self.used = {m for site in written.values() for m in named(site, ("demands", "trades"), ("needs",))}
        self.used |= {m for site in written.values() for m in _standing_in(site)}
        countries = {site["country"] for site in written.values() if isinstance(site.get("country"), str)}
        members = [m for zone in self.zones.values() if isinstance(zone, list) for m in zone if isinstance(m, str)]
        self.places = {*countries, *self.zones, *members}
        self.lanes = list(draft.group("lanes"))
        events = {**draft.group("controls"), **draft.group("disruptions")}
        self.licences = [n for n, e in events.items() if isinstance(e, dict) and e.get("kind") == "licence"]
        self.classes = {
            str(site.get("class", "civil")) for site in written.values() if site.get("kind") not in ("mine", "recycler")
        }
        self.markets = {name for name, site in written.items() if site.get("kind") == "market"}


def named(site: dict[str, Any], words: tuple[str, ...], groups: tuple[str, ...]) -> list[str]:
    """Names in some fields of a site as written, and the keys of some of its tables."""
    found = [site[word] for word in words if isinstance(site.get(word), str)]
    tables = [site[group] for group in groups if isinstance(site.get(group), dict)]
    return found + [name for table in tables for name in table]


def _standing_in(site: dict[str, Any]) -> list[str]:
    """Materials of alternatives, as written."""
    tables = site.get("alternatives")
    lists = [given for given in tables.values() if isinstance(given, list)] if isinstance(tables, dict) else []
    return [
        one["material"]
        for given in lists
        for one in given
        if isinstance(one, dict) and isinstance(one.get("material"), str)
    ]


def unknown(draft: Draft, path: Path, name: str, known: Iterable[str], what: str) -> None:
    """Report a name that is not among those known."""
    names = sorted(known)
    if name not in names:
        draft.report(path, f"is no {what}", meant(name, names), name)


def check_events(draft: Draft, parts: Parts) -> None:
    """Report what is wrong with the names in controls, disruptions, futures and policies."""
    check_climates(draft, parts)
    if draft.broken("sites") or draft.broken("zones"):
        return
    names = Names(draft)
    for group in ("controls", "disruptions"):
        for name, disruption in parts[group].items():
            _check_timing(draft, (group, name), disruption, names)
            _check_targets(draft, (group, name), disruption, names)
            _check_lanes_and_licences(draft, (group, name), disruption, names)
    for name in sorted(set(draft.group("controls")) & set(names.disruptions)):
        draft.report(("disruptions", name), "is the name of a control already", "choose another name")
    check_circle(draft, "disruptions", {n: [d.after] for n, d in parts["disruptions"].items() if d.after}, "after")
    if "twin" in parts["futures"]:
        draft.report(("futures", "twin"), "is the name of the undisturbed twin", "choose another name")
    for name, future in parts["futures"].items():
        for disruption in future.disruptions:
            unknown(draft, ("futures", name, "disruptions"), disruption, names.disruptions, "disruption")
    for name, site in parts["sites"].items():
        if isinstance(site, Stockpile) and site.draw is not None:
            _check_draw(draft, ("sites", name, "draw"), site.draw, names)
    for name, policy in parts["policies"].items():
        _check_policy(draft, name, policy, names, parts)
    check_circle(draft, "policies", {n: list(p.extends) for n, p in parts["policies"].items()}, "extends")


def _check_timing(draft: Draft, path: Path, disruption: DisruptionBase, names: Names) -> None:
    given = [key for key in ("starts", "rate", "after") if getattr(disruption, key) is not None]
    if len(given) > 1:
        draft.report((*path, given[1]), f"cannot stand beside {given[0]}", "give one of starts, rate and after")
    if not given and path[0] == "disruptions":
        draft.report(path, "does not say when it happens", "give one of starts, rate and after")
    if disruption.rate is not None and disruption.lasts is None:
        draft.report(path, "happens at a rate but does not say how long it lasts", "add lasts")
    if disruption.after is not None:
        known = [*names.disruptions, *names.policies] if path[0] == "disruptions" else names.controls
        unknown(draft, (*path, "after"), disruption.after, known, "disruption that it could follow")
        if disruption.upon == "end" and disruption.after in set(known) - names.controls:
            draft.report(
                (*path, "upon"), "waits for the end of a policy, which has none", 'write upon = "start"', "end"
            )
    announced, starts = getattr(disruption, "announced", None), disruption.starts
    if announced is not None and disruption.rate is not None:
        draft.report(
            (*path, "announced"), "cannot stand beside rate", "remove it: a control at random comes without notice"
        )
    if announced is not None and starts is not None:
        begin = draft.tables.get("start")
        begin = dt.date.fromisoformat(begin) if isinstance(begin, str) and _DATE.fullmatch(begin) else begin
        late = _later(announced, starts, begin if isinstance(begin, dt.date) else dt.date(2000, 1, 1))
        if late:
            draft.report((*path, "announced"), "lies after its start", "announce it on the day it starts or before")


def _later(first: Moment, second: Moment, begin: dt.date) -> bool:
    days = (first.resolve(begin), second.resolve(begin))
    return not any(isinstance(d, Distribution) for d in days) and float(days[0]) > float(days[1])  # type: ignore[arg-type]


def _check_targets(draft: Draft, path: Path, disruption: DisruptionBase, names: Names) -> None:
    if isinstance(disruption, ControlBase):
        actors = [disruption.actor] if isinstance(disruption.actor, str) else disruption.actor
        for actor in actors:
            unknown(draft, (*path, "actor"), actor, names.places, "country or zone with a site")
        for target in [] if disruption.targets == "all" else disruption.targets:
            unknown(draft, (*path, "targets"), target, names.places, "country or zone with a site")
        for material in disruption.materials:
            if material in names.made:
                continue
            if material in names.used:
                draft.report(
                    (*path, "materials"),
                    "is a material that nobody makes",
                    "control something that has a maker",
                    material,
                )
            else:
                unknown(draft, (*path, "materials"), material, names.made, "material that anybody makes")
    elif isinstance(disruption, Outage):
        for site in disruption.sites:
            unknown(draft, (*path, "sites"), site, names.sites, "site")
        if disruption.country is not None:
            unknown(draft, (*path, "country"), disruption.country, names.places, "country or zone with a site")
        if (disruption.centre is None) != (disruption.radius is None):
            draft.report(path, "has only one of centre and radius", "give both")
        if not disruption.sites and disruption.country is None and disruption.centre is None:
            draft.report(path, "hits nothing", "give sites, country, or centre and radius")
    elif isinstance(disruption, Closure):
        unknown(draft, (*path, "chokepoint"), disruption.chokepoint, names.points, "chokepoint")
    elif isinstance(disruption, Surge):
        for market in disruption.markets:
            unknown(draft, (*path, "markets"), market, names.markets, "market")
        for material in disruption.materials:
            unknown(draft, (*path, "materials"), material, names.used, "material that a market asks for")
        if disruption.country is not None:
            unknown(draft, (*path, "country"), disruption.country, names.places, "country or zone with a site")


def _check_lanes_and_licences(draft: Draft, path: Path, disruption: DisruptionBase, names: Names) -> None:
    if isinstance(disruption, LaneLoss):
        for lane in disruption.lanes:
            unknown(draft, (*path, "lanes"), lane, names.lanes, "lane")
    elif isinstance(disruption, Truce):
        unknown(draft, (*path, "licence"), disruption.licence, names.licences, "licence")
    elif isinstance(disruption, Licence):
        for place in disruption.permit.approval_by_country:
            what = "country or zone with a site"
            unknown(draft, (*path, "permit", "approval_by_country", place), place, names.places, what)
        for label in disruption.permit.approval_by_class:
            unknown(draft, (*path, "permit", "approval_by_class", label), label, names.classes, "class of any buyer")


def _check_draw(draft: Draft, path: Path, draw: Draw, names: Names) -> None:
    try:
        condition = read_condition(draw.when)
    except QuantityError as error:
        draft.report((*path, "when"), str(error.args[0]), str(error.args[1]), draw.when)
        return
    known = {
        "cover": (names.sites, "site"),
        "control": (names.controls, "control"),
        "supply": (names.places, "country or zone with a site"),
    }
    if condition.kind in known:
        unknown(draft, (*path, "when"), condition.name, *known[condition.kind])


def _check_policy(draft: Draft, name: str, policy: Policy, names: Names, parts: Parts) -> None:
    path = ("policies", name)
    if name == "none":
        draft.report(path, "is the policy of doing nothing, which is always there", "choose another name")
    for other in policy.extends:
        unknown(draft, (*path, "extends"), other, names.policies, "policy")
    written = draft.group("policies").get(name, {})
    for number, buffer in enumerate(policy.buffer):
        place = (*path, "buffer") if isinstance(written.get("buffer"), dict) else (*path, "buffer", number)
        for material in buffer.materials:
            unknown(draft, (*place, "materials"), material, names.used, "material that anybody buys")
        for site in buffer.sites:
            unknown(draft, (*place, "sites"), site, names.sites, "site")
        if buffer.country is not None:
            unknown(draft, (*place, "country"), buffer.country, names.places, "country or zone with a site")
    for number, instrument in enumerate(policy.stockpile):
        here = (*path, "stockpile") if isinstance(written.get("stockpile"), dict) else (*path, "stockpile", number)
        site = parts["sites"].get(instrument.site)
        if site is None:
            unknown(draft, (*here, "site"), instrument.site, names.sites, "site")
        elif not isinstance(site, Stockpile):
            draft.report((*here, "site"), "is no stockpile", "name a site of kind stockpile", instrument.site)
        if instrument.draw is not None:
            _check_draw(draft, (*here, "draw"), instrument.draw, names)


def check_circle(draft: Draft, group: str, leads: dict[str, list[str]], *field: str) -> None:
    """Report every part of a group that leads back to itself by a field."""
    for name, first in leads.items():
        seen, ahead = {name}, list(first)
        while ahead:
            other = ahead.pop()
            if other == name:
                draft.report(
                    (group, name, *field), "goes round in a circle", f"remove {field[-1]} from one of them", name
                )
                break
            if other not in seen:
                seen.add(other)
                ahead.extend(leads.get(other, []))
