"""Whether prices, projects, instruments of money and borders, and strategies name what is there, and can work."""

from __future__ import annotations

from typing import Any

from disruptsim.scenario.conditions import read_condition
from disruptsim.scenario.distributions import mean
from disruptsim.scenario.draft import Draft
from disruptsim.scenario.references_events import Names, check_circle, named, unknown
from disruptsim.scenario.schema.economy import Economy, Project
from disruptsim.scenario.schema.instruments import (
    INSTRUMENTS,
    DemandPriority,
    Equity,
    Offtake,
    Permitting,
    PriceFloor,
    RapidResponse,
    RecyclingProgramme,
    SubstitutionProgramme,
    TradingBloc,
)
from disruptsim.scenario.schema.kinds import CONTROL_KINDS
from disruptsim.scenario.schema.sites import Buyer, Draw, Lane, Market, Producer, Stockpile
from disruptsim.scenario.schema.strategies import Crackdown, Dumping, Duty, Tariff, TechnologyControl
from disruptsim.scenario.units import QuantityError
from disruptsim.words import meant

Parts = dict[str, Any]
Path = tuple[Any, ...]
PLACE = "country or zone with a site"
REST = "elsewhere"  # what results call the countries outside all zones with a price
_LINES = ("mine", "recycler", "refinery", "factory")


def close_ways_round(parts: Parts) -> None:
    """Give a way round no part in what contracts carry, where its share is left out."""
    for name, lane in parts["lanes"].items():
        if lane.evades and lane.share is None:
            parts["lanes"][name] = lane.model_copy(update={"share": 0.0})


def check_economy(draft: Draft, parts: Parts) -> None:
    """Report what is wrong with prices, and with all that needs them."""
    if draft.broken("sites") or draft.broken("zones"):
        return
    check = _Check(draft, parts)
    study, economy = parts.get("study"), parts.get("economy")
    if study is not None and study.adversary:
        check.places(("study", "adversary"), study.adversary)
    if economy is not None:
        check.economy(economy)
    for name, site in parts["sites"].items():
        if isinstance(site, Producer):
            check.producer(("sites", name), site)
        elif isinstance(site, Market):
            check.market(("sites", name), site)
        elif isinstance(site, Stockpile):
            check.draw(("sites", name, "draw"), site.draw)
    starts = {n: s.project.after for n, s in parts["sites"].items() if isinstance(s, Producer) and s.project}
    check_circle(draft, "sites", {n: [after] for n, after in starts.items() if after}, "project", "after")
    for name, lane in parts["lanes"].items():
        check.lane(("lanes", name), lane)
    for name, event in parts["disruptions"].items():
        check.strategy(("disruptions", name), event)
    for name, policy in parts["policies"].items():
        check.policy(("policies", name), policy, draft.group("policies")[name])


