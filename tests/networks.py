"""Random scenarios as nested dicts, for property tests: every site kind, rule, disruption and instrument.

Numbers are written with their units, as in a file. Runs are short (200 to 500 d of 3 to 9 sites), so that one takes
tens of milliseconds. `scenarios` draws anything; `single_paths` draws chains without a choice and without chance.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

Table = dict[str, Any]
COUNTRIES = ["AA", "BB", "CC"]
DEMAND = 6.0  # t/d of the final product, all markets together


def days(low: float, high: float) -> st.SearchStrategy[str]:
    return st.integers(int(low * 2), int(high * 2)).map(lambda n: f"{n / 2} d")


def varying(low: float, high: float) -> st.SearchStrategy[Any]:
    """A fixed time, or a distribution of about that size."""
    middle = (low + high) / 2
    spread = [
        {"triangular": {"low": f"{low} d", "mode": f"{middle} d", "high": f"{high} d"}},
        {"uniform": {"low": f"{low} d", "high": f"{high} d"}},
        {"lognormal": {"median": f"{middle} d", "gsd": 1.6}},
        {"discrete": {"values": [f"{low} d", f"{high} d"], "weights": [1, 2]}},
    ]
    return days(low, high) | st.sampled_from(spread)


def maybe(table: Table, key: str, value: Any, draw: Any) -> None:
    """Set a field or leave it at its default."""
    if draw(st.booleans()):
        table[key] = draw(value)


def _points(draw: Any, policy: str) -> Table:
    """A reorder point with a level or a lot above it, under periodic or continuous review."""
    low = draw(st.integers(0, 40))
    found: Table = {"policy": policy, "reorder": f"{low} d"}
    found |= {"up_to": f"{low + draw(st.integers(1, 40))} d"} if policy == "s_S" else {"quantity": draw(days(1, 40))}
    return found | {"review": draw(st.sampled_from(["continuous", "1 d", "7.5 d"]))}


def _between_failures() -> st.SearchStrategy[Table]:
    mean = st.integers(30, 150)
    steps = mean.map(lambda n: {"geometric": {"mean": f"{n} d", "step": "7 d"}})
    return mean.map(lambda n: {"exponential": {"mean": f"{n} d"}}) | steps


def _chance(draw: Any, one_in: int) -> bool:
    return draw(st.integers(1, one_in)) == 1


class Network:
    """A network in the making: who makes what, and who asks for what."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.sites: dict[str, Table] = {}
        self.sellers: dict[str, list[str]] = {}
        self.buyers: list[tuple[str, str]] = []  # site, material

    def add(self, name: str, site: Table) -> Table:
        draw = self.draw
        site["country"] = draw(st.sampled_from(COUNTRIES))
        site["location"] = [draw(st.integers(-60, 60)), draw(st.integers(-170, 170))]
        self.sites[name] = site
        if site["kind"] != "market":
            site["allocation"] = draw(st.sampled_from(["contract", "pro_rata", "priority", "fifo", "value"]))
        if site["kind"] not in ("mine", "recycler"):
            maybe(site, "patience", days(1, 40), draw)
            maybe(site, "drift", st.sampled_from([0.0, 0.06, 1.0]), draw)
            maybe(site, "priority", st.integers(1, 9), draw)
            rooms: Table = {}
            policy = draw(st.sampled_from(["periodic", "periodic", "continuous", "push", "s_S", "r_Q"]))
            if policy in ("s_S", "r_Q"):
                site["replenish"] = _points(draw, policy)
            elif policy == "push":
                site["replenish"] = {"policy": "push"}
                if site["kind"] not in ("trader", "stockpile") and _chance(draw, 2):
                    for material in [*site.get("needs", {}), *[site[key] for key in ("demands",) if key in site]]:
                        rooms[material] = f"{draw(st.integers(0, 30))} d"
            elif policy == "continuous":
                site["replenish"] = {"review": "continuous", "lot": draw(days(1, 5))}
            else:
                site["replenish"] = {"review": draw(days(2, 20))}
            if site["replenish"].get("review", "1 d") != "continuous" and policy != "push" and _chance(draw, 4):
                site["replenish"]["forecast"] = draw(st.sampled_from([{"moving_average": 3}, {"smoothing": 0.4}]))
            if rooms:
                site["storage"] = rooms
        if _chance(draw, 4):
            site["failures"] = {
                "every": draw(_between_failures()),
                "repair": draw(varying(1, 20)),
                "capacity_left": draw(st.sampled_from([0.0, 0.4])),
            }
            if site["kind"] in ("mine", "recycler", "refinery", "factory"):
                maybe(site["failures"], "clock", st.sampled_from(["calendar", "operating"]), draw)
        return site

    def producer(self, name: str, kind: str, makes: str, wanted: float, **fields: Any) -> Table:
        draw = self.draw
        size = wanted * draw(st.sampled_from([0.7, 1.0, 1.3, 2.0]))
        site = self.add(name, {"kind": kind, "makes": makes, "capacity": f"{size} t/d", **fields})
        site["campaign"] = draw(days(1, 15) | st.sampled_from([{"exponential": {"mean": "4 d"}}]))
        if _chance(draw, 4):
            site["lines"] = draw(st.integers(2, 3))
        maybe(site, "blocking", st.sampled_from(["before", "after"]), draw)
        maybe(site, "processing", varying(0, 15), draw)
        if draw(st.booleans()):
            site["storage"] = {**site.get("storage", {}), makes: f"{draw(st.integers(5, 60))} d"}
        if kind not in ("mine", "recycler"):
            maybe(site, "minimum_run", st.sampled_from([0.0, 0.1, 1.0]), draw)
            if _chance(draw, 4):
                site["stretch"] = {"below": draw(days(1, 40)), "to": draw(st.sampled_from([0.2, 0.5, 1.0]))}
        maybe(site, "cover", st.just({m: draw(days(0, 30)) for m in [makes, *fields.get("needs", {})]}), draw)
        self.sellers.setdefault(makes, []).append(name)
        self.buyers += [(name, material) for material in fields.get("needs", {})]
        return site

    def market(self, name: str, demands: str, rate: float) -> None:
        draw = self.draw
        asks = {"uniform": {"low": f"{0.5 * rate} t/d", "high": f"{1.5 * rate} t/d"}}
        site = self.add(
            name, {"kind": "market", "demands": demands, "rate": asks if _chance(draw, 6) else f"{rate} t/d"}
        )
        maybe(site, "unserved", st.sampled_from(["lost", "waiting"]), draw)
        if _chance(draw, 3):
            del site["rate"]
            sizes = [f"{rate} t", {"gamma": {"mean": f"{rate} t", "shape": 2.0}}, {"uniform": {"low": "0 t", "high": f"{2 * rate} t"}}]  # fmt: skip
            spacings = ["1 d", {"exponential": {"mean": "1 d"}}, {"discrete": {"values": ["0 d", "2 d"]}}]
            site["orders"] = {"every": draw(st.sampled_from(spacings)), "size": draw(st.sampled_from(sizes))}
            if site.get("unserved") == "waiting":
                maybe(site["orders"], "patience", days(0, 40), draw)
        maybe(site, "growth", st.sampled_from(["-20 %/yr", "10 %/yr", "60 %/yr"]), draw)
        maybe(site, "unit_value", st.sampled_from(["1 kUSD/t", "30 kUSD/t"]), draw)
        maybe(site, "cover", st.just({demands: draw(days(0, 40))}), draw)
        maybe(site, "initial", st.just({demands: f"{draw(st.integers(0, 20))} d"}), draw)
        maybe(site, "class", st.sampled_from(["civil", "defence"]), draw)
        self.buyers.append((name, demands))


