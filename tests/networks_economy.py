"""Random economies for the scenarios of `networks`: prices, money, ways round, strategies, and every instrument.

Costs stand near what a tonne earns and cash is short, so that producers close, go bankrupt and start again within the
few hundred days of a run.
"""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st
from networks import COUNTRIES, DEMAND, Table, _chance, days, maybe, scenarios, varying
from networks_events import CONTROLS, _adoption, _when

PRICES = {"ore": 100.0, "metal": 600.0, "motor": 4000.0, "salt": 50.0, "scrap": 80.0}  # USD/t
STRATEGIES = ("dumping", "tariff", "technology_control", "crackdown")
MAKERS = ("mine", "recycler", "refinery", "factory")


def usd(value: float) -> str:
    return f"{value:g} USD"


def per_tonne(value: float) -> str:
    return f"{value:g} USD/t"


@st.composite
def economic_scenarios(draw: Any, disrupted: bool = True) -> Table:
    """Nested tables of a random scenario with an economy; without disruptions and policies if `disrupted` is false."""
    tables = draw(scenarios(disrupted=disrupted))
    made = sorted(
        {m for site in tables["sites"].values() for m in [site.get("makes"), *site.get("byproducts", {})] if m}
    )
    tables["economy"] = _economy(draw, tables)
    tables["materials"] = {
        # A material without a price has no money.
        m: {}
        if m != made[0] and _chance(draw, 10)
        else {"price": per_tonne(PRICES[m] * draw(st.sampled_from([0.5, 1.0, 2.0])))}
        for m in sorted(_materials(tables))
    }
    for described in tables["materials"].values():
        maybe(described, "scarce", st.sampled_from([0.0, 0.5, 2.0]), draw)
        maybe(described, "substitution", st.sampled_from(["0 %/yr", "30 %/yr"]), draw)
    if _chance(draw, 2):
        _newcomer(draw, tables)
    if _chance(draw, 2):
        _way_round(draw, tables)
    for site in tables["sites"].values():
        if site["kind"] == "market":
            maybe(site, "elasticity", st.sampled_from([0.05, 0.5, 1.5]), draw)
            maybe(site, "long_elasticity", st.sampled_from([1.5, 2.0]), draw)
        elif "makes" in site and "price" in tables["materials"][site["makes"]] and _chance(draw, 2):
            site["finance"] = _finance(draw, tables, site)
    for lane in tables["lanes"]:
        maybe(lane, "freight", st.sampled_from([per_tonne(3), per_tonne(80)]), draw)
        if _chance(draw, 4):
            lane |= {"contract": draw(st.sampled_from([0.0, 1.0])), "fixed_price": draw(st.booleans())}
    if disrupted:
        tables["policies"] |= draw(economic_policies(tables))
        added = draw(strategy_tables(tables))
        tables["disruptions"] |= added
        for future in tables.get("futures", {}).values():
            future["disruptions"] = [*future["disruptions"], *added]
    return tables


def _economy(draw: Any, tables: Table) -> Table:
    country = draw(st.sampled_from(sorted(site["country"] for site in tables["sites"].values())))
    found: Table = {"zones": draw(st.sampled_from([[], ["bloc"], ["east", "bloc"], [country, "bloc"]]))}
    maybe(found, "review", st.sampled_from(["7 d", "1 d", "0.7 d", "30.5 d"]), draw)
    maybe(found, "home", st.sampled_from(["bloc", "AA"]), draw)
    maybe(found, "up", days(1, 60), draw)
    maybe(found, "down", days(1, 60), draw)
    maybe(found, "theta", st.sampled_from([0.01, 1.0]), draw)
    maybe(found, "contract", st.sampled_from([0.0, 1.0]), draw)
    maybe(found, "precaution", st.sampled_from([1.0, 3.0]), draw)
    maybe(found, "substitution", st.sampled_from(["5 %/yr", "50 %/yr"]), draw)
    maybe(found, "substitution_most", st.sampled_from([0.1, 0.9]), draw)
    maybe(found, "recycling_elasticity", st.sampled_from([0.3, 2.0]), draw)
    maybe(found, "recycling_lag", days(1, 100), draw)
    maybe(found, "index_lag", days(1, 200), draw)
    maybe(found, "long_run", days(10, 700), draw)
    maybe(found, "premium", st.sampled_from([0.0, 3.0]), draw)
    return found