class _Check:
    """Reports what is wrong, one part after the other.

    Names are known as written: a site with a mistake elsewhere is still there.
    """

    def __init__(self, draft: Draft, parts: Parts) -> None:
        self.draft, self.parts, self.names = draft, parts, Names(draft)
        self.sites = {name: table for name, table in draft.group("sites").items() if isinstance(table, dict)}
        self.makers = self._of(*_LINES)
        self.projects = [name for name in self.makers if "project" in self.sites[name]]
        self.priced = {name for name in draft.group("materials") if self._has_price(name)}

    def _of(self, *kinds: str) -> list[str]:
        return [name for name, table in self.sites.items() if table.get("kind") in kinds]

    def _has_price(self, material: str) -> bool:
        """Whether a material has a price; one that cannot be read is given the benefit of the doubt."""
        read = self.parts["materials"].get(material)
        return read is None or mean(read.price) > 0.0

    def _unpriced(self, material: str) -> bool:
        """Whether a material that is there has no price, while another has: that none has is said once."""
        return bool(self.priced) and material in self.draft.group("materials") and material not in self.priced

    def _countries(self, places: str | list[str]) -> set[str]:
        zones = self.names.zones
        listed = [zones.get(place, [place]) for place in ([places] if isinstance(places, str) else places)]
        return {country for some in listed if isinstance(some, list) for country in some if isinstance(country, str)}

    def _needs_economy(self, path: Path) -> None:
        if "economy" not in self.draft.tables:
            self.draft.report(path, "does nothing without prices", "add [economy]")

    def _unknown(self, path: Path, names: list[str], known: Any, what: str) -> None:
        for name in names:
            unknown(self.draft, path, name, known, what)

    def places(self, path: Path, places: str | list[str] | None) -> None:
        """Report countries and zones that are nowhere."""
        self._unknown(path, [places] if isinstance(places, str) else places or [], self.names.places, PLACE)

    def _price(self, path: Path, material: str) -> None:
        """Report a material that is unknown or has no price."""
        if self.draft.broken("materials"):
            return
        known = self.draft.group("materials")
        if material not in known:
            unknown(self.draft, path, material, known, "material of the scenario")
        elif self._unpriced(material):
            self.draft.report(path, "has no price", f"add price to [materials.{material}]", material)

    def _product(self, path: Path, name: str) -> None:
        """Report a site whose main material has no price; one that is unknown is reported of the site."""
        site = self.parts["sites"].get(name)
        if isinstance(site, Producer) and self._unpriced(site.makes):
            said = f"makes {site.makes}, which has no price"
            self.draft.report(path, said, f"add price to [materials.{site.makes}]", name)

    def economy(self, economy: Economy) -> None:
        """Zones with a price of their own, the treasury's home, and whether there is any price."""
        path, seen = ("economy", "zones"), set()
        countries = {site["country"] for site in self.sites.values() if isinstance(site.get("country"), str)}
        for zone in economy.zones:
            if zone in seen:
                self.draft.report(path, "names a zone twice", "remove one of the two", zone)
            elif zone == REST:
                self.draft.report(path, "is what all other countries are called", "give the zone another name", zone)
            else:
                unknown(self.draft, path, zone, {*self.names.zones, *countries}, "zone, nor country of a site")
            seen.add(zone)
        if economy.home:
            self.places(("economy", "home"), economy.home)
        if not self.priced and not self.draft.broken("materials"):
            self.draft.report(("economy",), "moves no price: no material has one", "add price to a material")

    def producer(self, path: Path, site: Producer) -> None:
        """Money and project of a site with a line."""
        given = [field for field in ("finance", "project") if getattr(site, field) is not None]
        for field in given:
            self._needs_economy((*path, field))
        if given:
            self._product((*path, given[0]), path[-1])
        if isinstance(site.project, Project) and site.project.after is not None:
            unknown(self.draft, (*path, "project", "after"), site.project.after, self.makers, "site with a line")

    def market(self, path: Path, market: Market) -> None:
        """Demand that answers to prices."""
        now, later = market.elasticity, market.long_elasticity
        if isinstance(now, float) and isinstance(later, float) and later < now:
            self.draft.report((*path, "long_elasticity"), "is below elasticity", "let it be at least that", later)

    def draw(self, path: Path, draw: Draw | None) -> None:
        """A draw that waits for a price."""
        try:
            if draw is not None and read_condition(draw.when).kind == "price":
                self._needs_economy((*path, "when"))
        except QuantityError:
            pass  # said already of the condition

    def lane(self, path: Path, lane: Lane) -> None:
        """Ways round, and lanes of what is not there yet."""
        if lane.evades:
            self._needs_economy((*path, "evades"))
            traders = self._of("trader")
            if lane.from_ in self.sites and lane.from_ not in traders:
                remedy = meant(lane.from_, traders, "let it start at a trader")
                self.draft.report(
                    (*path, "from"), "is no trader, as the start of a way round must be", remedy, lane.from_
                )
            if lane.share is not None and mean(lane.share) > 0.0:
                said = "is a contract share, which a way round has not"
                self.draft.report((*path, "share"), said, "leave it out, or write share = 0", lane.share)
        if lane.from_ not in self.projects:
            return
        # A buyer that is a project too uses nothing in calm either.
        if lane.to not in self.projects and (lane.share is None or mean(lane.share) > 0.0):
            said = f"must be 0: {lane.from_} is a project, not there in calm"
            self.draft.report((*path, "share"), said, "write share = 0", "" if lane.share is None else lane.share)
        buyer = self.parts["sites"].get(lane.to)
        if isinstance(buyer, Buyer) and buyer.replenish.policy == "push":
            said = f"takes what is pushed, but {lane.from_} is a project, not there in calm"
            self.draft.report((*path, "to"), said, f"let {lane.to} order by base_stock", lane.to)

    def strategy(self, path: Path, event: Any) -> None:
        """What an actor does with prices and borders."""
        if not isinstance(event, Dumping | Tariff | TechnologyControl | Crackdown):
            return
        self._needs_economy((*path, "kind"))
        if isinstance(event, Dumping):
            self._dumping(path, event)
        elif isinstance(event, Tariff):
            self._duty(path, event)
        elif isinstance(event, TechnologyControl):
            self._unknown((*path, "sites"), event.sites, self.projects, "project")
        else:
            events = {**self.draft.group("controls"), **self.draft.group("disruptions")}
            controls = [n for n, e in events.items() if isinstance(e, dict) and e.get("kind") in tuple(CONTROL_KINDS)]
            unknown(self.draft, (*path, "control"), event.control, controls, "control")

    def _dumping(self, path: Path, event: Dumping) -> None:
        self.places((*path, "actor"), event.actor)
        actors = [event.actor] if isinstance(event.actor, str) else event.actor
        countries = sorted(self._countries(event.actor))
        own = [site for name, site in self.sites.items() if name in self.makers and site.get("country") in countries]
        made = {material for site in own for material in named(site, ("makes",), ("byproducts",))}
        for material in event.materials:
            self._price((*path, "materials"), material)
            if material in self.draft.group("materials") and material not in made and self.names.places >= {*actors}:
                remedy = meant(material, sorted(made), "it makes")
                self.draft.report((*path, "materials"), "is nothing that the actor makes", remedy, material)

    def _duty(self, path: Path, duty: Duty) -> None:
        for field in ("importers", "origins"):
            self.places((*path, field), getattr(duty, field))
        for material in duty.materials:
            self._price((*path, "materials"), material)
        for material in duty.floors:
            self._price((*path, "floors", material), material)
        self._content((*path, "content"), duty.content, {*duty.floors})
        rated = mean(duty.ad_valorem) > 0.0
        if rated and not duty.materials:
            remedy = 'write for example materials = ["metal"]'
            self.draft.report((*path, "materials"), "is missing: ad_valorem is charged on nothing", remedy)
        elif not rated and not duty.floors:
            self.draft.report(path, "is no duty", "give ad_valorem and materials, or floors")
        elif duty.materials and "ad_valorem" not in duty.model_fields_set:
            self.draft.report((*path, "materials"), "does nothing without ad_valorem", "give ad_valorem, or remove it")

    def _content(self, path: Path, content: dict[str, Any], floored: set[str]) -> None:
        """What is charged on products for what is in them."""
        for product, inside in content.items():
            self._price((*path, product), product)
            for material in inside:
                if material not in floored:
                    at = (*path, product, material)
                    self.draft.report(at, "has no floor", meant(material, sorted(floored), "with a floor"), material)

    def policy(self, path: Path, policy: Any, written: dict[str, Any]) -> None:
        """All instruments of a policy that need an economy."""
        for word in ("stockpile", *INSTRUMENTS):
            for number, instrument in enumerate(getattr(policy, word)):
                here = (*path, word) if isinstance(written.get(word), dict) else (*path, word, number)
                if word != "stockpile":
                    self._needs_economy(here)
                    self._instrument(here, instrument)
                    continue
                self.draw((*here, "draw"), instrument.draw)
                if instrument.finance is not None:
                    self._needs_economy((*here, "finance"))
                    self._finance((*here, "finance"), instrument.site, instrument.holds)

    def _finance(self, path: Path, name: str, holds: dict[str, Any] | None) -> None:
        site = self.parts["sites"].get(name)
        held = holds if holds is not None else site.holds if isinstance(site, Stockpile) else {}
        for material in held:
            if self._unpriced(material):
                said = f"pays for {material}, which has no price"
                self.draft.report(path, said, f"add price to [materials.{material}]", name)

    def _instrument(self, here: Path, one: Any) -> None:
        if isinstance(one, TradingBloc):
            self._bloc(here, one)
        elif isinstance(one, Duty):
            self._duty(here, one)
        elif isinstance(one, PriceFloor):
            self._unknown((*here, "sites"), one.sites, self.makers, "site with a line")
            for name in one.sites:
                self._product((*here, "sites"), name)
            self.places((*here, "zone"), one.zone or None)
        elif isinstance(one, Offtake):
            self._offtake(here, one)
        elif isinstance(one, Equity):
            unknown(self.draft, (*here, "site"), one.site, self.makers, "site with a line")
        elif isinstance(one, Permitting):
            self._permitting(here, one)
        elif isinstance(one, RapidResponse | DemandPriority):
            self.places((*here, "country"), one.country)
            if isinstance(one, DemandPriority):
                self._unknown((*here, "classes"), one.classes, self.names.classes, "class of any buyer")
        elif isinstance(one, SubstitutionProgramme):
            self.places((*here, "country"), one.country)
            for material in one.materials:
                self._price((*here, "materials"), material)
        elif isinstance(one, RecyclingProgramme):
            self._unknown((*here, "sites"), one.sites, self._of("recycler"), "recycler")

    def _bloc(self, here: Path, bloc: TradingBloc) -> None:
        self.places((*here, "members"), bloc.members)
        inside = {*bloc.members, *self._countries(bloc.members)}
        for field in ("joins", "leaves", "member_floors"):
            for member in getattr(bloc, field):
                unknown(self.draft, (*here, field, member), member, inside, "member of the bloc")
        if not bloc.floors and not bloc.member_floors:
            remedy = 'write for example floors = { metal = "90 USD/kg" }'
            self.draft.report((*here, "floors"), "holds no floor, and no member has one", remedy)
        for material in bloc.floors:
            self._price((*here, "floors", material), material)
        for member, floors in bloc.member_floors.items():
            for material in floors:
                self._price((*here, "member_floors", member, material), material)
        floored = {*bloc.floors, *(material for floors in bloc.member_floors.values() for material in floors)}
        self._content((*here, "content"), bloc.content, floored)

    def _offtake(self, here: Path, offtake: Offtake) -> None:
        unknown(self.draft, (*here, "site"), offtake.site, self.makers, "site with a line")
        self._product((*here, "site"), offtake.site)
        if offtake.into is None:
            return
        stockpiles, site = self._of("stockpile"), self.parts["sites"].get(offtake.site)
        unknown(self.draft, (*here, "into"), offtake.into, stockpiles, "stockpile")
        if offtake.into in stockpiles and isinstance(site, Producer) and not self.draft.broken("lanes"):
            wanted = (offtake.site, offtake.into, site.makes)
            lanes = [table for table in self.draft.group("lanes").values() if isinstance(table, dict)]
            if not any((lane.get("from"), lane.get("to"), lane.get("material")) == wanted for lane in lanes):
                remedy = f"add a lane for {site.makes} from {offtake.site} to {offtake.into}"
                self.draft.report((*here, "into"), "is reached by no lane from the plant", remedy, offtake.into)

    def _permitting(self, here: Path, permitting: Permitting) -> None:
        self.places((*here, "country"), permitting.country)
        for field in ("sites", "finds"):
            self._unknown((*here, field), getattr(permitting, field), self.projects, "project")
        for name in permitting.finds:
            project = getattr(self.parts["sites"].get(name), "project", None)
            if project is not None and project.discovered:
                remedy = f"write discovered = false in [sites.{name}.project]"
                self.draft.report((*here, "finds"), "is a project whose deposit is known already", remedy, name)
        if not permitting.sites and not permitting.finds and permitting.country is None:
            self.draft.report(here, "concerns no project", "give sites, country or finds")