@st.composite
def scenarios(draw: Any, disrupted: bool = True) -> Table:
    """Nested tables of a random scenario; without disruptions and policies if `disrupted` is false."""
    net = Network(draw)
    chain = ["ore", "metal", "motor"][: draw(st.integers(1, 3))]
    ratio = draw(st.sampled_from([1.0, 0.5, 4.0]))
    wanted = DEMAND * ratio ** (len(chain) - 1)
    mines = draw(st.integers(1, 2))
    side = draw(st.booleans())
    for n in range(mines):
        fields: Table = {"byproducts": {"salt": 0.2}} if side and n == 0 else {}
        if fields and draw(st.booleans()):
            fields |= {"blocks": ["salt"], "storage": {"salt": "60 d"}}
        mine = net.producer(f"mine{n}", "mine", "ore", wanted / mines, **fields)
        if fields and "storage" in fields:
            mine["storage"] = {**mine["storage"], "salt": "60 d"}
    if side:
        net.sellers["salt"] = ["mine0"]
    for stage, material in enumerate(chain[1:]):
        wanted = DEMAND * ratio ** (len(chain) - 2 - stage)
        count = draw(st.integers(1, 2 - stage))
        kind = "factory" if stage else "refinery"
        for n in range(count):
            needs = {chain[stage]: ratio}
            if side and stage == 0 and n == 0 and draw(st.booleans()):
                needs["salt"] = 0.05
            net.producer(f"{kind}{n}", kind, material, wanted / count, needs=needs)
    markets = draw(st.integers(1, 2))
    for n in range(markets):
        net.market(f"market{n}", chain[-1], DEMAND / markets)
    if side and draw(st.booleans()):
        net.market("salt_market", "salt", 0.1)
    _stand_ins(net, chain)
    traded = draw(st.sampled_from(chain))
    if _chance(draw, 3):
        net.add("trader", {"kind": "trader", "trades": traded})
    lanes = _lanes(net, traded)
    if _chance(draw, 2):
        lanes += _stockpile(net, draw(st.sampled_from(chain)))
    tables: Table = {
        "name": "random",
        "start": dt.date(2026, 1, 1),
        "horizon": f"{draw(st.integers(200, 500))} d",
        "initial": draw(st.sampled_from(["calm", "calm", "calm", "empty"])),
        "zones": {"bloc": ["BB", "CC"], "east": ["AA"]},
        "chokepoints": {"strait": {"detour": draw(varying(5, 15))}, "canal": {}},
        "sites": net.sites,
        "lanes": lanes,
    }
    places = sorted({site["country"] for site in net.sites.values()})
    made = sorted({m for m, names in net.sellers.items() if any(n in net.sites for n in names)})
    if _chance(draw, 4):
        tables["controls"] = {"calm_quota": _quota(draw, made, places, wanted) | {"hoarding": 1.0}}
    if disrupted:
        from networks_events import disruption_tables, policy_tables

        tables["disruptions"] = draw(disruption_tables(tables, made, places))
        tables["policies"] = draw(policy_tables(tables))
        if _chance(draw, 6):
            names = sorted(tables["disruptions"])
            tables["futures"] = {"some": {"disruptions": names[::2]}, "others": {"disruptions": names[1::2]}}
    return tables