def _materials(tables: Table) -> set[str]:
    """All that is made, held, needed or asked for."""
    found = {lane["material"] for lane in tables["lanes"]}
    for site in tables["sites"].values():
        found |= {site[key] for key in ("makes", "demands", "trades") if key in site}
        found |= {m for key in ("byproducts", "needs", "holds") for m in site.get(key, {})}
        found |= {one["material"] for given in site.get("alternatives", {}).values() for one in given}
    return found


def _worth(tables: Table, material: str) -> float:
    return float(tables["materials"].get(material, {}).get("price", "0 USD/t").split()[0])


def _finance(draw: Any, tables: Table, site: Table) -> Table:
    """Costs near the margin of a tonne at reference prices, and little cash."""
    left = _worth(tables, site["makes"]) - sum(r * _worth(tables, m) for m, r in site.get("needs", {}).items())
    found: Table = {"cash_cost": per_tonne(max(0.0, left) * draw(st.sampled_from([0.0, 0.7, 0.97, 1.0, 1.3])))}
    maybe(found, "fixed", st.sampled_from(["5 USD/d", "500 USD/d"]), draw)
    maybe(found, "cash", st.sampled_from([usd(200), usd(20_000)]), draw)
    if _chance(draw, 3):
        found |= {"debt": usd(1e5), "interest": draw(st.sampled_from([0.0, 0.08]))}
    maybe(found, "subsidy", st.sampled_from([per_tonne(10), per_tonne(500)]), draw)
    maybe(found, "exit", days(0, 90), draw)
    maybe(found, "refinance", st.sampled_from([0.0, 1.0]), draw)
    maybe(found, "permanent", st.sampled_from([0.0, 1.0]), draw)
    maybe(found, "restart_margin", st.sampled_from([0.0, 0.05]), draw)
    maybe(found, "restart_hold", days(0, 40), draw)
    maybe(found, "restart_time", varying(0, 60), draw)
    maybe(found, "restart_cost", st.sampled_from([usd(1000)]), draw)
    return found


def _project(draw: Any, tables: Table) -> Table:
    found: Table = {"capex": usd(draw(st.sampled_from([0.0, 1e3, 1e5]))), "build": draw(varying(0, 80))}
    maybe(found, "permit", varying(0, 40), draw)
    maybe(found, "ramp", days(0, 80), draw)
    maybe(found, "decides", st.sampled_from(["value", "order", "date"]), draw)
    maybe(found, "starts", days(0, 100), draw)
    makers = sorted(name for name, site in tables["sites"].items() if site["kind"] in MAKERS)
    if _chance(draw, 4):
        found["after"] = draw(st.sampled_from(makers))
    maybe(found, "life", st.just("3000 d"), draw)
    maybe(found, "hurdle", st.sampled_from([0.0, 0.3]), draw)
    maybe(found, "expects", st.sampled_from(["now", "index"]), draw)
    maybe(found, "discovered", st.booleans(), draw)
    return found


def _newcomer(draw: Any, tables: Table) -> None:
    """One more plant like some other, still to be built, and dormant lanes to those that might buy from it."""
    makers = [name for name in _producers(tables) if tables["sites"][name]["kind"] != "recycler"]
    if not makers:
        return
    like = draw(st.sampled_from(makers))
    site = copy.deepcopy(tables["sites"][like])
    for field in ("byproducts", "blocks", "alternatives", "storage"):
        site.pop(field, None)
    if "replenish" in site:
        site["replenish"] = {"review": "7 d"}
        site.setdefault("cover", {}).update(dict.fromkeys(site["needs"], "10 d"))
    if "cover" in site:
        site["cover"] = {m: d for m, d in site["cover"].items() if m in [site["makes"], *site.get("needs", {})]}
    site |= {"country": draw(st.sampled_from(COUNTRIES)), "project": _project(draw, tables)}
    tables["sites"]["newcomer"] = site
    supply = [
        copy.deepcopy(lane)
        for lane in tables["lanes"]
        if lane["to"] == like and lane["material"] in site.get("needs", {})
    ]
    for lane in supply:
        lane["to"] = "newcomer"
    buyers = [
        name
        for name in dict.fromkeys(x["to"] for x in tables["lanes"] if x["material"] == site["makes"])
        if tables["sites"][name].get("replenish", {}).get("policy") != "push"
        and tables["sites"][name]["kind"] != "stockpile"
    ]
    lanes: list[Table] = []
    for buyer in buyers[: draw(st.integers(1, 2))]:
        one: Table = {
            "material": site["makes"],
            "from": "newcomer",
            "to": buyer,
            "share": 0.0,
            "lead_time": draw(varying(0, 20)),
        }
        maybe(one, "qualification", days(0, 60), draw)
        maybe(one, "ramp", days(0, 40), draw)
        maybe(one, "target_share", st.sampled_from([0.0, 0.4]), draw)
        lanes.append(one)
    tables["lanes"] += supply + lanes


