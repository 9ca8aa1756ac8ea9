"""Instruments that need an economy, as records with their dates of adoption."""

from __future__ import annotations

from typing import Any

from disruptsim.scenario.schema.instruments import (
    DemandPriority,
    Equity,
    Offtake,
    Permitting,
    PriceFloor,
    RapidResponse,
    RecyclingProgramme,
    SubstitutionProgramme,
)
from disruptsim.scenario.schema.policies import Policy
from disruptsim.scenario.schema.sites import Buyer, Seller, Stockpile
from disruptsim.world import kinds as k
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.borders import add_bloc, add_tariff
from disruptsim.world.fate import Fate
from disruptsim.world.world import Agenda, World

Held = list[tuple[int, float]]  # records, and what they are set to


class Instruments:
    """Adds the instruments of one policy of a bundle.

    Parameters
    ----------
    plan : Blueprint
    world : World
    fate : Fate
    name : str
        The policy.
    date : float, d
        Its adoption.
    """

    def __init__(self, plan: Blueprint, world: World, fate: Fate, name: str, date: float) -> None:
        self.plan, self.world, self.fate, self.name, self.date = plan, world, fate, name, date
        self.places = plan.places

    def add(self, policy: Policy) -> None:
        """Add all of them."""
        for bloc in policy.trading_bloc:
            add_bloc(self.plan, self.world, self.fate, bloc, self.date, self.name)
        for tariff in policy.tariff:
            rank = add_tariff(self.plan, self.world, tariff, r.Duty(starts=self.date))
            self.world.titles[k.DUTY_STARTS, rank] = self.name
            self.world.agenda.append(Agenda(self.date, k.DUTY_STARTS, rank, 0.0))
        for floor in policy.price_floor:
            self._add_floor(floor)
        for offtake in policy.offtake:
            self._add_offtake(offtake)
        for equity in policy.equity:
            self._add_equity(equity)
        for permitting in policy.permitting:
            self._add_permitting(permitting)
        for rapid in policy.rapid_response:
            self._add_rapid_response(rapid)
        for priority in policy.demand_priority:
            self._add_priority(priority)
        for substitution in policy.substitution:
            self._add_substitution(substitution)
        for recycling in policy.recycling:
            self._add_recycling(recycling)

    def lever(self, kind: int, held: Held, cost: float = 0.0, date: float | None = None) -> None:
        """Add a lever from adoption, or a later date, on."""
        when = self.date if date is None else date
        if when >= self.world.run.horizon or (not held and cost <= 0.0):
            return
        record = r.Lever(kind=kind, cost=cost, first_hold=len(self.world.holds))
        self.world.holds += [r.Hold(subject=subject, value=value) for subject, value in held]
        record.last_hold = len(self.world.holds)
        self.world.levers.append(record)
        self.world.titles[k.LEVER_STARTS, len(self.world.levers) - 1] = self.name
        self.world.agenda.append(Agenda(when, k.LEVER_STARTS, len(self.world.levers) - 1, 0.0))

    def _contract(self, record: r.Contract) -> None:
        self.world.contracts.append(record)
        self.world.agenda.append(Agenda(self.date, k.CONTRACT_STARTS, len(self.world.contracts) - 1, 0.0))

    def _price(self, site: str, zone: str) -> int:
        """Price of what a site makes, in a named zone or the adversary's."""
        layout = self.plan.layout
        material = layout.material_rank[layout.site(site).makes]  # type: ignore[attr-defined]
        countries = self.plan.scenario.countries_of(zone) if zone else self.places.adversary
        for country in sorted(countries):
            number = self.places.prices.get((material, self.places.zone.get(country, -1)))
            if number is not None:
                return int(number)
        return int(self.world.holdings[layout.outputs[site, layout.materials[material]]].price)

    def _add_floor(self, floor: PriceFloor) -> None:
        for site in sorted(set(floor.sites)):
            self._contract(
                r.Contract(
                    kind=k.GUARANTEE, firm=self.places.firms[site], index=self._price(site, floor.zone),
                    floor=float(floor.floor), upside=float(floor.upside), lasts=float(floor.lasts),
                    most=k.NEVER if floor.most is None else float(floor.most), guarantee=float(floor.guarantee),
                )
            )  # fmt: skip

    def _add_offtake(self, offtake: Offtake) -> None:
        layout = self.plan.layout
        makes = layout.site(offtake.site).makes  # type: ignore[attr-defined]
        lanes = [n for n in layout.outbound[layout.outputs[offtake.site, makes]]
                 if layout.lanes[n].to == offtake.into]  # fmt: skip
        self._contract(
            r.Contract(
                kind=k.TAKE_OR_PAY, firm=self.places.firms[offtake.site], rate=float(offtake.rate),
                floor=float(offtake.price), lasts=float(offtake.lasts), into=lanes[0] if lanes else k.NOBODY,
            )
        )  # fmt: skip

    def _add_equity(self, equity: Equity) -> None:
        firm = self.places.firms[equity.site]
        self.lever(k.FUNDS, [(firm, float(equity.amount))])
        project = self.world.firms[firm].project
        if project != k.NOBODY:
            self.lever(k.ORDERS, [(project, 1.0)] if equity.orders else [])
            self.lever(k.BUILDS, [(project, 1.0 - float(equity.faster))] if float(equity.faster) > 0.0 else [])

    def _add_permitting(self, permitting: Permitting) -> None:
        chosen = set(permitting.sites)
        if permitting.country is not None:
            countries = self.plan.scenario.countries_of(permitting.country)
            chosen |= {name for name in self.places.firms if self.plan.layout.site(name).country in countries}
        projects = [self.world.firms[self.places.firms[name]].project for name in sorted(chosen)]
        held = [(project, 1.0 - float(permitting.faster)) for project in projects if project != k.NOBODY]
        self.lever(k.PERMITS, held, float(permitting.cost))
        if float(permitting.qualification) > 0.0:
            factor = 1.0 - float(permitting.qualification)
            lanes = [n for n, lane in enumerate(self.plan.layout.lanes)
                     if lane.from_ in chosen and self.world.lanes[n].target > 0.0]  # fmt: skip
            self.lever(k.QUALIFIES, [(n, factor) for n in lanes])
        found = [self.world.firms[self.places.firms[name]].project for name in sorted(set(permitting.finds))]
        self.lever(k.FINDS, [(p, 1.0) for p in found if p != k.NOBODY], date=self.date + float(permitting.finds_after))

    def _add_rapid_response(self, rapid: RapidResponse) -> None:
        countries, layout = self.plan.scenario.countries_of(rapid.country), self.plan.layout
        wait = float(rapid.detect) + float(rapid.decide) + float(rapid.act)
        reserves = [n for n, reserve in enumerate(self.world.reserves)
                    if layout.site(layout.holdings[reserve.holding].site).country in countries]  # fmt: skip
        self.lever(k.REACTS, [(n, wait) for n in reserves], float(rapid.cost))
        if rapid.priority:
            self._serve_by_priority(countries)
        if rapid.approval is not None:
            for rank, control in enumerate(self.world.controls):
                bound = [
                    (n, float(rapid.approval))
                    for n in range(control.first_clause, control.last_clause)
                    if control.kind == k.LICENCE
                    and layout.site(layout.lanes[self.world.clauses[n].lane].to).country in countries
                ]
                start = self.world.controls[rank].starts
                if bound and start < k.NEVER:
                    self.lever(k.APPROVES, bound, date=max(self.date, start + wait))

    def _serve_by_priority(self, countries: set[str]) -> None:
        layout = self.plan.layout
        sellers = [n for n, name in enumerate(layout.sites)
                   if layout.site(name).country in countries and isinstance(layout.site(name), Seller)]  # fmt: skip
        self.lever(k.SERVES, [(n, float(k.BY_PRIORITY)) for n in sellers])

    def _add_priority(self, priority: DemandPriority) -> None:
        countries, layout = self.plan.scenario.countries_of(priority.country), self.plan.layout
        self._serve_by_priority(countries)
        held: Held = []
        for number, name in enumerate(layout.sites):
            site = layout.site(name)
            if isinstance(site, Buyer) and not isinstance(site, Stockpile) and site.class_ in priority.classes:
                held.append((number, float(1 + priority.classes.index(site.class_))))
        self.lever(k.RANKS, held)

    def _add_substitution(self, programme: SubstitutionProgramme) -> None:
        zones = None
        if programme.country is not None:
            zones = {self.places.zone.get(c) for c in self.plan.scenario.countries_of(programme.country)}
        materials = {self.plan.layout.material_rank[m] for m in programme.materials}
        held = [(rank, float(programme.faster)) for (material, zone), rank in sorted(self.places.prices.items())
                if material in materials and (zones is None or zone in zones)]  # fmt: skip
        self.lever(k.SUBSTITUTES, held, float(programme.cost))

    def _add_recycling(self, programme: RecyclingProgramme) -> None:
        sites = [self.world.sites[self.plan.layout.site_rank[name]] for name in sorted(set(programme.sites))]
        held = [(site.intake, float(programme.more)) for site in sites if site.intake != k.NOBODY]
        self.lever(k.RECYCLES, held, float(programme.cost))


def sharing(policies: list[tuple[str, Any]], plan: Blueprint) -> set[str]:
    """Countries of the blocs of a bundle that know no bans inside."""
    return {
        country
        for _, policy in policies
        for bloc in policy.trading_bloc
        if bloc.sharing
        for country in plan.scenario.countries_of(bloc.members)
    }