def _stand_ins(net: Network, chain: list[str]) -> None:
    """Scrap that comes back from a market, and that a plant may use in the place of one of its inputs."""
    draw = net.draw
    plants = [name for name, site in net.sites.items() if "needs" in site]
    if not plants or not _chance(draw, 3):
        return
    plant = net.sites[draw(st.sampled_from(plants))]
    name = next(n for n, site in net.sites.items() if site is plant)
    markets = [n for n, site in net.sites.items() if site["kind"] == "market"]
    if draw(st.booleans()):
        back = {"follows": {draw(st.sampled_from(markets)): 0.3}, "lag": draw(days(0, 200))}
        recycler = net.producer("recycler0", "recycler", "scrap", DEMAND / 2, **back)
        maybe(recycler, "minimum_run", st.sampled_from([0.0, 1.0]), draw)
    else:
        net.producer("scrapyard0", "mine", "scrap", DEMAND)
    needed = draw(st.sampled_from(sorted(plant["needs"])))
    share = draw(st.sampled_from([0.0, 0.3]))
    one = {"material": "scrap", "factor": draw(st.sampled_from([1.0, 2.0])), "share": share}
    pushed = plant["replenish"].get("policy") == "push"
    one |= {"most": share if pushed else draw(st.sampled_from([0.5, 1.0])), "qualification": draw(days(0, 60))}
    maybe(one, "ramp", days(0, 40), draw)
    plant["alternatives"] = {needed: [one]}
    net.buyers.append((name, "scrap"))


def _quota(draw: Any, made: list[str], places: list[str], wanted: float) -> Table:
    return {
        "kind": "quota",
        "actor": draw(st.sampled_from(places)),
        "materials": [draw(st.sampled_from(made))],
        "on": draw(st.sampled_from(["production", "export"])),
        "tonnage": f"{wanted * draw(st.integers(5, 40))} t",
        "period": draw(days(10, 60)),
        "shared": draw(st.sampled_from(["contract", "pool"])),
        "carry_over": draw(st.booleans()),
    }


def _lanes(net: Network, traded: str) -> list[Table]:
    """One to three lanes for each input; a trader stands between makers and some buyers."""
    draw = net.draw
    lanes: list[Table] = []
    for buyer, material in net.buyers:
        sellers = list(net.sellers[material])
        if "trader" in net.sites and material == traded:
            sellers.append("trader")
        count = draw(st.integers(1, min(3, len(sellers))))
        chosen = draw(st.permutations(sellers))[:count]
        found = [lane(net, material, seller, buyer) for seller in chosen]
        if count > 1 and net.sites[buyer]["replenish"].get("policy") != "push":
            shape = draw(st.sampled_from(["equal", "dormant", "uneven"]))
            if shape == "dormant":
                found[0] |= {"share": 0.0, "qualification": draw(days(0, 60)), "ramp": draw(days(0, 30))}
                maybe(found[0], "target_share", st.sampled_from([0.3, 1.0]), draw)
            elif shape == "uneven":
                found[0]["share"] = 0.7
        lanes += found
    if "trader" in net.sites:
        lanes += [lane(net, traded, seller, "trader") for seller in net.sellers[traded][:2]]
    return lanes