def _way_round(draw: Any, tables: Table) -> None:
    """A trader in some country, by which a buyer gets round controls and duties."""
    lanes = [x for x in tables["lanes"] if tables["sites"][x["to"]]["kind"] not in ("stockpile", "trader")]
    lanes = [x for x in lanes if tables["sites"][x["from"]]["kind"] in MAKERS and x["from"] != "newcomer"]
    if not lanes:
        return
    direct = draw(st.sampled_from(lanes))
    buyer, material = direct["to"], direct["material"]
    if tables["sites"][buyer].get("replenish", {}).get("policy") == "push":
        return
    there = {"trader", "smuggler"} & {x["from"] for x in tables["lanes"] if x["material"] == material}
    start = min(there, default="smuggler")
    if start == "smuggler":
        tables["sites"][start] = {
            "kind": "trader", "trades": material, "country": draw(st.sampled_from(COUNTRIES)),
            "replenish": {"review": "7 d", "forecast": {"smoothing": 0.4}}, "cover": {material: "10 d"},
        }  # fmt: skip
        tables["lanes"].append(
            {"material": material, "from": direct["from"], "to": start, "lead_time": draw(varying(0, 9))}
        )
    way: Table = {"name": "round", "material": material, "from": start, "to": buyer, "evades": True}
    maybe(way, "lead_time", varying(0, 20), draw)
    maybe(way, "detour_cost", st.sampled_from([per_tonne(5), per_tonne(300)]), draw)
    maybe(way, "learning", days(0, 90), draw)
    maybe(way, "penalty", st.sampled_from([0.0, 0.5]), draw)
    maybe(way, "blacklist", days(0, 90), draw)
    maybe(way, "holds", days(0, 30), draw)
    tables["lanes"].append(way)


def _projects(tables: Table) -> list[str]:
    return [name for name, site in tables["sites"].items() if "project" in site]


def _duty(draw: Any, materials: list[str], tables: Table) -> Table:
    found: Table = {"importers": draw(st.sampled_from(["bloc", "AA", ["AA", "BB"]]))}
    maybe(found, "origins", st.sampled_from(["east", ["BB"]]), draw)
    rated = draw(st.booleans())
    if rated:
        found |= {"ad_valorem": draw(st.sampled_from([0.1, 1.5])), "materials": [draw(st.sampled_from(materials))]}
    if not rated or draw(st.booleans()):
        found["floors"] = _floors(draw, materials, tables)
    return found | _border(draw, tables, found.get("floors", {}))


def _floors(draw: Any, materials: list[str], tables: Table) -> Table:
    chosen = draw(st.lists(st.sampled_from(materials), min_size=1, max_size=2, unique=True))
    return {m: per_tonne(_worth(tables, m) * draw(st.sampled_from([0.5, 1.0, 1.5]))) for m in chosen}


def _border(draw: Any, tables: Table, floors: Table) -> Table:
    found: Table = {}
    maybe(found, "reset", days(1, 60), draw)
    maybe(found, "origin_rule", st.sampled_from([0.1, 0.9]), draw)
    maybe(found, "enforcement", st.sampled_from([0.3, 1.0]), draw)
    if floors and _chance(draw, 3):
        found["content"] = {draw(st.sampled_from(_priced(tables))): {draw(st.sampled_from(sorted(floors))): 0.5}}
    return found


@st.composite
def strategy_tables(draw: Any, tables: Table) -> Table:
    """One to four happenings of what actors do with prices and borders; some follow a policy's adoption."""
    found: Table = {}
    horizon = float(tables["horizon"][:-2])
    controls = [n for n, d in tables["disruptions"].items() if d["kind"] in CONTROLS]
    projects = _projects(tables)
    for n, drawn in enumerate(draw(st.lists(st.sampled_from(STRATEGIES), min_size=1, max_size=4))):
        kind = drawn
        if (kind == "technology_control" and not projects) or (kind == "crackdown" and not controls):
            kind = "dumping"
        one: Table = {"kind": kind}
        if kind == "dumping":
            seller = tables["sites"][draw(st.sampled_from(_producers(tables)))]
            one |= {"actor": seller["country"], "materials": [seller["makes"]]}
            maybe(one, "above", st.sampled_from([0.2, 0.6]), draw)
            maybe(one, "price", st.sampled_from([0.3, 1.0]), draw)
            maybe(one, "volume", st.sampled_from([0.0, 1.0]), draw)
            maybe(one, "budget", st.sampled_from([usd(1e3), usd(1e5)]), draw)
            if draw(st.booleans()):
                squeeze: Table = {}
                maybe(squeeze, "below", st.sampled_from([0.3, 0.9]), draw)
                maybe(squeeze, "markup", st.sampled_from([0.5]), draw)
                maybe(squeeze, "passes", st.sampled_from([0.0, 0.4]), draw)
                maybe(squeeze, "lasts", days(10, 200), draw)
                one["squeeze"] = squeeze
        elif kind == "tariff":
            one |= _duty(draw, _priced(tables), tables)
        elif kind == "technology_control":
            one |= {"sites": projects, "slows": draw(st.sampled_from([0.0, 0.3, 1.0]))}
        else:
            one |= {"control": draw(st.sampled_from(controls)), "enforcement": draw(st.sampled_from([0.0, 0.5, 1.0]))}
        name = f"{kind}{n + 10}"
        if tables["policies"] and _chance(draw, 3):
            one |= {"after": draw(st.sampled_from(sorted(tables["policies"]))), "delay": draw(varying(0, 30))}
            maybe(one, "lasts", varying(1, 120), draw)
        else:
            one |= _when(draw, kind, [*tables["disruptions"], *found], horizon)
        found[name] = one
    return found


@st.composite
def economic_policies(draw: Any, tables: Table) -> Table:
    """One or two policies of any instruments that need an economy, money for the stockpile, and a bundle of all."""
    found: Table = {}
    for name in ["border", "industry"][: draw(st.integers(1, 2))]:
        policy: Table = {}
        for instrument in draw(st.lists(st.sampled_from(sorted(_MAKE)), min_size=1, max_size=5, unique=True)):
            made = _MAKE[instrument](draw, tables)
            if made is not None:
                policy[instrument] = [made]
        if _chance(draw, 2):
            policy["adopted"] = draw(_adoption())
            maybe(policy["adopted"], "probability", st.sampled_from([0.0, 0.5]), draw)
        found[name] = policy
    if "stockpile" in tables["policies"]:
        instrument = tables["policies"]["stockpile"]["stockpile"]
        if {*instrument.get("holds", tables["sites"]["reserve"]["holds"])} <= {*_priced(tables)}:
            maybe(instrument, "finance", _stock_finance(), draw)
    if _chance(draw, 2):
        found["everything"] = {"extends": [*tables["policies"], *found]}
    return found


def _stock_finance() -> st.SearchStrategy[Table]:
    return st.fixed_dictionaries(
        {"allocate": st.sampled_from(["targets", "days", "dollars", "loss"])},
        optional={
            "budget": st.sampled_from([usd(0), usd(5e3), usd(1e6)]),
            "loan": st.just(usd(1e4)),
            "private": st.sampled_from([usd(1e3), usd(1e6)]),
            "spoilage": st.sampled_from([0.02, 1.0]),
            "paid_by": st.sampled_from(["buyers", "treasury"]),
            "most_days": days(1, 100),
            "repurchase": st.booleans(),
            "crowding": st.sampled_from([0.3, 1.0]),
            "share_of_market": st.sampled_from([0.0, 0.1]),
        },
    )


def _producers(tables: Table) -> list[str]:
    """Producers whose main material has a price."""
    return sorted(
        n for n, s in tables["sites"].items() if s["kind"] in MAKERS and "price" in tables["materials"][s["makes"]]
    )


def _priced(tables: Table) -> list[str]:
    return sorted(m for m, described in tables["materials"].items() if "price" in described)


def _bloc(draw: Any, tables: Table) -> Table:
    materials = _priced(tables)
    found: Table = {"members": draw(st.sampled_from([["bloc"], ["AA", "BB"], ["AA", "bloc"]]))}
    found["floors"] = _floors(draw, materials, tables)
    maybe(found, "joins", st.just({"BB": "day 40"}), draw)
    maybe(found, "leaves", st.just({found["members"][0]: "day 120"}), draw)
    maybe(found, "member_floors", st.just({"BB": _floors(draw, materials, tables)}), draw)
    maybe(found, "sharing", st.booleans(), draw)
    return found | _border(draw, tables, found["floors"])