def lane(net: Network, material: str, seller: str, buyer: str) -> Table:
    draw = net.draw
    found: Table = {"material": material, "from": seller, "to": buyer, "lead_time": draw(varying(0, 30))}
    maybe(found, "overtaking", st.booleans(), draw)
    if _chance(draw, 4):
        found |= {"capacity": f"{DEMAND * draw(st.sampled_from([0.3, 1.0, 5.0]))} t/d", "interval": draw(days(1, 6))}
    if _chance(draw, 3):
        found["via"] = draw(st.sampled_from([{"strait": 0.5}, {"canal": 0.3}, {"strait": 0.2, "canal": 0.9}]))
    if _chance(draw, 5):
        found["initial"] = "empty"
    return found


def _stockpile(net: Network, material: str) -> list[Table]:
    draw = net.draw
    site: Table = {
        "kind": "stockpile",
        "holds": {material: {"target": f"{draw(st.integers(5, 60))} d", "initial": f"{draw(st.integers(0, 30))} d"}},
        "active": draw(st.booleans()),
        "fill": draw(days(30, 200)),
        "rebuild": draw(days(30, 200)),
    }
    net.add("reserve", site)
    site.pop("replenish", None)
    buyers = [name for name, wanted in net.buyers if wanted == material][:2]
    lanes = [lane(net, material, net.sellers[material][0], "reserve")]
    if _chance(draw, 2):
        helper = {
            **site,
            "holds": {material: {"target": "40 d", "initial": f"{draw(st.integers(0, 40))} d"}},
            "active": True,
        }
        net.add("helper", helper).pop("replenish", None)
        pool = lane(net, material, "helper", "reserve")
        pool["refusal"] = draw(st.sampled_from([0.0, 0.5, 1.0]))
        lanes += [pool, lane(net, material, net.sellers[material][0], "helper")]
    return lanes + [lane(net, material, "reserve", buyer) for buyer in buyers]


@st.composite
def single_paths(draw: Any, limited: bool = False) -> Table:
    """A chain without a choice: one maker at each stage, one market, fixed lead times, full campaigns, ample stores.

    Stores start as they are given and lanes empty, so that two variants differ in what is varied alone. If `limited`,
    the last lane may have a capacity and send loads.
    """
    chain = ["ore", "metal"][: draw(st.integers(1, 2))]
    rate = draw(st.integers(1, 10))
    sites: dict[str, Table] = {}
    for material in chain:
        size = rate * draw(st.sampled_from([1.0, 1.2, 2.0]))
        sites[f"{material}_maker"] = {
            "kind": "mine" if material == "ore" else "refinery", "country": "AA", "makes": material,
            "capacity": f"{size} t/d", "campaign": draw(days(1, 10)), "processing": draw(days(0, 10)),
            "storage": {material: "1 Mt"},
        }  # fmt: skip
    if len(chain) > 1:
        needs = {"needs": {"ore": 1.0}, "minimum_run": 1.0, "initial": {"ore": f"{draw(st.integers(0, 200))} t"}}
        sites["metal_maker"] |= needs | _ordering(draw, "ore")
    sites["market"] = {
        "kind": "market", "country": "BB", "demands": chain[-1], "rate": f"{rate} t/d",
        "initial": {chain[-1]: f"{draw(st.integers(0, 200))} t"},
        "unserved": draw(st.sampled_from(["lost", "waiting"])),
    } | _ordering(draw, chain[-1])  # fmt: skip
    ends = [*(f"{material}_maker" for material in chain), "market"]
    lanes = [
        {"material": material, "from": ends[n], "to": ends[n + 1], "lead_time": draw(days(0, 20))}
        for n, material in enumerate(chain)
    ]
    if limited and draw(st.booleans()):
        lanes[-1] |= {"capacity": f"{rate * draw(st.sampled_from([1.1, 2.0]))} t/d", "interval": draw(days(1, 5))}
    return {
        "name": "single path", "start": dt.date(2026, 1, 1), "horizon": "300 d", "initial": "empty",
        "sites": sites, "lanes": lanes,
    }  # fmt: skip


def _ordering(draw: Any, material: str) -> Table:
    review = draw(st.sampled_from(["continuous", "3 d", "7 d", "14 d"]))
    return {"cover": {material: draw(days(0, 30))}, "patience": "1000 d", "replenish": {"review": review}}