def _floor(draw: Any, tables: Table) -> Table | None:
    if not _producers(tables):
        return None
    site = draw(st.sampled_from(_producers(tables)))
    price = _worth(tables, tables["sites"][site]["makes"])
    found: Table = {"sites": [site], "floor": per_tonne(price * draw(st.sampled_from([0.0, 0.9, 1.5])))}
    maybe(found, "zone", st.sampled_from(["bloc", "AA"]), draw)
    maybe(found, "upside", st.sampled_from([0.5, 1.0]), draw)
    maybe(found, "lasts", days(0, 200), draw)
    maybe(found, "most", st.just("1 t/d"), draw)
    maybe(found, "guarantee", st.just("300 USD/d"), draw)
    return found


def _offtake(draw: Any, tables: Table) -> Table | None:
    if not _producers(tables):
        return None
    pairs = [(x["from"], x["to"]) for x in tables["lanes"] if tables["sites"][x["to"]]["kind"] == "stockpile"]
    pairs = [(start, end) for start, end in pairs if start in _producers(tables)]
    found: Table = {"site": draw(st.sampled_from(_producers(tables)))}
    if pairs and draw(st.booleans()):
        found["site"], found["into"] = draw(st.sampled_from(pairs))
    price = _worth(tables, tables["sites"][found["site"]]["makes"])
    found |= {"rate": f"{DEMAND * draw(st.sampled_from([0.0, 0.5, 3.0]))} t/d", "price": per_tonne(price)}
    maybe(found, "lasts", days(0, 200), draw)
    return found


def _equity(draw: Any, tables: Table) -> Table | None:
    sites = _projects(tables) * 3 + [n for n, s in tables["sites"].items() if s["kind"] in MAKERS]
    found: Table = {"site": draw(st.sampled_from(sites)), "amount": draw(st.sampled_from([usd(0), usd(5e4)]))}
    maybe(found, "orders", st.booleans(), draw)
    maybe(found, "faster", st.sampled_from([0.5, 1.0]), draw)
    return found


def _permitting(draw: Any, tables: Table) -> Table:
    found: Table = {}
    maybe(found, "sites", st.just(_projects(tables)), draw)
    found["country"] = draw(st.sampled_from(["bloc", "AA"]))
    maybe(found, "faster", st.sampled_from([0.0, 1.0]), draw)
    maybe(found, "qualification", st.sampled_from([0.5, 1.0]), draw)
    hidden = [name for name in _projects(tables) if not tables["sites"][name]["project"].get("discovered", True)]
    if hidden:
        found |= {"finds": hidden, "finds_after": draw(days(0, 100))}
    maybe(found, "cost", st.just("100 USD/d"), draw)
    return found


def _rapid(draw: Any, tables: Table) -> Table:
    found: Table = {"country": draw(st.sampled_from(["bloc", "AA"]))}
    for field in ("detect", "decide", "act"):
        maybe(found, field, days(0, 10), draw)
    maybe(found, "approval", st.sampled_from([0.0, 0.7, 1.0]), draw)
    maybe(found, "priority", st.booleans(), draw)
    maybe(found, "cost", st.just("100 USD/d"), draw)
    return found


def _priority(draw: Any, tables: Table) -> Table:
    known = {s.get("class", "civil") for s in tables["sites"].values() if s["kind"] not in ("mine", "recycler")}
    classes = draw(st.permutations(sorted(known)))
    return {"country": draw(st.sampled_from(["bloc", "AA"])), "classes": classes[: draw(st.integers(1, 2))]}


def _substitution(draw: Any, tables: Table) -> Table:
    found: Table = {"materials": [draw(st.sampled_from(_priced(tables)))], "faster": "40 %/yr"}
    maybe(found, "country", st.sampled_from(["bloc", "AA"]), draw)
    maybe(found, "cost", st.just("100 USD/d"), draw)
    return found


def _recycling(draw: Any, tables: Table) -> Table | None:
    recyclers = [name for name, site in tables["sites"].items() if site["kind"] == "recycler"]
    if not recyclers:
        return None
    return {"sites": recyclers, "more": draw(st.sampled_from([0.0, 0.5])), "cost": "9 USD/d"}


_MAKE = {
    "trading_bloc": _bloc,
    "price_floor": _floor,
    "tariff": lambda draw, tables: _duty(draw, _priced(tables), tables),
    "offtake": _offtake,
    "equity": _equity,
    "permitting": _permitting,
    "rapid_response": _rapid,
    "demand_priority": _priority,
    "substitution": _substitution,
    "recycling": _recycling,
}
